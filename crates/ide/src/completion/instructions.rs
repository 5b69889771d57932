//! Keywords: in the file's own casing, and only where BuildKit takes them.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::Keyword;

use super::{Completion, CompletionKind, Topic};
use crate::site::{Word, Written};

/// At the start of a line, whose item would have this index.
pub(super) fn at_line(file: &Dockerfile, word: Word<'_>, item: usize) -> Vec<Completion> {
    let has_stage = file.stages().any(|stage| stage.from().index < item);
    let is_legal = |keyword: &Keyword| match has_stage {
        true => *keyword != Keyword::Maintainer,
        false => matches!(keyword, Keyword::Arg | Keyword::From),
    };
    // The first thing that a file needs.
    let from = (!has_stage).then_some(Keyword::From);
    let others = Keyword::ALL.iter().copied().filter(|keyword| Some(*keyword) != from);
    let keywords = from.into_iter().chain(others).filter(is_legal);
    proposals(file, keywords, word, item, true)
}

/// In the keyword of an instruction, or of the one behind ONBUILD.
pub(super) fn keyword(written: &Written<'_>) -> Vec<Completion> {
    let (file, item) = (written.file, written.instruction.index);
    let is_at_end = written.line_after().len() == written.word().rest.len();
    if written.is_trigger() || written.keyword() == Some(Keyword::Onbuild) && !written.is_in_keyword() {
        let triggers = Keyword::ALL.iter().copied().filter(|keyword| keyword.can_be_trigger());
        return proposals(file, triggers, written.word(), item, is_at_end);
    }
    let mut items = at_line(file, written.word(), item);
    if !is_at_end {
        items.iter_mut().for_each(|item| item.snippet = None);
    }
    items
}

fn proposals(
    file: &Dockerfile,
    keywords: impl Iterator<Item = Keyword>,
    word: Word<'_>,
    item: usize,
    is_at_end: bool,
) -> Vec<Completion> {
    let is_lower = is_lower_case(file, item);
    let cased = |text: &str| if is_lower { text.to_ascii_lowercase() } else { text.to_owned() };
    let proposal = |keyword: Keyword| {
        let text = cased(keyword.as_str());
        let snippet =
            is_at_end.then(|| format!("{text} {}", operands(keyword).replace("CMD", &cased("CMD"))));
        let completion = Completion::new(text, CompletionKind::Keyword, word);
        Completion { snippet, ..completion }.with_topic(Topic::Instruction(keyword))
    };
    keywords.map(proposal).collect()
}

/// How most of the other keywords are written.
fn is_lower_case(file: &Dockerfile, item: usize) -> bool {
    let keywords = file.instructions().filter(|other| other.index != item && other.keyword().is_some());
    let (mut lower, mut all) = (0, 0);
    for other in keywords {
        let text = other.instruction.source_of(other.command().keyword_span);
        all += 1;
        lower += usize::from(text.bytes().all(|byte| byte.is_ascii_lowercase()));
    }
    lower * 2 > all
}

/// As a snippet.
fn operands(keyword: Keyword) -> &'static str {
    match keyword {
        Keyword::Add | Keyword::Copy => "${1:source} ${2:destination}",
        Keyword::Arg => "${1:NAME}",
        Keyword::Cmd | Keyword::Entrypoint => "[\"${1:program}\"]",
        Keyword::Env => "${1:NAME}=${2:value}",
        Keyword::Expose => "${1:port}",
        Keyword::From => "${1:image}",
        Keyword::Healthcheck => "--interval=${1:30s} --timeout=${2:3s} CMD ${3:command}",
        Keyword::Label => "${1:key}=\"${2:value}\"",
        Keyword::Maintainer => "${1:name}",
        Keyword::Onbuild => "${1:instruction}",
        Keyword::Run => "${1:command}",
        Keyword::Shell => "[\"${1:/bin/bash}\", \"${2:-c}\"]",
        Keyword::Stopsignal => "${1:SIGTERM}",
        Keyword::User => "${1:user}",
        Keyword::Volume | Keyword::Workdir => "${1:/path}",
    }
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{item, proposed, taken};

    #[test]
    fn only_what_is_legal() {
        for empty in ["$0", "ARG A\n$0", "F$0", "  $0\nFROM a\n", "# note\nfr$0"] {
            assert!(proposed(empty).starts_with("FROM ARG"), "{empty}: {}", proposed(empty));
            assert!(!proposed(empty).contains("RUN"), "{empty}");
        }
        let all = "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL ONBUILD RUN SHELL STOPSIGNAL USER \
                   VOLUME WORKDIR";
        for text in [
            "FROM a\n$0",
            "FROM a\nC$0\nRUN b\n",
            "FROM a\n\n$0RUN b\n",
            "FROM a\r\n  $0\r\n",
            "FROM a\nRUN b\n$0",
        ] {
            assert_eq!(proposed(text), all, "{text:?}");
        }
        assert_eq!(proposed("FROM a\nONBUILD $0"), all.replace("FROM ", "").replace("ONBUILD ", ""));
        assert_eq!(proposed("FROM a\nONBUILD R$0 x"), all.replace("FROM ", "").replace("ONBUILD ", ""));
    }

    #[test]
    fn in_the_casing_of_the_file() {
        assert_eq!(taken("from a\nrun b\n$0", "workdir"), "from a\nrun b\nworkdir");
        assert_eq!(taken("FROM a\nwo$0", "WORKDIR"), "FROM a\nWORKDIR");
        assert_eq!(taken("FROM a\nWO$0KDIR /x\n", "WORKDIR"), "FROM a\nWORKDIR /x\n");
        assert_eq!(taken("FROM a\nonbuild cop$0", "COPY"), "FROM a\nonbuild COPY");
    }

    #[test]
    fn snippets_only_where_the_line_ends() {
        assert_eq!(item("FROM a\nU$0", "USER").snippet.as_deref(), Some("USER ${1:user}"));
        assert_eq!(item("FROM a\nU$0 b", "USER").snippet, None);
        assert_eq!(
            item("from a\nh$0", "healthcheck").snippet.as_deref(),
            Some("healthcheck --interval=${1:30s} --timeout=${2:3s} cmd ${3:command}")
        );
    }

    #[test]
    fn not_inside_of_instructions() {
        for text in [
            "FROM a\nRUN b \\\n  $0\n",
            "FROM a\nRUN <<E\n$0\nE\n",
            "FROM a\nRUN b \\\n# $0\n c",
            "FROM a\nRUN b \\$0",
        ] {
            assert!(!proposed(text).contains("WORKDIR"), "{text}");
        }
    }
}

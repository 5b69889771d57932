//! Arguments of FROM, ARG and HEALTHCHECK.

use plimsoll_semantics::facts::args::{ArgKind, PREDEFINED};

use super::{Completion, CompletionKind, Completions, Topic, images, stages};
use crate::site::Written;

/// A stage or an image, then AS.
pub(super) fn from(written: &Written<'_>) -> Completions {
    let word = written.word();
    match written.argument_index() {
        0 => {
            let is_name = !word.typed.contains([':', '@']);
            let mut items = if is_name { stages::for_from(written, word) } else { Vec::new() };
            items.extend(images::names(written.file, word));
            items.into()
        }
        1 => {
            let keyword = written.instruction.instruction.source_of(written.command().keyword_span);
            let label = if keyword == "from" { "as" } else { "AS" };
            vec![Completion::new(label, CompletionKind::Keyword, word).with_detail("names the stage")].into()
        }
        _ => Completions::default(),
    }
}

/// In a stage, the arguments that it can't see without saying so; everywhere those that the builder reads.
pub(super) fn arg(written: &Written<'_>) -> Vec<Completion> {
    let word = written.word();
    if word.typed.contains('=') {
        return Vec::new();
    }
    let word = word.until(&['=']);
    let is_in_stage = written.stage().is_some();
    let here = written.file.definitions_in(written.instruction);
    let is_new = |name: &str| name == word.text() || !here.iter().any(|own| own.name == name);
    let mut globals: Vec<&str> = Vec::new();
    for global in written.file.global_args().iter().filter(|global| is_in_stage && is_new(&global.name)) {
        if !globals.contains(&global.name.as_str()) {
            globals.push(&global.name);
        }
    }
    let globals = globals.into_iter().map(|name| {
        Completion::new(name, CompletionKind::Variable, word).with_detail("ARG before the first FROM")
    });
    // A proxy needs no ARG, and a platform is known before the first FROM.
    let is_useful = |kind: ArgKind| kind != ArgKind::Proxy && (is_in_stage || kind != ArgKind::Platform);
    let predefined = PREDEFINED.iter().filter(|arg| is_useful(arg.kind) && is_new(arg.name));
    let predefined = predefined.map(|arg| {
        let item = Completion::new(arg.name, CompletionKind::Variable, word);
        item.with_detail(arg.meaning).with_topic(Topic::Argument(arg.name))
    });
    globals.chain(predefined).collect()
}

pub(super) fn healthcheck(written: &Written<'_>) -> Vec<Completion> {
    if written.argument_index() > 0 {
        return Vec::new();
    }
    let keyword = written.instruction.instruction.source_of(written.whole_command().keyword_span);
    let is_lower = keyword.bytes().all(|byte| byte.is_ascii_lowercase());
    let words = [
        ("CMD", "the test: it fails where it ends with another code than 0"),
        ("NONE", "no test, not even that of the base image"),
    ];
    let item = |(name, meaning): (&str, &str)| {
        let label = if is_lower { name.to_ascii_lowercase() } else { name.to_owned() };
        Completion::new(label, CompletionKind::Keyword, written.word()).with_detail(meaning)
    };
    words.map(item).into()
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{proposed, taken};

    #[test]
    fn names_of_stages() {
        assert_eq!(proposed("FROM a $0"), "AS");
        assert_eq!(proposed("FROM --platform=linux/amd64 a A$0"), "AS");
        assert_eq!(proposed("from a $0"), "as");
        assert_eq!(proposed("FROM a AS $0"), "");
    }

    #[test]
    fn arguments() {
        let in_stage = proposed("ARG A=1\nARG B\nFROM x\nARG B $0");
        assert!(in_stage.starts_with("A BUILDARCH") && in_stage.contains("TARGETARCH"), "{in_stage}");
        assert!(!in_stage.contains("http_proxy"));
        assert!(proposed("ARG $0").starts_with("BUILDKIT"));
        assert_eq!(taken("FROM x\nARG TARGET$0=amd64", "TARGETARCH"), "FROM x\nARG TARGETARCH=amd64");
        assert_eq!(proposed("FROM x\nARG A=$0"), "");
    }

    #[test]
    fn health_checks() {
        assert_eq!(
            proposed("FROM a\nHEALTHCHECK --interval=3s $0"),
            "CMD NONE --timeout --start-period --start-interval --retries"
        );
        assert_eq!(taken("from a\nhealthcheck c$0 x", "cmd"), "from a\nhealthcheck cmd x");
        assert_eq!(proposed("FROM a\nHEALTHCHECK CMD $0"), "");
    }
}

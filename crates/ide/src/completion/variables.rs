//! Variables behind `$` and `${`, with what they are here.

use plimsoll_semantics::{DefinitionKind, Found, Reader};
use plimsoll_syntax::expansion::Value;

use super::{Completion, CompletionKind, Topic};
use crate::site::{Word, Written};

/// Nothing where no variable is being written; an empty list where it would be one, but nobody would replace it.
pub(super) fn at(written: &Written<'_>) -> Option<Vec<Completion>> {
    let word = Word { typed: written.line_before(), rest: written.line_after(), ..written.word() };
    let dollar = word.typed.rfind('$')?;
    let name = word.skip(dollar + 1);
    let is_braced = name.typed.starts_with('{');
    let name = name.skip(usize::from(is_braced));
    let modifier = name.typed.trim_start_matches(is_name_char);
    if !(modifier.is_empty() || is_braced && is_modifier_start(modifier)) {
        return None;
    }
    let at = written.at() - (word.typed.len() - dollar) as u32;
    let Some(reader) = written.file.reader_at(written.instruction, at) else { return Some(Vec::new()) };
    let end = name.rest.find(|c| !is_name_char(c)).unwrap_or(name.rest.len());
    if !modifier.is_empty() {
        let bare = &name.typed[..name.typed.len() - modifier.len()];
        return Some(modifiers(bare, Word { rest: "", ..name }, name.rest, reader));
    }
    let here = Word { rest: &name.rest[..end], ..name };
    let closing = if is_braced && !is_continued(&name.rest[end..]) { "}" } else { "" };
    let variables = written.file.visible_variables(written.instruction, reader);
    let is_known = is_braced && variables.iter().any(|(known, _)| *known == name.typed);
    let mut items: Vec<Completion> = Vec::new();
    let (own, predefined): (Vec<_>, Vec<_>) =
        variables.into_iter().partition(|(_, found)| !matches!(found, Found::Predefined(_)));
    for (variable, found) in own.into_iter().chain(predefined) {
        let insert = format!("{variable}{closing}");
        items.push(described(
            Completion::new(variable, CompletionKind::Variable, here).inserting(insert),
            written,
            &found,
        ));
    }
    if is_known && here.rest.is_empty() {
        items.extend(modifiers(name.typed, here, name.rest, reader));
    }
    Some(items)
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// What follows a name already closes or goes on with it.
fn is_continued(rest: &str) -> bool {
    rest.starts_with('}') || (is_modifier_start(rest) && rest.contains('}'))
}

fn is_modifier_start(text: &str) -> bool {
    let is_operator = |(operator, _): &(&str, &str)| operator.starts_with(text) || text.starts_with(operator);
    text.len() <= 2 && !text.is_empty() && OPERATORS.iter().any(is_operator)
        || text.len() > 2 && OPERATORS.iter().any(|(operator, _)| text.starts_with(operator))
}

/// What may stand behind a name in braces, and what it does.
const OPERATORS: [(&str, &str); 12] = [
    (":-", "default where it is unset or empty"),
    (":+", "alternative where it is set and not empty"),
    (":?", "fails with a message where it is unset or empty"),
    ("-", "default where it is unset"),
    ("+", "alternative where it is set"),
    ("?", "fails with a message where it is unset"),
    ("#", "without the shortest prefix that matches"),
    ("##", "without the longest prefix that matches"),
    ("%", "without the shortest suffix that matches"),
    ("%%", "without the longest suffix that matches"),
    ("/", "with the first match replaced"),
    ("//", "with all matches replaced"),
];

/// `NAME:-` and its like, in place of the name. Replacing is no part of POSIX shells.
fn modifiers(name: &str, word: Word<'_>, rest: &str, reader: Reader) -> Vec<Completion> {
    let closing = if rest.contains('}') { "" } else { "}" };
    let is_legal = |operator: &str| reader == Reader::Builder || !operator.starts_with('/');
    let known = OPERATORS.iter().filter(|(operator, _)| is_legal(operator));
    let item = |(operator, meaning): &(&str, &str)| {
        let label = format!("{name}{operator}");
        let operands = if operator.starts_with('/') { "${1:pattern}/${2:replacement}" } else { "${1}" };
        let snippet = format!("{label}{operands}{}", closing.replace('}', "\\}"));
        let item = Completion::new(label.clone(), CompletionKind::Operator, word).with_detail(*meaning);
        Completion { snippet: Some(snippet), ..item.inserting(format!("{label}{closing}")) }
    };
    known.map(item).collect()
}

fn described(item: Completion, written: &Written<'_>, found: &Found<'_>) -> Completion {
    match found {
        Found::Definition(definition) => {
            let kind = match definition.kind {
                DefinitionKind::Arg => "ARG",
                DefinitionKind::Env => "ENV",
            };
            let value = match &definition.value {
                _ if definition.is_secret => String::new(),
                Value::Set(value) => format!(" = {}", shortened(value)),
                Value::Unset | Value::Unknown => String::new(),
            };
            let stage = written.file.tree().instruction(definition.item);
            let stage = stage
                .and_then(|item| written.file.stage_of(item))
                .filter(|stage| written.stage().is_some_and(|own| own.index() != stage.index()));
            let place = stage.map(|stage| format!(" of {}", stage.label())).unwrap_or_default();
            item.with_detail(format!("{kind}{place}{value}"))
        }
        Found::Image(value) => item.with_detail(format!("set by the base image = {}", shortened(value))),
        Found::Predefined(arg) => item.with_detail(arg.meaning).with_topic(Topic::Argument(arg.name)),
    }
}

/// On one line, and not too much of it.
fn shortened(value: &str) -> String {
    const MAX_CHARS: usize = 60;
    let line: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_CHARS).collect();
    if line.chars().count() < value.chars().count() { format!("{line}…") } else { line }
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{item, proposed, taken};

    const FILE: &str = "ARG TAG=3.22\nFROM alpine:3.22 AS base\nENV HOME=/root\nFROM base\nARG USER_NAME=app\nENV API_TOKEN=x\n";

    fn with(line: &str) -> String {
        format!("{FILE}{line}")
    }

    #[test]
    fn names_and_values() {
        assert_eq!(proposed(&with("WORKDIR /$$0")), "API_TOKEN HOME USER_NAME");
        let detail = |label: &str| item(&with("WORKDIR /${$0"), label).detail;
        assert_eq!(detail("HOME").as_deref(), Some("ENV of base = /root"));
        assert_eq!(detail("USER_NAME").as_deref(), Some("ARG = app"));
        assert_eq!(detail("API_TOKEN").as_deref(), Some("ENV"));
        assert!(proposed("ARG A=1\nFROM --platform=$B$0 a").contains("BUILDPLATFORM"));
        assert!(proposed("ARG A=1\nFROM a:${$0}").starts_with("A BUILDARCH"));
        assert!(!proposed("FROM golang\nCMD echo $$0").is_empty());
    }

    /// A server that closes the brace although the editor did so already writes `${NAME}}`.
    #[test]
    fn no_doubled_brace() {
        assert_eq!(taken(&with("ENV B=${$0}"), "HOME"), with("ENV B=${HOME}"));
        assert_eq!(taken(&with("ENV B=${H$0"), "HOME"), with("ENV B=${HOME}"));
        assert_eq!(taken(&with("ENV B=${H$0O}/x"), "HOME"), with("ENV B=${HOME}/x"));
        assert_eq!(taken(&with("ENV B=${$0:-x}"), "HOME"), with("ENV B=${HOME:-x}"));
        assert_eq!(taken(&with("ENV B=$H$0X/x"), "HOME"), with("ENV B=$HOME/x"));
        assert_eq!(taken(&with("RUN echo \"${$0\" && b"), "HOME"), with("RUN echo \"${HOME}\" && b"));
        assert_eq!(
            taken(&with("RUN a \\\r\n  && b $$0 \\\r\n  c\r\n"), "HOME"),
            with("RUN a \\\r\n  && b $HOME \\\r\n  c\r\n")
        );
    }

    #[test]
    fn modifiers() {
        assert!(proposed(&with("ENV B=${HOME$0}")).contains("HOME:- HOME:+"));
        assert_eq!(taken(&with("ENV B=${HOME:$0}"), "HOME:-"), with("ENV B=${HOME:-}"));
        assert_eq!(taken(&with("ENV B=${HOME$0"), "HOME##"), with("ENV B=${HOME##}"));
        assert_eq!(item(&with("ENV B=${HOME%$0"), "HOME%%").snippet.as_deref(), Some("HOME%%${1}\\}"));
        assert!(!proposed(&with("RUN b ${HOME$0}")).contains("HOME//"));
    }

    #[test]
    fn only_what_is_expanded() {
        for line in [
            "ENV B='$$0'",
            "ENV B=\\$$0",
            "COPY --from=$$0",
            "CMD [\"$$0\"]",
            "RUN awk '{ print $$0 }'",
            "COPY <<'E' /x\n$$0\nE\n",
        ] {
            assert_eq!(proposed(&with(line)), "", "{line}");
        }
        assert_eq!(proposed(&with("COPY <<E /x\n$$0\nE\n")), "API_TOKEN HOME USER_NAME");
        assert!(proposed(&with("RUN <<E\necho $$0\nE\n")).starts_with("API_TOKEN HOME USER_NAME"));
        assert_eq!(proposed(&with("CMD x $$0")), "API_TOKEN HOME");
    }
}

//! Shared by the rules for shell scripts: problems that are none here, because the Dockerfile or the command says what
//! the value is.

use plimsoll_semantics::{Dockerfile, Found};
use plimsoll_shell::shellcheck::Problem;
use plimsoll_shell::{Script, View};
use plimsoll_syntax::Placed;
use plimsoll_syntax::expansion::Value;

/// Programs that print one word, however they are called.
const PRINT_A_WORD: &[&str] = &["arch", "hostname", "nproc", "uname", "whoami"];
/// Those that do with these arguments.
const PRINT_A_WORD_WITH: &[(&str, &[&str])] = &[
    ("date", &["+%s"]),
    ("dpkg", &["--print-architecture"]),
    ("getconf", &["_NPROCESSORS_ONLN"]),
    ("id", &["-g", "-u"]),
    ("lsb_release", &["-cs", "-is", "-rs", "-sc", "-si", "-sr"]),
    ("rpm", &["-E"]),
];

pub(super) fn is_harmless(file: &Dockerfile, instruction: Placed<'_>, problem: &Problem) -> bool {
    let text = instruction.text(problem.span);
    match problem.check.code {
        "SC1083" | "SC2288" => is_doubled(instruction, problem),
        "SC2086" => name(&text).is_some_and(|name| is_made_of_words(file, instruction, name)),
        "SC2046" => inner(&text).is_some_and(prints_a_word),
        // `global-arg-in-run` knows why.
        "SC2154" => name(&text).is_some_and(|name| file.global_args().iter().any(|arg| arg.name == name)),
        _ => false,
    }
}

/// `NAME` of `$NAME` and `${NAME}`.
fn name(expansion: &str) -> Option<&str> {
    let name = expansion.strip_prefix('$')?;
    let name = name.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(name);
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_').then_some(name)
}

/// `{{` and `}}` are a template's.
fn is_doubled(instruction: Placed<'_>, problem: &Problem) -> bool {
    let (source, place) = (instruction.source(), problem.span.bytes());
    let brace = &source[place.clone()];
    source[..place.start].ends_with(brace) || source[place.end..].starts_with(brace)
}

/// Whether the value of a variable is known, the one that ARG or ENV gives it or those that the script itself does, and is
/// one word or a list of words, which quotes would spoil.
fn is_made_of_words(file: &Dockerfile, instruction: Placed<'_>, name: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_-./:@%+,=~^".contains(c);
    let are_words = |value: &str| !value.is_empty() && value.chars().all(is_plain);
    if let Some(script) = file.scripts(instruction).iter().find(|script| script.assigned().contains(name)) {
        let values = script.values_of(name);
        return values
            .is_some_and(|values| values.iter().all(|value| value.literal().is_some_and(are_words)));
    }
    let value = match file.lookup(name, instruction) {
        Some(Found::Definition(definition)) => match &definition.value {
            Value::Set(value) => value.as_str(),
            _ => return false,
        },
        Some(Found::Image(value)) => value,
        _ => return false,
    };
    are_words(value)
}

/// The script of `$(…)` or backticks.
fn inner(substitution: &str) -> Option<&str> {
    let in_parentheses = substitution.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')'));
    in_parentheses.or_else(|| substitution.strip_prefix('`')?.strip_suffix('`'))
}

fn prints_a_word(script: &str) -> bool {
    let script = Script::parse(&View::of_text(script));
    let mut calls = script.invocations();
    let (Some((_, call)), None) = (calls.next(), calls.next()) else { return false };
    let with = |(program, arguments): &(&str, &[&str])| {
        *program == call.name && call.arguments.first().is_some_and(|first| arguments.contains(&first.text()))
    };
    PRINT_A_WORD.contains(&call.name) || PRINT_A_WORD_WITH.iter().any(with)
}

#[cfg(test)]
mod tests {

    use crate::fixture;
    use crate::{Settings, lint};

    fn found(text: &str) -> Vec<String> {
        let file = fixture::file(text);
        let select = ["SC2086".to_owned(), "SC2046".to_owned()];
        let settings = Settings::from_selection(&select, &[]).unwrap();
        lint(&file, &settings).iter().map(|finding| text[finding.range].to_owned()).collect()
    }

    #[test]
    fn a_known_value_that_is_made_of_words_needs_no_quotes() {
        let text =
            "FROM debian\nARG A=1.2 B=\"a b\" C D=*\nENV E=/x F=\nRUN echo $A $B $C $D ${E} $F ${A:-x} $G\n";
        assert_eq!(found(text), ["$C", "$D", "$F", "${A:-x}", "$G"]);
        assert_eq!(found("FROM debian\nENV A=1\nRUN A=$(b); echo $A\n"), ["$A"]);
        assert_eq!(found("FROM debian\nRUN a && B=1.2 && echo $B\n"), [""; 0]);
        assert_eq!(found("FROM debian\nRUN a && B=1 && read B && echo $B\n"), ["$B"]);
        assert_eq!(found("FROM debian\nRUN a && B='1 2' && echo $B\n"), [""; 0]);
        assert_eq!(found("FROM debian\nRUN a && B='1 *' && echo $B\n"), ["$B"]);
        assert_eq!(found("FROM golang\nRUN rm -r $GOPATH\n"), [""; 0]);
    }

    #[test]
    fn braces_of_templates_are_none_of_a_shell() {
        let found = |script: &str| {
            let text = format!("FROM debian\nRUN {script}\n");
            fixture::findings(&text, "SC1083").len()
        };
        assert_eq!((found("echo {"), found("echo {{ name }}")), (1, 0));
    }

    #[test]
    fn some_commands_print_one_word() {
        let text = "FROM debian\nRUN make -j$(nproc) x$(uname -m) $(cat y) `id -u` $(id) $(dpkg --print-architecture) $(nproc; a)\n";
        assert_eq!(found(text), ["$(cat y)", "$(id)", "$(nproc; a)"]);
    }
}

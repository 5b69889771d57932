//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Step, Word};
use plimsoll_text::Span;

use super::command::{ShellForm, codes_of_shell_form, shell_forms};
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("quoted-command", include_str!("quoted_command.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for form in shell_forms(file) {
        let Some(word) = quoted_string(&form) else { continue };
        let message = format!("the shell looks for a program whose whole name is `{}`", word.text());
        let finding = report.at(form.instruction.range(form.span), message);
        finding.aliases(codes_of_shell_form(file, form.instruction));
        if let Some(exec_form) = inside_quotes(&form, word).and_then(|inside| form.unquoted(inside)) {
            finding.fix(exec_form.fix("Convert to exec form", true));
        }
    }
}

/// The only word of the command, if quotes hold together what looks like several.
pub(super) fn quoted_string<'a>(form: &ShellForm<'a>) -> Option<&'a Word> {
    let [item] = &form.script?.list().items[..] else { return None };
    let [Step::Command(command)] = &item.pipeline.steps[..] else { return None };
    let [word] = &command.words[..] else { return None };
    let source = form.instruction.source_of(word.span);
    let is_quoted = ['"', '\''].into_iter().any(|quote| source.starts_with(quote) && source.ends_with(quote));
    let is_only = item.operator.is_none() && command.assignments.is_empty() && command.redirects.is_empty();
    let has_words = word.text().trim().contains(char::is_whitespace) && !is_path(word.text());
    (is_only && is_quoted && has_words && word.span == form.span).then_some(word)
}

/// A path with blanks in the names of its folders, such as `/opt/My App/run`: its slashes go on in the middle of a
/// later word.
fn is_path(text: &str) -> bool {
    let goes_on =
        |word: &str| !word.starts_with(['-', '/', '.']) && word.contains('/') && !word.contains("://");
    text.starts_with(['/', '.']) && text.split_whitespace().skip(1).any(goes_on)
}

/// What stands between the quotes, if a shell would read it there as it does outside of them.
fn inside_quotes(form: &ShellForm<'_>, word: &Word) -> Option<Span> {
    let inside = Span::new(word.span.start + 1, word.span.end - 1);
    let text = form.instruction.text(inside);
    let is_same = match form.instruction.source_of(word.span).starts_with('\'') {
        true => !text.contains('\''),
        false => !text.contains(['"', '\\']),
    };
    is_same.then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::is_path;

    #[test]
    fn paths_with_blanks() {
        for path in ["/opt/My App/run", "./My App/bin/run", "/opt/My Own App/run"] {
            assert!(is_path(path), "{path}");
        }
        let commands = [
            "/app/run --config=/etc/a.toml",
            "/bin/sh /app/run.sh",
            "./run ./data",
            "/usr/bin/curl http://localhost/",
            "/entrypoint.sh nginx",
            "python src/main.py",
        ];
        for command in commands {
            assert!(!is_path(command), "{command}");
        }
    }
}

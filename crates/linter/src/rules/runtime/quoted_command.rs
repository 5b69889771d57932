//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Step, Word};
use plimsoll_syntax::{JsonArray, Keyword, Placed};
use plimsoll_text::Span;

use super::command::{ShellForm, codes_of_shell_form, exec_array, shell_forms};
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("quoted-command", include_str!("quoted_command.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    check_shell_forms(file, report);
    for instruction in file.instructions() {
        check_exec_form(file, instruction, report);
    }
}

fn check_shell_forms(file: &Dockerfile, report: &mut Report<'_>) {
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

/// An array of one string that holds a whole command line.
fn check_exec_form(file: &Dockerfile, instruction: Placed<'_>, report: &mut Report<'_>) {
    let Some(JsonArray { span, elements }) = exec_array(instruction) else { return };
    let [only] = &elements[..] else { return };
    let shell = file.shell_at(instruction);
    if !shell.dialect().is_posix() || !is_command_line(&only.value) || is_argument(file, instruction) {
        return;
    }
    let message = format!("no program has the whole name `{}`: each word is a string of its own", only.value);
    let finding = report.at(instruction.range(only.span), message);
    finding.aliases([]);
    let inside = Span::new(only.span.start + 1, only.span.end - 1);
    let keyword = instruction.keyword().unwrap_or(Keyword::Cmd);
    let form = ShellForm { instruction, keyword, span: *span, shell, script: None };
    let is_same = instruction.text(inside) == *only.value;
    if let Some(exec_form) = form.unquoted(inside).filter(|_| is_same) {
        finding.fix(exec_form.fix("Split it into words", true));
    }
}

/// Behind an ENTRYPOINT, a CMD is no command: `sh -c` takes a whole command line for an argument.
fn is_argument(file: &Dockerfile, instruction: Placed<'_>) -> bool {
    instruction.keyword() == Some(Keyword::Cmd)
        && file.stage_of(instruction).is_none_or(|stage| stage.entrypoint().is_some())
}

/// Words, the first of which can't be the beginning of a path with blanks.
fn is_command_line(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let Some(program) = words.next() else { return false };
    let is_path = program.contains(['/', '\\', ':']);
    match is_path {
        true => words.any(|word| word.starts_with('-')) && !program.contains(['\\', ':']),
        false => words.next().is_some(),
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
    use super::{is_command_line, is_path};

    #[test]
    fn command_lines() {
        for command in ["gunicorn -w 4", "npm start", "/app/run --port 80", "./run -d"] {
            assert!(is_command_line(command), "{command}");
        }
        for program in ["", " ", "nginx", "/opt/My App", "/opt/My App/run", r"C:\\Program Files\\run.exe -d"]
        {
            assert!(!is_command_line(program), "{program}");
        }
    }

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

//! Commands that fixes put into the script of a RUN, in the layout of its author.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Flag, Invocation, Item, List, OperatorKind, Script, Step, Word, errexit};
use plimsoll_syntax::{Arguments, Placed};
use plimsoll_text::{Span, TextEdit, TextRange};

use crate::edit::{self, insert_at, line_ending};

/// How a script goes from one command to the next that runs if the first succeeds.
pub(crate) struct Layout {
    /// Behind the first command.
    end: String,
    /// Line ending and indentation; nothing where both are on one line.
    line_break: String,
    /// In front of the second command.
    start: String,
}

/// Whether a RUN is one line for a shell, continuations and all, or one heredoc that is a script.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Line,
    Heredoc,
}

/// Puts a command behind the last one of a RUN; it runs if that one succeeds. Nothing where that can't be told.
pub(crate) fn append(file: &Dockerfile, run: Placed<'_>, command: &str) -> Option<TextEdit> {
    let [script] = file.scripts(run) else { return None };
    let form = form(run)?;
    let last = script.list().items.last()?;
    let is_open = last.operator.is_none_or(|operator| operator.kind == OperatorKind::Newline);
    let is_clean = script.faults().is_empty() && script.heredocs().is_empty() && script.comments().is_empty();
    if !is_open || !is_clean || leaves_shell(last) {
        return None;
    }
    let end = last.pipeline.span.end;
    let is_sequence = stops_behind_last(file, run, script);
    if !is_sequence && has_compound(last) && may_stop_inside(file, run, script) {
        return None;
    }
    let text = match form {
        Form::Line => {
            let is_narrow = width_at(run, end) + " && ".len() + command.len() <= edit::WIDTH;
            format!("{}{command}", Layout::of_line(file, run, script, is_sequence, is_narrow).between())
        }
        Form::Heredoc => {
            let operator = if is_sequence { "" } else { " &&" };
            let indent = indent_at(run, last.pipeline.span.start);
            format!("{operator}{}{indent}{command}", line_ending(file))
        }
    };
    Some(insert_at(run, end, text))
}

/// Puts a command in front of the command of the script's own list that holds `offset`.
pub(crate) fn insert_before(
    file: &Dockerfile,
    run: Placed<'_>,
    script: &Script,
    offset: u32,
    command: &str,
) -> Option<TextEdit> {
    let form = form(run)?;
    let items = &script.list().items;
    let at = items.iter().position(|item| item.pipeline.span.end > offset)?;
    let before = at.checked_sub(1).and_then(|before| items[before].operator);
    let is_alternative = before.is_some_and(|operator| operator.kind == OperatorKind::Or);
    if is_alternative || !script.faults().is_empty() {
        return None;
    }
    let start = items[at].pipeline.span.start;
    // With `-e`, a failure in front of `&&` would not end the script.
    let is_strict = before.is_none_or(|operator| operator.kind != OperatorKind::And);
    let text = match form {
        _ if !is_strict || !stops_at_failure(file, run, script) => format!("{command} && "),
        Form::Heredoc => format!("{command}{}{}", line_ending(file), indent_at(run, start)),
        Form::Line => format!("{command}; "),
    };
    Some(insert_at(run, start, text))
}

/// Takes a command out of the script's own list, with the operator that joins it to the one in front. Nothing where
/// that would change when the others run, or leave none.
pub(crate) fn remove(run: Placed<'_>, script: &Script, command: Span) -> Option<TextEdit> {
    form(run)?;
    let items = &script.list().items;
    let at = items.iter().position(|item| item.pipeline.span == command)?;
    let behind = items[at].operator.map(|operator| operator.kind);
    let cut = match at.checked_sub(1).map(|before| &items[before]) {
        Some(before) => {
            let operator = before.operator?.kind;
            let is_same = behind.is_none_or(|behind| behind == operator || behind == OperatorKind::Newline);
            let is_plain = is_same && !matches!(operator, OperatorKind::Or | OperatorKind::Background);
            is_plain.then(|| Span::new(before.pipeline.span.end, command.end))?
        }
        None => {
            let next = items.get(1)?;
            let is_plain = !matches!(behind, Some(OperatorKind::Or | OperatorKind::Background));
            is_plain.then(|| Span::new(command.start, next.pipeline.span.start))?
        }
    };
    Some(TextEdit::delete(run.range(cut)))
}

/// Takes an argument of a command out, with the blanks in front of it. Nothing in exec form.
pub(crate) fn remove_argument(run: Placed<'_>, call: &Invocation<'_>, argument: &Word) -> Option<TextEdit> {
    form(run)?;
    let at = call.arguments.iter().position(|word| word.span == argument.span)?;
    let before = at.checked_sub(1).map_or(call.name_span, |before| call.arguments[before].span);
    Some(TextEdit::delete(run.range(Span::new(before.end, argument.span.end))))
}

/// Puts an argument into a command, behind one of its words. Nothing in exec form.
pub(crate) fn insert_argument(run: Placed<'_>, behind: Span, argument: &str) -> Option<TextEdit> {
    form(run)?;
    Some(insert_at(run, behind.end, format!(" {argument}")))
}

/// Takes a flag out of a command, with its value: its words, or its letter among others behind one dash. Nothing in
/// exec form.
pub(crate) fn remove_flag(
    run: Placed<'_>,
    call: &Invocation<'_>,
    flag: &Flag<'_>,
    name: &str,
) -> Option<TextEdit> {
    if flag.name == name || flag.value.is_some() {
        let first = remove_argument(run, call, flag.word)?;
        let end = flag.value.map_or(flag.word.span.end, |value| value.span.end);
        let behind = run.range(Span::empty(end.max(flag.word.span.end))).start();
        return Some(TextEdit::delete(TextRange::new(first.range.start(), behind)));
    }
    form(run)?;
    let letter = name.strip_prefix('-')?;
    let at = flag.name.find(letter)?;
    let is_plain = flag.word.pieces.is_empty();
    is_plain.then(|| TextEdit::delete(run.range(flag.word.span_of(at..at + letter.len()))))
}

impl Layout {
    /// As between the last two commands that are parted by a line break; else all on one line, if it is one now and stays
    /// narrow. `is_sequence`: `;` will do, as the script ends at the first failure.
    fn of_line(
        file: &Dockerfile,
        run: Placed<'_>,
        script: &Script,
        is_sequence: bool,
        is_narrow: bool,
    ) -> Layout {
        let is_line = !run.instruction.source_of(script.list().span).contains('\n');
        let one_line = || {
            let end = if is_sequence { "; " } else { " && " };
            Layout { end: end.to_owned(), line_break: String::new(), start: String::new() }
        };
        let new_line = || {
            let escape = run.instruction.escape();
            let end = if is_sequence { format!("; {escape}") } else { format!(" {escape}") };
            let start = if is_sequence { "" } else { "&& " };
            let line_break = format!("{}{}", line_ending(file), edit::continuation(run));
            Layout { end, line_break, start: start.to_owned() }
        };
        let breaks = Layout::of_breaks(file, run, script, is_sequence);
        breaks.unwrap_or_else(|| if is_line && is_narrow { one_line() } else { new_line() })
    }

    /// The same, with a line for each command in any case.
    pub(crate) fn of_lines(file: &Dockerfile, run: Placed<'_>, script: &Script) -> Layout {
        let new_lines = || Layout {
            end: format!(" && {}", run.instruction.escape()),
            line_break: format!("{}{}    ", line_ending(file), edit::indentation(run)),
            start: String::new(),
        };
        Layout::of_breaks(file, run, script, false).unwrap_or_else(new_lines)
    }

    fn of_breaks(file: &Dockerfile, run: Placed<'_>, script: &Script, is_sequence: bool) -> Option<Layout> {
        let items = &script.list().items;
        let source = |from: u32, to: u32| run.instruction.source_of(Span::new(from, to));
        let escape = run.instruction.escape();
        let line_break = |offset| format!("{}{}", line_ending(file), indent_at(run, offset));
        items.windows(2).rev().find_map(|pair| {
            let operator = pair[0].operator?;
            let next = pair[1].pipeline.span.start;
            let sign = if is_sequence { ";" } else { "&&" };
            if source(pair[0].pipeline.span.end, operator.span.start).contains('\n') {
                let behind = source(operator.span.end, next);
                let gap = if behind.trim_matches([' ', '\t']).is_empty() { behind } else { " " };
                let (end, line_break) = (format!(" {escape}"), line_break(operator.span.start));
                return Some(Layout { end, line_break, start: format!("{sign}{gap}") });
            }
            let is_broken = source(operator.span.end, next).contains('\n');
            let end = if is_sequence { format!("; {escape}") } else { format!(" && {escape}") };
            is_broken.then(|| Layout { end, line_break: line_break(next), start: String::new() })
        })
    }

    fn between(&self) -> String {
        format!("{}{}{}", self.end, self.line_break, self.start)
    }

    /// What stands between the commands, with comments on lines of their own.
    pub(crate) fn with_comments(&self, comments: &[&str]) -> String {
        let lines: String = comments.iter().map(|comment| format!("{}{comment}", self.line_break)).collect();
        format!("{}{lines}{}{}", self.end, self.line_break, self.start)
    }
}

fn form(run: Placed<'_>) -> Option<Form> {
    match (&run.command().arguments, run.instruction.heredocs()) {
        (Arguments::Shell(_), []) => Some(Form::Line),
        (Arguments::Shell(span), [only]) if only.marker == *span && only.terminator.is_some() => {
            Some(Form::Heredoc)
        }
        _ => None,
    }
}

/// How much of its line is in front of `offset`.
fn width_at(run: Placed<'_>, offset: u32) -> usize {
    let before = &run.instruction.source()[..offset as usize];
    before.len() - before.rfind('\n').map_or(0, |newline| newline + 1)
}

/// The white space at the start of the line that holds `offset`.
fn indent_at(run: Placed<'_>, offset: u32) -> &str {
    let source = run.instruction.source();
    let line = source[..offset as usize].rfind('\n').map_or(0, |newline| newline + 1);
    let text = &source[line..];
    &text[..text.len() - text.trim_start_matches([' ', '\t']).len()]
}

/// The script begins with `set -e`.
pub fn sets_errexit(list: &List) -> bool {
    match list.items.first().map(|item| &item.pipeline.steps[..]) {
        Some([Step::Command(command)]) => {
            command.invocation().is_some_and(|call| errexit_by(&call) == Some(true))
        }
        _ => false,
    }
}

/// What a call of `set` says about `-e`.
fn errexit_by(call: &Invocation<'_>) -> Option<bool> {
    let options = call.arguments.iter().map(Word::text);
    if call.name == "set" { errexit(options) } else { None }
}

/// The script runs with `-e` from its first command to its last.
pub fn stops_at_failure(file: &Dockerfile, run: Placed<'_>, script: &Script) -> bool {
    let is_on = sets_errexit(script.list()) || is_shell_strict(file, run, script);
    is_on && !script.invocations().any(|(_, call)| errexit_by(&call) == Some(false))
}

/// A failure in the last list ends the script, with more commands behind it or not. `-e` overlooks one within `&&` and
/// `||` and behind `!`. A single command is left to `&&`.
fn stops_behind_last(file: &Dockerfile, run: Placed<'_>, script: &Script) -> bool {
    let [.., before, last] = &script.list().items[..] else { return false };
    let is_alone = before.operator.is_some_and(|operator| !operator.kind.is_conditional());
    is_alone && last.pipeline.negation.is_none() && stops_at_failure(file, run, script)
}

/// A compound command may rely on `-e` for the commands in it: in front of `&&` it can't.
fn may_stop_inside(file: &Dockerfile, run: Placed<'_>, script: &Script) -> bool {
    let is_on = script.invocations().any(|(_, call)| errexit_by(&call) == Some(true));
    is_on || is_shell_strict(file, run, script)
}

/// The shell is started with `-e`. A heredoc with `#!` has another one.
fn is_shell_strict(file: &Dockerfile, run: Placed<'_>, script: &Script) -> bool {
    let comment = script.comments().first().map(|span| run.instruction.source_of(*span));
    !comment.is_some_and(|text| text.starts_with("#!")) && file.shell_at(run).stops_at_failure()
}

pub(crate) fn has_compound(item: &Item) -> bool {
    item.pipeline.steps.iter().any(|step| matches!(step, Step::Compound(_)))
}

/// Nothing behind `exec` and `exit` runs.
fn leaves_shell(item: &Item) -> bool {
    item.pipeline.steps.iter().any(|step| match step {
        Step::Command(command) => command
            .invocation()
            .is_some_and(|call| matches!(call.name, "exit" | "return") || call.is_wrapped_in("exec")),
        Step::Compound(_) => false,
    })
}

#[cfg(test)]
mod tests {

    use plimsoll_syntax::Keyword;

    use super::*;
    use crate::fixture;

    /// The RUN with `z` at its end.
    fn appended(text: &str) -> Option<String> {
        let file = fixture::file(&format!("FROM a\n{text}"));
        let run = file.instructions().find(|one| one.keyword() == Some(Keyword::Run)).unwrap();
        let edit = append(&file, run, "z")?;
        let mut fixed = file.tree().text().to_string();
        fixed.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
        Some(fixed[usize::from(run.range(Span::empty(0)).start())..].to_owned())
    }

    #[test]
    fn runs_only_if_everything_before_succeeded() {
        let cases = [
            ("RUN a; b", "RUN a; b && z"),
            ("RUN set -e; a", "RUN set -e; a; z"),
            ("RUN set -ex && a && b", "RUN set -ex && a && b && z"),
            ("RUN set -e; a && b", "RUN set -e; a && b && z"),
            ("RUN set -e; a || b", "RUN set -e; a || b && z"),
            ("RUN set -e; ! a", "RUN set -e; ! a && z"),
            ("RUN set -e; set +e; a", "RUN set -e; set +e; a && z"),
            ("RUN set -e; (a; b)", "RUN set -e; (a; b); z"),
            ("RUN set -e; \\\n  a; \\\n  b", "RUN set -e; \\\n  a; \\\n  b; \\\n  z"),
            ("RUN set -e; \\\n  a && \\\n  b", "RUN set -e; \\\n  a && \\\n  b && \\\n  z"),
            ("RUN <<E\nset -e\na\nE\n", "RUN <<E\nset -e\na\nz\nE\n"),
            ("RUN <<E\nset -e\na && b\nE\n", "RUN <<E\nset -e\na && b &&\nz\nE\n"),
        ];
        for (before, after) in cases {
            assert_eq!(appended(before).as_deref(), Some(after), "{before}");
        }
    }

    /// The RUN without its command `z`.
    fn removed(text: &str) -> Option<String> {
        let file = fixture::file(&format!("FROM a\n{text}"));
        let run = file.instructions_of(Keyword::Run).next().unwrap();
        let [script] = file.scripts(run) else { return None };
        let site = script.commands().find(|site| site.command.words[0].text() == "z").unwrap();
        let edit = remove(run, script, site.command.span)?;
        let mut fixed = file.tree().text();
        fixed.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
        Some(fixed[usize::from(run.range(Span::empty(0)).start())..].to_owned())
    }

    #[test]
    fn takes_commands_out_of_their_list() {
        let cases = [
            ("RUN a && z", "RUN a"),
            ("RUN a && \\\n    z && \\\n    b", "RUN a && \\\n    b"),
            ("RUN a \\\n && z -x \\\n && b", "RUN a \\\n && b"),
            ("RUN z; a", "RUN a"),
            ("RUN <<E\na\nz\nb\nE\n", "RUN <<E\na\nb\nE\n"),
            ("RUN <<E\na && z\nb\nE\n", "RUN <<E\na\nb\nE\n"),
        ];
        for (before, after) in cases {
            assert_eq!(removed(before).as_deref(), Some(after), "{before}");
        }
        for text in ["RUN z", "RUN a || z", "RUN a; z && b", "RUN a && z || true", "RUN (a; z)", "RUN a | z"]
        {
            assert_eq!(removed(text), None, "{text}");
        }
    }

    #[test]
    fn heeds_a_shell_that_stops_at_failures() {
        let of =
            |run: &str| appended(&format!("SHELL [\"/bin/bash\", \"-euo\", \"pipefail\", \"-c\"]\n{run}"));
        assert_eq!(of("RUN a").as_deref(), Some("RUN a && z"));
        assert_eq!(of("RUN a; (b; c)").as_deref(), Some("RUN a; (b; c); z"));
        assert_eq!(of("RUN if a; then b; c; fi"), None);
    }

    #[test]
    fn leaves_a_block_its_errexit() {
        assert_eq!(appended("RUN (a; b)").as_deref(), Some("RUN (a; b) && z"));
        assert_eq!(appended("RUN set -e && (a; b)"), None);
    }
}

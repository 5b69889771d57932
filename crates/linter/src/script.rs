//! Commands that fixes put into the script of a RUN, in the layout of its author.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Item, List, OperatorKind, Script, Step};
use plimsoll_syntax::{Arguments, Placed};
use plimsoll_text::{Span, TextEdit};

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
    let text = match form {
        Form::Line => format!("{}{command}", Layout::of_line(file, run, script).between()),
        Form::Heredoc => {
            let operator = if stops_at_failure(script.list()) { "" } else { " &&" };
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
    // With `set -e`, a failure in front of `&&` would not end the script.
    let is_strict = before.is_none_or(|operator| operator.kind != OperatorKind::And);
    let text = match form {
        Form::Heredoc if is_strict && stops_at_failure(script.list()) => {
            format!("{command}{}{}", line_ending(file), indent_at(run, start))
        }
        Form::Line if is_strict && stops_at_failure(script.list()) => format!("{command}; "),
        _ => format!("{command} && "),
    };
    Some(insert_at(run, start, text))
}

impl Layout {
    /// As between the last two commands that are parted by a line break, or all on one line.
    fn of_line(file: &Dockerfile, run: Placed<'_>, script: &Script) -> Layout {
        let stops = stops_at_failure(script.list());
        let one_line = || {
            let end = if stops && script.list().items.len() > 1 { "; " } else { " && " };
            Layout { end: end.to_owned(), line_break: String::new(), start: String::new() }
        };
        Layout::of_breaks(file, run, script, stops).unwrap_or_else(one_line)
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

    /// `stops`: `;` will do, as the script ends at the first failure.
    fn of_breaks(file: &Dockerfile, run: Placed<'_>, script: &Script, stops: bool) -> Option<Layout> {
        let items = &script.list().items;
        let source = |from: u32, to: u32| run.instruction.source_of(Span::new(from, to));
        let escape = run.instruction.escape();
        let line_break = |offset| format!("{}{}", line_ending(file), indent_at(run, offset));
        items.windows(2).rev().find_map(|pair| {
            let operator = pair[0].operator?;
            let next = pair[1].pipeline.span.start;
            let is_sequence = stops && operator.kind == OperatorKind::Sequence;
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

/// The white space at the start of the line that holds `offset`.
fn indent_at(run: Placed<'_>, offset: u32) -> &str {
    let source = run.instruction.source();
    let line = source[..offset as usize].rfind('\n').map_or(0, |newline| newline + 1);
    let text = &source[line..];
    &text[..text.len() - text.trim_start_matches([' ', '\t']).len()]
}

/// The script begins with `set -e`.
pub(crate) fn stops_at_failure(list: &List) -> bool {
    let Some(Step::Command(command)) = list.items.first().and_then(|item| item.pipeline.steps.first()) else {
        return false;
    };
    command
        .invocation()
        .is_some_and(|call| call.name == "set" && call.arguments.iter().any(|word| is_errexit(word.text())))
}

fn is_errexit(word: &str) -> bool {
    word == "errexit" || (word.starts_with('-') && !word.starts_with("--") && word.contains('e'))
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

//! One RUN as several.

use plimsoll_linter::edit::{indentation, line_ending, replace};
use plimsoll_linter::{are_joinable, line_script};
use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Command, CompoundKind, Item, OperatorKind, Script, Step};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::{Span, TextEdit};

use super::{Refactoring, Selection, comments_within, edited};

/// Words with which a command leaves a process behind, which ends with its RUN.
const STARTING: &[&str] =
    &["start", "restart", "--daemon", "--daemonize", "--fork", "ssh-agent", "gpg-agent"];

/// At the `&&` that is selected, if it is one of several.
pub(super) fn here(selection: &Selection<'_>) -> Option<Refactoring> {
    let split = Split::of(selection)?;
    let items = &split.script.list().items;
    let is_here =
        |at: &usize| items[*at].operator.is_some_and(|one| selection.touches(split.run.range(one.span)));
    let points = split.points();
    let here = points.iter().copied().find(is_here).filter(|_| points.len() > 1)?;
    split.refactoring("Split the RUN here", &[here])
}

/// Wherever it can be split.
pub(super) fn everywhere(selection: &Selection<'_>) -> Option<Refactoring> {
    let split = Split::of(selection)?;
    let points = split.points();
    split.refactoring(&format!("Split into {} RUNs", points.len() + 1), &points)
}

struct Split<'a> {
    file: &'a Dockerfile,
    run: Placed<'a>,
    script: &'a Script,
    /// From the keyword to the first command.
    head: &'a str,
}

impl<'a> Split<'a> {
    fn of(selection: &Selection<'a>) -> Option<Self> {
        let file = selection.file;
        let run = selection.instruction().filter(|one| one.keyword() == Some(Keyword::Run))?;
        let script = line_script(file, run)?;
        let head = Span::new(run.line().start, script.list().span.start);
        let has_comment = comments_within(run, head).next().is_some();
        let is_whole = script.faults().is_empty() && script.comments().is_empty();
        let head = run.instruction.source_of(head);
        (is_whole && !has_comment).then_some(Split { file, run, script, head })
    }

    /// The commands behind which a new RUN may begin: nothing but `&&` follows, and nothing before them is lost with the
    /// shell.
    fn points(&self) -> Vec<usize> {
        let items = &self.script.list().items;
        let is_and = |item: &Item| item.operator.is_some_and(|one| one.kind == OperatorKind::And);
        let Some((_, before_last)) = items.split_last() else { return Vec::new() };
        let first = before_last.iter().rposition(|item| !is_and(item)).map_or(0, |last| last + 1);
        let stays = |item: &Item| item.changes_shell() || leaves_process(item);
        let end = items.iter().position(stays).unwrap_or(before_last.len());
        (first..end).collect()
    }

    /// Each RUN could be joined with the one above: so parting them changes nothing.
    fn refactoring(&self, title: &str, points: &[usize]) -> Option<Refactoring> {
        let edits: Vec<TextEdit> = points.iter().map(|at| self.cut_behind(*at)).collect();
        let after = (!edits.is_empty()).then(|| edited(self.file, &edits))??;
        let from = |one: &Placed<'_>| one.index >= self.run.index;
        let runs: Vec<Placed<'_>> = after.instructions().filter(from).take(points.len() + 1).collect();
        let is_same = runs.windows(2).all(|pair| are_joinable(&after, pair[0], pair[1]));
        is_same.then(|| Refactoring::rewrite(title, edits))
    }

    /// Comments on the way to the next command stand above its RUN.
    fn cut_behind(&self, at: usize) -> TextEdit {
        let items = &self.script.list().items;
        let end = items[at].pipeline.span.end;
        let between = Span::new(end, items.get(at + 1).map_or(end, |next| next.pipeline.span.start));
        let (newline, indent) = (line_ending(self.file), indentation(self.run));
        let line = |comment| {
            let comment = self.run.instruction.source_of(comment).trim();
            format!("{indent}{comment}{newline}")
        };
        let comments: String = comments_within(self.run, between).map(line).collect();
        replace(self.run, between, format!("{newline}{comments}{indent}{}", self.head))
    }
}

fn leaves_process(item: &Item) -> bool {
    let starts = |command: &Command| command.words.iter().any(|word| STARTING.contains(&word.text()));
    item.pipeline.steps.iter().any(|step| match step {
        Step::Command(command) => starts(command),
        Step::Compound(compound) => match &compound.kind {
            CompoundKind::Subshell(list) => list.commands().any(|site| starts(site.command)),
            _ => false,
        },
    })
}

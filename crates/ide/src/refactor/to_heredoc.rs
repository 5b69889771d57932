//! `RUN a && b` as a heredoc with a line for each command.

use plimsoll_linter::edit::replace;
use plimsoll_linter::{line_script, sets_errexit, stops_at_failure};
use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Item, OperatorKind, PieceKind, Script, Site, Step, Word};
use plimsoll_syntax::{GapKind, Keyword, Placed};
use plimsoll_text::{Span, TextEdit};

use super::{Refactoring, Selection, commands, comments_within, edited};

/// Commands that run a script in the same shell, which `set -e` would change.
const SOURCING: &[&str] = &[".", "source", "eval"];

pub(super) fn to_heredoc(selection: &Selection<'_>) -> Option<Refactoring> {
    let file = selection.file;
    let run = selection.instruction().filter(|one| one.keyword() == Some(Keyword::Run))?;
    let script = line_script(file, run)?;
    // A shell takes no line that ends in CR.
    let is_whole = script.faults().is_empty() && script.comments().is_empty() && script.heredocs().is_empty();
    if !is_whole || run.source().contains('\r') || script.list().items.len() < 2 {
        return None;
    }
    let is_strict = sets_errexit(script.list()) || file.shell_at(run).stops_at_failure();
    let lines = by_and(script, !is_strict).or_else(|| by_semicolon(file, run, script))?;
    let edit = heredoc(run, script, &lines, !is_strict)?;
    runs_the_same(file, run, script, &edit, !is_strict)
        .then(|| Refactoring::rewrite("Convert to a heredoc", vec![edit]))
}

/// The commands of a chain of `&&`, which `set -e` parts just as well: it overlooks no failure of theirs, and nothing in
/// them fails without consequences.
fn by_and(script: &Script, is_new: bool) -> Option<Vec<Span>> {
    let items = &script.list().items;
    let kind = |item: &Item| item.operator.map(|operator| operator.kind);
    let is_chain = items.iter().all(|item| kind(item).is_none_or(OperatorKind::is_conditional));
    let is_plain = items.iter().all(|item| item.pipeline.negation.is_none() && has_commands_only(item));
    let first = items.iter().rposition(|item| kind(item) == Some(OperatorKind::Or)).map_or(0, |or| or + 1);
    let is_heeded = !is_new || script.commands().all(|site| heeds_nothing_of_shell(&site));
    (is_chain && is_plain && is_heeded && first + 1 < items.len()).then(|| {
        let start = items[0].pipeline.span.start;
        let rest = items[first + 1..].iter().map(|item| item.pipeline.span);
        std::iter::once(Span::new(start, items[first].pipeline.span.end)).chain(rest).collect()
    })
}

fn has_commands_only(item: &Item) -> bool {
    item.pipeline.steps.iter().all(|step| matches!(step, Step::Command(_)))
}

/// Neither a script that another one reads, nor one of several commands in `$(…)`.
fn heeds_nothing_of_shell(site: &Site<'_>) -> bool {
    let sources = site.command.words.first().is_some_and(|name| SOURCING.contains(&name.text()));
    let words = site.command.words.iter().chain(site.command.assignments.iter().map(|one| &one.value));
    let is_single = |word: &Word| {
        word.pieces.iter().all(|piece| match &piece.kind {
            PieceKind::Substitution(list) | PieceKind::Process(list) => list.items.len() == 1,
            _ => true,
        })
    };
    !sources && words.into_iter().all(is_single)
}

/// What `;` parts, in a script that has `set -e` from its start: a line break is the same.
fn by_semicolon(file: &Dockerfile, run: Placed<'_>, script: &Script) -> Option<Vec<Span>> {
    let items = &script.list().items;
    let has_jobs = script.commands().any(|site| site.surroundings.background);
    if has_jobs || !stops_at_failure(file, run, script) {
        return None;
    }
    let ends = |item: &Item| !item.operator.is_some_and(|operator| operator.kind.is_conditional());
    let chains = items.split_inclusive(ends);
    let span = |chain: &[Item]| Some(chain.first()?.pipeline.span.cover(chain.last()?.pipeline.span));
    let lines: Vec<Span> = chains.filter_map(span).collect();
    (lines.len() > 1).then_some(lines)
}

/// Comments between the commands, or inside of one, stand above it.
fn heredoc(run: Placed<'_>, script: &Script, lines: &[Span], sets_errexit: bool) -> Option<TextEdit> {
    let mut body = String::from(if sets_errexit { "set -e\n" } else { "" });
    let (start, end) = (script.list().span.start, run.instruction.trimmed_span().end);
    let mut done = start;
    for line in lines {
        body += &comment_lines(run, Span::new(done, line.end));
        body += &format!("{}\n", joined_by_shell(run, *line)?);
        done = line.end;
    }
    body += &comment_lines(run, Span::new(done, end));
    let delimiter =
        ["EOF", "END", "SCRIPT"].into_iter().find(|name| body.lines().all(|line| line != *name))?;
    Some(replace(run, Span::new(start, end), format!("<<{delimiter}\n{body}{delimiter}")))
}

fn comment_lines(run: Placed<'_>, span: Span) -> String {
    let lines = comments_within(run, span);
    lines.map(|comment| format!("{}\n", run.instruction.source_of(comment).trim())).collect()
}

/// A command whose lines the shell joins, as BuildKit did.
fn joined_by_shell(run: Placed<'_>, span: Span) -> Option<String> {
    let mut text = String::new();
    let mut done = span.start;
    for gap in run.gaps().iter().filter(|gap| span.contains(gap.span)) {
        text += run.instruction.source_of(Span::new(done, gap.span.start));
        if gap.kind == GapKind::Continuation {
            text += "\\\n";
        }
        done = gap.span.end;
    }
    text += run.instruction.source_of(Span::new(done, span.end));
    (!text.lines().any(|line| line == "\\")).then_some(text)
}

fn runs_the_same(
    file: &Dockerfile,
    run: Placed<'_>,
    script: &Script,
    edit: &TextEdit,
    sets_errexit: bool,
) -> bool {
    let Some(after) = edited(file, std::slice::from_ref(edit)) else { return false };
    let Some(now) = after.tree().instruction(run.index) else { return false };
    let [new] = after.scripts(now) else { return false };
    let mut expected = commands(script);
    if sets_errexit {
        expected.insert(0, vec!["set".to_owned(), "-e".to_owned()]);
    }
    now.heredocs().len() == 1 && new.faults().is_empty() && commands(new) == expected
}

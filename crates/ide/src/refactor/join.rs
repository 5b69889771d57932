//! Several RUNs as one.

use plimsoll_linter::{are_joinable, join_runs};
use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_syntax::{Keyword, Placed};

use super::{Refactoring, Selection, edited};
use crate::edits_between;

pub(super) fn with_above(selection: &Selection<'_>) -> Option<Refactoring> {
    let run = only_run(selection)?;
    let above =
        selection.file.stage_of(run)?.instructions().take_while(|one| one.index < run.index).last()?;
    join("Join with the RUN above", selection.file, above, run)
}

pub(super) fn with_below(selection: &Selection<'_>) -> Option<Refactoring> {
    let run = only_run(selection)?;
    let below = selection.file.stage_of(run)?.instructions().find(|one| one.index > run.index)?;
    join("Join with the RUN below", selection.file, run, below)
}

/// All of those that the selection reaches into.
pub(super) fn selected(selection: &Selection<'_>) -> Option<Refactoring> {
    let file = selection.file;
    let first = file.instruction_at(selection.range.start())?;
    let stage = file.stage_of(first)?;
    let inside =
        |one: &Placed<'_>| one.full_range().intersect(selection.range).is_some_and(|r| !r.is_empty());
    let runs: Vec<Placed<'_>> = stage.instructions().filter(inside).collect();
    let are_runs = runs.iter().all(|one| one.keyword() == Some(Keyword::Run));
    let is_in_stage = selection.range.end() <= end_of(stage);
    if runs.len() < 2 || !are_runs || !is_in_stage {
        return None;
    }
    let edits = edits_between(&file.tree().text(), &joined(file, first, runs.len() - 1)?);
    Some(Refactoring::rewrite(format!("Join {} RUNs", runs.len()), edits))
}

fn end_of(stage: Stage<'_>) -> plimsoll_text::TextSize {
    stage.instructions().last().unwrap_or(stage.from()).full_range().end()
}

fn only_run<'a>(selection: &Selection<'a>) -> Option<Placed<'a>> {
    selection.instruction().filter(|one| one.keyword() == Some(Keyword::Run))
}

fn join(title: &str, file: &Dockerfile, first: Placed<'_>, second: Placed<'_>) -> Option<Refactoring> {
    let are_runs = [first, second].into_iter().all(|one| one.keyword() == Some(Keyword::Run));
    let edit = (are_runs && are_joinable(file, first, second)).then(|| join_runs(file, first, second))??;
    Some(Refactoring::rewrite(title, vec![edit]))
}

/// The text of the file in which `count` more RUNs are part of the first, one after the other.
fn joined(file: &Dockerfile, first: Placed<'_>, count: usize) -> Option<String> {
    let mut joined = file.clone();
    for _ in 0..count {
        let run = joined.tree().instruction(first.index)?;
        let next = joined.instructions().find(|one| one.index > first.index)?;
        let edit = are_joinable(&joined, run, next).then(|| join_runs(&joined, run, next))??;
        joined = edited(&joined, &[edit])?;
    }
    Some(joined.tree().text())
}

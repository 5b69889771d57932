//! Shared: the fix that lets an install run before the sources are copied.

use std::collections::BTreeSet;

use plimsoll_semantics::{Copy, Dockerfile, Location, Origin, Path, StepKind};
use plimsoll_shell::{OperatorKind, Step};
use plimsoll_syntax::{Arguments, Keyword, Node, Placed};
use plimsoll_text::{Span, TextEdit, TextRange};

use super::manifests::copy_manifests;
use super::spoiled::Spoiled;
use super::whole::{is_exact, is_whole};
use crate::edit;
use crate::finding::Fix;

/// Copies the manifests alone, and everything else behind the install. Nothing if that could break the build.
pub(super) fn reorder(file: &Dockerfile, spoiled: &Spoiled<'_>) -> Option<Fix> {
    let targets: Vec<Location> =
        spoiled.broad.iter().map(|index| spoiled.copies[*index].target.clone()).collect::<Option<_>>()?;
    let cut = Cut::find(file, spoiled, &targets)?;
    if !can_pass(file, spoiled, &targets) || !spoiled.installs.iter().all(|one| is_whole(file, spoiled, one))
    {
        return None;
    }
    let lines = copy_manifests(file, spoiled)?;
    let edits = Edits { file, spoiled, lines: &lines }.all(&cut);
    let title =
        if lines.is_empty() { "Copy the sources after the install" } else { "Copy the manifests first" };
    let is_safe =
        matches!(cut, Cut::Behind) && spoiled.installs.iter().all(|one| is_exact(file, spoiled, one));
    Some(if is_safe { Fix::safe(title, edits) } else { Fix::not_safe(title, edits) })
}

/// Where the sources are copied.
enum Cut {
    /// Behind the RUN.
    Behind,
    /// Inside, in place of the `&&` in this range: the rest needs them.
    At(TextRange),
}

impl Cut {
    fn find(file: &Dockerfile, spoiled: &Spoiled<'_>, targets: &[Location]) -> Option<Cut> {
        let steps = file.run_steps(spoiled.run, targets);
        let is_free = |kind: &StepKind<'_>| match kind {
            StepKind::Install(install) => !install.needs_sources,
            StepKind::Independent => true,
            StepKind::Other => false,
        };
        let Some(first) = steps.iter().find(|step| !is_free(&step.kind)) else { return Some(Cut::Behind) };
        let last = spoiled.installs.last()?.span;
        let install = steps.iter().find(|step| step.span.contains(last))?;
        let all_before = steps.iter().all(|step| step.item > install.item || is_free(&step.kind));
        (install.item < first.item && all_before)
            .then(|| Cut::behind_item(file, spoiled.run, install.item))?
    }

    /// Between two commands of a list that is joined by `&&` only. The first ones must not prepare the shell for the
    /// others.
    fn behind_item(file: &Dockerfile, run: Placed<'_>, item: usize) -> Option<Cut> {
        let [script] = file.scripts(run) else { return None };
        let is_line = matches!(run.command().arguments, Arguments::Shell(_)) && run.heredocs().is_empty();
        let items = &script.list().items;
        let joined = items[..items.len() - 1]
            .iter()
            .all(|item| item.operator.is_some_and(|operator| operator.kind == OperatorKind::And));
        let is_stateless = |step: &Step| match step {
            Step::Command(command) => command.invocation().is_some_and(|call| !call.changes_shell()),
            Step::Compound(_) => false,
        };
        let prepares = !items[..=item].iter().flat_map(|item| &item.pipeline.steps).all(is_stateless);
        if !is_line || !joined || prepares || !script.faults().is_empty() {
            return None;
        }
        let next = items.get(item + 1)?.pipeline.span;
        let between = Span::new(items[item].pipeline.span.end, next.start);
        Some(Cut::At(run.range(between)))
    }
}

/// Whether the copies can move behind everything that stands between them and the RUN.
fn can_pass(file: &Dockerfile, spoiled: &Spoiled<'_>, targets: &[Location]) -> bool {
    let moved: Vec<&Copy<'_>> = spoiled.broad.iter().map(|index| &spoiled.copies[*index]).collect();
    let Some(first) = moved.first() else { return false };
    let used: BTreeSet<String> = moved
        .iter()
        .flat_map(|copy| file.variable_uses(copy.instruction))
        .map(|variable| variable.name)
        .collect();
    let is_moved = |one: &Placed<'_>| moved.iter().any(|copy| copy.instruction.index == one.index);
    let has_relative =
        moved.iter().any(|copy| !copy.destination.text().is_some_and(|to| to.starts_with('/')));
    let between = file
        .instructions()
        .filter(|one| (first.instruction.index..spoiled.run.index).contains(&one.index) && !is_moved(one));
    moved.iter().all(|copy| copy.instruction.heredocs().is_empty())
        && between.into_iter().all(|one| match one.keyword() {
            Some(Keyword::Arg | Keyword::Env) => {
                !file.definitions_in(one).iter().any(|definition| used.contains(&definition.name))
            }
            Some(Keyword::Workdir) => !has_relative,
            Some(Keyword::Run) => {
                let steps = file.run_steps(one, targets);
                !steps.is_empty() && steps.iter().all(|step| matches!(step.kind, StepKind::Independent))
            }
            Some(Keyword::Copy | Keyword::Add) => commutes(file, spoiled, targets, one),
            Some(Keyword::Volume | Keyword::From) | None => false,
            Some(_) => true,
        })
}

/// A copy to another place, or of the same files to the same place.
fn commutes(file: &Dockerfile, spoiled: &Spoiled<'_>, targets: &[Location], one: Placed<'_>) -> bool {
    let Some(copy) = file.copy(one) else { return false };
    let Some(target) = &copy.target else { return false };
    if !targets.iter().any(|moved| moved.overlaps(target)) {
        return true;
    }
    let is_folder = copy.names_folder() || targets.contains(target);
    let path_at = |copy: &Copy<'_>, place: &Location| match copy.origin_of(file, place) {
        Some(Origin::Context { path, .. }) => Some(path),
        _ => None,
    };
    let is_same = |source: &Path<'_>| {
        let path = source.in_context().filter(|_| !source.has_wildcard())?;
        let name = path.rsplit('/').next().unwrap_or(&path);
        let place = if is_folder { target.join(name)? } else { target.clone() };
        let mut moved = spoiled.broad.iter().map(|index| &spoiled.copies[*index]);
        let is_file = path_at(&copy, &place).as_ref() == Some(&path);
        Some(is_file && moved.all(|moved| path_at(moved, &place).is_none_or(|other| other == path)))
    };
    copy.is_from_context() && copy.sources.iter().all(|source| is_same(source).unwrap_or_default())
}

/// The change to the text.
struct Edits<'a, 'f> {
    file: &'f Dockerfile,
    spoiled: &'f Spoiled<'a>,
    lines: &'f [(usize, String)],
}

impl Edits<'_, '_> {
    fn all(&self, cut: &Cut) -> Vec<TextEdit> {
        let moved = self.spoiled.broad.iter();
        let mut edits: Vec<TextEdit> = moved.map(|index| self.in_place_of(*index)).collect();
        edits.push(match cut {
            Cut::Behind => self.behind_run(),
            Cut::At(range) => self.inside_run(*range),
        });
        edits
    }

    /// The manifests stand where the copy was.
    fn in_place_of(&self, index: usize) -> TextEdit {
        let copy = self.spoiled.copies[index].instruction;
        let indent = edit::indentation(copy);
        let newline = edit::line_ending(self.file);
        let lines = self.lines.iter().filter(|(at, _)| *at == index);
        let text: String = lines.map(|(_, line)| format!("{indent}{line}{newline}")).collect();
        let range = edit::with_comments(self.file, copy);
        let blank = self.blank_below(copy).filter(|_| text.is_empty());
        TextEdit::replace(blank.map_or(range, |blank| TextRange::new(range.start(), blank.end())), text)
    }

    /// The copies with their comments, each ending in a line ending.
    fn moved_text(&self) -> String {
        let text = self.file.tree().text();
        let block = |index: &usize| {
            let range = edit::with_comments(self.file, self.spoiled.copies[*index].instruction);
            text[std::ops::Range::<usize>::from(range)].to_owned()
        };
        self.spoiled.broad.iter().map(block).collect()
    }

    fn behind_run(&self) -> TextEdit {
        let run = self.spoiled.run;
        let newline = edit::line_ending(self.file);
        let first = self.spoiled.copies[self.spoiled.broad[0]].instruction;
        let gap = if self.blank_below(first).is_some() { newline } else { "" };
        let text = format!("{gap}{}", self.moved_text());
        let end = run.full_range().end();
        if run.source().ends_with('\n') {
            TextEdit::insert(end, text)
        } else {
            TextEdit::insert(end, format!("{newline}{}", text.trim_end_matches(['\r', '\n'])))
        }
    }

    /// A second RUN with the flags of the first one goes on behind the copies.
    fn inside_run(&self, between: TextRange) -> TextEdit {
        let run = self.spoiled.run;
        let newline = edit::line_ending(self.file);
        let opening = &run.source()[..run.command().rest.start as usize];
        TextEdit::replace(between, format!("{newline}{}{opening}", self.moved_text()))
    }

    /// The blank line below an instruction.
    fn blank_below(&self, instruction: Placed<'_>) -> Option<TextRange> {
        let item = self.file.tree().items().get(instruction.index + 1)?;
        matches!(&*item.node, Node::Blank(_)).then(|| item.range())
    }
}

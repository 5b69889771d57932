//! The name of a stage in the place of its number.

use plimsoll_linter::edit::{cased_like, insert_at};
use plimsoll_semantics::{Dockerfile, Occurrence, Spelling, Stage, Symbol, Target};
use plimsoll_syntax::{Arguments, Placed};
use plimsoll_text::{TextEdit, TextRange};

use super::{Refactoring, Selection, edited};

const NAMES: &[&str] = &["build", "builder"];

pub(super) fn name_stage(selection: &Selection<'_>) -> Option<Refactoring> {
    let file = selection.file;
    let stage = selected(selection)?;
    let numbers = numbers_of(file, stage);
    if numbers.is_empty() {
        return None;
    }
    let name = stage.name().map_or_else(|| unused_name(file, stage), str::to_owned);
    let (title, mut edits) = match stage.name() {
        Some(_) => (format!("Use the name `{name}` of the stage"), Vec::new()),
        None => (format!("Name the stage `{name}`"), vec![with_name(stage.from(), &name)?]),
    };
    edits.extend(numbers.into_iter().map(|range| TextEdit::replace(range, &name)));
    let after = edited(file, &edits)?;
    let targets = |file: &Dockerfile| -> Vec<Target> {
        file.references().iter().map(|reference| reference.target.clone()).collect()
    };
    (targets(file) == targets(&after)).then(|| Refactoring::rewrite(title, edits))
}

/// The stage whose number is selected, or whose FROM.
fn selected<'a>(selection: &Selection<'a>) -> Option<Stage<'a>> {
    let (file, instruction) = (selection.file, selection.instruction()?);
    let own = file.stage_of(instruction).filter(|stage| stage.from().index == instruction.index);
    match file.symbol_at(selection.range.start()) {
        Some((Symbol::Stage(index), Occurrence { spelling: Spelling::Number, .. })) => file.stage(index),
        _ => own.filter(|stage| stage.name().is_none()),
    }
}

fn numbers_of(file: &Dockerfile, stage: Stage<'_>) -> Vec<TextRange> {
    let places = file.occurrences(&Symbol::Stage(stage.index())).into_iter();
    places.filter(|one| one.spelling == Spelling::Number).map(|one| one.range).collect()
}

/// Neither a stage nor an image of the file is called so.
fn unused_name(file: &Dockerfile, stage: Stage<'_>) -> String {
    let is_stage =
        |name: &str| file.stages().any(|other| other.name() == Some(name) || is_image(other, name));
    let is_used = |name: &str| {
        let mut images = file.references().iter();
        images.any(|one| matches!(&one.target, Target::Image(image) if image.eq_ignore_ascii_case(name)))
    };
    let free = NAMES.iter().find(|name| !is_stage(name) && !is_used(name));
    free.map_or_else(|| format!("stage-{}", stage.index()), |name| (*name).to_owned())
}

fn is_image(stage: Stage<'_>, name: &str) -> bool {
    stage.base().image().is_some_and(|image| image.text.eq_ignore_ascii_case(name))
}

fn with_name(from: Placed<'_>, name: &str) -> Option<TextEdit> {
    let Arguments::Words(words) = &from.command().arguments else { return None };
    let [image] = **words else { return None };
    let casing = cased_like(from.source_of(from.command().keyword_span), "AS");
    let keyword = casing.unwrap_or_else(|| "AS".to_owned());
    Some(insert_at(from, image.end, format!(" {keyword} {name}")))
}

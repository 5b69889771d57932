//! The packages of an install in order of the alphabet.

use plimsoll_linter::edit::replace;
use plimsoll_semantics::PackageCommand;
use plimsoll_shell::Word;
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::{Span, TextEdit};

use super::{Refactoring, Selection, comments_within, edited};

pub(super) fn sort_packages(selection: &Selection<'_>) -> Option<Refactoring> {
    let file = selection.file;
    let run = selection.instruction().filter(|one| one.keyword() == Some(Keyword::Run))?;
    let commands = file.package_commands(run);
    let is_here = |one: &&PackageCommand<'_>| selection.touches(run.range(one.command.span));
    let at = commands.iter().position(|one| one.installs() && is_here(&one))?;
    let places: Vec<Place<'_>> = places(run, &commands[at])?;
    let mut sorted: Vec<&Place<'_>> = places.iter().collect();
    sorted.sort_by_key(|place| key(place.word));
    let edits: Vec<TextEdit> =
        places.iter().zip(&sorted).filter_map(|(place, new)| place.filled(run, new)).collect();
    let after = (!edits.is_empty()).then(|| edited(file, &edits))??;
    let now = after.tree().instruction(run.index)?;
    let installed = after.package_commands(now).get(at)?.packages().map(Word::text).collect::<Vec<_>>();
    let expected = sorted.iter().map(|place| place.word.text());
    expected.eq(installed).then(|| Refactoring::rewrite("Sort the packages", edits))
}

/// By name, then by version.
fn key(word: &Word) -> (String, &str) {
    let name = word.text().split(['=', '<', '>', '~', '@']).next().unwrap_or_default();
    (name.to_ascii_lowercase(), word.text())
}

/// Where a package stands, with the comments on the lines above it.
struct Place<'a> {
    word: &'a Word,
    /// Where its comments begin; the package, if it has none.
    start: u32,
    comments: Vec<&'a str>,
    /// In front of the package, on its line.
    indent: &'a str,
}

/// Nothing where a comment stands in front of a package that has no line of its own.
fn places<'a>(run: Placed<'a>, command: &PackageCommand<'a>) -> Option<Vec<Place<'a>>> {
    let mut end = command.action.span.end;
    let mut places = Vec::new();
    for word in command.packages() {
        let between = Span::new(end, word.span.start);
        let comments: Vec<Span> = comments_within(run, between).collect();
        let source = run.instruction.source_of(between);
        let indent = source.rfind('\n').map_or("", |newline| &source[newline + 1..]);
        let start = comments.first().map_or(word.span.start - indent.len() as u32, |first| first.start);
        let comments = comments.iter().map(|one| run.instruction.source_of(*one)).collect();
        places.push(Place { word, start, comments, indent });
        end = word.span.end;
    }
    let has_comments = places.iter().any(|place| !place.comments.is_empty());
    let have_lines = places.iter().all(|place| run.source()[..place.start as usize].ends_with('\n'));
    // What stands between two comments of a package would be lost.
    let are_tight = places.iter().all(|place| {
        let len: usize = place.comments.iter().map(|comment| comment.len()).sum();
        place.start as usize + len + place.indent.len() == place.word.span.start as usize
    });
    (!has_comments || (have_lines && are_tight)).then_some(places)
}

impl Place<'_> {
    /// Another package with its comments in this place.
    fn filled(&self, run: Placed<'_>, other: &Place<'_>) -> Option<TextEdit> {
        if self.word.span == other.word.span {
            return None;
        }
        let word = run.instruction.source_of(other.word.span);
        if self.comments.is_empty() && other.comments.is_empty() {
            return Some(replace(run, self.word.span, word));
        }
        let text = format!("{}{}{word}", other.comments.concat(), self.indent);
        Some(replace(run, Span::new(self.start, self.word.span.end), text))
    }
}

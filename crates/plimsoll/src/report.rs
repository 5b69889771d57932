//! What linting one file gave, in the terms of people: lines and columns from 1.

use std::borrow::Cow;
use std::ops::Range;

use plimsoll_linter::{Finding, Fix, Safety};
use plimsoll_text::{Encoding, LineIndex, TextEdit, TextRange, TextSize};
use serde::Serialize;

/// The problems of one file.
#[derive(Debug)]
pub(crate) struct Report {
    /// As the user gave it, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) lines: LineIndex,
    pub(crate) problems: Vec<Problem>,
    /// What no output shows.
    secrets: Vec<TextRange>,
}

/// A finding, and those of its fixes that break nothing, the best first.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) finding: Finding,
    pub(crate) fixes: Vec<Fix>,
}

/// A place in a file: both from 1, the column in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// The end is behind the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct Region {
    pub(crate) start: Place,
    pub(crate) end: Place,
}

impl Report {
    pub(crate) fn new(path: String, text: String, problems: Vec<Problem>, secrets: Vec<TextRange>) -> Self {
        let lines = LineIndex::new(&text);
        Report { path, text, lines, problems, secrets }
    }

    /// The text of the file, without its secrets. All places stay.
    pub(crate) fn shown_text(&self) -> Cow<'_, str> {
        concealed(&self.text, &self.secrets)
    }

    pub(crate) fn region(&self, range: TextRange) -> Region {
        region(&self.lines, &self.text, range)
    }

    /// The fixes of a problem that may be written down: those whose text repeats no secret of the file.
    pub(crate) fn shown_fixes<'a>(&'a self, problem: &'a Problem) -> impl Iterator<Item = &'a Fix> {
        let secrets: Vec<&str> =
            self.secrets.iter().filter_map(|range| self.text.get(bytes(*range))).collect();
        let repeats = move |edit: &TextEdit| secrets.iter().any(|secret| has_word(&edit.insert, secret));
        problem.fixes.iter().filter(move |fix| !fix.edits.iter().any(&repeats))
    }
}

pub(crate) fn region(lines: &LineIndex, text: &str, range: TextRange) -> Region {
    Region { start: place(lines, text, range.start()), end: place(lines, text, range.end()) }
}

/// No editor shows a byte order mark, so it counts for no column.
fn place(lines: &LineIndex, text: &str, offset: TextSize) -> Place {
    let position = lines.position(offset, Encoding::Utf32);
    let mark = position.line == 0 && position.character > 0 && text.starts_with('\u{feff}');
    Place { line: position.line + 1, column: position.character + 1 - u32::from(mark) }
}

/// A text with a `*` for each byte of its secrets.
pub(crate) fn concealed<'a>(text: &'a str, secrets: &[TextRange]) -> Cow<'a, str> {
    let mut shown = Cow::Borrowed(text);
    let hide = |byte| if matches!(byte, b'\r' | b'\n') { char::from(byte) } else { '*' };
    for range in secrets {
        let hidden: Option<String> = text.get(bytes(*range)).map(|secret| secret.bytes().map(hide).collect());
        if let Some(hidden) = hidden {
            shown.to_mut().replace_range(bytes(*range), &hidden);
        }
    }
    shown
}

fn bytes(range: TextRange) -> Range<usize> {
    usize::from(range.start())..usize::from(range.end())
}

/// Not as a part of a longer word: a password may be as short as `db`.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let stands_alone =
        |at: usize| !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part);
    !word.is_empty() && text.match_indices(word).any(|(at, _)| stands_alone(at))
}

impl Problem {
    /// The fix that `--fix` applies.
    pub(crate) fn fix(&self, with_unsafe: bool) -> Option<&Fix> {
        self.fixes.iter().find(|fix| with_unsafe || fix.safety == Safety::Safe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_a_word() {
        assert!(has_word("ENV A=\"db\"", "db") && has_word("db", "db"));
        assert!(!has_word("id=db_password", "db") && !has_word("a", ""));
    }

    #[test]
    fn columns_count_characters_and_no_byte_order_mark() {
        let text = "\u{feff}FROM a\nRUN é😀x\n";
        let place = |offset: u32| {
            let place = place(&LineIndex::new(text), text, offset.into());
            (place.line, place.column)
        };
        assert_eq!(place(0), (1, 1));
        assert_eq!(place(3), (1, 1));
        assert_eq!(place(8), (1, 6));
        assert_eq!(place(10 + 4 + 2 + 4), (2, 7));
    }
}

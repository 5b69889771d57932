//! What linting one file gave, in the terms of people: lines and columns from 1.

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
    pub(crate) fn new(path: String, text: String, problems: Vec<Problem>) -> Self {
        let lines = LineIndex::new(&text);
        Report { path, text, lines, problems }
    }

    pub(crate) fn region(&self, range: TextRange) -> Region {
        region(&self.lines, &self.text, range)
    }

    /// The fixes of a problem that may be written down: those whose text repeats no secret that was found.
    pub(crate) fn shown_fixes<'a>(&'a self, problem: &'a Problem) -> impl Iterator<Item = &'a Fix> {
        let findings = self.problems.iter().map(|problem| &problem.finding).filter(|finding| finding.conceal);
        let range = |range: TextRange| usize::from(range.start())..usize::from(range.end());
        let secrets: Vec<&str> = findings.filter_map(|finding| self.text.get(range(finding.range))).collect();
        let repeats = move |edit: &TextEdit| secrets.iter().any(|secret| edit.insert.contains(secret));
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

//! Replacing parts of a text.

use std::fmt;

use crate::{TextRange, TextSize};

/// Replaces the text in `range` with `insert`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TextEdit {
    pub range: TextRange,
    pub insert: String,
}

impl TextEdit {
    pub fn replace(range: TextRange, insert: impl Into<String>) -> Self {
        TextEdit { range, insert: insert.into() }
    }

    pub fn insert(at: TextSize, insert: impl Into<String>) -> Self {
        TextEdit::replace(TextRange::empty(at), insert)
    }

    pub fn delete(range: TextRange) -> Self {
        TextEdit::replace(range, "")
    }
}

/// Why a set of edits can't be applied to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditError {
    /// Two edits touch the same bytes, or insert at the same place as another one replaces.
    Overlap,
    /// An edit ends behind the text, or splits a character.
    OutOfBounds,
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EditError::Overlap => "two edits overlap",
            EditError::OutOfBounds => "an edit is outside of the text",
        })
    }
}

impl std::error::Error for EditError {}

/// Applies `edits`, whose ranges all refer to `text` as it is before, in any order.
///
/// Insertions at one offset are applied in the order given, as LSP asks.
pub fn apply_edits(text: &str, edits: &[TextEdit]) -> Result<String, EditError> {
    let mut sorted: Vec<&TextEdit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for edit in sorted {
        let (start, end) = (usize::from(edit.range.start()), usize::from(edit.range.end()));
        if start < done {
            return Err(EditError::Overlap);
        }
        result.push_str(text.get(done..start).ok_or(EditError::OutOfBounds)?);
        if !text.is_char_boundary(end) {
            return Err(EditError::OutOfBounds);
        }
        result.push_str(&edit.insert);
        done = end;
    }
    result.push_str(text.get(done..).ok_or(EditError::OutOfBounds)?);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, insert: &str) -> TextEdit {
        TextEdit::replace(TextRange::new(start.into(), end.into()), insert)
    }

    #[test]
    fn applies_in_any_order_and_keeps_the_order_of_insertions() {
        let edits = [edit(4, 5, "E"), edit(0, 1, "A"), edit(2, 2, "x"), edit(2, 2, "y")];
        assert_eq!(apply_edits("abcde", &edits).unwrap(), "AbxycdE");
    }

    #[test]
    fn refuses_what_it_cannot_do() {
        assert_eq!(apply_edits("abc", &[edit(0, 2, ""), edit(1, 3, "")]), Err(EditError::Overlap));
        assert_eq!(apply_edits("abc", &[edit(2, 4, "")]), Err(EditError::OutOfBounds));
        assert_eq!(apply_edits("é", &[edit(1, 1, "x")]), Err(EditError::OutOfBounds));
    }
}

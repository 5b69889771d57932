//! From a text before and after to the edits between.

use plimsoll_text::{TextEdit, TextLen, TextRange, TextSize};
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Small edits that turn `old` into `new`: by line, and within changed lines without what stays at both ends.
pub fn edits_between(old: &str, new: &str) -> Vec<TextEdit> {
    let (old_lines, new_lines) = (Lines::of(old), Lines::of(new));
    capture_diff_slices(Algorithm::Myers, &old_lines.lines, &new_lines.lines)
        .into_iter()
        .filter(|op| op.tag() != DiffTag::Equal)
        .map(|op| {
            let range = old_lines.range(op.old_range());
            let insert = &new[new_lines.range(op.new_range())];
            trimmed(&old[range], range.start(), insert)
        })
        .collect()
}

struct Lines<'a> {
    lines: Vec<&'a str>,
    /// One more than there are lines: the last is the length of the text.
    starts: Vec<TextSize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let lines: Vec<_> = text.split_inclusive('\n').collect();
        let mut starts = vec![TextSize::new(0)];
        starts.extend(lines.iter().scan(TextSize::new(0), |end, line| {
            *end += line.text_len();
            Some(*end)
        }));
        Lines { lines, starts }
    }

    fn range(&self, lines: std::ops::Range<usize>) -> TextRange {
        TextRange::new(self.starts[lines.start], self.starts[lines.end])
    }
}

/// The replacement of `old` at `start`, without the beginning and the end that both texts share.
fn trimmed(old: &str, start: TextSize, new: &str) -> TextEdit {
    let same = |(a, b): &(char, char)| a == b;
    let head: usize = old.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old, new) = (&old[head..], &new[head..]);
    let tail: usize =
        old.chars().rev().zip(new.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let start = start + TextSize::from(head as u32);
    let range = TextRange::at(start, old[..old.len() - tail].text_len());
    TextEdit::replace(range, &new[..new.len() - tail])
}

#[cfg(test)]
mod tests {
    use plimsoll_text::apply_edits;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn touches_only_what_changes() {
        let old = "FROM é as x\r\nRUN a\r\nCMD b\r\n";
        let new = "FROM é AS x\r\nRUN a\r\nUSER c\r\nCMD b\r\n";
        let edits = edits_between(old, new);
        assert_eq!(
            edits,
            [
                TextEdit::replace(TextRange::new(8.into(), 10.into()), "AS"),
                TextEdit::insert(21.into(), "USER c\r\n"),
            ]
        );
        assert_eq!(edits_between(old, old), []);
    }

    proptest! {
        #[test]
        fn gives_the_new_text(old in "[aé\r\n😀]{0,12}", new in "[aé\r\n😀]{0,12}") {
            let edits = edits_between(&old, &new);
            prop_assert_eq!(apply_edits(&old, &edits).unwrap(), new);
        }
    }
}

//! Text to read, and where in the instruction it comes from.

use std::borrow::Cow;
use std::ops::Range;

use plimsoll_text::Span;

/// What a shell reads, with the place of every byte in the instruction.
///
/// BuildKit joins lines before the shell sees them, JSON and quotes drop backslashes: the text a shell
/// reads is the instruction's text with pieces missing.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    text: Cow<'a, str>,
    /// In order, both numbers rising. Never empty; the first starts at 0.
    runs: Vec<Run>,
}

/// Bytes that stand side by side in the instruction too.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// In the text.
    start: u32,
    /// In the instruction.
    place: u32,
}

impl<'a> Source<'a> {
    /// Text that stands at `place` as it is.
    pub(crate) fn new(text: &'a str, place: u32) -> Self {
        Source { text: Cow::Borrowed(text), runs: vec![Run { start: 0, place }] }
    }

    /// To be filled by [`Self::push`] and [`Self::push_from`].
    pub(crate) fn empty(place: u32) -> Self {
        Source::new("", place)
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Adds text that stands at `place`, behind all that was added before.
    pub(crate) fn push(&mut self, text: &str, place: u32) {
        let start = self.text.len() as u32;
        match self.runs.last_mut() {
            Some(last) if last.place + (start - last.start) == place => {}
            Some(last) if last.start == start => last.place = place,
            _ => self.runs.push(Run { start, place }),
        }
        self.text.to_mut().push_str(text);
    }

    /// Adds the bytes `range` of another source.
    pub(crate) fn push_from(&mut self, other: &Source<'_>, range: Range<usize>) {
        let mut start = range.start;
        while start < range.end {
            let next = other.runs.partition_point(|run| run.start as usize <= start);
            let end = other.runs.get(next).map_or(range.end, |run| range.end.min(run.start as usize));
            self.push(&other.text[start..end], other.span(start..end).start);
            start = end;
        }
    }

    /// The place of bytes `range`, from the first to the last of them.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let start =
            self.place(range.start, self.runs.partition_point(|run| run.start as usize <= range.start));
        if range.is_empty() {
            return Span::empty(start);
        }
        Span::new(
            start,
            self.place(range.end, self.runs.partition_point(|run| (run.start as usize) < range.end)),
        )
    }

    /// The bytes at a place: the inverse of [`Self::span`].
    pub(crate) fn range(&self, span: Span) -> Range<usize> {
        let offset = |place: u32, runs: usize| {
            let run = self.runs[runs.saturating_sub(1)];
            let run_end = self.runs.get(runs.max(1)).map_or(self.text.len(), |next| next.start as usize);
            ((run.start + place.saturating_sub(run.place)) as usize).min(run_end)
        };
        let start = offset(span.start, self.runs.partition_point(|run| run.place <= span.start));
        let end = offset(span.end, self.runs.partition_point(|run| run.place < span.end));
        start..end.max(start)
    }

    fn place(&self, offset: usize, runs: usize) -> u32 {
        let run = self.runs[runs.saturating_sub(1)];
        run.place + offset as u32 - run.start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_spans_around_what_is_missing() {
        //          0123456789
        let written = "ab\\\ncd\\\nef";
        let mut source = Source::empty(0);
        for range in [0..2, 4..6, 8..10] {
            source.push(&written[range.clone()], range.start as u32);
        }
        assert_eq!(source.text(), "abcdef");
        for (joined, span) in
            [(0..2, (0, 2)), (1..3, (1, 5)), (2..2, (4, 4)), (2..4, (4, 6)), (0..6, (0, 10))]
        {
            assert_eq!(source.span(joined.clone()), Span::new(span.0, span.1), "{joined:?}");
            assert_eq!(source.range(Span::new(span.0, span.1)), joined);
        }
        let mut part = Source::empty(0);
        part.push_from(&source, 1..3);
        part.push_from(&source, 4..5);
        assert_eq!(
            (part.text(), part.span(1..2), part.span(1..3)),
            ("bce", Span::new(4, 5), Span::new(4, 9))
        );
    }
}

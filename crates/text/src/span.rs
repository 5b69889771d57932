//! Places inside an instruction.

use std::ops::Range;

use crate::{TextRange, TextSize};

/// Bytes relative to the start of the instruction that holds them.
///
/// A parsed instruction is shared between versions of a document while it moves up and down, so nothing
/// in it may know its place in the file. [`Span::at`] gives the place; the compiler keeps the two apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub const fn new(start: u32, end: u32) -> Self {
        Span { start, end }
    }

    pub const fn empty(at: u32) -> Self {
        Span { start: at, end: at }
    }

    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// From the start of the one that begins first to the end of the one that ends last.
    pub fn cover(self, other: Span) -> Self {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// For slicing the instruction's source.
    pub const fn bytes(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The same bytes in the file, for an instruction that starts at `start`.
    pub fn at(self, start: TextSize) -> TextRange {
        TextRange::new(start + TextSize::from(self.start), start + TextSize::from(self.end))
    }
}

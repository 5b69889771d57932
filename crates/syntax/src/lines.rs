//! Physical lines, and how continued ones join to one logical line.

use std::borrow::Cow;
use std::ops::Range;

use plimsoll_text::Span;

use crate::instruction::{Gap, GapKind};

/// BuildKit refuses a physical line of more bytes than this before its LF.
pub(crate) const MAX_LINE: usize = 65_535;

/// One physical line. BuildKit: only LF ends a line, and any number of CR before it are dropped.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) start: usize,
    /// Without its line ending.
    pub(crate) text: &'a str,
    /// Behind its line ending.
    pub(crate) end: usize,
    /// It ends in LF, so nothing that follows can belong to it.
    pub(crate) closed: bool,
}

impl<'a> Line<'a> {
    /// The line that starts at byte `start`; nothing at the end of the text.
    pub(crate) fn at(source: &'a str, start: usize) -> Option<Line<'a>> {
        let rest = &source[start..];
        if rest.is_empty() {
            return None;
        }
        let newline = memchr::memchr(b'\n', rest.as_bytes());
        let end = newline.map_or(rest.len(), |at| at + 1);
        let text = rest[..newline.unwrap_or(end)].trim_end_matches('\r');
        Some(Line { start, text, end: start + end, closed: newline.is_some() })
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim_start().is_empty()
    }

    pub(crate) fn is_comment(&self) -> bool {
        self.text.trim_start().starts_with('#')
    }

    /// Where the escape character is that continues the line. BuildKit: exactly one escape character (not
    /// the last of several), then only spaces and tabs.
    pub(crate) fn continuation(&self, escape: char) -> Option<usize> {
        let before = self.text.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
        (!before.ends_with(escape)).then_some(before.len())
    }
}

/// The text of a logical line, and where its bytes stand in the source.
#[derive(Debug)]
pub(crate) struct LogicalLine<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Offset in the text and offset in the source, where a piece begins; never empty.
    pieces: Vec<(usize, usize)>,
    pub(crate) gaps: Vec<Gap>,
    /// Behind the last line that was read.
    pub(crate) end: usize,
    /// Whether the line was ended by the end of the source, so that more text could change it.
    pub(crate) open: bool,
}

impl<'a> LogicalLine<'a> {
    /// Joins the lines from the one at the start of `source`, whose first `skip` bytes don't count.
    pub(crate) fn read(source: &'a str, skip: usize, escape: char) -> Self {
        let mut joined = LogicalLine {
            text: Cow::Borrowed(""),
            pieces: vec![(0, skip)],
            gaps: Vec::new(),
            end: 0,
            open: true,
        };
        let mut from = skip;
        while let Some(line) = Line::at(source, joined.end) {
            joined.end = line.end;
            let first = joined.gaps.is_empty();
            if !first && (line.is_comment() || line.is_blank()) {
                let kind = if line.is_blank() { GapKind::Blank } else { GapKind::Comment };
                joined.gaps.push(gap(kind, line.start..line.end));
                continue;
            }
            from = from.max(line.start);
            let continued = line.continuation(escape).map(|at| line.start + at).filter(|at| *at >= from);
            let to = continued.unwrap_or(line.start + line.text.len()).max(from);
            joined.append(&source[from..to], from);
            let Some(escape_at) = continued else {
                joined.open = !line.closed;
                break;
            };
            joined.gaps.push(gap(GapKind::Continuation, escape_at..line.end));
        }
        joined
    }

    fn append(&mut self, piece: &'a str, at: usize) {
        if self.text.is_empty() {
            self.text = Cow::Borrowed(piece);
            self.pieces[0] = (0, at);
        } else if !piece.is_empty() {
            self.pieces.push((self.text.len(), at));
            self.text.to_mut().push_str(piece);
        }
    }

    /// The source of bytes `range` of the text, gaps inside it included and those around it not.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let start = self.source_offset(range.start);
        let end = if range.is_empty() { start } else { self.source_offset(range.end - 1) + 1 };
        Span::new(start, end)
    }

    fn source_offset(&self, offset: usize) -> u32 {
        let piece = self.pieces.partition_point(|(start, _)| *start <= offset).max(1) - 1;
        let (start, source) = self.pieces[piece];
        (source + offset - start) as u32
    }
}

fn gap(kind: GapKind, range: Range<usize>) -> Gap {
    Gap { kind, span: Span::new(range.start as u32, range.end as u32) }
}

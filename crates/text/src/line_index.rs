//! Byte offsets to lines and columns and back.

use crate::{TextRange, TextSize};

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Encoding {
    Utf8,
    /// The default of LSP.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// A place as editors name it: both numbers from 0, `character` counted in an [`Encoding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub line: u32,
    pub character: u32,
}

/// A character of more than one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WideChar {
    start: u32,
    utf8: u8,
    utf16: u8,
}

/// Where the lines of a text start, and where its non-ASCII characters are.
///
/// A line ends at LF, CRLF or a lone CR, as in LSP. (For a Dockerfile a lone CR is white space; that is
/// the parser's business.) Conversions cost a binary search, and depend on the length of a line only
/// through its non-ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    /// Never empty; the first is 0.
    starts: Vec<u32>,
    /// In order of offset.
    wide: Vec<WideChar>,
    len: u32,
    /// For each line, where its text ends: before its line ending.
    ends: Vec<u32>,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        Self::from_chunks(std::iter::once(text))
    }

    /// For text held in pieces, such as a rope.
    pub fn from_chunks<'a>(chunks: impl IntoIterator<Item = &'a str>) -> Self {
        let mut index = LineIndex { starts: vec![0], wide: Vec::new(), len: 0, ends: Vec::new() };
        let mut after_cr = false;
        for chunk in chunks {
            for (at, byte) in chunk.bytes().enumerate() {
                let offset = index.len + at as u32;
                match byte {
                    b'\n' if after_cr => {
                        if let Some(start) = index.starts.last_mut() {
                            *start = offset + 1;
                        }
                    }
                    b'\n' | b'\r' => {
                        index.ends.push(offset);
                        index.starts.push(offset + 1);
                    }
                    0xC0.. => {
                        let utf8 = byte.leading_ones() as u8;
                        index.wide.push(WideChar {
                            start: offset,
                            utf8,
                            utf16: if utf8 == 4 { 2 } else { 1 },
                        });
                    }
                    _ => {}
                }
                after_cr = byte == b'\r';
            }
            index.len += chunk.len() as u32;
        }
        index.ends.push(index.len);
        index
    }

    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The text of a line without its line ending; nothing where there is no such line.
    pub fn line_range(&self, line: u32) -> Option<TextRange> {
        let (start, end) = (self.starts.get(line as usize)?, self.ends.get(line as usize)?);
        Some(TextRange::new((*start).into(), (*end).into()))
    }

    /// The line that `offset` is in, from 0.
    pub fn line(&self, offset: TextSize) -> u32 {
        self.starts.partition_point(|start| *start <= offset.into()) as u32 - 1
    }

    /// An offset behind the text counts as its end.
    pub fn position(&self, offset: TextSize, encoding: Encoding) -> Position {
        let offset = u32::from(offset).min(self.len);
        let line = self.line(offset.into());
        Position { line, character: self.column(line, offset.into(), encoding) }
    }

    /// The column of an offset that is known to be in a line of the text, or at its end.
    pub fn column(&self, line: u32, offset: TextSize, encoding: Encoding) -> u32 {
        let offset = u32::from(offset);
        let start = self.starts.get(line as usize).copied().unwrap_or_default().min(offset);
        let mut character = offset - start;
        if encoding != Encoding::Utf8 {
            for wide in self.wide_from(start).iter().take_while(|wide| wide.start < offset) {
                let units = if encoding == Encoding::Utf16 { wide.utf16 } else { 1 };
                character -= u32::from(wide.utf8 - units);
            }
        }
        character
    }

    /// A column behind the end of its line counts as the line's end, a line behind the text as the
    /// text's end, and a column inside a character as that character's start.
    pub fn offset(&self, position: Position, encoding: Encoding) -> TextSize {
        let Some(line) = self.line_range(position.line) else { return self.len.into() };
        let (start, end) = (u32::from(line.start()), u32::from(line.end()));
        let mut offset = start.saturating_add(position.character);
        for wide in self.wide_from(start) {
            if wide.start >= offset {
                break;
            }
            let units = match encoding {
                Encoding::Utf8 => wide.utf8,
                Encoding::Utf16 => wide.utf16,
                Encoding::Utf32 => 1,
            };
            let inside = wide.start + u32::from(units) > offset;
            offset = if inside { wide.start } else { offset.saturating_add(u32::from(wide.utf8 - units)) };
        }
        offset.min(end).into()
    }

    fn wide_from(&self, start: u32) -> &[WideChar] {
        &self.wide[self.wide.partition_point(|wide| wide.start < start)..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The slow way, for comparison.
    fn by_hand(text: &str, offset: usize, encoding: Encoding) -> Position {
        let (mut line, mut character) = (0, 0);
        let mut chars = text[..offset].chars().peekable();
        while let Some(c) = chars.next() {
            let crlf = c == '\r'
                && text[..].as_bytes().get(offset - chars.clone().map(char::len_utf8).sum::<usize>())
                    == Some(&b'\n');
            if c == '\n' || (c == '\r' && !crlf) {
                line += 1;
                character = 0;
            } else {
                character += match encoding {
                    Encoding::Utf8 => c.len_utf8(),
                    Encoding::Utf16 => c.len_utf16(),
                    Encoding::Utf32 => 1,
                } as u32;
            }
        }
        Position { line, character }
    }

    #[test]
    fn agrees_with_counting_by_hand_and_comes_back() {
        let text = "a\r\né😀x\rb\n\n\u{2028}z\u{85}\r\r\n😀";
        let index = LineIndex::new(text);
        let chunked = LineIndex::from_chunks(text.char_indices().map(|(at, c)| &text[at..at + c.len_utf8()]));
        assert_eq!(index, chunked);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let position = index.position((offset as u32).into(), encoding);
                assert_eq!(position, by_hand(text, offset, encoding), "{offset} {encoding:?}");
                if !text[..offset].ends_with('\r') || !text[offset..].starts_with('\n') {
                    assert_eq!(u32::from(index.offset(position, encoding)) as usize, offset, "{encoding:?}");
                }
            }
        }
    }

    #[test]
    fn clamps() {
        let index = LineIndex::new("é\nb");
        let at = |line, character, encoding| u32::from(index.offset(Position { line, character }, encoding));
        assert_eq!(at(0, 9, Encoding::Utf16), 2);
        assert_eq!(at(0, 1, Encoding::Utf8), 0);
        assert_eq!(at(7, 0, Encoding::Utf16), 4);
        assert_eq!(index.position(99.into(), Encoding::Utf16), Position { line: 1, character: 1 });
    }
}

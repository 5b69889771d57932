//! Reading text, within bounds.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use plimsoll_text::{TextRange, TextSize};

/// A Dockerfile of this size is thousands of times as long as any that was written by hand.
const MAX_BYTES: usize = 16 << 20;

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    pub text: String,
    /// What was replaced. A text with replacements must not be written back.
    pub invalid_utf8: Option<InvalidUtf8>,
}

/// Bytes that are no UTF-8: U+FFFD stands for each sequence of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidUtf8 {
    /// The first replacement, in the text as it was read.
    pub first: TextRange,
    pub count: usize,
}

#[derive(Debug)]
pub enum ReadError {
    Io(io::Error),
    /// A folder, a pipe, a device.
    NotAFile,
    TooLarge,
    Utf16,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::NotAFile => f.write_str("not a regular file"),
            Self::TooLarge => write!(f, "the file is larger than {} MiB", MAX_BYTES >> 20),
            Self::Utf16 => f.write_str("the file is in UTF-16, and only UTF-8 can be read"),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads a file. A byte order mark of UTF-8 stays part of the text.
///
/// # Errors
///
/// It can't be read, is no regular file, is too large or is in UTF-16.
pub fn read_source(path: &Path) -> Result<SourceText, ReadError> {
    // Before opening it: to open a pipe waits for its other end.
    if !fs::metadata(path)?.is_file() {
        return Err(ReadError::NotAFile);
    }
    read_all(File::open(path)?)
}

/// Reads all of a stream, such as standard input.
///
/// # Errors
///
/// It can't be read, is too large or is in UTF-16.
pub fn read_all(stream: impl Read) -> Result<SourceText, ReadError> {
    let mut bytes = Vec::new();
    stream.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    decode(&bytes)
}

/// Makes text of bytes.
///
/// # Errors
///
/// They are in UTF-16.
pub fn decode(bytes: &[u8]) -> Result<SourceText, ReadError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(ReadError::Utf16);
    }
    let mut text = String::with_capacity(bytes.len());
    let mut invalid_utf8: Option<InvalidUtf8> = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if chunk.invalid().is_empty() {
            continue;
        }
        let start = TextSize::of(text.as_str());
        text.push(char::REPLACEMENT_CHARACTER);
        let first = TextRange::new(start, TextSize::of(text.as_str()));
        let invalid = invalid_utf8.get_or_insert(InvalidUtf8 { first, count: 0 });
        invalid.count += 1;
    }
    Ok(SourceText { text, invalid_utf8 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_left_as_it_is() {
        let text = "\u{feff}FROM a\r\nRUN \0é\n";
        assert_eq!(
            decode(text.as_bytes()).unwrap(),
            SourceText { text: text.to_owned(), invalid_utf8: None }
        );
    }

    #[test]
    fn bytes_that_are_no_utf8_are_replaced_and_counted() {
        let source = decode(b"# a\xff b\n\xc3\n").unwrap();
        assert_eq!(source.text, "# a\u{fffd} b\n\u{fffd}\n");
        let invalid = source.invalid_utf8.unwrap();
        assert_eq!((&source.text[invalid.first], invalid.count), ("\u{fffd}", 2));
        assert_eq!(u32::from(invalid.first.start()), 3);
    }

    #[test]
    fn utf16_is_an_error() {
        assert!(matches!(decode(b"\xff\xfeF\0"), Err(ReadError::Utf16)));
        assert!(matches!(decode(b"\xfe\xff\0F"), Err(ReadError::Utf16)));
    }

    #[test]
    fn size_is_bounded() {
        assert!(read_all(io::repeat(b'a').take(MAX_BYTES as u64)).is_ok());
        assert!(matches!(read_all(io::repeat(b'a')), Err(ReadError::TooLarge)));
    }

    #[test]
    fn a_folder_is_no_file() {
        assert!(matches!(read_source(Path::new(".")), Err(ReadError::NotAFile)));
        assert!(matches!(read_source(Path::new("no-such-file")), Err(ReadError::Io(_))));
    }
}

//! The ways BuildKit cuts arguments into words.
//!
//! All of them work on the text of a logical line and give byte ranges in it.

use std::ops::Range;

/// What separates a keyword from its arguments, and the arguments of most instructions.
pub(crate) fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\x0b' | '\x0c' | '\r' | ' ')
}

/// `range` without the Unicode white space at both ends.
pub(crate) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}

/// Words between white space; no quotes, no escapes.
pub(crate) fn blank_separated(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text[range.clone()].char_indices() {
        match (is_blank(c), start) {
            (true, Some(from)) => {
                words.push(from..range.start + at);
                start = None;
            }
            (false, None) => start = Some(range.start + at),
            _ => {}
        }
    }
    words.extend(start.map(|from| from..range.end));
    words
}

/// The words of ENV, LABEL and ARG: quotes and the escape character protect white space, and stay in the
/// word. An open quote runs to the end; an escape character at the very end is dropped.
pub(crate) fn quoted(text: &str, range: Range<usize>, escape: char) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    let mut end = range.end;
    let mut chars = text[range.clone()].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let at = range.start + at;
        if start.is_none() && !c.is_whitespace() {
            start = Some(at);
        }
        if c == escape && quote != Some('\'') {
            if chars.peek().is_none() {
                end = at;
            }
            chars.next();
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            quote = Some(c);
        } else if quote.is_none() && c.is_whitespace() {
            words.extend(start.take().map(|from| from..at));
        }
    }
    words.extend(start.filter(|from| *from < end).map(|from| from..end));
    words
}

/// A flag in the text of a logical line.
#[derive(Debug, Clone)]
pub(crate) struct FlagWord {
    pub(crate) range: Range<usize>,
    /// Where its first `=` stands.
    pub(crate) equals: Option<usize>,
}

/// The flags at the start of `range`, and where the arguments behind them begin.
///
/// BuildKit reads flags byte by byte: a byte 0x85 or 0xA0 inside a character counts as white space. Here the
/// flag then ends behind that character.
pub(crate) fn flags(text: &str, range: Range<usize>, escape: char) -> (Vec<FlagWord>, usize) {
    let bytes = &text.as_bytes()[..range.end];
    let mut flags = Vec::new();
    let mut at = range.start;
    loop {
        while bytes.get(at).is_some_and(|byte| is_byte_space(*byte)) {
            at = next_boundary(text, at);
        }
        if !bytes[at..].starts_with(b"--") {
            return (flags, at);
        }
        let flag = flag_word(text, at, range.end, escape);
        at = flag.range.end;
        if &text[flag.range.clone()] == "--" {
            return (flags, at);
        }
        flags.push(flag);
    }
}

fn flag_word(text: &str, start: usize, end: usize, escape: char) -> FlagWord {
    let bytes = text.as_bytes();
    let mut quote = None;
    let mut equals = None;
    let mut at = start;
    while at < end {
        let byte = bytes[at];
        if quote.is_none() && is_byte_space(byte) {
            break;
        }
        if byte == escape as u8 {
            at += 2;
            continue;
        }
        if quote == Some(byte) {
            quote = None;
        } else if quote.is_none() && matches!(byte, b'\'' | b'"') {
            quote = Some(byte);
        } else if byte == b'=' && equals.is_none() {
            equals = Some(at);
        }
        at += 1;
    }
    let mut at = at.min(end);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    FlagWord { range: start..at, equals }
}

fn next_boundary(text: &str, at: usize) -> usize {
    (at + 1..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// Go's `unicode.IsSpace` of a byte taken for a character.
fn is_byte_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | b' ' | 0x85 | 0xa0)
}

/// The value of a flag or of a part of one: quotes and escape characters removed, and each byte taken for a
/// character, as BuildKit does. With every byte's offset in `raw`.
pub(crate) fn unquote_flag(raw: &str, escape: char) -> (String, Vec<u32>) {
    let bytes = raw.as_bytes();
    let mut value = String::with_capacity(raw.len());
    let mut offsets = Vec::with_capacity(raw.len());
    let mut quote = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let mut byte = byte;
        if byte == escape as u8 {
            at += 1;
            let Some(&escaped) = bytes.get(at) else { break };
            byte = escaped;
        } else if quote == Some(byte) {
            quote = None;
            at += 1;
            continue;
        } else if quote.is_none() && matches!(byte, b'\'' | b'"') {
            quote = Some(byte);
            at += 1;
            continue;
        } else if quote.is_none() && is_byte_space(byte) {
            break;
        }
        value.push(char::from(byte));
        offsets.resize(value.len(), at as u32);
        at += 1;
    }
    (value, offsets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(ranges: &[Range<usize>], text: &str) -> Vec<String> {
        ranges.iter().map(|range| text[range.clone()].to_owned()).collect()
    }

    #[test]
    fn quotes_and_escapes_protect_white_space() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(words(&quoted(text, 0..text.len(), '\\'), text), expected, "{text}");
        };
        check(r#"a="x y" b='p "q' c=d\ e"#, &[r#"a="x y""#, r#"b='p "q'"#, r"c=d\ e"]);
        check(r#"a="open b"#, &[r#"a="open b"#]);
        check(r"a=b\", &["a=b"]);
        check(r"a=b \", &["a=b"]);
        check(r"a='b\' c", &[r"a='b\'", "c"]);
        check("a=\u{a0}b", &["a=", "b"]);
    }

    #[test]
    fn flags_end_at_the_first_other_word() {
        let check = |text: &str, expected: &[&str], rest: &str| {
            let (found, at) = flags(text, 0..text.len(), '\\');
            let found: Vec<_> = found.into_iter().map(|flag| flag.range).collect();
            assert_eq!(words(&found, text), expected, "{text}");
            assert_eq!(&text[at..], rest, "{text}");
        };
        check("--link --from=a b --c", &["--link", "--from=a"], "b --c");
        check("--link -- --parents a", &["--link"], " --parents a");
        check("--a='b c' d", &["--a='b c'"], "d");
        check(r"--a=b\ c d", &[r"--a=b\ c"], "d");
        check("--chown=à a", &["--chown=à"], "a");
        check("-x --y", &[], "-x --y");
        check("", &[], "");
    }

    #[test]
    fn flag_values_lose_quotes_escapes_and_their_encoding() {
        let check = |raw: &str, expected: &str| assert_eq!(unquote_flag(raw, '\\').0, expected, "{raw}");
        check(r"target='C:\x'", "target=C:x");
        check("ü", "Ã¼");
        check("à", "Ã");
        check(r#""a"'b'c\"#, "abc");
    }
}

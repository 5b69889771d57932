//! The JSON form of arguments: an array of strings, and nothing behind it.

use std::ops::Range;

/// A JSON text where a list of strings can stand.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Json {
    /// The ranges are those of the strings with their quotes.
    Strings(Vec<(Range<usize>, Box<str>)>),
    /// A valid array with an element that is not a string: BuildKit refuses the file.
    NotStrings(Range<usize>),
    /// Not JSON: BuildKit takes it for plain text without a word.
    Invalid,
}

/// Reads `range` of `text`, which has no white space around it, as Go's decoder does.
pub(crate) fn parse(text: &str, range: Range<usize>) -> Json {
    let mut scanner = Scanner { bytes: &text.as_bytes()[..range.end], at: range.start };
    let source = &text[range];
    match scanner.array(text) {
        Some(Json::Strings(strings)) => Json::Strings(strings),
        Some(other) if serde_json::from_str::<serde::de::IgnoredAny>(source).is_ok() => other,
        _ => Json::Invalid,
    }
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn array(&mut self, text: &str) -> Option<Json> {
        self.expect(b'[')?;
        let mut strings = Vec::new();
        self.skip_blanks();
        if self.peek() == Some(b']') {
            self.at += 1;
            return self.end().map(|()| Json::Strings(strings));
        }
        loop {
            self.skip_blanks();
            if self.peek()? != b'"' {
                return Some(Json::NotStrings(self.other_value()));
            }
            let start = self.at;
            self.string()?;
            let range = start..self.at;
            let value = unescape(&text[range.clone()])?;
            strings.push((range, value.into()));
            self.skip_blanks();
            match self.peek()? {
                b',' => self.at += 1,
                b']' => {
                    self.at += 1;
                    return self.end().map(|()| Json::Strings(strings));
                }
                _ => return None,
            }
        }
    }

    /// Moves behind the string that starts here.
    fn string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.at += 2,
                ..0x20 => return None,
                _ => self.at += 1,
            }
        }
    }

    /// Some value that is not a string, up to what ends it at its own depth. If the whole is valid JSON, this is exact.
    fn other_value(&mut self) -> Range<usize> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    if self.string().is_none() {
                        break;
                    }
                    continue;
                }
                b'[' | b'{' => depth += 1,
                b']' | b'}' | b',' if depth == 0 => break,
                b']' | b'}' => depth -= 1,
                byte if depth == 0 && byte.is_ascii_whitespace() => break,
                _ => {}
            }
            self.at += 1;
        }
        start..self.at.min(self.bytes.len())
    }

    fn end(&mut self) -> Option<()> {
        self.skip_blanks();
        (self.at == self.bytes.len()).then_some(())
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }
}

/// The value of a JSON string with its quotes; nothing when it has an unknown escape. Go: half of a surrogate
/// pair becomes U+FFFD.
fn unescape(quoted: &str) -> Option<String> {
    let mut rest = &quoted[1..quoted.len() - 1];
    let mut value = String::with_capacity(rest.len());
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        value.push_str(&rest[..at]);
        let escape = *rest.as_bytes().get(at + 1)?;
        let mut used = at + 2;
        match escape {
            b'"' | b'\\' | b'/' => value.push(char::from(escape)),
            b'b' => value.push('\x08'),
            b'f' => value.push('\x0c'),
            b'n' => value.push('\n'),
            b'r' => value.push('\r'),
            b't' => value.push('\t'),
            b'u' => {
                let first = hex4(&rest[at..])?;
                used += 4;
                let low = (0xd800..0xdc00).contains(&first).then(|| hex4(&rest[used..])).flatten();
                let pair = low.filter(|low| (0xdc00..0xe000).contains(low));
                used += if pair.is_some() { 6 } else { 0 };
                let code = pair.map_or(first, |low| 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00));
                value.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            _ => return None,
        }
        rest = &rest[used..];
    }
    value.push_str(rest);
    Some(value)
}

/// The code unit of a `\uXXXX` that `text` starts with.
fn hex4(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(text: &str) -> Option<Vec<String>> {
        match parse(text, 0..text.len()) {
            Json::Strings(strings) => {
                for (range, _) in &strings {
                    assert!(text[range.clone()].starts_with('"') && text[range.clone()].ends_with('"'));
                }
                Some(strings.into_iter().map(|(_, value)| value.into()).collect())
            }
            _ => None,
        }
    }

    #[test]
    fn agrees_with_a_json_library_on_what_is_a_list_of_strings() {
        for text in [
            r#"["a","b"]"#,
            r#"[ "a" , "b" ]"#,
            "[]",
            "[ ]",
            r#"["a",]"#,
            "['a']",
            r#"["a"] x"#,
            r#"["c:\windows"]"#,
            r#"["\u00e9\n\/\"\\"]"#,
            r#"["\ud83d\ude00"]"#,
            "[\"a\tb\"]",
            r#"["a" "b"]"#,
            r#"["a"#,
            "[",
            r#"["\u12"]"#,
            r#"[,"a"]"#,
            r#"["\"]"#,
            r#"["é","\u00zz"]"#,
        ] {
            assert_eq!(strings(text), serde_json::from_str::<Vec<String>>(text).ok(), "{text}");
        }
        assert_eq!(strings(r#"["\ud83d"]"#).unwrap(), ["\u{fffd}"]);
    }

    #[test]
    fn a_valid_array_of_other_things_is_not_a_fallback() {
        let other = |text: &str| match parse(text, 0..text.len()) {
            Json::NotStrings(range) => text[range].to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(other(r#"["a", 1]"#), "1");
        assert_eq!(other(r#"["a", ["b, c]"] , 2]"#), r#"["b, c]"]"#);
        assert_eq!(other("[null]"), "null");
        assert_eq!(other("[nul]"), "Invalid");
        assert_eq!(other(r#"[{"a": 1}]"#), r#"{"a": 1}"#);
    }
}

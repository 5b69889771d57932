//! What the XML formats share.

/// A text as it stands between the quotes of an attribute, or between tags. Attributes would lose line ends, and control
/// characters can't stand in XML at all.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push_str(&format!("&#{};", u32::from(c))),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => escaped.push(char::REPLACEMENT_CHARACTER),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_would_end_a_text_is_escaped() {
        assert_eq!(super::escape("<a b=\"c\">&é😀</a>"), "&lt;a b=&quot;c&quot;&gt;&amp;é😀&lt;/a&gt;");
        assert_eq!(super::escape("two\r\nlines\0\x1b"), "two&#13;&#10;lines\u{fffd}\u{fffd}");
    }
}

//! Values of the user's in Markdown of ours.

/// More of a value than this says nothing more.
const MAX_CHARS: usize = 120;

/// Text as inline code, on one line.
pub(super) fn code(text: &str) -> String {
    let mut line: String = text.chars().take(MAX_CHARS).collect();
    if line.len() < text.len() {
        line.push('…');
    }
    let line = line.replace(|c: char| c.is_control(), " ");
    if !line.contains('`') {
        return format!("`{line}`");
    }
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    format!("{fence} {line} {fence}")
}

/// Things that are there, one paragraph each.
pub(super) fn paragraphs(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// `a`, `b` and `c`; no more than five of them.
pub(super) fn enumeration(all: &[String]) -> String {
    const MOST: usize = 5;
    let shown = &all[..all.len().min(MOST)];
    match (shown, all.len() - shown.len()) {
        ([first @ .., last], 0) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        (_, 0) => shown.join(", "),
        (_, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_holds_anything() {
        assert_eq!(code("a b"), "`a b`");
        assert_eq!(code("a`b``"), "``` a`b`` ```");
        assert_eq!(code("a\nb"), "`a b`");
        assert_eq!(code(&"é".repeat(121)), format!("`{}…`", "é".repeat(120)));
    }

    #[test]
    fn enumerations() {
        let all: Vec<String> = ["a", "b", "c", "d", "e", "f", "g"].map(str::to_owned).into();
        assert_eq!(enumeration(&all[..1]), "a");
        assert_eq!(enumeration(&all[..3]), "a, b and c");
        assert_eq!(enumeration(&all), "a, b, c, d, e and 2 more");
    }
}

//! Shared: patterns that a build reads in another way than people do, told by their text alone.

use std::ops::Range;

use plimsoll_syntax::dockerignore::IgnorePattern;

/// What a pattern does not mean, and how that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misread {
    /// The part of the pattern as it is written, in bytes.
    pub(super) part: Range<usize>,
    pub(super) message: &'static str,
    pub(super) title: &'static str,
    /// A line above.
    pub(super) comment: Option<String>,
    /// A line each, without `!`.
    pub(super) patterns: Vec<String>,
}

/// `written` is what stands in the file for the pattern, without `!`.
pub(super) fn misread(pattern: &IgnorePattern, written: &str) -> Option<Misread> {
    let indented_comment = (!pattern.is_exception).then(|| indented_comment(written)).flatten();
    indented_comment
        .or_else(|| trailing_comment(written))
        .or_else(|| quotes(written))
        .or_else(|| negated_class(written))
        .or_else(|| backslashes(written))
        .or_else(|| braces(written))
}

fn indented_comment(written: &str) -> Option<Misread> {
    written.starts_with('#').then(|| Misread {
        part: 0..written.len(),
        message: "this is a pattern: a comment has its `#` in the first column",
        title: "Make it a comment",
        comment: Some(written.to_owned()),
        patterns: Vec::new(),
    })
}

fn trailing_comment(written: &str) -> Option<Misread> {
    let mut hashes = written.match_indices('#').map(|(at, _)| at).filter(|at| *at > 0);
    let at = hashes.find(|at| written[..*at].ends_with([' ', '\t']))?;
    Some(Misread {
        part: at..written.len(),
        message: "this is a part of the pattern: a comment needs a line of its own",
        title: "Put the comment above",
        comment: Some(written[at..].to_owned()),
        patterns: vec![written[..at].trim_end().to_owned()],
    })
}

fn quotes(written: &str) -> Option<Misread> {
    let inner = ['"', '\''].into_iter().find_map(|quote| written.strip_prefix(quote)?.strip_suffix(quote))?;
    (!inner.is_empty()).then(|| Misread {
        part: 0..written.len(),
        message: "the quotes are a part of the pattern",
        title: "Remove the quotes",
        comment: None,
        patterns: vec![inner.to_owned()],
    })
}

fn negated_class(written: &str) -> Option<Misread> {
    let open = written.find("[!").filter(|at| !written[..*at].ends_with('\\'))?;
    Some(Misread {
        part: open + 1..open + 2,
        message: "`!` is one of the characters here: `^` stands for all others",
        title: "Change to `^`",
        comment: None,
        patterns: vec![format!("{}[^{}", &written[..open], &written[open + 2..])],
    })
}

/// A `\` before a character that has no meaning of its own.
fn backslashes(written: &str) -> Option<Misread> {
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_');
    let at =
        written.match_indices('\\').map(|(at, _)| at).find(|at| written[at + 1..].starts_with(is_letter))?;
    Some(Misread {
        part: at..at + 1,
        message: "`\\` takes the next character as it is: `/` parts folders, on every system",
        title: "Change to `/`",
        comment: None,
        patterns: vec![written.replace('\\', "/")],
    })
}

/// `{a,b}`.
fn braces(written: &str) -> Option<Misread> {
    let open = written.find('{')?;
    let close = open + written[open..].find('}')?;
    let inner = &written[open + 1..close];
    let is_list = inner.contains(',') && !inner.contains('{') && !written[close..].contains('{');
    let pattern = |part: &str| format!("{}{}{}", &written[..open], part, &written[close + 1..]);
    is_list.then(|| Misread {
        part: open..close + 1,
        message: "`{` and `}` stand for themselves: each alternative needs a line of its own",
        title: "Write a line for each",
        comment: None,
        patterns: inner.split(',').map(|part| pattern(part.trim())).collect(),
    })
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::dockerignore::IgnoreFile;

    use super::*;

    /// The part that is wrong, and the lines instead.
    fn found(line: &str) -> Option<(String, Vec<String>)> {
        let file = IgnoreFile::parse(line);
        let (_, pattern) = file.patterns().next().unwrap();
        let written = &line[pattern.range];
        let misread = misread(pattern, written)?;
        Some((
            written[misread.part].to_owned(),
            misread.comment.into_iter().chain(misread.patterns).collect(),
        ))
    }

    #[test]
    fn what_people_mean() {
        let cases: [(&str, &str, &[&str]); 8] = [
            (" # logs", "# logs", &["# logs"]),
            ("!out\t# build", "# build", &["# build", "out"]),
            ("'*.log'", "'*.log'", &["*.log"]),
            ("a/[!b]c", "!", &["a/[^b]c"]),
            ("bin\\Debug\\*.dll", "\\", &["bin/Debug/*.dll"]),
            ("*.{js,ts}x", "{js,ts}", &["*.jsx", "*.tsx"]),
            ("{a, b}", "{a, b}", &["a", "b"]),
            ("#a\n !#b # c", "# c", &["# c", "#b"]),
        ];
        for (line, part, lines) in cases {
            let lines = lines.iter().map(|line| (*line).to_owned()).collect();
            assert_eq!(found(line), Some((part.to_owned(), lines)), "{line}");
        }
    }

    #[test]
    fn what_means_itself() {
        for line in
            ["a#b", "!#a", "\\#a", "\\[!a", "a\\*b", "{a}", "${A}", "'a", "/a/", "./a", "a/**/b", "[^!]"]
        {
            assert_eq!(found(line), None, "{line}");
        }
    }
}

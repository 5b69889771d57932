//! The language of `.dockerignore`, and which paths of a build context it leaves out.
//!
//! It looks like `.gitignore` and is not: a pattern is anchored at the root of the context, and `!` brings back
//! files below a folder that is left out.

mod glob;

use std::fmt;

use crate::path::clean_path;
pub use glob::{Glob, GlobError};
use plimsoll_text::{TextRange, TextSize};

/// Longer lines end the build.
const MAX_LINE: usize = 65_535;

/// The lines of a `.dockerignore` file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoreFile {
    text: String,
    lines: Vec<IgnoreLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoreLine {
    /// Without the line's end, and on the first line without a byte order mark.
    pub range: TextRange,
    pub kind: IgnoreLineKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IgnoreLineKind {
    Blank,
    Comment,
    Pattern(IgnorePattern),
    /// The build fails.
    Error(IgnoreError),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnorePattern {
    /// `!`: what matches is part of the context after all.
    pub is_exception: bool,
    /// The pattern as it is written, without `!` and the blanks around it.
    pub range: TextRange,
    /// The pattern as it is matched: a clean path relative to the root of the context.
    pub glob: Glob,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoreError {
    pub kind: IgnoreErrorKind,
    pub range: TextRange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IgnoreErrorKind {
    /// `!` with nothing after it.
    LoneException,
    BadPattern(GlobError),
    LineTooLong,
}

impl fmt::Display for IgnoreErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LoneException => f.write_str("`!` needs a pattern"),
            Self::BadPattern(error) => error.fmt(f),
            Self::LineTooLong => write!(f, "a line has at most {MAX_LINE} bytes"),
        }
    }
}

impl IgnoreFile {
    pub fn parse(text: &str) -> Self {
        let mut lines = Vec::new();
        let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        while start < text.len() {
            let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
            let line = &text[start..end];
            lines.push(parse_line(line.strip_suffix('\r').unwrap_or(line), start));
            start = end + 1;
        }
        IgnoreFile { text: text.to_owned(), lines }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn lines(&self) -> &[IgnoreLine] {
        &self.lines
    }

    /// The index of the line that holds an offset; its line ending is part of it.
    pub fn line_at(&self, offset: TextSize) -> Option<usize> {
        let behind = self.lines.partition_point(|line| line.range.start() <= offset);
        (behind.max(1) <= self.lines.len()).then(|| behind.max(1) - 1)
    }

    /// A line with its line ending, the first one with a byte order mark.
    pub fn full_range(&self, line: usize) -> TextRange {
        let start = |line: usize| match line {
            0 => TextSize::new(0),
            _ => self.lines.get(line).map_or(TextSize::of(&*self.text), |line| line.range.start()),
        };
        TextRange::new(start(line), start(line + 1))
    }

    pub fn errors(&self) -> impl Iterator<Item = &IgnoreError> {
        self.lines.iter().filter_map(|line| match &line.kind {
            IgnoreLineKind::Error(error) => Some(error),
            _ => None,
        })
    }

    /// The patterns, each with the index of its line.
    pub fn patterns(&self) -> impl DoubleEndedIterator<Item = (usize, &IgnorePattern)> {
        self.lines.iter().enumerate().filter_map(|(index, line)| match &line.kind {
            IgnoreLineKind::Pattern(pattern) => Some((index, pattern)),
            _ => None,
        })
    }
}

fn parse_line(line: &str, start: usize) -> IgnoreLine {
    let range = |part: &str| {
        // `part` is a slice of `line`.
        let offset = start + (part.as_ptr() as usize - line.as_ptr() as usize);
        TextRange::at(text_size(offset), text_size(part.len()))
    };
    let kind = if line.len() > MAX_LINE {
        IgnoreLineKind::Error(IgnoreError { kind: IgnoreErrorKind::LineTooLong, range: range(line) })
    } else if line.starts_with('#') {
        IgnoreLineKind::Comment
    } else {
        parse_pattern(line.trim(), range)
    };
    IgnoreLine { range: range(line), kind }
}

fn parse_pattern<'a>(trimmed: &'a str, range: impl Fn(&'a str) -> TextRange) -> IgnoreLineKind {
    if trimmed.is_empty() {
        return IgnoreLineKind::Blank;
    }
    let (is_exception, written) = match trimmed.strip_prefix('!') {
        Some(rest) => (true, rest.trim()),
        None => (false, trimmed),
    };
    if written.is_empty() {
        let kind = IgnoreErrorKind::LoneException;
        return IgnoreLineKind::Error(IgnoreError { kind, range: range(trimmed) });
    }
    let clean = clean_path(written);
    let relative = match clean.strip_prefix('/') {
        Some(relative) if !relative.is_empty() => relative,
        _ => &clean,
    };
    match Glob::new(relative) {
        Ok(glob) => IgnoreLineKind::Pattern(IgnorePattern { is_exception, range: range(written), glob }),
        Err(error) => {
            let kind = IgnoreErrorKind::BadPattern(error);
            IgnoreLineKind::Error(IgnoreError { kind, range: range(written) })
        }
    }
}

fn text_size(offset: usize) -> TextSize {
    TextSize::new(u32::try_from(offset).unwrap_or(u32::MAX))
}

/// Says which paths a `.dockerignore` file leaves out of the build context. Wrong lines match nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matcher {
    file: IgnoreFile,
}

impl Matcher {
    pub fn new(text: &str) -> Self {
        Matcher { file: IgnoreFile::parse(text) }
    }

    pub fn file(&self) -> &IgnoreFile {
        &self.file
    }

    /// Whether a line brings back what others leave out.
    pub fn has_exceptions(&self) -> bool {
        self.file.patterns().any(|(_, pattern)| pattern.is_exception)
    }

    /// Whether a path is left out, because a pattern matches it or one of its parents.
    ///
    /// Paths have `/` between their parts; a leading `/` or `./` makes no difference. The root itself is never left out.
    pub fn is_ignored(&self, path: &str) -> bool {
        self.deciding_line(path).is_some_and(|line| match &self.file.lines[line].kind {
            IgnoreLineKind::Pattern(pattern) => !pattern.is_exception,
            _ => false,
        })
    }

    /// The index of the line that decides about a path: the last one that matches it or one of its parents.
    pub fn deciding_line(&self, path: &str) -> Option<usize> {
        let clean = clean_path(path);
        let path = clean.trim_start_matches('/');
        if path.is_empty() || path == "." {
            return None;
        }
        let decides = |pattern: &IgnorePattern| pattern.glob.matches_path_or_parent(path);
        self.file.patterns().rev().find(|(_, pattern)| decides(pattern)).map(|(line, _)| line)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use proptest::prelude::*;

    use super::*;

    fn ignored<'a>(text: &str, paths: &[&'a str]) -> Vec<&'a str> {
        let matcher = Matcher::new(text);
        paths.iter().copied().filter(|path| matcher.is_ignored(path)).collect()
    }

    fn describe(text: &str) -> String {
        let describe = |line: &IgnoreLine| match &line.kind {
            IgnoreLineKind::Blank => "blank".to_owned(),
            IgnoreLineKind::Comment => "comment".to_owned(),
            IgnoreLineKind::Pattern(p) => {
                let exception = if p.is_exception { "except " } else { "" };
                format!("{exception}{} from {:?}", p.glob.text(), &text[p.range])
            }
            IgnoreLineKind::Error(e) => format!("error at {:?}: {}", &text[e.range], e.kind),
        };
        IgnoreFile::parse(text).lines().iter().map(|line| describe(line) + "\n").collect()
    }

    #[test]
    fn lines_are_trimmed_and_cleaned() {
        let text =
            "\u{feff}# comment\r\n\r\n  a/../b/ \r\n #x\n\\#y\n! /c//d/.\n./e\n//f\n\t\n!\n[a\nb\\\n/\n../x";
        expect![[r##"
            comment
            blank
            b from "a/../b/"
            #x from "#x"
            \#y from "\\#y"
            except c/d from "/c//d/."
            e from "./e"
            f from "//f"
            blank
            error at "!": `!` needs a pattern
            error at "[a": `[` without `]`
            error at "b\\": `\` with nothing after it
            / from "/"
            ../x from "../x"
        "##]]
        .assert_eq(&describe(text));
    }

    #[test]
    fn lines_cover_the_text() {
        let file = IgnoreFile::parse("\u{feff}a\r\n\nb");
        let lines = (0..3).map(|line| &file.text()[file.full_range(line)]);
        assert_eq!(lines.collect::<Vec<_>>(), ["\u{feff}a\r\n", "\n", "b"]);
        let at = |offset: u32| file.line_at(TextSize::new(offset));
        assert_eq!([0, 3, 5, 6, 7, 8].map(at), [0, 0, 0, 1, 2, 2].map(Some));
        assert_eq!(IgnoreFile::parse("").line_at(TextSize::new(0)), None);
    }

    #[test]
    fn patterns_are_anchored_and_take_what_is_below() {
        let paths = ["foo", "foo/a", "foo/a/b", "x/foo", "foobar"];
        assert_eq!(ignored("foo", &paths), ["foo", "foo/a", "foo/a/b"]);
        assert_eq!(ignored("/foo/", &paths), ["foo", "foo/a", "foo/a/b"]);
        assert_eq!(ignored("foo/**", &paths), ["foo/a", "foo/a/b"]);
        assert_eq!(ignored("**/foo", &paths), ["foo", "foo/a", "foo/a/b", "x/foo"]);
        assert_eq!(ignored("*/foo", &paths), ["x/foo"]);
        assert_eq!(ignored("foo*", &paths), ["foo", "foo/a", "foo/a/b", "foobar"]);
        assert_eq!(ignored("*", &paths), paths);
        assert_eq!(ignored("**", &paths), paths);
    }

    #[test]
    fn the_root_and_what_is_outside_never_match() {
        assert_eq!(ignored("*", &["", ".", "/"]), [""; 0]);
        assert_eq!(ignored("/\n.\n../x", &["a", "x", "a/b"]), [""; 0]);
    }

    #[test]
    fn the_last_matching_line_wins() {
        let text = "*.md\n!README*.md\nREADME-secret.md\n";
        assert_eq!(ignored(text, &["a.md", "README.md", "README-secret.md"]), ["a.md", "README-secret.md"]);
        assert_eq!(ignored("!a\na", &["a"]), ["a"]);
        assert_eq!(ignored("a\n!a", &["a"]), [""; 0]);

        let matcher = Matcher::new(text);
        assert_eq!(matcher.deciding_line("a.md"), Some(0));
        assert_eq!(matcher.deciding_line("README.md"), Some(1));
        assert_eq!(matcher.deciding_line("README-secret.md"), Some(2));
        assert_eq!(matcher.deciding_line("b.txt"), None);
    }

    #[test]
    fn exceptions_reach_below_an_ignored_folder() {
        let paths = ["src", "src/a", "src/keep", "src/keep/b", "src/x/keep"];
        assert_eq!(ignored("src\n!src/keep", &paths), ["src", "src/a", "src/x/keep"]);
        assert_eq!(ignored("*\n!**/keep", &paths), ["src", "src/a"]);
        assert!(Matcher::new("src\n!src/keep").has_exceptions());
        assert!(!Matcher::new("src").has_exceptions());
    }

    #[test]
    fn a_wrong_line_spoils_no_other() {
        assert_eq!(ignored("[\na", &["a", "["]), ["a"]);
    }

    #[test]
    fn the_form_of_the_path_makes_no_difference() {
        assert_eq!(ignored("a/b", &["a/b", "/a/b", "./a/b/", "a//b", "a/c/../b"]).len(), 5);
    }

    #[test]
    fn a_line_has_a_longest_length() {
        let kind = |length: usize| IgnoreFile::parse(&"a".repeat(length)).lines()[0].kind.clone();
        assert!(matches!(kind(MAX_LINE), IgnoreLineKind::Pattern(_)));
        assert!(matches!(kind(MAX_LINE + 1), IgnoreLineKind::Error(_)));
    }

    proptest! {
        #[test]
        fn lines_lie_side_by_side_in_any_text(text in r"[a!#/*\[\]\\ \r\n\u{feff}é-]{0,40}") {
            let mut end = TextSize::new(0);
            for line in IgnoreFile::parse(&text).lines() {
                prop_assert!(end <= line.range.start());
                prop_assert!(text.get(line.range.start().into()..line.range.end().into()).is_some());
                end = line.range.end();
            }
        }
    }
}

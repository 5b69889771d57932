//! Patterns over paths: Go's `filepath.Match` with `**`, as moby's `patternmatcher` reads it.
//!
//! A pattern becomes a list of steps, and matching follows all ways through them at once, so the time is at most
//! the length of the pattern times the length of the path, whatever the pattern.

use std::fmt;

/// A valid pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    text: Box<str>,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlobError {
    UnclosedClass,
    /// `[]`, `[-a]`, `[a-]`: `]` and `-` need a `\` inside brackets.
    BadClass,
    TrailingEscape,
}

impl fmt::Display for GlobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnclosedClass => "`[` without `]`",
            Self::BadClass => {
                "between `[` and `]` stand characters and ranges such as `a-z`; `-` and `]` need a `\\`"
            }
            Self::TrailingEscape => "`\\` with nothing after it",
        })
    }
}

impl std::error::Error for GlobError {}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Char(char),
    /// `?`
    NotSlash,
    /// `[…]`
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    /// `*`
    ManyNotSlash,
    /// `**`
    Many,
    /// The next so many steps may be left out.
    Maybe(usize),
}

impl Step {
    fn takes(&self, c: char) -> bool {
        match self {
            Step::Char(own) => *own == c,
            Step::NotSlash | Step::ManyNotSlash => c != '/',
            Step::Class { negated, ranges } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated
            }
            Step::Many => true,
            Step::Maybe(_) => false,
        }
    }

    fn repeats(&self) -> bool {
        matches!(self, Step::Many | Step::ManyNotSlash)
    }
}

impl Glob {
    /// # Errors
    ///
    /// Those that end a build.
    pub fn new(pattern: &str) -> Result<Self, GlobError> {
        Ok(Glob { text: pattern.into(), steps: compile(pattern)? })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it matches the whole path.
    pub fn matches(&self, path: &str) -> bool {
        let mut run = Run::new(&self.steps);
        for c in path.chars() {
            if !run.advance(c) {
                return false;
            }
        }
        run.is_at_end()
    }

    /// Whether it matches the path or one of the folders above it.
    pub fn matches_path_or_parent(&self, path: &str) -> bool {
        let mut run = Run::new(&self.steps);
        for (at, c) in path.char_indices() {
            if c == '/' && at > 0 && run.is_at_end() {
                return true;
            }
            if !run.advance(c) {
                return false;
            }
        }
        run.is_at_end()
    }

    /// Whether some path below a folder would match, by itself or with the folder.
    pub fn may_match_below(&self, folder: &str) -> bool {
        let mut run = Run::new(&self.steps);
        self.matches_path_or_parent(folder) || folder.chars().chain(['/']).all(|c| run.advance(c))
    }
}

/// The ways through the steps that are open after a part of the path.
struct Run<'a> {
    steps: &'a [Step],
    /// Indices of steps that may take the next character; `steps.len()` stands for the end.
    open: Vec<usize>,
    next: Vec<usize>,
    /// For each index, the character after which it was opened last, to open it once.
    opened_at: Vec<usize>,
    time: usize,
}

impl<'a> Run<'a> {
    fn new(steps: &'a [Step]) -> Self {
        let mut run = Run { steps, open: vec![], next: vec![], opened_at: vec![0; steps.len() + 1], time: 1 };
        run.open_from(0);
        std::mem::swap(&mut run.open, &mut run.next);
        run
    }

    /// Takes a character; says whether any way is still open.
    fn advance(&mut self, c: char) -> bool {
        self.time += 1;
        self.next.clear();
        for i in 0..self.open.len() {
            let index = self.open[i];
            let Some(step) = self.steps.get(index).filter(|step| step.takes(c)) else { continue };
            self.open_from(if step.repeats() { index } else { index + 1 });
        }
        std::mem::swap(&mut self.open, &mut self.next);
        !self.open.is_empty()
    }

    /// Opens a step, and those that can be reached from it without a character. What may be left out holds no
    /// `Maybe` itself, so this calls itself only once deep.
    fn open_from(&mut self, mut index: usize) {
        while self.opened_at[index] != self.time {
            self.opened_at[index] = self.time;
            self.next.push(index);
            match self.steps.get(index) {
                Some(Step::Maybe(count)) => {
                    self.open_from(index + 1);
                    index += 1 + count;
                }
                Some(step) if step.repeats() => index += 1,
                _ => return,
            }
        }
    }

    fn is_at_end(&self) -> bool {
        self.open.contains(&self.steps.len())
    }
}

fn compile(pattern: &str) -> Result<Vec<Step>, GlobError> {
    let mut steps = Vec::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '*' => match after.strip_prefix('*') {
                Some(after) => {
                    let after = after.strip_prefix('/').unwrap_or(after);
                    steps.extend(double_star(pattern, after, steps.is_empty()));
                    after
                }
                None => {
                    steps.push(Step::ManyNotSlash);
                    after
                }
            },
            '?' => {
                steps.push(Step::NotSlash);
                after
            }
            '[' => {
                let (class, after) = class(after)?;
                steps.push(class);
                after
            }
            '\\' => {
                let escaped = after.chars().next().ok_or(GlobError::TrailingEscape)?;
                steps.push(Step::Char(escaped));
                &after[escaped.len_utf8()..]
            }
            _ => {
                steps.push(Step::Char(c));
                after
            }
        };
    }
    Ok(steps)
}

/// `**` with a `/` behind it, if there is one: any text at the end of a pattern, else nothing or any folders.
///
/// BuildKit: `**x` with no other wildcard behind it takes any text before `x`, not only folders.
fn double_star(pattern: &str, after: &str, is_first: bool) -> Vec<Step> {
    let is_plain_suffix =
        is_first && !pattern.starts_with("**/") && !after.contains(['*', '?', '[', ']', '\\']);
    if after.is_empty() || is_plain_suffix {
        vec![Step::Many]
    } else {
        vec![Step::Maybe(2), Step::Many, Step::Char('/')]
    }
}

/// What stands between `[` and `]`, and the text after it.
fn class(text: &str) -> Result<(Step, &str), GlobError> {
    let (negated, mut rest) = match text.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut ranges = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix(']')
            && !ranges.is_empty()
        {
            return Ok((Step::Class { negated, ranges }, after));
        }
        let (low, after) = class_char(rest)?;
        let (high, after) = match after.strip_prefix('-') {
            Some(after) => class_char(after)?,
            None => (low, after),
        };
        if low > high {
            return Err(GlobError::BadClass);
        }
        ranges.push((low, high));
        rest = after;
    }
}

fn class_char(text: &str) -> Result<(char, &str), GlobError> {
    let mut chars = text.chars();
    let c = match chars.next().ok_or(GlobError::UnclosedClass)? {
        ']' | '-' => return Err(GlobError::BadClass),
        '\\' => chars.next().ok_or(GlobError::UnclosedClass)?,
        c => c,
    };
    Ok((c, chars.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Glob::new(pattern).unwrap().matches(path)
    }

    #[test]
    fn matching_and_not_matching_paths() {
        for (pattern, yes, no) in [
            ("abc", &["abc"][..], &["ab", "abcd", "x/abc"][..]),
            ("*.go", &["a.go", ".go"], &["a/b.go", "a.gox"]),
            ("a/*/c", &["a/b/c"], &["a/c", "a/b/b/c"]),
            ("a?c", &["abc", "aéc"], &["ac", "a/c"]),
            ("**", &["a", "a/b"], &[]),
            ("**/a", &["a", "x/a", "x/y/a"], &["xa", "a/x"]),
            ("**a", &["a", "xa", "x/a", "x/ya"], &["ab"]),
            ("**a*", &["a", "ab", "x/ab"], &["xab"]),
            ("a/**", &["a/b", "a/b/c"], &["a", "ab"]),
            ("a**", &["a", "ab", "ab/c"], &["b"]),
            ("a/**/b", &["a/b", "a/x/b", "a/x/y/b"], &["ab", "a/xb"]),
            ("a**b", &["ab", "a/b", "ax/b", "ax/y/b"], &["axb"]),
            ("**/*.rs", &["a.rs", "x/a.rs"], &["a.rsx"]),
            ("a/**/b/**/c", &["a/b/c", "a/x/b/y/z/c"], &["a/c"]),
            ("[a-cx]1", &["a1", "c1", "x1"], &["d1", "-1"]),
            ("[^a]", &["b"], &["a", "bb"]),
            ("[!a]", &["!", "a"], &["b"]),
            ("[\\]\\-]", &["]", "-"], &["\\"]),
            ("\\*", &["*"], &["a", "\\*"]),
            ("a.b+(c)$", &["a.b+(c)$"], &["axb+(c)$"]),
            ("{a,b}", &["{a,b}"], &["a", "b"]),
            ("$HOME", &["$HOME"], &[]),
            ("A", &["A"], &["a"]),
        ] {
            for path in yes {
                assert!(matches(pattern, path), "{pattern} should match {path}");
            }
            for path in no {
                assert!(!matches(pattern, path), "{pattern} should not match {path}");
            }
        }
    }

    #[test]
    fn parents_count() {
        let glob = Glob::new("a/*").unwrap();
        assert!(glob.matches_path_or_parent("a/b"));
        assert!(glob.matches_path_or_parent("a/b/c/d"));
        assert!(!glob.matches_path_or_parent("a"));
        assert!(!glob.matches_path_or_parent("b/b/c"));
    }

    #[test]
    fn below_a_folder() {
        let may_match_in_a_b = |pattern: &str| Glob::new(pattern).unwrap().may_match_below("a/b");
        for pattern in ["a/b/c", "a/b", "a", "**/c", "*/*/c", "a/**"] {
            assert!(may_match_in_a_b(pattern), "{pattern}");
        }
        for pattern in ["c", "*.c", "a/c", "a/bc", "a/*c", "a/b?"] {
            assert!(!may_match_in_a_b(pattern), "{pattern}");
        }
    }

    #[test]
    fn bad_patterns() {
        for (pattern, error) in [
            ("[", GlobError::UnclosedClass),
            ("[a", GlobError::UnclosedClass),
            ("[a-", GlobError::UnclosedClass),
            ("[\\", GlobError::UnclosedClass),
            ("[]", GlobError::BadClass),
            ("[]a]", GlobError::BadClass),
            ("[-a]", GlobError::BadClass),
            ("[a-]", GlobError::BadClass),
            ("[z-a]", GlobError::BadClass),
            ("[^]", GlobError::BadClass),
            ("a\\", GlobError::TrailingEscape),
        ] {
            assert_eq!(Glob::new(pattern), Err(error), "{pattern}");
        }
    }

    /// Work is counted, not timed: ways that are open at once, over all characters.
    #[test]
    fn many_stars_cost_no_more_than_pattern_times_path() {
        for pattern in ["a*a*a*a*a*a*a*a*b", "**/a**/a**/a**/a**/b", "*?*?*?*?*?*?*b"] {
            let glob = Glob::new(pattern).unwrap();
            let path = "a".repeat(2_000);
            let mut run = Run::new(&glob.steps);
            let mut work = 0;
            for c in path.chars() {
                run.advance(c);
                work += run.open.len();
            }
            assert!(!run.is_at_end(), "{pattern}");
            assert!(work <= (glob.steps.len() + 1) * path.len(), "{pattern}: {work}");
        }
    }

    /// One way after the other: slow, and plainly right.
    fn matches_by_trial(steps: &[Step], path: &str) -> bool {
        let Some((step, rest)) = steps.split_first() else { return path.is_empty() };
        if let Step::Maybe(count) = step {
            return matches_by_trial(rest, path) || matches_by_trial(&rest[*count..], path);
        }
        let mut chars = path.chars();
        let takes = chars.next().is_some_and(|c| step.takes(c));
        let after = if step.repeats() { steps } else { rest };
        (step.repeats() && matches_by_trial(rest, path)) || (takes && matches_by_trial(after, chars.as_str()))
    }

    proptest! {
        #[test]
        fn all_ways_at_once_are_one_after_the_other(pattern in r"[ab/*?\[\]^-]{0,8}", path in "[ab/]{0,8}") {
            let Ok(glob) = Glob::new(&pattern) else { return Ok(()) };
            prop_assert_eq!(glob.matches(&path), matches_by_trial(&glob.steps, &path));

            let ends = path.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0).chain([path.len()]);
            let any_matches = ends.map(|end| &path[..end]).any(|part| glob.matches(part));
            prop_assert_eq!(glob.matches_path_or_parent(&path), any_matches);
        }
    }
}

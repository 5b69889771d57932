//! What a fix does to files beside the one that the finding is in.

use plimsoll_text::{TextEdit, TextSize};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherFile {
    /// Relative to the root of the build context.
    pub path: String,
    pub change: FileChange,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileChange {
    /// Makes it with this text; never over an existing one.
    Create(String),
    /// Adds these lines at the end of the one that is there.
    Append(Vec<String>),
}

impl OtherFile {
    pub fn create(path: impl Into<String>, text: impl Into<String>) -> Self {
        OtherFile { path: path.into(), change: FileChange::Create(text.into()) }
    }

    pub fn append(path: impl Into<String>, lines: Vec<String>) -> Self {
        OtherFile { path: path.into(), change: FileChange::Append(lines) }
    }

    /// Whether both can't be done: one file is created once, and the same lines are added once.
    pub(crate) fn repeats(&self, other: &OtherFile) -> bool {
        let are_created =
            matches!((&self.change, &other.change), (FileChange::Create(_), FileChange::Create(_)));
        self.path == other.path && (are_created || self.change == other.change)
    }
}

/// Adds lines at the end of a text, in its line endings. A text whose last line is not ended stays so. Nothing where the
/// text has all of these lines.
pub fn append_lines(text: &str, lines: &[String]) -> Option<TextEdit> {
    let is_new = |line: &&String| !text.lines().any(|there| there == *line);
    let new: Vec<&str> = lines.iter().filter(is_new).map(String::as_str).collect();
    if new.is_empty() {
        return None;
    }
    let first_end = text.find('\n').unwrap_or_default();
    let newline = if text[..first_end].ends_with('\r') { "\r\n" } else { "\n" };
    let insert = match text.is_empty() || text.ends_with('\n') {
        true => new.iter().map(|line| format!("{line}{newline}")).collect::<String>(),
        false => new.iter().map(|line| format!("{newline}{line}")).collect(),
    };
    Some(TextEdit::insert(TextSize::of(text), insert))
}

#[cfg(test)]
mod tests {
    use plimsoll_text::apply_edits;

    use super::*;

    #[test]
    fn lines_are_added_as_the_others_are_written() {
        let appended = |text: &str, lines: &[&str]| {
            let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            append_lines(text, &lines).map(|edit| apply_edits(text, &[edit]).unwrap())
        };
        assert_eq!(appended("a\n", &["b", "c"]).as_deref(), Some("a\nb\nc\n"));
        assert_eq!(appended("a\r\nb", &["c"]).as_deref(), Some("a\r\nb\r\nc"));
        assert_eq!(appended("", &["a"]).as_deref(), Some("a\n"));
        assert_eq!(appended("a\nb\n", &["b", "c"]).as_deref(), Some("a\nb\nc\n"));
        assert_eq!(appended("a\r\nb\r\n", &["b"]), None);
    }
}

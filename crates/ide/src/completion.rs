//! What could be written at the cursor.

mod pattern;

pub use pattern::ignore_file_completions;
use plimsoll_text::TextEdit;

/// Proposals in the order to show them in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completions {
    pub items: Vec<Completion>,
    /// There may be more, or others, once more is written or known.
    pub is_incomplete: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    pub label: String,
    pub kind: CompletionKind,
    /// Replaces the part of a word that is there already; on one line.
    pub edit: TextEdit,
    /// What the text before the cursor, as far as the edit replaces it, is compared with.
    pub filter: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    File,
    Folder,
}

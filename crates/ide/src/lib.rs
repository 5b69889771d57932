//! Editor features, in editor terms: plain data in and out, no LSP.

pub mod docs;

use plimsoll_linter::{Finding, NewFile};
use plimsoll_semantics::Dockerfile;
use plimsoll_text::{TextEdit, TextRange, TextSize};

/// Markdown about a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    pub range: TextRange,
    pub markdown: String,
}

/// What is at `offset`, and the findings there.
pub fn hover(_file: &Dockerfile, _findings: &[Finding], _offset: TextSize) -> Option<Hover> {
    None
}

/// Something the editor can offer at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeAction {
    pub title: String,
    pub kind: ActionKind,
    /// The finding that it is for, as an index into the findings it was asked with.
    pub finding: Option<usize>,
    /// The one to apply without asking which.
    pub preferred: bool,
    pub effect: Effect,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    QuickFix,
    /// Applies every safe fix of the file.
    FixAll,
    /// Shows something, changes nothing.
    Explain,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Edit {
        edits: Vec<TextEdit>,
        new_files: Vec<NewFile>,
    },
    /// Opens the page of a rule.
    OpenRule(&'static str),
}

/// The actions for the findings that touch `range`.
pub fn code_actions(_file: &Dockerfile, _findings: &[Finding], _range: TextRange) -> Vec<CodeAction> {
    Vec::new()
}

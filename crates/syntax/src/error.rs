//! What is wrong with the text of one instruction or directive.

use std::fmt;

use plimsoll_text::Span;

/// An error that BuildKit reports too, at its exact place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    pub span: Span,
    pub kind: ErrorKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    UnterminatedHeredoc { name: Box<str> },
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorKind::UnterminatedHeredoc { name } => write!(f, "no line `{name}` ends this heredoc"),
        }
    }
}

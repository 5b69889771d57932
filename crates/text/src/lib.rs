//! Offsets, line and column conversion, and text edits.
//!
//! Every offset is a byte offset into UTF-8 text, held as [`TextSize`]; a span is a [`TextRange`].
//! Lines and columns exist only at the border to people and editors: see [`LineIndex`].

mod edit;
mod line_index;
mod span;

pub use edit::{EditError, TextEdit, apply_edits};
pub use line_index::{Encoding, LineIndex, Position};
pub use span::Span;
pub use text_size::{TextLen, TextRange, TextSize};

//! Layout of Dockerfiles, and never their meaning: BuildKit makes the same of a file before and after.
//!
//! Everything gives edits of the places that change, and nothing where all is well.

mod file;
mod instruction;
mod program;
mod style;
mod tokens;
mod typing;

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::SyntaxTree;
use plimsoll_text::{TextEdit, TextRange, apply_edits};

use style::Layout;
pub use style::{IndentStyle, KeywordCasing, Style};
pub use typing::format_on_type;

/// Lays out a whole file.
pub fn format(file: &Dockerfile, style: &Style) -> Vec<TextEdit> {
    format_where(file, style, &|_| true)
}

/// Lays out the instructions and other lines that the ranges touch, each as a whole. A range that ends at the start of a
/// line does not touch that line; an empty one touches what it is in.
pub fn format_ranges(file: &Dockerfile, style: &Style, ranges: &[TextRange]) -> Vec<TextEdit> {
    let touches = |range: &TextRange, item: TextRange| match range.is_empty() {
        true => file.tree().item_at(range.start()).is_some_and(|at| file.tree().items()[at].range() == item),
        false => range.start() < item.end() && item.start() < range.end(),
    };
    format_where(file, style, &|item| ranges.iter().any(|range| touches(range, item)))
}

fn format_where(file: &Dockerfile, style: &Style, is_asked_for: &dyn Fn(TextRange) -> bool) -> Vec<TextEdit> {
    if file.foreign_frontend().is_some() {
        return Vec::new();
    }
    let edits = file::edits(file, &Layout::new(style, file), is_asked_for);
    verified(file, edits)
}

/// The edits, if they change nothing but the layout.
fn verified(file: &Dockerfile, edits: Vec<TextEdit>) -> Vec<TextEdit> {
    if edits.is_empty() {
        return edits;
    }
    let after = apply_edits(&file.tree().text(), &edits).map(|text| SyntaxTree::parse(&text));
    match after {
        Ok(after) if program::is_same_file(file, &after) => edits,
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;

//! The directive that names the frontend.

use plimsoll_linter::edit::{byte_order_mark, line_ending};
use plimsoll_syntax::frontend;
use plimsoll_text::{TextEdit, TextSize};

use super::{Refactoring, Selection, edited};

/// Docker's own frontend, the latest of its first major version.
const FRONTEND: &str = "docker/dockerfile:1";

/// Offered from the top of the file to its first instruction.
pub(super) fn add_syntax_directive(selection: &Selection<'_>) -> Option<Refactoring> {
    let file = selection.file;
    let first = file.instructions().next()?;
    if selection.range.end() > first.full_range().end() || !selection.range.is_empty() {
        return None;
    }
    let text = file.tree().text();
    if frontend(&text).is_some() {
        return None;
    }
    let top = byte_order_mark(&text);
    // BuildKit looks behind a `#!` line, too.
    let is_shebang = text[usize::from(top)..].starts_with("#!");
    let line_end = text.find('\n').map(|newline| TextSize::new(newline as u32 + 1));
    let place = if is_shebang { line_end? } else { top };
    let line = format!("# syntax={FRONTEND}{}", line_ending(file));
    let edits = vec![TextEdit::insert(place, line)];
    let after = edited(file, &edits)?;
    let is_same = after.tree().escape() == file.tree().escape()
        && after.instructions().count() == file.instructions().count();
    let is_read = frontend(&after.tree().text()).as_deref() == Some(FRONTEND);
    (is_same && is_read).then(|| Refactoring::rewrite(format!("Add `# syntax={FRONTEND}`"), edits))
}

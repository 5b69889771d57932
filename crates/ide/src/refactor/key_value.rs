//! `ENV a b` as `ENV a=b`.

use super::{Refactoring, Selection};

pub(super) fn with_equals_sign(selection: &Selection<'_>) -> Option<Refactoring> {
    let edit = plimsoll_linter::with_equals_sign(selection.instruction()?)?;
    Some(Refactoring::rewrite("Write it with `=`", vec![edit]))
}

//! What comes out of a rename must be the same program, but for the name.

use plimsoll_semantics::{Dockerfile, Occurrence, Symbol};
use plimsoll_syntax::{Item, Node, SyntaxTree};
use plimsoll_text::{TextEdit, TextRange, TextSize};

use super::Context;
use crate::parts::parts;

impl Context<'_> {
    /// `edits` are in order of place.
    pub(super) fn verify(&self, edits: &[TextEdit], new_name: &str) -> Result<(), String> {
        let after = self.file.with_tree(edited(self.file.tree(), edits));
        let shift = Shift(edits);
        if same_parts(self.file, &after, &shift) && self.same_names(&after, &shift, new_name) {
            return Ok(());
        }
        let others = self.file.symbols_named(new_name);
        let other = others.iter().find(|other| *other != self.symbol);
        match other.and_then(|other| Some(self.file.occurrences(other).first()?.range)) {
            Some(range) => {
                Err(format!("`{new_name}` is there already, on line {}", self.line(range.start())))
            }
            None => Err(format!(
                "`{new_name}` means something else in this file: the build would not be the same"
            )),
        }
    }

    /// Whatever has the old name or the new one is named at the same places as before.
    fn same_names(&self, after: &Dockerfile, shift: &Shift<'_>, new_name: &str) -> bool {
        let mut symbols = self.file.symbols_named(self.name);
        symbols.extend(self.file.symbols_named(new_name));
        if !symbols.contains(self.symbol) {
            symbols.push(self.symbol.clone());
        }
        symbols.iter().all(|symbol| {
            let before: Vec<Occurrence> = self.file.occurrences(symbol);
            let moved = before.iter().map(|one| Occurrence { range: shift.range(one.range), ..*one });
            let Some(first) = before.first() else { return true };
            let place = shift.range(first.range).start();
            let Some((now, _)) = after.symbol_at(place) else { return false };
            moved.eq(after.occurrences(&now)) && self.is_kept(symbol, &now, after)
        })
    }

    /// No script got to see a variable that it deals with by itself.
    fn is_kept(&self, before: &Symbol, now: &Symbol, after: &Dockerfile) -> bool {
        before != self.symbol || after.script_that_changes(now).is_none()
    }
}

fn edited(tree: &SyntaxTree, edits: &[TextEdit]) -> SyntaxTree {
    edits.iter().rev().fold(tree.clone(), |tree, edit| tree.edit(edit).0)
}

/// Where places are after some edits, which are in order of place. An edit that a range holds grows or shrinks it.
struct Shift<'a>(&'a [TextEdit]);

impl Shift<'_> {
    fn range(&self, range: TextRange) -> TextRange {
        TextRange::new(self.offset(range.start()), self.offset(range.end()))
    }

    fn offset(&self, offset: TextSize) -> TextSize {
        let before = &self.0[..self.0.partition_point(|edit| edit.range.end() <= offset)];
        before
            .iter()
            .fold(offset, |offset, edit| offset + TextSize::of(edit.insert.as_str()) - edit.range.len())
    }

    fn touches(&self, item: &Item) -> bool {
        let range = item.range();
        let first = self.0.partition_point(|edit| edit.range.end() <= range.start());
        self.0.get(first).is_some_and(|edit| edit.range.start() < range.end())
    }
}

/// The same instructions with the same parts, and no new errors.
fn same_parts(before: &Dockerfile, after: &Dockerfile, shift: &Shift<'_>) -> bool {
    let (old, new) = (before.tree().items(), after.tree().items());
    let errors = |file: &Dockerfile| (file.syntax_errors().count(), file.problems().len());
    let is_same = |index: usize| {
        let (old, new) = (&old[index], &new[index]);
        shift.range(old.range()) == new.range()
            && match (&*old.node, &*new.node) {
                (Node::Instruction(_), Node::Instruction(_)) if shift.touches(old) => {
                    same_parts_at(before, after, shift, index)
                }
                (old, new) => old == new,
            }
    };
    old.len() == new.len() && errors(before) == errors(after) && (0..old.len()).all(is_same)
}

fn same_parts_at(before: &Dockerfile, after: &Dockerfile, shift: &Shift<'_>, index: usize) -> bool {
    let (Some(old), Some(new)) = (before.tree().instruction(index), after.tree().instruction(index)) else {
        return false;
    };
    let moved = parts(before, old).into_iter().map(|part| shift.range(part));
    moved.eq(parts(after, new))
}

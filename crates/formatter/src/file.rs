//! The layout of a file: its lines outside of instructions, and which instructions are laid out.

use std::ops::Range;

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Item, Node};
use plimsoll_text::{TextEdit, TextRange};

use crate::instruction;
use crate::program::can_be_first;
use crate::style::{Layout, trailing_blanks};

/// What changes in the places that are asked for, in order.
pub(crate) fn edits(
    file: &Dockerfile,
    layout: &Layout,
    is_asked_for: &dyn Fn(TextRange) -> bool,
) -> Vec<TextEdit> {
    let mut writer = Writer { file, items: file.tree().items(), layout, is_asked_for, edits: Vec::new() };
    writer.write();
    writer.edits
}

struct Writer<'a> {
    file: &'a Dockerfile,
    items: &'a [Item],
    layout: &'a Layout,
    is_asked_for: &'a dyn Fn(TextRange) -> bool,
    edits: Vec<TextEdit>,
}

impl Writer<'_> {
    fn write(&mut self) {
        let mut index = 0;
        while index < self.items.len() {
            let blanks = self.items[index..].iter().take_while(|item| is_blank(item)).count();
            if blanks > 0 {
                self.blank_lines(index..index + blanks);
                index += blanks;
            } else {
                self.item(index);
                index += 1;
            }
        }
        self.final_newline();
    }

    fn item(&mut self, index: usize) {
        let item = &self.items[index];
        if !(self.is_asked_for)(item.range()) {
            return;
        }
        match self.file.tree().instruction(index) {
            Some(placed) => self.edits.extend(instruction::edits(self.file, placed, self.layout)),
            None => self.trim(item),
        }
    }

    /// Takes away the blanks before the line ending.
    fn trim(&mut self, item: &Item) {
        let blanks = trailing_blanks(item.node.source());
        if self.layout.trims_trailing_blanks && !blanks.is_empty() {
            self.edits.push(TextEdit::delete(blanks.at(item.start)));
        }
    }

    fn blank_lines(&mut self, run: Range<usize>) {
        let kept = self.kept_blank_lines(&run);
        for (place, item) in self.items[run].iter().enumerate() {
            if !(self.is_asked_for)(item.range()) {
                continue;
            }
            match place < kept {
                true => self.trim(item),
                false => self.edits.push(TextEdit::delete(item.range())),
            }
        }
    }

    /// How many of a run of blank lines stay.
    fn kept_blank_lines(&self, run: &Range<usize>) -> usize {
        let next = self.items.get(run.end);
        let most = match next {
            None if self.layout.trims_final_newlines => 0,
            None => usize::MAX,
            // Blank lines at the top may be there so that a comment is no directive.
            Some(next) if run.start == 0 => usize::from(!can_be_first(&next.node)),
            Some(_) => self.layout.blank_lines,
        };
        run.len().min(most)
    }

    fn final_newline(&mut self) {
        let last = self.items.iter().enumerate().rev().find(|(_, item)| !is_blank(item));
        let Some((index, last)) = last else { return };
        let is_readable = last.node.errors().is_empty();
        let is_last = index + 1 == self.items.len();
        if self.layout.inserts_final_newline
            && is_last
            && is_readable
            && !last.node.source().ends_with('\n')
            && (self.is_asked_for)(last.range())
        {
            self.edits.push(TextEdit::insert(last.range().end(), self.line_ending()));
        }
    }

    /// That of the first line.
    fn line_ending(&self) -> &'static str {
        let first = self.items.first().and_then(|item| item.node.source().split_inclusive('\n').next());
        if first.is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" }
    }
}

/// A byte order mark keeps its line.
fn is_blank(item: &Item) -> bool {
    matches!(&*item.node, Node::Blank(text) if !text.starts_with('\u{feff}'))
}

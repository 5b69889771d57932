//! The document: its lines as directives, comments, blank lines and instructions.

use std::sync::Arc;

use plimsoll_text::{Span, TextEdit, TextRange, TextSize};

use crate::instruction::Instruction;

/// A parsed Dockerfile. Immutable, cheap to clone, and shared between threads; an edit makes a new one
/// that shares every instruction it did not touch.
#[derive(Debug, Clone)]
pub struct SyntaxTree {
    items: Arc<Vec<Item>>,
    len: TextSize,
    escape: char,
}

/// One node at its place.
#[derive(Debug, Clone)]
pub struct Item {
    pub start: TextSize,
    pub node: Arc<Node>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Line ending included.
    Blank(Box<str>),
    Comment(Box<str>),
    Instruction(Instruction),
}

/// How much of the document an edit made the parser read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reparsed {
    pub instructions: usize,
    pub bytes: usize,
}

/// An instruction at its place in the file.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    pub start: TextSize,
    pub instruction: &'a Instruction,
}

impl SyntaxTree {
    pub fn parse(text: &str) -> SyntaxTree {
        let node = Arc::new(Node::Comment(text.into()));
        SyntaxTree { items: Arc::new(vec![Item { start: 0.into(), node }]), len: TextSize::of(text), escape: '\\' }
    }

    /// The tree of the text after `edit`, and what it cost.
    pub fn edit(&self, edit: &TextEdit) -> (SyntaxTree, Reparsed) {
        let mut text = self.text();
        text.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
        (SyntaxTree::parse(&text), Reparsed::default())
    }

    pub fn items(&self) -> &[Item] {
        &self.items
    }

    pub fn text(&self) -> String {
        self.items.iter().map(|item| item.node.source()).collect()
    }

    pub fn len(&self) -> TextSize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0.into()
    }

    pub fn escape(&self) -> char {
        self.escape
    }

    pub fn instructions(&self) -> impl DoubleEndedIterator<Item = Placed<'_>> + '_ {
        self.items.iter().filter_map(Item::instruction)
    }
}

impl Item {
    pub fn range(&self) -> TextRange {
        TextRange::at(self.start, TextSize::of(self.node.source()))
    }

    pub fn instruction(&self) -> Option<Placed<'_>> {
        match &*self.node {
            Node::Instruction(instruction) => Some(Placed { start: self.start, instruction }),
            _ => None,
        }
    }
}

impl Node {
    pub fn source(&self) -> &str {
        match self {
            Node::Blank(text) | Node::Comment(text) => text,
            Node::Instruction(instruction) => instruction.source(),
        }
    }
}

impl Placed<'_> {
    pub fn range(&self, span: Span) -> TextRange {
        span.at(self.start)
    }
}

impl std::ops::Deref for Placed<'_> {
    type Target = Instruction;

    fn deref(&self) -> &Instruction {
        self.instruction
    }
}

//! The document: its lines as directives, comments, blank lines and instructions.

use std::sync::Arc;

use plimsoll_text::{Span, TextRange, TextSize};

use crate::directive::{Directive, Header};
use crate::error::SyntaxError;
use crate::heredoc::LastLines;
use crate::instruction::Instruction;
use crate::lines::{Line, MAX_LINE};
use crate::parse;

/// A parsed Dockerfile. Immutable, cheap to clone, and shared between threads; an edit makes a new one
/// that shares every instruction it did not touch.
///
/// Every byte of the document is in exactly one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxTree {
    pub(crate) items: Arc<Vec<Item>>,
    pub(crate) len: TextSize,
    pub(crate) escape: char,
    /// How many items were read while a directive could still follow.
    pub(crate) header_items: usize,
    /// The items that the end of the document ended: text anywhere behind them may change them.
    pub(crate) open_items: Vec<usize>,
}

/// One node at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub start: TextSize,
    pub node: Arc<Node>,
}

/// One or more whole lines, line endings included. The first may begin with a byte order mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Blank(Box<str>),
    Comment(Box<str>),
    Directive(Directive),
    Instruction(Instruction),
}

/// An instruction at its place in the file.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    pub start: TextSize,
    pub instruction: &'a Instruction,
    /// Among the items of the tree.
    pub index: usize,
}

/// Reads items one after the other, and knows what was read so far.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    /// Nothing once no directive can follow any more.
    pub(crate) header: Option<Header>,
    pub(crate) escape: char,
    /// Of the text that is read: it ends where every source ends.
    pub(crate) last_lines: LastLines,
}

impl Default for Reader {
    fn default() -> Self {
        Reader { header: Some(Header::default()), escape: '\\', last_lines: LastLines::default() }
    }
}

/// A node, and how much of the text it took.
pub(crate) struct Read {
    pub(crate) node: Node,
    pub(crate) end: usize,
    /// Text behind the end of the source could belong to it.
    pub(crate) open: bool,
}

impl Reader {
    /// Reads the item at the start of `source`, which is not empty. `at_start`: of the document.
    pub(crate) fn next(&mut self, source: &str, at_start: bool) -> Option<Read> {
        let line = Line::at(source, 0)?;
        let skip = if at_start && source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let whole = || Box::<str>::from(&source[..line.end]);
        let text = line.text[skip.min(line.text.len())..].trim_start();
        if let Some(directive) =
            self.header.as_ref().and_then(|header| header.directive(&source[..line.end], skip))
        {
            self.escape = directive.escape().unwrap_or(self.escape);
            self.header.get_or_insert_default().see(directive.kind);
            return Some(Read { node: Node::Directive(directive), end: line.end, open: !line.closed });
        }
        self.header = None;
        if text.is_empty() || text.starts_with('#') {
            let node = if text.is_empty() { Node::Blank(whole()) } else { Node::Comment(whole()) };
            return Some(Read { node, end: line.end, open: !line.closed });
        }
        let parsed = parse::instruction(source, skip, self.escape, &mut self.last_lines);
        Some(Read { node: Node::Instruction(parsed.instruction), end: parsed.end, open: parsed.open })
    }
}

impl SyntaxTree {
    pub fn parse(text: &str) -> SyntaxTree {
        let mut reader = Reader::default();
        let mut items = Vec::new();
        let mut header_items = 0;
        let mut open_items = Vec::new();
        let mut at = 0;
        loop {
            header_items += usize::from(reader.header.is_some());
            let Some(read) = reader.next(&text[at..], at == 0) else { break };
            if read.open {
                open_items.push(items.len());
            }
            items.push(Item { start: TextSize::new(at as u32), node: Arc::new(read.node) });
            at += read.end;
        }
        SyntaxTree {
            items: Arc::new(items),
            len: TextSize::of(text),
            escape: reader.escape,
            header_items,
            open_items,
        }
    }

    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The document, byte for byte.
    pub fn text(&self) -> String {
        self.items.iter().map(|item| item.node.source()).collect()
    }

    pub fn len(&self) -> TextSize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == TextSize::new(0)
    }

    /// The same document with nothing but some of its items, each at its place: for questions that the others have
    /// no part in. It is not the text of any file, so it can't be edited.
    pub fn only(&self, keep: impl Fn(&Item) -> bool) -> SyntaxTree {
        let items = self.items.iter().filter(|item| keep(item)).cloned().collect();
        SyntaxTree { items: Arc::new(items), ..self.clone() }
    }

    /// `\`, or what the `escape` directive says.
    pub fn escape(&self) -> char {
        self.escape
    }

    pub fn instructions(&self) -> impl DoubleEndedIterator<Item = Placed<'_>> + '_ {
        self.items.iter().enumerate().filter_map(|(index, item)| item.instruction(index))
    }

    /// The instruction at an index of [`Self::items`].
    pub fn instruction(&self, index: usize) -> Option<Placed<'_>> {
        self.items.get(index)?.instruction(index)
    }

    pub fn directives(&self) -> impl Iterator<Item = (TextSize, &Directive)> + '_ {
        self.items.iter().map_while(|item| match &*item.node {
            Node::Directive(directive) => Some((item.start, directive)),
            _ => None,
        })
    }

    /// The index of the item that holds `offset`; at the end of the text, of the last one.
    pub fn item_at(&self, offset: TextSize) -> Option<usize> {
        self.items.partition_point(|item| item.start <= offset).checked_sub(1)
    }

    /// What is wrong with the text of single instructions and directives, in order.
    pub fn errors(&self) -> impl Iterator<Item = (TextRange, &SyntaxError)> + '_ {
        self.items
            .iter()
            .flat_map(|item| item.node.errors().iter().map(|error| (error.span.at(item.start), error)))
    }

    /// Comments and blank lines that are longer than BuildKit allows: their parts that are too much.
    pub fn too_long_lines(&self) -> impl Iterator<Item = TextRange> + '_ {
        let plain = self.items.iter().filter(|item| !matches!(&*item.node, Node::Instruction(_)));
        plain.filter(|item| item.node.source().len() > MAX_LINE).flat_map(|item| {
            parse::too_long_lines(item.node.source()).into_iter().map(|error| error.span.at(item.start))
        })
    }

    /// The index of the instruction that a comment at `index` stands above: the next one, over comments and blank lines.
    pub fn instruction_below(&self, index: usize) -> Option<usize> {
        (index + 1..self.items.len()).find(|index| matches!(&*self.items[*index].node, Node::Instruction(_)))
    }
}

impl Item {
    pub fn range(&self) -> TextRange {
        TextRange::at(self.start, TextSize::of(self.node.source()))
    }

    fn instruction(&self, index: usize) -> Option<Placed<'_>> {
        match &*self.node {
            Node::Instruction(instruction) => Some(Placed { start: self.start, instruction, index }),
            _ => None,
        }
    }
}

impl Node {
    pub fn source(&self) -> &str {
        match self {
            Node::Blank(text) | Node::Comment(text) => text,
            Node::Directive(directive) => directive.source(),
            Node::Instruction(instruction) => instruction.source(),
        }
    }

    pub fn errors(&self) -> &[SyntaxError] {
        match self {
            Node::Blank(_) | Node::Comment(_) => &[],
            Node::Directive(directive) => directive.error.as_slice(),
            Node::Instruction(instruction) => instruction.errors(),
        }
    }
}

impl Placed<'_> {
    /// A span of the instruction as a range of the file.
    pub fn range(&self, span: Span) -> TextRange {
        span.at(self.start)
    }

    /// Whole lines, heredoc bodies and the last line ending included.
    pub fn full_range(&self) -> TextRange {
        self.range(self.instruction.span())
    }

    /// A range of the file as a span of the instruction, if it is inside.
    pub fn span_of(&self, range: TextRange) -> Option<Span> {
        let start = u32::from(range.start()).checked_sub(self.start.into())?;
        let span = Span::new(start, start + u32::from(range.len()));
        self.instruction.span().contains(span).then_some(span)
    }
}

impl std::ops::Deref for Placed<'_> {
    type Target = Instruction;

    fn deref(&self) -> &Instruction {
        self.instruction
    }
}

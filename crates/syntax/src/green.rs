//! The lossless tree as rowan nodes, made on demand from the parsed items.
//!
//! Every byte of the document is in exactly one token. A word that a line break cuts in two is one node with
//! several tokens.

use plimsoll_text::Span;
use rowan::{GreenNode, GreenNodeBuilder};

use crate::instruction::{Arguments, Command, GapKind, Instruction};
use crate::tree::{Node, SyntaxTree};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum SyntaxKind { $($(#[$doc])* $kind,)* }

        /// In the order of their numbers.
        const KINDS: &[SyntaxKind] = &[$(SyntaxKind::$kind,)*];
    };
}

// Tokens, then nodes.
kinds! {
    Whitespace,
    Newline,
    /// The escape character at the end of a line, with what follows up to the next line.
    Continuation,
    Comment,
    Text,
    File,
    Directive,
    DirectiveName,
    DirectiveValue,
    Instruction,
    Keyword,
    Flag,
    FlagName,
    FlagValue,
    /// What a shell gets.
    Script,
    /// One argument.
    Word,
    JsonArray,
    JsonString,
    Pair,
    Key,
    Value,
    HealthKeyword,
    /// The instruction behind ONBUILD.
    Trigger,
    HeredocMarker,
    HeredocBody,
    HeredocTerminator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {}

impl rowan::Language for Language {
    type Kind = SyntaxKind;

    fn kind_from_raw(raw: rowan::SyntaxKind) -> SyntaxKind {
        KINDS.get(usize::from(raw.0)).copied().unwrap_or(SyntaxKind::Text)
    }

    fn kind_to_raw(kind: SyntaxKind) -> rowan::SyntaxKind {
        rowan::SyntaxKind(kind as u16)
    }
}

pub type SyntaxNode = rowan::SyntaxNode<Language>;
pub type SyntaxToken = rowan::SyntaxToken<Language>;

impl SyntaxTree {
    /// The whole document. Costs as much as the document is long: for single places use [`Node::syntax`].
    pub fn syntax(&self) -> SyntaxNode {
        let children = self.items.iter().map(|item| rowan::NodeOrToken::Node(item.node.green()));
        SyntaxNode::new_root(GreenNode::new(SyntaxKind::File.into(), children))
    }
}

impl From<SyntaxKind> for rowan::SyntaxKind {
    fn from(kind: SyntaxKind) -> Self {
        rowan::SyntaxKind(kind as u16)
    }
}

impl Node {
    /// The tree of one item. Offsets in it are relative to the item.
    pub fn syntax(&self) -> SyntaxNode {
        SyntaxNode::new_root(self.green())
    }

    fn green(&self) -> GreenNode {
        let mut marks = Marks::default();
        let (kind, source) = match self {
            Node::Blank(text) | Node::Comment(text) => (SyntaxKind::Text, &**text),
            Node::Directive(directive) => {
                marks.add(SyntaxKind::DirectiveName, directive.name);
                marks.add(SyntaxKind::DirectiveValue, directive.value);
                (SyntaxKind::Directive, directive.source())
            }
            Node::Instruction(instruction) => {
                marks.command(&instruction.command);
                marks.heredocs(instruction);
                (SyntaxKind::Instruction, instruction.source())
            }
        };
        let gaps = match self {
            Node::Instruction(instruction) => instruction.gaps(),
            _ => &[],
        };
        let is_comment = matches!(self, Node::Comment(_));
        Builder { source, gaps, is_comment, builder: GreenNodeBuilder::new() }.build(kind, marks.0)
    }
}

/// The nodes of an item as spans, to be nested by their extent.
#[derive(Default)]
struct Marks(Vec<(SyntaxKind, Span)>);

impl Marks {
    fn add(&mut self, kind: SyntaxKind, span: Span) {
        if !span.is_empty() {
            self.0.push((kind, span));
        }
    }

    fn command(&mut self, command: &Command) {
        self.add(SyntaxKind::Keyword, command.keyword_span);
        for flag in &command.flags {
            self.add(SyntaxKind::Flag, flag.span);
            self.add(SyntaxKind::FlagName, flag.name);
            self.add(SyntaxKind::FlagValue, flag.value.unwrap_or_default());
        }
        self.arguments(&command.arguments);
    }

    fn arguments(&mut self, arguments: &Arguments) {
        match arguments {
            Arguments::Json(array) => {
                self.add(SyntaxKind::JsonArray, array.span);
                for element in &array.elements {
                    self.add(SyntaxKind::JsonString, element.span);
                }
            }
            Arguments::Shell(span) => self.add(SyntaxKind::Script, *span),
            Arguments::Words(words) => words.iter().for_each(|word| self.add(SyntaxKind::Word, *word)),
            Arguments::Text(span) | Arguments::Unknown(span) => self.add(SyntaxKind::Word, *span),
            Arguments::Pairs(pairs) => pairs.iter().for_each(|pair| self.pair(pair)),
            Arguments::LegacyPair(pair) => self.pair(pair),
            Arguments::Health(health) => {
                self.add(SyntaxKind::HealthKeyword, health.keyword);
                self.arguments(&health.command);
            }
            Arguments::Trigger(trigger) => {
                self.add(SyntaxKind::Trigger, trigger.keyword_span.cover(trigger.rest));
                self.command(trigger);
            }
        }
    }

    fn pair(&mut self, pair: &crate::instruction::Pair) {
        self.add(SyntaxKind::Pair, pair.span);
        self.add(SyntaxKind::Key, pair.key);
        self.add(SyntaxKind::Value, pair.value.unwrap_or_default());
    }

    fn heredocs(&mut self, instruction: &Instruction) {
        for heredoc in &instruction.heredocs {
            self.add(SyntaxKind::HeredocMarker, heredoc.marker);
            self.add(SyntaxKind::HeredocBody, heredoc.body);
            self.add(SyntaxKind::HeredocTerminator, heredoc.terminator.unwrap_or_default());
        }
    }
}

struct Builder<'a> {
    source: &'a str,
    gaps: &'a [crate::instruction::Gap],
    is_comment: bool,
    builder: GreenNodeBuilder<'static>,
}

impl Builder<'_> {
    fn build(mut self, kind: SyntaxKind, mut marks: Vec<(SyntaxKind, Span)>) -> GreenNode {
        // Outer before inner; a marker that cuts another word (`COPY <<"A B"`) loses.
        marks.sort_by_key(|(kind, span)| (span.start, std::cmp::Reverse(span.end), *kind));
        self.builder.start_node(kind.into());
        let mut open: Vec<u32> = Vec::new();
        let mut at = 0;
        for (kind, span) in marks {
            while let Some(end) = open.pop_if(|end| *end <= span.start) {
                self.tokens(at, end);
                at = end;
                self.builder.finish_node();
            }
            if span.start < at || open.last().is_some_and(|end| span.end > *end) {
                continue;
            }
            self.tokens(at, span.start);
            at = span.start;
            self.builder.start_node(kind.into());
            open.push(span.end);
        }
        while let Some(end) = open.pop() {
            self.tokens(at, end);
            at = end;
            self.builder.finish_node();
        }
        self.tokens(at, self.source.len() as u32);
        self.builder.finish_node();
        self.builder.finish()
    }

    /// The text from `start` to `end`, cut at the gaps.
    fn tokens(&mut self, start: u32, end: u32) {
        let mut at = start;
        let first = self.gaps.partition_point(|gap| gap.span.end <= start);
        for gap in self.gaps[first..].iter().take_while(|gap| gap.span.start < end) {
            self.plain(at, gap.span.start.max(at));
            let kind = match gap.kind {
                GapKind::Continuation => SyntaxKind::Continuation,
                GapKind::Comment => SyntaxKind::Comment,
                GapKind::Blank => SyntaxKind::Newline,
            };
            let (from, to) = (gap.span.start.max(at), gap.span.end.min(end));
            self.token(kind, from, to);
            at = to;
        }
        self.plain(at, end);
    }

    fn plain(&mut self, start: u32, end: u32) {
        let text = &self.source[start as usize..end as usize];
        let body = text.trim_end_matches(['\r', '\n']);
        let lead = (body.len() - body.trim_start().len()) as u32;
        let is_comment = self.is_comment || body.trim_start().starts_with('#') && start == 0;
        let body_end = start + body.len() as u32;
        let middle = if is_comment { SyntaxKind::Comment } else { SyntaxKind::Text };
        self.token(SyntaxKind::Whitespace, start, start + lead);
        self.token(middle, start + lead, body_end);
        self.token(SyntaxKind::Newline, body_end, end);
    }

    fn token(&mut self, kind: SyntaxKind, start: u32, end: u32) {
        if start < end {
            self.builder.token(kind.into(), &self.source[start as usize..end as usize]);
        }
    }
}

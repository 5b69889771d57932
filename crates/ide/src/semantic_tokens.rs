//! What the words of a file are, for an editor that colours them.
//!
//! Programs in other languages than a POSIX shell's are left to the editor's own grammar.

mod canvas;
mod instruction;
mod shell;

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Directive, Item, Node};
use plimsoll_text::{Span, TextRange, TextSize};

use self::canvas::{Canvas, lines};

/// Part of one line, never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SemanticToken {
    pub range: TextRange,
    pub kind: TokenKind,
    pub modifier: Option<TokenModifier>,
}

/// The standard kinds that are used, in the order of [`TokenKind::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A build stage.
    Class,
    Comment,
    /// One of a few words that can stand there.
    EnumMember,
    /// A command of a shell.
    Function,
    /// An instruction, AS, a word of the shell's grammar, the delimiter of a heredoc.
    Keyword,
    /// The name of a parser directive.
    Macro,
    Number,
    Operator,
    /// An option of a command of a shell.
    Parameter,
    /// A flag, a mount's option, a label.
    Property,
    String,
    /// An image.
    Type,
    Variable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenModifier {
    Declaration,
    Definition,
    Deprecated,
}

impl TokenKind {
    /// Each at the place of its number.
    pub const ALL: [TokenKind; 13] = [
        TokenKind::Class,
        TokenKind::Comment,
        TokenKind::EnumMember,
        TokenKind::Function,
        TokenKind::Keyword,
        TokenKind::Macro,
        TokenKind::Number,
        TokenKind::Operator,
        TokenKind::Parameter,
        TokenKind::Property,
        TokenKind::String,
        TokenKind::Type,
        TokenKind::Variable,
    ];

    /// As LSP calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            TokenKind::Class => "class",
            TokenKind::Comment => "comment",
            TokenKind::EnumMember => "enumMember",
            TokenKind::Function => "function",
            TokenKind::Keyword => "keyword",
            TokenKind::Macro => "macro",
            TokenKind::Number => "number",
            TokenKind::Operator => "operator",
            TokenKind::Parameter => "parameter",
            TokenKind::Property => "property",
            TokenKind::String => "string",
            TokenKind::Type => "type",
            TokenKind::Variable => "variable",
        }
    }
}

impl TokenModifier {
    /// Each at the place of its number.
    pub const ALL: [TokenModifier; 3] =
        [TokenModifier::Declaration, TokenModifier::Definition, TokenModifier::Deprecated];

    /// As LSP calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            TokenModifier::Declaration => "declaration",
            TokenModifier::Definition => "definition",
            TokenModifier::Deprecated => "deprecated",
        }
    }
}

/// All tokens of a file, in order of place; no two overlap.
pub fn semantic_tokens(file: &Dockerfile) -> Vec<SemanticToken> {
    of_items(file, 0..file.tree().items().len())
}

/// Those of the instructions and comments that `range` touches.
pub fn semantic_tokens_in(file: &Dockerfile, range: TextRange) -> Vec<SemanticToken> {
    let first = file.tree().item_at(range.start()).unwrap_or_default();
    let end = file.tree().item_at(range.end()).map_or(0, |last| last + 1);
    of_items(file, first..end)
}

fn of_items(file: &Dockerfile, items: std::ops::Range<usize>) -> Vec<SemanticToken> {
    let mut tokens = Vec::new();
    for index in items {
        let Some(item) = file.tree().items().get(index) else { break };
        match (&*item.node, file.tree().instruction(index)) {
            (_, Some(instruction)) => {
                let mut canvas = Canvas::new(file, instruction);
                canvas.instruction();
                canvas.finish(&mut tokens);
            }
            (Node::Comment(_), _) => tokens.extend(comment(item)),
            (Node::Directive(directive), _) => tokens.extend(of_directive(directive, item.start)),
            (Node::Blank(_) | Node::Instruction(_), _) => {}
        }
    }
    tokens
}

fn comment(item: &Item) -> Option<SemanticToken> {
    let source = item.node.source();
    let start = source.find('#')? as u32;
    let line = lines(source, Span::new(start, source.len() as u32)).next()?;
    Some(SemanticToken { range: line.at(item.start), kind: TokenKind::Comment, modifier: None })
}

fn of_directive(directive: &Directive, start: TextSize) -> impl Iterator<Item = SemanticToken> {
    let hash = directive.source().find('#').unwrap_or_default() as u32;
    let parts = [
        (Span::new(hash, hash + 1), TokenKind::Comment),
        (directive.name, TokenKind::Macro),
        (directive.value, TokenKind::String),
    ];
    let parts = parts.into_iter().filter(|(span, _)| !span.is_empty());
    parts.map(move |(span, kind)| SemanticToken { range: span.at(start), kind, modifier: None })
}

#[cfg(test)]
mod tests;

//! Words and what they are made of.

use std::ops::Range;

use plimsoll_text::Span;

use crate::tree::List;

/// One word as the shell splits them, before any expansion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As written, quotes included.
    pub span: Span,
    pub(crate) text: Box<str>,
    /// Empty for a word of plain characters: no quote, escape, expansion or pattern.
    pub pieces: Box<[Piece]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Without the quotes.
    pub span: Span,
    pub quote: Quote,
    pub kind: PieceKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quote {
    None,
    Single,
    Double,
    /// `$'…'` of bash, ksh and zsh; not of dash.
    Ansi,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PieceKind {
    Literal,
    /// `$name` or `${name…}`.
    Parameter(Parameter),
    /// `$(…)` or `` `…` ``.
    Substitution(Box<List>),
    /// `<(…)` or `>(…)`.
    Process(Box<List>),
    /// `$((…))`: the expansions in it.
    Arithmetic(Box<[Piece]>),
    /// `(…)` of `name=(…)`.
    Array(Box<[Word]>),
    /// `*`, `?`, `[` or an extended pattern.
    Glob,
    /// `~` at the start.
    Tilde,
    /// `{` of what may be a brace expansion.
    Brace,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// A variable's name, a number, or one of `@*#?-$!`. Empty in a half-typed `${`.
    pub name: Box<str>,
    pub name_span: Span,
    pub operation: Operation,
    /// What stands behind the operator.
    pub argument: Box<[Piece]>,
}

/// What `${name…}` does with the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Value,
    /// `${#name}`
    Length,
    /// `:-`, `-`, `:=`, `=`
    Default,
    /// `:+`, `+`
    Alternative,
    /// `:?`, `?`
    Required,
    /// Cutting, replacing, `${!name}`, and whatever a shell may know.
    Other,
}

impl Word {
    /// The word after quote removal, if it is the same in every environment. Patterns stay as written.
    pub fn literal(&self) -> Option<&str> {
        let is_fixed = |piece: &Piece| !piece.is_expansion() && piece.quote != Quote::Ansi;
        self.pieces.iter().all(is_fixed).then_some(&*self.text)
    }

    /// The word after quote removal; expansions stay as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_quoted(&self) -> bool {
        self.pieces.iter().any(|piece| piece.quote != Quote::None)
    }

    pub fn has_expansion(&self) -> bool {
        self.pieces.iter().any(Piece::is_expansion)
    }

    /// Where bytes `range` of [`Self::text`] stand: the whole word, if it is not written as it reads.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        if self.text.len() != self.span.len() as usize {
            return self.span;
        }
        Span::new(self.span.start + range.start as u32, self.span.start + range.end as u32)
    }
}

impl Piece {
    /// Its text is known only when the script runs.
    pub fn is_expansion(&self) -> bool {
        match self.kind {
            PieceKind::Parameter(_)
            | PieceKind::Substitution(_)
            | PieceKind::Process(_)
            | PieceKind::Arithmetic(_)
            | PieceKind::Array(_) => true,
            PieceKind::Literal | PieceKind::Glob | PieceKind::Tilde | PieceKind::Brace => false,
        }
    }
}

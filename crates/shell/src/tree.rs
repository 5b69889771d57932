//! The skeleton: lists of pipelines of commands.

use plimsoll_text::Span;

use crate::word::{Piece, Word};

/// Pipelines one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// From the first command to the last operator, without surrounding white space.
    pub span: Span,
    pub items: Vec<Item>,
}

/// `&&` and `||` bind from left to right; a `&` sends everything back to the last `;`, `&` or newline
/// into the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub pipeline: Pipeline,
    /// What stands behind it. Nothing at the end.
    pub operator: Option<Operator>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    pub kind: OperatorKind,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorKind {
    /// `&&`
    And,
    /// `||`
    Or,
    /// `;`
    Sequence,
    /// `&`
    Background,
    Newline,
}

/// Commands joined by pipes: mostly a single one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// `!` included.
    pub span: Span,
    /// `!`
    pub negation: Option<Span>,
    /// Never empty.
    pub steps: Vec<Step>,
    /// One between each two steps.
    pub pipes: Vec<Pipe>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pipe {
    pub span: Span,
    /// `|&`
    pub with_errors: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Command(Command),
    Compound(Box<Compound>),
}

/// A simple command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Command {
    pub span: Span,
    /// `name=value` in front of the first word.
    pub assignments: Vec<Assignment>,
    pub words: Vec<Word>,
    pub redirects: Vec<Redirect>,
    /// The script in `sh -c '…'`.
    pub script: Option<Box<List>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub span: Span,
    pub name: Box<str>,
    pub name_span: Span,
    /// `+=`
    pub appends: bool,
    /// Empty for `name=`.
    pub value: Word,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub span: Span,
    /// `2` of `2>&1`.
    pub descriptor: Option<u32>,
    pub kind: RedirectKind,
    /// Nothing in half-typed text.
    pub target: Option<Word>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectKind {
    /// `<`
    Read,
    /// `>`
    Write,
    /// `>>`
    Append,
    /// `>|`
    Clobber,
    /// `<>`
    ReadWrite,
    /// `<&`
    DuplicateRead,
    /// `>&`
    DuplicateWrite,
    /// `&>`
    WriteBoth,
    /// `&>>`
    AppendBoth,
    /// `<<`; the target is the delimiter.
    Heredoc,
    /// `<<-`
    HeredocWithoutTabs,
    /// `<<<`
    HereString,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compound {
    /// Redirects included.
    pub span: Span,
    pub kind: CompoundKind,
    pub redirects: Vec<Redirect>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompoundKind {
    /// `(…)`
    Subshell(List),
    /// `{ …; }`
    Group(List),
    If {
        /// `if` and every `elif`.
        branches: Vec<Branch>,
        otherwise: Option<List>,
    },
    /// `while` and `until`
    While(Branch),
    /// `for` and `select`
    For {
        variable: Option<Word>,
        /// Nothing without `in`.
        values: Option<Vec<Word>>,
        body: List,
    },
    /// `for ((…;…;…))`
    ArithmeticFor {
        header: Box<[Piece]>,
        body: List,
    },
    Case {
        subject: Option<Word>,
        arms: Vec<Arm>,
    },
    Function {
        name: Word,
        /// Nothing in half-typed text.
        body: Option<Step>,
    },
    /// `[[ … ]]`: its operands.
    Test(Vec<Word>),
    /// `((…))`: the expansions in it.
    Arithmetic(Box<[Piece]>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    pub condition: List,
    pub body: List,
}

/// `pattern | pattern) …;;`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    pub patterns: Vec<Word>,
    pub body: List,
}

/// Where a script is not what a shell would accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub span: Span,
    pub kind: FaultKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// A quote, bracket, keyword or heredoc whose end is missing.
    Unclosed,
    /// An operator with nothing before or behind it, or a redirect without a target.
    MissingWord,
    /// Something that can't stand there.
    Unexpected,
    /// Nested so deeply that the rest was not read.
    TooDeep,
}

impl Item {
    /// Whether it leaves its shell in another state than a new one would have. What happens in `(…)` does not last.
    pub fn changes_shell(&self) -> bool {
        match &self.pipeline.steps[..] {
            [Step::Command(command)] => {
                let changes = command.invocation().is_some_and(|call| call.changes_shell());
                changes || command.words.first().is_none_or(|name| name.literal().is_none())
            }
            [Step::Compound(compound)] => {
                !matches!(compound.kind, CompoundKind::Subshell(_) | CompoundKind::Test(_))
            }
            // The commands of a pipeline have shells of their own.
            _ => false,
        }
    }
}

impl Step {
    pub fn span(&self) -> Span {
        match self {
            Step::Command(command) => command.span,
            Step::Compound(compound) => compound.span,
        }
    }

    pub fn redirects(&self) -> &[Redirect] {
        match self {
            Step::Command(command) => &command.redirects,
            Step::Compound(compound) => &compound.redirects,
        }
    }
}

impl OperatorKind {
    /// `&&` or `||`
    pub fn is_conditional(self) -> bool {
        matches!(self, OperatorKind::And | OperatorKind::Or)
    }
}

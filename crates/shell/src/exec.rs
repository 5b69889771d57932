//! Between shell form and exec form.

use plimsoll_syntax::{Instruction, JsonArray, JsonString};
use plimsoll_text::Span;

use crate::builtins;
use crate::parser;
use crate::script::Script;
use crate::source::Source;
use crate::tree::{Command, CompoundKind, Item, List, OperatorKind, Pipeline, Step};
use crate::view::View;
use crate::word::{Piece, PieceKind, Quote, Word};
use crate::wrapper;

/// Why a script can't be written as a JSON array: the first reason in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NeedsShell {
    pub reason: Reason,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// There is no command.
    Empty,
    /// `$name`, `$((…))`
    Variable,
    /// `$(…)`, backticks, `<(…)`
    Substitution,
    Glob,
    Tilde,
    BraceExpansion,
    /// `&&`, `|`, `;`, `!` and so on, or a second line.
    Operator,
    /// `if`, `(…)`, `{ …; }` and so on.
    Compound,
    Redirect,
    Assignment,
    Comment,
    /// A command that only a shell has: `cd`, `export`.
    Builtin,
    /// `$'…'`, which not every shell reads alike.
    AnsiQuote,
    /// The script is not well-formed.
    Broken,
}

impl Script {
    /// The words of the one command that the script is, if exec form can do the same without a shell.
    ///
    /// An `exec` in front is dropped: exec form does just that.
    pub fn as_exec_words(&self) -> Result<&[Word], NeedsShell> {
        let words = self.only_command()?;
        Ok(match words {
            [first, rest @ ..] if first.text() == "exec" && starts_with_program(rest) => rest,
            _ => words,
        })
    }

    /// The program that an `exec` in front of it would put in the place of the shell, all else staying the same:
    /// the last command of a script that is one command, or commands joined by `&&`.
    pub fn replaceable(&self) -> Option<&Word> {
        let (last, before) = self.list().items.split_last()?;
        let is_and = |item: &Item| item.operator.is_some_and(|operator| operator.kind == OperatorKind::And);
        let ends_there = last.operator.is_none() && last.pipeline.negation.is_none();
        let [Step::Command(command)] = &last.pipeline.steps[..] else { return None };
        let program = command.words.first()?;
        let is_program = program.literal().is_some() && starts_with_program(&command.words);
        (self.faults().is_empty() && ends_there && before.iter().all(is_and) && is_program).then_some(program)
    }

    fn only_command(&self) -> Result<&[Word], NeedsShell> {
        let needs = |reason, span| Err(NeedsShell { reason, span });
        if let Some(fault) = self.faults().first() {
            return needs(Reason::Broken, fault.span);
        }
        let Some(item) = self.list().items.first() else {
            return needs(Reason::Empty, self.list().span);
        };
        let pipeline = &item.pipeline;
        if let Some(negation) = pipeline.negation {
            return needs(Reason::Operator, negation);
        }
        let command = match &pipeline.steps[..] {
            [Step::Command(command), ..] => command,
            [Step::Compound(compound), ..] => {
                return needs(Reason::Compound, opening(compound.span, &compound.kind));
            }
            [] => return needs(Reason::Empty, pipeline.span),
        };
        let pipe = pipeline.pipes.first().map(|pipe| (Reason::Operator, pipe.span));
        let operator = item.operator.map(|operator| (Reason::Operator, operator.span));
        let comment = self.comments().first().map(|comment| (Reason::Comment, *comment));
        let reasons = reasons_in(command).chain(pipe).chain(operator).chain(comment);
        match reasons.min_by_key(|(_, span)| span.start) {
            Some((reason, span)) => needs(reason, span),
            None => Ok(&command.words),
        }
    }

    /// The command of an exec form: `RUN ["sh", "-c", "…"]`.
    pub fn from_exec(instruction: &Instruction, array: &JsonArray) -> Script {
        let view = View::new(instruction, array.span);
        let written = view.source();
        let elements = array.elements.iter();
        from_elements(array.span, elements.map(|element| (element.span, json_text(&written, element))))
    }
}

/// `if` or `(`: enough to point at.
fn opening(span: Span, kind: &CompoundKind) -> Span {
    let len = match kind {
        CompoundKind::Subshell(_) | CompoundKind::Group(_) => 1,
        CompoundKind::If { .. } | CompoundKind::Test(_) | CompoundKind::Arithmetic(_) => 2,
        CompoundKind::For { .. } | CompoundKind::ArithmeticFor { .. } => 3,
        CompoundKind::Case { .. } => 4,
        CompoundKind::While(_) => 5,
        CompoundKind::Function { name, .. } => return name.span,
    };
    Span::new(span.start, span.end.min(span.start + len))
}

fn reasons_in(command: &Command) -> impl Iterator<Item = (Reason, Span)> {
    let assignments = command.assignments.iter().map(|assignment| (Reason::Assignment, assignment.span));
    let redirects = command.redirects.iter().map(|redirect| (Reason::Redirect, redirect.span));
    let pieces = command.words.iter().flat_map(|word| &word.pieces);
    let expansions = pieces.filter_map(|piece| Some((reason_of(piece)?, piece.span)));
    let builtin = command.words.first().filter(|name| {
        let replaced = name.text() == "exec" && starts_with_program(&command.words[1..]);
        builtins::is_builtin(name.text()) && !replaced
    });
    assignments.chain(redirects).chain(expansions).chain(builtin.map(|name| (Reason::Builtin, name.span)))
}

fn starts_with_program(words: &[Word]) -> bool {
    words.first().is_some_and(|word| !word.text().starts_with('-') && !builtins::is_builtin(word.text()))
}

fn reason_of(piece: &Piece) -> Option<Reason> {
    match piece.kind {
        PieceKind::Literal if piece.quote == Quote::Ansi => Some(Reason::AnsiQuote),
        PieceKind::Literal => None,
        PieceKind::Parameter(_) | PieceKind::Arithmetic(_) => Some(Reason::Variable),
        PieceKind::Substitution(_) | PieceKind::Process(_) => Some(Reason::Substitution),
        PieceKind::Array(_) => Some(Reason::Assignment),
        PieceKind::Glob => Some(Reason::Glob),
        PieceKind::Tilde => Some(Reason::Tilde),
        PieceKind::Brace => Some(Reason::BraceExpansion),
    }
}

/// What a JSON string says: finds each character of its value in what is written, quotes and escapes included.
fn json_text(written: &Source<'_>, string: &JsonString) -> Source<'static> {
    let range = written.range(string.span);
    let text = &written.text()[..range.end];
    let mut at = range.start + usize::from(text[range.start..].starts_with('"'));
    let mut source = Source::empty(written.span(at..at).start);
    for character in string.value.chars() {
        let len = character.len_utf8();
        at += match text.as_bytes().get(at..).unwrap_or_default() {
            [b'\\', b'u', ..] if character > '\u{FFFF}' => 12,
            [b'\\', b'u', ..] => 6,
            [b'\\', ..] => 2,
            _ => len,
        };
        // An escaped character stands at the end of its escape, as behind the backslash of a shell's.
        let end = at.min(text.len());
        source.push(character.encode_utf8(&mut [0; 4]), written.span(end.saturating_sub(len)..end).start);
    }
    source
}

fn from_elements(span: Span, elements: impl Iterator<Item = (Span, Source<'static>)>) -> Script {
    let mut words = Vec::new();
    let mut sources = Vec::new();
    for (span, source) in elements {
        let inside = source.span(0..source.text().len());
        let piece = Piece { span: inside, quote: Quote::Double, kind: PieceKind::Literal };
        words.push(Word { span, text: source.text().into(), pieces: Box::new([piece]) });
        sources.push(source);
    }
    let inner = wrapper::script_argument(&words).map(|index| parser::parse(&sources[index]));
    let (script, notes) = inner.map_or_else(Default::default, |(list, notes)| (Some(Box::new(list)), notes));
    let items = if words.is_empty() {
        Vec::new()
    } else {
        let command = Command { span, words, script, ..Command::default() };
        let steps = vec![Step::Command(command)];
        vec![Item { pipeline: Pipeline { span, negation: None, steps, pipes: Vec::new() }, operator: None }]
    };
    Script::new(span, List { span, items }, notes)
}

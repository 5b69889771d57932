//! Every simple command of a script, in order.

use plimsoll_text::Span;

use crate::invocation::Invocation;
use crate::tree::{
    Command, Compound, CompoundKind, Item, List, Operator, OperatorKind, Pipeline, Redirect, Step,
};
use crate::variables::Reference;
use crate::word::{Piece, PieceKind, Word};

/// A simple command where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Site<'s> {
    pub command: &'s Command,
    pub pipeline: &'s Pipeline,
    /// Which step of the pipeline it is, from 0.
    pub step: usize,
    /// What connects the pipeline to the next one.
    pub operator: Option<Operator>,
    pub surroundings: Surroundings,
    /// Whatever runs behind the command, up to this offset, runs after it: nothing in between can leave it out.
    pub(crate) surely_until: u32,
}

/// What encloses a command, at any distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// Sent to the background by `&`.
    pub background: bool,
    /// Between `if`, `elif`, `while` or `until` and the body: its failure ends nothing.
    pub condition: bool,
    /// In `if`, `case` or a loop: may run never or often.
    pub conditional: bool,
    /// In `(…)`: what it does to the shell does not last.
    pub subshell: bool,
    /// In `$(…)`, backticks, `<(…)`.
    pub substitution: bool,
    /// In the body of a function: runs only when called.
    pub function: bool,
    /// In the script of `sh -c '…'`.
    pub inner_script: bool,
}

impl Site<'_> {
    /// Its output goes into a pipe.
    pub fn is_piped_on(&self) -> bool {
        self.step < self.pipeline.pipes.len()
    }

    /// Its input comes out of a pipe.
    pub fn is_piped_into(&self) -> bool {
        self.step > 0
    }

    /// Nothing encloses it but braces.
    pub fn is_top_level(&self) -> bool {
        self.surroundings
            == Surroundings { background: self.surroundings.background, ..Surroundings::default() }
    }
}

impl List {
    /// All simple commands in order, nested ones behind the command they are nested in.
    pub fn commands(&self) -> impl Iterator<Item = Site<'_>> {
        self.walk().sites.into_iter()
    }

    /// All simple commands whose name is known, with what they really run.
    pub fn invocations(&self) -> impl Iterator<Item = (Site<'_>, Invocation<'_>)> {
        self.commands().filter_map(|site| Some((site, site.command.invocation()?)))
    }

    pub(crate) fn walk(&self) -> Walk<'_> {
        let mut walk = Walk::default();
        walk.list(self, Surroundings::default());
        walk
    }
}

/// What was met on the way through a script.
#[derive(Debug, Default)]
pub(crate) struct Walk<'s> {
    pub(crate) sites: Vec<Site<'s>>,
    pub(crate) references: Vec<Reference<'s>>,
    /// Variables of `for` and `select`, each with the end of its loop.
    pub(crate) loop_variables: Vec<(&'s Word, u32)>,
    /// `$((…))`, `((…))` and the like.
    pub(crate) arithmetic: Vec<Span>,
}

/// Where a pipeline stands.
#[derive(Clone, Copy)]
struct Position<'s> {
    item: &'s Item,
    surroundings: Surroundings,
    surely_until: u32,
}

impl<'s> Walk<'s> {
    /// What is expanded in the body of a heredoc.
    pub(crate) fn data(&mut self, pieces: &'s [Piece]) {
        self.pieces(pieces, Surroundings::default());
    }

    fn list(&mut self, list: &'s List, outer: Surroundings) {
        let ends_chain = |item: &Item| !item.operator.is_some_and(|operator| operator.kind.is_conditional());
        for chain in list.items.split_inclusive(ends_chain) {
            let last = chain.last().and_then(|item| item.operator);
            let is_background = last.is_some_and(|operator| operator.kind == OperatorKind::Background);
            let surroundings = Surroundings { background: outer.background || is_background, ..outer };
            // Asked once for all of a chain: it may have thousands of items.
            let is_sure = chain.iter().all(|item| !is_joined_by(item, OperatorKind::Or));
            let chain_end = chain.last().map_or(list.span.end, |last| last.pipeline.span.end);
            for (index, item) in chain.iter().enumerate() {
                // Nothing runs behind the first of a chain unless it did, nor behind the others if `&&` alone joins them.
                // Nothing outlives a pipe or the background.
                let surely_until = match index {
                    _ if item.pipeline.steps.len() > 1 || is_background => item.pipeline.span.end,
                    0 => list.span.end,
                    _ if is_sure => chain_end,
                    _ => item.pipeline.span.end,
                };
                self.pipeline(Position { item, surroundings, surely_until });
            }
        }
    }

    fn pipeline(&mut self, position: Position<'s>) {
        for (step, node) in position.item.pipeline.steps.iter().enumerate() {
            match node {
                Step::Command(command) => self.command(command, step, position),
                Step::Compound(compound) => self.compound(compound, position),
            }
        }
    }

    fn command(&mut self, command: &'s Command, step: usize, position: Position<'s>) {
        let Position { item: Item { pipeline, operator }, surroundings, surely_until } = position;
        self.sites.push(Site { command, pipeline, step, operator: *operator, surroundings, surely_until });
        self.inside(command, surroundings);
    }

    fn inside(&mut self, command: &'s Command, outer: Surroundings) {
        for assignment in &command.assignments {
            self.word(&assignment.value, outer);
        }
        self.words(&command.words, outer);
        self.redirects(&command.redirects, outer);
        if let Some(script) = &command.script {
            self.list(script, Surroundings { inner_script: true, ..outer });
        }
    }

    fn compound(&mut self, compound: &'s Compound, position: Position<'s>) {
        let outer = position.surroundings;
        let body = Surroundings { conditional: true, ..outer };
        match &compound.kind {
            CompoundKind::Subshell(list) => self.list(list, Surroundings { subshell: true, ..outer }),
            CompoundKind::Group(list) => self.list(list, outer),
            CompoundKind::If { branches, otherwise } => {
                for branch in branches {
                    self.list(&branch.condition, Surroundings { condition: true, ..outer });
                    self.list(&branch.body, body);
                }
                otherwise.iter().for_each(|list| self.list(list, body));
            }
            CompoundKind::While(branch) => {
                self.list(&branch.condition, Surroundings { condition: true, ..outer });
                self.list(&branch.body, body);
            }
            CompoundKind::For { variable, values, body: list } => {
                self.loop_variables.extend(variable.iter().map(|word| (word, compound.span.end)));
                self.words(values.as_deref().unwrap_or_default(), outer);
                self.list(list, body);
            }
            CompoundKind::ArithmeticFor { header, body: list } => {
                self.arithmetic.push(Span::new(compound.span.start, list.span.start));
                self.pieces(header, outer);
                self.list(list, body);
            }
            CompoundKind::Case { subject, arms } => {
                subject.iter().for_each(|word| self.word(word, outer));
                for arm in arms {
                    self.words(&arm.patterns, outer);
                    self.list(&arm.body, body);
                }
            }
            CompoundKind::Function { body, .. } => self.function(body.as_ref(), position),
            CompoundKind::Test(operands) => self.words(operands, outer),
            CompoundKind::Arithmetic(pieces) => {
                self.arithmetic.push(compound.span);
                self.pieces(pieces, outer);
            }
        }
        self.redirects(&compound.redirects, outer);
    }

    fn function(&mut self, body: Option<&'s Step>, position: Position<'s>) {
        let surroundings = Surroundings { function: true, ..position.surroundings };
        let position = Position { surroundings, ..position };
        match body {
            Some(Step::Compound(compound)) => self.compound(compound, position),
            Some(Step::Command(command)) => {
                self.command(command, 0, Position { surely_until: command.span.end, ..position });
            }
            None => {}
        }
    }

    fn words(&mut self, words: &'s [Word], outer: Surroundings) {
        words.iter().for_each(|word| self.word(word, outer));
    }

    fn word(&mut self, word: &'s Word, outer: Surroundings) {
        self.pieces(&word.pieces, outer);
    }

    fn pieces(&mut self, pieces: &'s [Piece], outer: Surroundings) {
        let substitution = Surroundings { substitution: true, ..outer };
        for piece in pieces {
            match &piece.kind {
                PieceKind::Substitution(list) | PieceKind::Process(list) => self.list(list, substitution),
                PieceKind::Parameter(parameter) => {
                    self.references.push(Reference { span: piece.span, parameter });
                    self.pieces(&parameter.argument, outer);
                }
                PieceKind::Arithmetic(pieces) => {
                    self.arithmetic.push(piece.span);
                    self.pieces(pieces, outer);
                }
                PieceKind::Array(words) => self.words(words, outer),
                PieceKind::Literal | PieceKind::Glob | PieceKind::Tilde | PieceKind::Brace => {}
            }
        }
    }

    fn redirects(&mut self, redirects: &'s [Redirect], outer: Surroundings) {
        redirects
            .iter()
            .filter_map(|redirect| redirect.target.as_ref())
            .for_each(|word| self.word(word, outer));
    }
}

fn is_joined_by(item: &Item, kind: OperatorKind) -> bool {
    item.operator.is_some_and(|operator| operator.kind == kind)
}

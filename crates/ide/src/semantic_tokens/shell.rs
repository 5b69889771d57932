//! The scripts that POSIX shells read.

use plimsoll_shell::{
    Assignment, Command, Compound, CompoundKind, List, OperatorKind, Piece, PieceKind, Pipeline, Quote,
    Redirect, RedirectKind, Script, Step, Word,
};
use plimsoll_syntax::GapKind;
use plimsoll_text::Span;

use super::canvas::Canvas;
use super::{TokenKind, TokenModifier};

/// Words that mean something only where a command may stand; `in` behind `for` and `case`.
const RESERVED: [&str; 14] = [
    "if", "then", "elif", "else", "fi", "for", "select", "in", "while", "until", "do", "done", "case", "esac",
];

impl Canvas<'_> {
    pub(super) fn script(&mut self, script: &Script) {
        self.list(script.list(), script.comments());
        self.pieces(script.expansions(), script.comments());
        script.comments().iter().for_each(|comment| self.paint(*comment, TokenKind::Comment));
    }

    /// `comments`: of the script, where nothing else is.
    fn list(&mut self, list: &List, comments: &[Span]) {
        for item in &list.items {
            self.pipeline(&item.pipeline, comments);
            if let Some(operator) = item.operator.filter(|operator| operator.kind != OperatorKind::Newline) {
                self.paint(operator.span, TokenKind::Operator);
            }
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline, comments: &[Span]) {
        let pipes = pipeline.pipes.iter().map(|pipe| pipe.span);
        pipes.chain(pipeline.negation).for_each(|operator| self.paint(operator, TokenKind::Operator));
        pipeline.steps.iter().for_each(|step| self.step(step, comments));
    }

    fn step(&mut self, step: &Step, comments: &[Span]) {
        match step {
            Step::Command(command) => self.simple_command(command, comments),
            Step::Compound(compound) => self.compound(compound, comments),
        }
    }

    fn simple_command(&mut self, command: &Command, comments: &[Span]) {
        command.assignments.iter().for_each(|assignment| self.assignment(assignment, comments));
        for (index, word) in command.words.iter().enumerate() {
            let written = self.source(word.span);
            if index == 0 {
                self.paint(word.span, TokenKind::Function);
            } else if written.starts_with('-') {
                let name = written.find(['=', '"', '\'', '$']).unwrap_or(written.len()) as u32;
                self.paint(Span::new(word.span.start, word.span.start + name), TokenKind::Parameter);
            }
            self.word(word, comments);
        }
        command.redirects.iter().for_each(|redirect| self.redirect(redirect, comments));
        if let Some(script) = &command.script {
            self.clear(script.span);
            self.list(script, comments);
        }
    }

    fn assignment(&mut self, assignment: &Assignment, comments: &[Span]) {
        self.paint_as(assignment.name_span, TokenKind::Variable, TokenModifier::Definition);
        let value = assignment.value.span;
        self.paint(Span::new(assignment.name_span.end, value.start), TokenKind::Operator);
        self.word(&assignment.value, comments);
    }

    fn redirect(&mut self, redirect: &Redirect, comments: &[Span]) {
        let Some(target) = &redirect.target else {
            return self.paint(redirect.span, TokenKind::Operator);
        };
        self.paint(Span::new(redirect.span.start, target.span.start), TokenKind::Operator);
        match redirect.kind {
            RedirectKind::Heredoc | RedirectKind::HeredocWithoutTabs => {
                self.paint(target.span, TokenKind::Keyword);
            }
            _ => self.word(target, comments),
        }
    }

    fn compound(&mut self, compound: &Compound, comments: &[Span]) {
        let mut inside: Vec<Span> = compound.redirects.iter().map(|redirect| redirect.span).collect();
        compound.redirects.iter().for_each(|redirect| self.redirect(redirect, comments));
        let mut lists: Vec<&List> = Vec::new();
        let mut words: Vec<&Word> = Vec::new();
        match &compound.kind {
            CompoundKind::Subshell(list) | CompoundKind::Group(list) => lists.push(list),
            CompoundKind::If { branches, otherwise } => {
                lists.extend(branches.iter().flat_map(|branch| [&branch.condition, &branch.body]));
                lists.extend(otherwise);
            }
            CompoundKind::While(branch) => lists.extend([&branch.condition, &branch.body]),
            CompoundKind::For { variable, values, body } => {
                if let Some(variable) = variable {
                    self.paint_as(variable.span, TokenKind::Variable, TokenModifier::Definition);
                    inside.push(variable.span);
                }
                words.extend(values.iter().flatten());
                lists.push(body);
            }
            CompoundKind::ArithmeticFor { header, body } => {
                self.pieces(header, comments);
                lists.push(body);
            }
            CompoundKind::Case { subject, arms } => {
                words.extend(subject.iter().chain(arms.iter().flat_map(|arm| &arm.patterns)));
                lists.extend(arms.iter().map(|arm| &arm.body));
            }
            CompoundKind::Function { name, body } => {
                self.paint_as(name.span, TokenKind::Function, TokenModifier::Declaration);
                body.iter().for_each(|body| self.step(body, comments));
            }
            CompoundKind::Test(operands) => words.extend(operands),
            CompoundKind::Arithmetic(pieces) => self.pieces(pieces, comments),
        }
        inside.extend(lists.iter().map(|list| list.span).chain(words.iter().map(|word| word.span)));
        if matches!(
            compound.kind,
            CompoundKind::If { .. }
                | CompoundKind::While(_)
                | CompoundKind::For { .. }
                | CompoundKind::ArithmeticFor { .. }
                | CompoundKind::Case { .. }
        ) {
            self.reserved_words(compound.span, inside, comments);
        }
        lists.into_iter().for_each(|list| self.list(list, comments));
        words.into_iter().for_each(|word| self.word(word, comments));
    }

    /// The words of a compound command that are its own: in nothing that it holds.
    fn reserved_words(&mut self, compound: Span, mut inside: Vec<Span>, comments: &[Span]) {
        let gaps = self.instruction.instruction.gaps();
        let gaps = &gaps[gaps.partition_point(|gap| gap.span.end <= compound.start)..];
        let comments = &comments[comments.partition_point(|comment| comment.end <= compound.start)..];
        let of_builder = gaps.iter().filter(|gap| gap.kind == GapKind::Comment).map(|gap| gap.span);
        inside.extend(of_builder.take_while(|gap| gap.start < compound.end));
        inside.extend(comments.iter().take_while(|comment| comment.start < compound.end));
        inside.sort();
        inside.push(Span::empty(compound.end));
        let mut at = compound.start;
        for span in inside {
            if at < span.start {
                self.reserved_words_in(Span::new(at, span.start));
            }
            at = at.max(span.end);
        }
    }

    fn reserved_words_in(&mut self, span: Span) {
        let mut at = span.start;
        for part in self.source(span).split_inclusive(|c: char| !c.is_ascii_alphabetic()) {
            let word = part.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
            if RESERVED.contains(&word) {
                self.paint(Span::new(at, at + word.len() as u32), TokenKind::Keyword);
            }
            at += part.len() as u32;
        }
    }

    fn word(&mut self, word: &Word, comments: &[Span]) {
        for run in
            word.pieces.chunk_by(|one, next| one.quote == next.quote && one.span.end == next.span.start)
        {
            if let ([first, ..], [.., last]) = (run, run) {
                self.string(first.quote, first.span.cover(last.span));
            }
        }
        self.pieces(&word.pieces, comments);
    }

    /// What is quoted, with its quotes.
    fn string(&mut self, quote: Quote, inside: Span) {
        let (open, close) = match quote {
            Quote::None => return,
            Quote::Single => ("'", "'"),
            Quote::Double => ("\"", "\""),
            Quote::Ansi => ("$'", "'"),
        };
        let source = self.instruction.instruction.source();
        let (before, after) = (&source[..inside.start as usize], &source[inside.end as usize..]);
        // Not where a line break or an escape is in between.
        let start = inside.start - if before.ends_with(open) { open.len() as u32 } else { 0 };
        let end = inside.end + if after.starts_with(close) { close.len() as u32 } else { 0 };
        self.paint(Span::new(start, end), TokenKind::String);
    }

    fn pieces(&mut self, pieces: &[Piece], comments: &[Span]) {
        for piece in pieces {
            match &piece.kind {
                PieceKind::Parameter(parameter) => {
                    self.variable(piece.span, parameter.name_span);
                    self.pieces(&parameter.argument, comments);
                }
                PieceKind::Substitution(list) | PieceKind::Process(list) => {
                    self.clear(piece.span);
                    self.list(list, comments);
                }
                PieceKind::Arithmetic(pieces) => {
                    self.clear(piece.span);
                    self.pieces(pieces, comments);
                }
                PieceKind::Array(words) => words.iter().for_each(|word| self.word(word, comments)),
                PieceKind::Literal | PieceKind::Glob | PieceKind::Tilde | PieceKind::Brace => {}
            }
        }
    }
}

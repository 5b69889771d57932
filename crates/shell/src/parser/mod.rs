//! From text to skeleton, whatever the text is.
//!
//! Every function goes forward only and ends at the end of the text, so the time is linear in it. How
//! deep the text may nest is bounded, so the stack is too.

mod compound;
mod expansion;
mod lexer;
mod simple;
mod words;

use plimsoll_text::Span;

use self::lexer::PendingHeredoc;
use crate::source::Source;
use crate::tree::{Fault, FaultKind, Item, List, Pipeline, Step};
use crate::word::Piece;

/// Deeper than any script that a person writes, and far from the end of a thread's stack.
const MAX_DEPTH: u32 = 64;

pub(crate) struct Parser<'s> {
    source: &'s Source<'s>,
    text: &'s str,
    pos: usize,
    /// Nothing is read from here on.
    end: usize,
    depth: u32,
    /// A `)` would close something.
    in_parentheses: bool,
    /// The words that would close something.
    expected: Closers,
    pending_heredocs: Vec<PendingHeredoc>,
    notes: Notes,
}

/// What is found on the way.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) comments: Vec<Span>,
    pub(crate) heredocs: Vec<Span>,
    /// In the bodies of heredocs.
    pub(crate) expansions: Vec<Piece>,
    pub(crate) faults: Vec<Fault>,
}

/// A set of what may end a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Closers(u8);

impl Closers {
    const NONE: Closers = Closers(0);
    const THEN: Closers = Closers(1);
    const ELSE: Closers = Closers(1 << 1);
    const FI: Closers = Closers(1 << 2);
    const DO: Closers = Closers(1 << 3);
    const DONE: Closers = Closers(1 << 4);
    const BRACE: Closers = Closers(1 << 5);
    const ESAC: Closers = Closers(1 << 6);
    /// `;;`, `;&`, `;;&`
    const ARM: Closers = Closers(1 << 7);

    const fn or(self, other: Closers) -> Closers {
        Closers(self.0 | other.0)
    }

    fn contains(self, other: Closers) -> bool {
        self.0 & other.0 != 0
    }

    fn of_word(word: &str) -> Closers {
        match word {
            "then" => Closers::THEN,
            "elif" | "else" => Closers::ELSE,
            "fi" => Closers::FI,
            "do" => Closers::DO,
            "done" => Closers::DONE,
            "}" => Closers::BRACE,
            "esac" => Closers::ESAC,
            _ => Closers::NONE,
        }
    }
}

/// The whole source as a list.
pub(crate) fn parse(source: &Source<'_>) -> (List, Notes) {
    parse_nested(source, 0)
}

/// The expansions in the body of a heredoc.
pub(crate) fn expansions(source: &Source<'_>) -> Vec<Piece> {
    let mut parser = Parser::new(source, 0);
    parser.expansions_in(0..source.text().len());
    parser.notes.expansions
}

fn parse_nested(source: &Source<'_>, depth: u32) -> (List, Notes) {
    let mut parser = Parser::new(source, depth);
    let list = parser.list();
    parser.report_missing_heredocs();
    (list, parser.notes)
}

impl<'s> Parser<'s> {
    fn new(source: &'s Source<'s>, depth: u32) -> Self {
        let text = source.text();
        Parser {
            source,
            text,
            pos: 0,
            end: text.len(),
            depth,
            in_parentheses: false,
            expected: Closers::NONE,
            pending_heredocs: Vec::new(),
            notes: Notes::default(),
        }
    }

    /// Commands up to the end of the text or to what an enclosing construct waits for.
    fn list(&mut self) -> List {
        let mut items: Vec<Item> = Vec::new();
        loop {
            self.skip_to_command();
            if self.at_list_end() {
                break;
            }
            let pipeline = self.pipeline();
            self.skip_blanks();
            let operator = self.operator();
            if let Some(operator) = operator
                && operator.kind.is_conditional()
            {
                self.require_command_behind(operator.span);
            }
            items.push(Item { pipeline, operator });
        }
        let span = match (items.first(), items.last()) {
            (Some(first), Some(last)) => {
                let end = last.operator.map_or(last.pipeline.span, |operator| operator.span);
                first.pipeline.span.cover(end)
            }
            _ => Span::empty(self.span(self.pos, self.pos).start),
        };
        List { span, items }
    }

    fn pipeline(&mut self) -> Pipeline {
        let negation = self.negation();
        let mut steps = vec![self.step()];
        let mut pipes = Vec::new();
        loop {
            self.skip_blanks();
            let Some(pipe) = self.pipe() else { break };
            if !self.require_command_behind(pipe.span) {
                break;
            }
            pipes.push(pipe);
            steps.push(self.step());
        }
        let start = negation.unwrap_or(steps[0].span());
        let span = steps.last().map_or(start, |last| start.cover(last.span()));
        Pipeline { span, negation, steps, pipes }
    }

    /// Skips newlines; whether a command follows.
    fn require_command_behind(&mut self, operator: Span) -> bool {
        self.skip_newlines();
        let follows = !self.at_list_end() && !self.at_operator();
        if !follows {
            self.fault(operator, FaultKind::MissingWord);
        }
        follows
    }

    fn step(&mut self) -> Step {
        match self.compound() {
            Some(compound) => compound,
            None => self.simple_command(),
        }
    }

    /// Skips white space and operators that have no command before them.
    fn skip_to_command(&mut self) {
        loop {
            self.skip_newlines();
            if self.at_list_end() {
                return;
            }
            let start = self.pos;
            if !self.stray_operator() {
                return;
            }
            self.fault_at(start, FaultKind::Unexpected);
        }
    }

    fn at_list_end(&self) -> bool {
        match self.peek() {
            None => true,
            Some(b')') => self.in_parentheses,
            Some(b';') => self.expected.contains(Closers::ARM) && self.at_arm_end(),
            Some(_) => self.expected.contains(Closers::of_word(self.peek_word())),
        }
    }

    /// A list inside of something that waits for one of `closers`.
    fn list_until(&mut self, closers: Closers) -> List {
        let outer = self.expected;
        self.expected = outer.or(closers);
        let list = self.list();
        self.expected = outer;
        list
    }

    /// The list behind an opening parenthesis, and the closing one. `open` is where all of it starts.
    fn parenthesized_list(&mut self, open: usize) -> List {
        let outer = (self.expected, self.in_parentheses);
        (self.expected, self.in_parentheses) = (Closers::NONE, true);
        let list = self.deeper(open, Parser::list).unwrap_or_else(|| {
            self.skip_nested(b'(', b')');
            List::default()
        });
        (self.expected, self.in_parentheses) = outer;
        if !self.eat(")") {
            self.fault_at(open, FaultKind::Unclosed);
        }
        list
    }

    /// Runs `parse` one level down, unless that is too deep.
    fn deeper<T>(&mut self, start: usize, parse: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.fault_at(start, FaultKind::TooDeep);
            return None;
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        Some(result)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        self.source.span(start..end)
    }

    fn fault(&mut self, span: Span, kind: FaultKind) {
        self.notes.faults.push(Fault { span, kind });
    }

    /// A fault from `start` to here.
    fn fault_at(&mut self, start: usize, kind: FaultKind) {
        self.fault(self.span(start, self.pos), kind);
    }
}

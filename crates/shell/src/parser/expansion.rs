//! Expansions: parameters, substitutions, arithmetic.

use super::{MAX_DEPTH, Parser};
use crate::parser::simple::name_len;
use crate::parser::words::WordBuilder;
use crate::source::Source;
use crate::tree::FaultKind;
use crate::word::{Operation, Parameter, Piece, PieceKind, Quote};

impl Parser<'_> {
    /// At a `$`.
    pub(super) fn dollar(&mut self, word: &mut WordBuilder, quote: Quote) {
        let start = self.pos;
        let behind = &self.rest()[1..];
        let name = name_len(behind);
        match behind {
            [b'(', b'(', ..] if self.arithmetic_end(start + 3).is_some() => {
                self.flush(word, quote);
                let pieces = self.arithmetic(3);
                self.push_expansion(word, start, quote, PieceKind::Arithmetic(pieces));
            }
            [b'(', ..] => {
                self.flush(word, quote);
                self.pos += 2;
                let list = self.parenthesized_list(start);
                self.push_expansion(word, start, quote, PieceKind::Substitution(Box::new(list)));
            }
            [b'{', ..] => {
                self.flush(word, quote);
                let parameter = self.braced_parameter(quote);
                self.push_expansion(word, start, quote, PieceKind::Parameter(parameter));
            }
            [b'\'', ..] if quote == Quote::None => {
                self.flush(word, quote);
                self.pos += 1;
                self.single_quoted(word, Quote::Ansi);
            }
            // `$"…"` of bash: translated.
            [b'"', ..] if quote == Quote::None => {
                self.flush(word, quote);
                self.pos += 1;
                self.double_quoted(word);
            }
            [b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!', ..] => {
                self.plain_parameter(word, quote, 1);
            }
            _ if name > 0 => self.plain_parameter(word, quote, name),
            _ => {
                self.pos += 1;
                self.push_literal(word, start);
            }
        }
    }

    fn plain_parameter(&mut self, word: &mut WordBuilder, quote: Quote, name_len: usize) {
        self.flush(word, quote);
        let start = self.pos;
        self.pos += 1 + name_len;
        let parameter = self.parameter(start + 1, Operation::Value, Box::default());
        self.push_expansion(word, start, quote, PieceKind::Parameter(parameter));
    }

    /// The name reaches from `name_start` to here.
    fn parameter(&self, name_start: usize, operation: Operation, argument: Box<[Piece]>) -> Parameter {
        Parameter {
            name: self.text[name_start..self.pos].into(),
            name_span: self.span(name_start, self.pos),
            operation,
            argument,
        }
    }

    /// `${…}`
    fn braced_parameter(&mut self, quote: Quote) -> Parameter {
        let open = self.pos;
        self.pos += 2;
        let prefix = match self.rest() {
            [b'#', next, ..] if *next != b'}' => Operation::Length,
            [b'!', next, ..] if *next != b'}' => Operation::Other,
            _ => Operation::Value,
        };
        self.pos += usize::from(prefix != Operation::Value);
        let name_start = self.pos;
        self.pos += match self.rest() {
            [b'0'..=b'9', ..] => self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count(),
            [b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!', ..] => 1,
            rest => name_len(rest),
        };
        let mut parameter = self.parameter(name_start, prefix, Box::default());
        if let Some(operation) = self.operation() {
            parameter.operation = operation;
            parameter.argument = self.deeper(open, |parser| parser.argument(quote)).unwrap_or_else(|| {
                self.skip_nested(b'{', b'}');
                Box::default()
            });
        }
        if !self.eat("}") {
            self.fault_at(open, FaultKind::Unclosed);
        }
        parameter
    }

    /// What follows the name. Nothing at the closing brace or the end.
    fn operation(&mut self) -> Option<Operation> {
        let with_colon = self.peek() == Some(b':');
        let operation = match self.peek_at(usize::from(with_colon)) {
            Some(b'-' | b'=') => Operation::Default,
            Some(b'+') => Operation::Alternative,
            Some(b'?') => Operation::Required,
            None | Some(b'}') if !with_colon => return None,
            _ => return Some(Operation::Other),
        };
        self.pos += 1 + usize::from(with_colon);
        Some(operation)
    }

    /// Up to the `}`, which is left.
    fn argument(&mut self, quote: Quote) -> Box<[Piece]> {
        let mut word = WordBuilder::default();
        while let Some(byte) = self.peek() {
            if byte == b'}' {
                break;
            }
            self.expandable(&mut word, byte, quote);
        }
        self.flush(&mut word, quote);
        word.pieces.into_boxed_slice()
    }

    /// One piece of text in which blanks and operators mean nothing.
    pub(super) fn expandable(&mut self, word: &mut WordBuilder, byte: u8, quote: Quote) {
        let start = self.pos;
        match byte {
            b'$' => self.dollar(word, quote),
            b'`' => self.backticks(word, quote),
            b'\\' => self.escaped(word),
            b'"' => self.double_quoted(word),
            b'\'' if quote == Quote::None => self.single_quoted(word, Quote::Single),
            _ => {
                self.skip_char();
                self.push_literal(word, start);
            }
        }
    }

    /// What stands between the parentheses of `((…))`, whose end must be known to exist. `open_len`: `((` or `$((`.
    pub(super) fn arithmetic(&mut self, open_len: usize) -> Box<[Piece]> {
        let open = self.pos;
        self.pos += open_len;
        let Some(end) = self.arithmetic_end(self.pos) else { return Box::default() };
        let outer_end = std::mem::replace(&mut self.end, end);
        let pieces = self.deeper(open, |parser| {
            let mut word = WordBuilder::default();
            while let Some(byte) = parser.peek() {
                parser.expandable(&mut word, byte, Quote::None);
            }
            parser.flush(&mut word, Quote::None);
            word.pieces
        });
        self.end = outer_end;
        self.pos = end + 2;
        pieces.unwrap_or_default().into_boxed_slice()
    }

    /// Where the `))` stands that ends the arithmetic which starts at `start`; nothing if it is two subshells.
    pub(super) fn arithmetic_end(&self, start: usize) -> Option<usize> {
        let bytes = &self.text.as_bytes()[..self.end];
        let mut level = 0u32;
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'(' => level += 1,
                b')' if level == 0 => return (bytes.get(at + 1) == Some(&b')')).then_some(at),
                b')' => level -= 1,
                b'\\' => at += 1,
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// `<(…)` or `>(…)`
    pub(super) fn process(&mut self, word: &mut WordBuilder) {
        self.flush(word, Quote::None);
        let start = self.pos;
        self.pos += 2;
        let list = self.parenthesized_list(start);
        self.push_expansion(word, start, Quote::None, PieceKind::Process(Box::new(list)));
    }

    /// `` `…` ``
    pub(super) fn backticks(&mut self, word: &mut WordBuilder, quote: Quote) {
        self.flush(word, quote);
        let open = self.pos;
        self.pos += 1;
        let content = self.pos;
        while let Some(byte) = self.peek() {
            match byte {
                b'`' => break,
                b'\\' => {
                    self.pos += 1;
                    self.skip_char();
                }
                _ => self.pos += 1,
            }
        }
        let span = self.span(content, self.pos);
        let mut script = Source::empty(span.start);
        if self.depth < MAX_DEPTH {
            let in_quotes = quote == Quote::Double;
            self.push_unescaped(&mut script, content..self.pos, |byte| {
                matches!(byte, b'`' | b'\\' | b'$') || (in_quotes && byte == b'"')
            });
        }
        let list = self.nested_source(span, &script);
        if !self.eat("`") {
            self.fault_at(open, FaultKind::Unclosed);
        }
        self.push_expansion(word, open, quote, PieceKind::Substitution(Box::new(list)));
    }
}

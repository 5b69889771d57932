//! Words: quotes, escapes, patterns.

use super::Parser;
use crate::parser::lexer::is_delimiter;
use crate::parser::simple::name_len;
use crate::tree::FaultKind;
use crate::word::{Piece, PieceKind, Quote, Word};

/// A word that is more than plain characters, while it is read.
#[derive(Default)]
pub(super) struct WordBuilder {
    /// After quote removal.
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    /// Where the literal that is being read starts.
    literal_start: Option<usize>,
    has_closing_bracket: bool,
}

impl Parser<'_> {
    /// Goes forward at least one character, if there is one.
    pub(super) fn word(&mut self) -> Word {
        let start = self.pos;
        self.skip_plain();
        let is_plain = self.at_word_end() && self.pos > start && !self.at_word_parenthesis(start);
        if is_plain {
            let text = &self.text[start..self.pos];
            return Word { span: self.span(start, self.pos), text: text.into(), pieces: Box::default() };
        }
        self.pos = start;
        let mut word = WordBuilder::default();
        self.word_pieces(&mut word, start);
        self.finish_word(word, start)
    }

    /// The value of an assignment, the subject of `case`: there may be nothing.
    pub(super) fn word_or_empty(&mut self) -> Word {
        if self.at_word_end() && !self.at_process() {
            return Word { span: self.span(self.pos, self.pos), text: "".into(), pieces: Box::default() };
        }
        self.word()
    }

    pub(super) fn finish_word(&self, mut word: WordBuilder, start: usize) -> Word {
        self.flush(&mut word, Quote::None);
        if !word.has_closing_bracket {
            self.make_brackets_literal(&mut word);
        }
        Word {
            span: self.span(start, self.pos),
            text: word.text.into_boxed_str(),
            pieces: word.pieces.into_boxed_slice(),
        }
    }

    /// Characters that mean themselves wherever they stand in a word.
    fn skip_plain(&mut self) {
        let is_plain = |byte: u8| {
            !is_delimiter(byte)
                && !matches!(
                    byte,
                    b'\'' | b'"' | b'\\' | b'$' | b'`' | b'*' | b'?' | b'[' | b'{' | b'~' | b'\r'
                )
        };
        self.pos += self.rest().iter().take_while(|byte| is_plain(**byte)).count();
    }

    /// At a parenthesis that belongs to the word: `name=(…)` or an extended pattern.
    fn at_word_parenthesis(&self, start: usize) -> bool {
        self.peek() == Some(b'(') && (self.is_array_at(start) || self.is_pattern_at(start))
    }

    fn is_array_at(&self, start: usize) -> bool {
        let text = &self.text.as_bytes()[start..self.pos];
        let name = name_len(text);
        name > 0 && matches!(&text[name..], b"=" | b"+=")
    }

    /// `!(…)`, `@(…)` and so on.
    fn is_pattern_at(&self, start: usize) -> bool {
        matches!(self.text.as_bytes()[start..self.pos].last(), Some(b'!' | b'@' | b'+' | b'*' | b'?'))
    }

    fn word_pieces(&mut self, word: &mut WordBuilder, start: usize) {
        loop {
            let before = self.pos;
            self.skip_plain();
            self.push_literal(word, before);
            let at = self.pos;
            match self.peek() {
                Some(b'(') if word.pieces.is_empty() && self.is_array_at(start) => {
                    self.flush(word, Quote::None);
                    let array = self.array();
                    word.text.push_str(&array.text);
                    word.pieces.extend(array.pieces);
                }
                Some(b'(') if self.is_pattern_at(start) => {
                    self.pos += 1;
                    self.skip_nested(b'(', b')');
                    self.eat(")");
                    self.push_special(word, at, PieceKind::Glob);
                }
                Some(b'<' | b'>') if self.at_process() => self.process(word),
                Some(b'(' | b')') if at == start => {
                    self.pos += 1;
                    self.fault_at(at, FaultKind::Unexpected);
                    self.push_literal(word, at);
                }
                _ if self.at_word_end() => return,
                Some(byte) => self.special(word, byte, at == start),
                None => return,
            }
        }
    }

    /// A character that is not plain, outside of quotes.
    fn special(&mut self, word: &mut WordBuilder, byte: u8, is_first: bool) {
        let at = self.pos;
        match byte {
            b'\'' => self.single_quoted(word, Quote::Single),
            b'"' => self.double_quoted(word),
            b'\\' => self.escaped(word),
            b'$' => self.dollar(word, Quote::None),
            b'`' => self.backticks(word, Quote::None),
            _ => {
                self.pos += 1;
                match byte {
                    b'*' | b'?' | b'[' => self.push_special(word, at, PieceKind::Glob),
                    b'{' if self.peek() != Some(b'}') => self.push_special(word, at, PieceKind::Brace),
                    b'~' if is_first => self.push_special(word, at, PieceKind::Tilde),
                    _ => self.push_literal(word, at),
                }
            }
        }
    }

    /// `\c`, outside of quotes.
    pub(super) fn escaped(&mut self, word: &mut WordBuilder) {
        let at = self.pos;
        word.literal_start.get_or_insert(at);
        if self.eat_line_continuation() {
            return;
        }
        self.pos += 1;
        let escaped = self.pos;
        self.skip_char();
        word.text.push_str(if escaped == self.pos { "\\" } else { &self.text[escaped..self.pos] });
    }

    /// `'…'` or the rest of `$'…'`.
    pub(super) fn single_quoted(&mut self, word: &mut WordBuilder, quote: Quote) {
        self.flush(word, Quote::None);
        let open = self.pos;
        self.pos += 1;
        let start = self.pos;
        self.skip_to_single_quote(quote == Quote::Ansi);
        word.text.push_str(&self.text[start..self.pos]);
        word.pieces.push(Piece { span: self.span(start, self.pos), quote, kind: PieceKind::Literal });
        if !self.eat("'") {
            self.fault_at(open, FaultKind::Unclosed);
        }
    }

    fn skip_to_single_quote(&mut self, has_escapes: bool) {
        while let Some(byte) = self.peek() {
            match byte {
                b'\'' => return,
                b'\\' if has_escapes => {
                    self.pos += 1;
                    self.skip_char();
                }
                _ => self.pos += 1,
            }
        }
    }

    /// `"…"`
    pub(super) fn double_quoted(&mut self, word: &mut WordBuilder) {
        self.flush(word, Quote::None);
        let open = self.pos;
        let pieces_before = word.pieces.len();
        self.pos += 1;
        let content = self.pos;
        while let Some(byte) = self.peek() {
            let at = self.pos;
            match byte {
                b'"' => break,
                b'$' => self.dollar(word, Quote::Double),
                b'`' => self.backticks(word, Quote::Double),
                b'\\' if matches!(self.peek_at(1), Some(b'$' | b'`' | b'"' | b'\\' | b'\n' | b'\r')) => {
                    self.escaped(word);
                }
                _ => {
                    self.pos += 1;
                    let plain = |byte: &&u8| !matches!(byte, b'"' | b'$' | b'`' | b'\\');
                    self.pos += self.rest().iter().take_while(plain).count();
                    self.push_literal(word, at);
                }
            }
        }
        self.flush(word, Quote::Double);
        if word.pieces.len() == pieces_before {
            let span = self.span(content, self.pos);
            word.pieces.push(Piece { span, quote: Quote::Double, kind: PieceKind::Literal });
        }
        if !self.eat("\"") {
            self.fault_at(open, FaultKind::Unclosed);
        }
    }

    /// `(…)` behind `name=`. The word starts at the parenthesis.
    pub(super) fn array(&mut self) -> Word {
        let start = self.pos;
        self.pos += 1;
        let in_parentheses = std::mem::replace(&mut self.in_parentheses, true);
        let words = self.deeper(start, Parser::array_elements).unwrap_or_else(|| {
            self.skip_nested(b'(', b')');
            Vec::new()
        });
        self.in_parentheses = in_parentheses;
        if !self.eat(")") {
            self.fault_at(start, FaultKind::Unclosed);
        }
        let span = self.span(start, self.pos);
        let kind = PieceKind::Array(words.into_boxed_slice());
        let piece = Piece { span, quote: Quote::None, kind };
        Word { span, text: self.text[start..self.pos].into(), pieces: Box::new([piece]) }
    }

    fn array_elements(&mut self) -> Vec<Word> {
        let mut words = Vec::new();
        loop {
            self.skip_newlines();
            if matches!(self.peek(), None | Some(b')')) {
                return words;
            }
            if self.at_word_end() && !self.at_process() && self.peek() != Some(b'(') {
                self.pos += 1;
                self.fault_at(self.pos - 1, FaultKind::Unexpected);
                continue;
            }
            words.push(self.word());
        }
    }

    /// Adds the text from `start` to here to the literal that is being read.
    pub(super) fn push_literal(&self, word: &mut WordBuilder, start: usize) {
        if start < self.pos {
            word.literal_start.get_or_insert(start);
            word.text.push_str(&self.text[start..self.pos]);
        }
    }

    /// The text from `start` to here is a piece of its own.
    fn push_special(&self, word: &mut WordBuilder, start: usize, kind: PieceKind) {
        self.flush_until(word, Quote::None, start);
        word.text.push_str(&self.text[start..self.pos]);
        word.pieces.push(Piece { span: self.span(start, self.pos), quote: Quote::None, kind });
    }

    /// The text from `start` to here is an expansion.
    pub(super) fn push_expansion(&self, word: &mut WordBuilder, start: usize, quote: Quote, kind: PieceKind) {
        word.text.push_str(&self.text[start..self.pos]);
        word.pieces.push(Piece { span: self.span(start, self.pos), quote, kind });
    }

    /// Ends the literal that is being read.
    pub(super) fn flush(&self, word: &mut WordBuilder, quote: Quote) {
        self.flush_until(word, quote, self.pos);
    }

    fn flush_until(&self, word: &mut WordBuilder, quote: Quote, end: usize) {
        if let Some(start) = word.literal_start.take() {
            let literal = &self.text[start..end];
            word.has_closing_bracket |= quote == Quote::None && literal.contains(']');
            word.pieces.push(Piece { span: self.span(start, end), quote, kind: PieceKind::Literal });
        }
    }

    /// A `[` without a `]` is no pattern: the command `[`.
    fn make_brackets_literal(&self, word: &mut WordBuilder) {
        for piece in &mut word.pieces {
            if piece.kind == PieceKind::Glob && self.text[self.source.range(piece.span)].starts_with('[') {
                piece.kind = PieceKind::Literal;
            }
        }
    }
}

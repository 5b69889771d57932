//! White space, comments, operators, reserved words, and the bodies of heredocs.

use std::ops::Range;

use plimsoll_text::Span;

use super::words::WordBuilder;
use super::{Closers, Parser};
use crate::tree::{FaultKind, Operator, OperatorKind, Pipe};
use crate::word::{Piece, Quote};

/// A heredoc whose body starts behind the next newline.
pub(super) struct PendingHeredoc {
    pub(super) marker: Span,
    pub(super) delimiter: Box<str>,
    pub(super) strips_tabs: bool,
    /// Nothing in the delimiter is quoted.
    pub(super) expands: bool,
}

/// Ends a word, unless quoted.
pub(super) fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')')
}

impl<'s> Parser<'s> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    /// The byte `distance` behind the next one.
    pub(super) fn peek_at(&self, distance: usize) -> Option<u8> {
        let at = self.pos + distance;
        if at < self.end { self.text.as_bytes().get(at).copied() } else { None }
    }

    pub(super) fn rest(&self) -> &'s [u8] {
        &self.text.as_bytes()[self.pos..self.end]
    }

    pub(super) fn at(&self, token: &str) -> bool {
        self.rest().starts_with(token.as_bytes())
    }

    pub(super) fn eat(&mut self, token: &str) -> bool {
        let found = self.at(token);
        if found {
            self.pos += token.len();
        }
        found
    }

    /// One whole character.
    pub(super) fn skip_char(&mut self) {
        if self.pos < self.end {
            self.pos += 1;
        }
        while self.pos < self.end && !self.text.is_char_boundary(self.pos) {
            self.pos += 1;
        }
    }

    /// Length of the line ending here: LF, or CRLF in a file that has them.
    fn line_ending(&self) -> Option<usize> {
        match (self.peek(), self.peek_at(1)) {
            (Some(b'\n'), _) => Some(1),
            (Some(b'\r'), Some(b'\n')) => Some(2),
            _ => None,
        }
    }

    /// Backslash and line ending: nothing to a shell.
    pub(super) fn eat_line_continuation(&mut self) -> bool {
        let len = match self.rest() {
            [b'\\', b'\n', ..] => 2,
            [b'\\', b'\r', b'\n', ..] => 3,
            _ => return false,
        };
        self.pos += len;
        true
    }

    /// A word can't go on: a delimiter or the end.
    pub(super) fn at_word_end(&self) -> bool {
        self.peek().is_none_or(is_delimiter) || self.line_ending().is_some()
    }

    /// Blanks, line continuations and comments: for the start of a token only, for `#` means a comment only there.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            self.skip_spaces();
            if self.peek() != Some(b'#') {
                return;
            }
            self.comment();
        }
    }

    /// Blanks and line continuations.
    pub(super) fn skip_spaces(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.pos += 1,
                Some(b'\\') if self.eat_line_continuation() => {}
                _ => return,
            }
        }
    }

    fn comment(&mut self) {
        let start = self.pos;
        self.pos += memchr::memchr(b'\n', self.rest()).unwrap_or(self.end - self.pos);
        if self.text[start..self.pos].ends_with('\r') {
            self.pos -= 1;
        }
        self.notes.comments.push(self.span(start, self.pos));
    }

    /// Blanks, comments, newlines, and the heredoc bodies behind those.
    pub(super) fn skip_newlines(&mut self) {
        loop {
            self.skip_blanks();
            if !self.eat_newline() {
                return;
            }
        }
    }

    fn eat_newline(&mut self) -> bool {
        let Some(len) = self.line_ending() else { return false };
        self.pos += len;
        for heredoc in std::mem::take(&mut self.pending_heredocs) {
            self.heredoc_body(&heredoc);
        }
        true
    }

    fn heredoc_body(&mut self, heredoc: &PendingHeredoc) {
        let start = self.pos;
        while self.pos < self.end {
            let len = memchr::memchr(b'\n', self.rest()).map_or(self.end - self.pos, |at| at + 1);
            let body_end = self.pos;
            self.pos += len;
            let line = self.text[body_end..self.pos].trim_end_matches(['\r', '\n']);
            let line = if heredoc.strips_tabs { line.trim_start_matches('\t') } else { line };
            if line == &*heredoc.delimiter {
                self.take_heredoc(heredoc, start..body_end);
                return;
            }
        }
        self.take_heredoc(heredoc, start..self.pos);
        self.fault(heredoc.marker, FaultKind::Unclosed);
    }

    fn take_heredoc(&mut self, heredoc: &PendingHeredoc, body: Range<usize>) {
        self.notes.heredocs.push(self.span(body.start, body.end));
        if heredoc.expands {
            self.expansions_in(body);
        }
    }

    /// The expansions in the body of a heredoc, where quotes mean nothing.
    pub(super) fn expansions_in(&mut self, body: Range<usize>) {
        let outer = (self.pos, self.end);
        (self.pos, self.end) = (body.start, body.end);
        let mut text = WordBuilder::default();
        while let Some(byte) = self.peek() {
            match byte {
                b'"' | b'\'' => self.pos += 1,
                _ => self.expandable(&mut text, byte, Quote::Double),
            }
        }
        self.flush(&mut text, Quote::Double);
        self.notes.expansions.extend(text.pieces.into_iter().filter(Piece::is_expansion));
        (self.pos, self.end) = outer;
    }

    /// For the end of the text. The line that BuildKit joins has no newline: the bodies stand elsewhere.
    pub(super) fn report_missing_heredocs(&mut self) {
        let has_lines = self.text.contains('\n');
        for heredoc in std::mem::take(&mut self.pending_heredocs) {
            if has_lines {
                self.fault(heredoc.marker, FaultKind::Unclosed);
            }
        }
    }

    /// What connects a command to the next one, the newline included.
    pub(super) fn operator(&mut self) -> Option<Operator> {
        if self.expected.contains(Closers::ARM) && self.at_arm_end() {
            return None;
        }
        let start = self.pos;
        let kind = if self.eat("&&") {
            OperatorKind::And
        } else if self.eat("||") {
            OperatorKind::Or
        } else if self.eat(";") {
            OperatorKind::Sequence
        } else if self.eat("&") {
            OperatorKind::Background
        } else {
            let len = self.line_ending()?;
            let span = self.span(start, start + len);
            self.eat_newline();
            return Some(Operator { kind: OperatorKind::Newline, span });
        };
        Some(Operator { kind, span: self.span(start, self.pos) })
    }

    pub(super) fn pipe(&mut self) -> Option<Pipe> {
        let start = self.pos;
        if self.at("||") || !self.eat("|") {
            return None;
        }
        let with_errors = self.eat("&");
        Some(Pipe { span: self.span(start, self.pos), with_errors })
    }

    /// An operator where a command should start.
    pub(super) fn stray_operator(&mut self) -> bool {
        self.at_operator() && (self.operator().is_some() || self.pipe().is_some())
    }

    pub(super) fn at_operator(&self) -> bool {
        match self.peek() {
            Some(b'&') => self.peek_at(1) != Some(b'>'),
            other => matches!(other, Some(b';' | b'|')),
        }
    }

    pub(super) fn at_arm_end(&self) -> bool {
        self.at(";;") || self.at(";&")
    }

    pub(super) fn eat_arm_end(&mut self) -> bool {
        self.eat(";;&") || self.eat(";;") || self.eat(";&")
    }

    /// The word ahead, if it may be a reserved one; else nothing.
    pub(super) fn peek_word(&self) -> &'s str {
        const LONGEST: usize = "function".len();
        let rest = self.rest();
        let len = rest
            .iter()
            .take(LONGEST + 1)
            .take_while(|byte| matches!(byte, b'a'..=b'z' | b'{' | b'}' | b'!' | b'[' | b']'))
            .count();
        let ends = rest.get(len).is_none_or(|byte| is_delimiter(*byte)) || rest[len..].starts_with(b"\r\n");
        if ends { &self.text[self.pos..self.pos + len] } else { "" }
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let found = self.peek_word() == word;
        if found {
            self.pos += word.len();
        }
        found
    }

    /// `!` in front of a pipeline.
    pub(super) fn negation(&mut self) -> Option<Span> {
        let start = self.pos;
        if !self.eat_word("!") {
            return None;
        }
        let negation = self.span(start, self.pos);
        self.skip_blanks();
        Some(negation)
    }

    /// To the `close` that belongs to an `open` before, counting only these two.
    pub(super) fn skip_nested(&mut self, open: u8, close: u8) {
        let mut level = 0u32;
        while let Some(byte) = self.peek() {
            if byte == close && level == 0 {
                return;
            }
            level = if byte == open { level + 1 } else { level - u32::from(byte == close) };
            self.pos += 1;
        }
    }
}

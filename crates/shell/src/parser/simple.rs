//! Simple commands: assignments, words, redirects.

use std::ops::Range;

use plimsoll_text::Span;

use super::{MAX_DEPTH, Parser, parse_nested};
use crate::parser::lexer::PendingHeredoc;
use crate::source::Source;
use crate::tree::{Assignment, Command, CompoundKind, FaultKind, List, Redirect, RedirectKind, Step};
use crate::word::{PieceKind, Quote, Word};
use crate::wrapper;

impl Parser<'_> {
    /// Goes forward at least one character: the caller is not at the end of a list or at an operator.
    pub(super) fn simple_command(&mut self) -> Step {
        let start = self.pos;
        let mut end = start;
        let mut command = Command::default();
        loop {
            self.skip_blanks();
            if let Some(redirect) = self.redirect() {
                command.redirects.push(redirect);
            } else if self.at_command_end() {
                break;
            } else if command.words.is_empty()
                && let Some(assignment) = self.assignment()
            {
                command.assignments.push(assignment);
            } else if let Some(name) = self.function_name(&mut command) {
                return self.function_body(start, name);
            } else {
                command.words.push(self.word());
            }
            end = self.pos;
        }
        command.span = self.span(start, end);
        command.script = self.script_in(&command.words);
        Step::Command(command)
    }

    fn at_command_end(&self) -> bool {
        match self.peek() {
            Some(b')') => self.in_parentheses,
            // A stray parenthesis is read as a word, a `<` as a process substitution.
            Some(b'(' | b'<' | b'>') => false,
            _ => self.at_word_end(),
        }
    }

    /// `name=value`, `name+=value`, `name[index]=value`, `name=(…)`.
    fn assignment(&mut self) -> Option<Assignment> {
        let (name_len, operator_len) = assignment_prefix(self.rest())?;
        let start = self.pos;
        self.pos += name_len + operator_len;
        let appends = self.text[..self.pos].ends_with("+=");
        let value = if self.peek() == Some(b'(') { self.array() } else { self.word_or_empty() };
        Some(Assignment {
            span: self.span(start, self.pos),
            name: self.text[start..start + name_len].into(),
            name_span: self.span(start, start + name_len),
            appends,
            value,
        })
    }

    /// Takes the only word of the command, if `()` follows it.
    fn function_name(&mut self, command: &mut Command) -> Option<Word> {
        let is_alone =
            command.words.len() == 1 && command.assignments.is_empty() && command.redirects.is_empty();
        if !is_alone || !self.eat_empty_parentheses() {
            return None;
        }
        command.words.pop()
    }

    pub(super) fn eat_empty_parentheses(&mut self) -> bool {
        let start = self.pos;
        if self.eat("(") {
            self.skip_spaces();
            if self.eat(")") {
                return true;
            }
        }
        self.pos = start;
        false
    }

    pub(super) fn function_body(&mut self, start: usize, name: Word) -> Step {
        self.skip_newlines();
        let has_body = !self.at_list_end() && !self.at_operator();
        let body = if has_body { self.deeper(start, Parser::step) } else { None };
        if !has_body {
            self.fault_at(start, FaultKind::MissingWord);
        }
        self.finish_compound(start, CompoundKind::Function { name, body })
    }

    pub(super) fn redirects(&mut self) -> Vec<Redirect> {
        let mut redirects = Vec::new();
        loop {
            let before = self.pos;
            self.skip_blanks();
            match self.redirect() {
                Some(redirect) => redirects.push(redirect),
                None => {
                    self.pos = before;
                    return redirects;
                }
            }
        }
    }

    fn redirect(&mut self) -> Option<Redirect> {
        let start = self.pos;
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.pos += digits;
        let Some(kind) = self.redirect_operator(digits > 0) else {
            self.pos = start;
            return None;
        };
        let descriptor = self.text[start..start + digits].parse().ok();
        let marker_end = self.pos;
        self.skip_spaces();
        let target = (!self.at_word_end() || self.at_process()).then(|| self.word());
        if target.is_none() {
            self.pos = marker_end;
            self.fault_at(start, FaultKind::MissingWord);
        }
        let span = self.span(start, self.pos);
        if let (RedirectKind::Heredoc | RedirectKind::HeredocWithoutTabs, Some(delimiter)) = (kind, &target) {
            self.pending_heredocs.push(PendingHeredoc {
                marker: span,
                delimiter: delimiter.text().into(),
                expands: self.source.range(delimiter.span).len() == delimiter.text().len(),
                strips_tabs: kind == RedirectKind::HeredocWithoutTabs,
            });
        }
        Some(Redirect { span, descriptor, kind, target })
    }

    fn redirect_operator(&mut self, has_descriptor: bool) -> Option<RedirectKind> {
        /// Longest first.
        const OPERATORS: [(&str, RedirectKind); 12] = [
            ("&>>", RedirectKind::AppendBoth),
            ("&>", RedirectKind::WriteBoth),
            ("<<<", RedirectKind::HereString),
            ("<<-", RedirectKind::HeredocWithoutTabs),
            ("<<", RedirectKind::Heredoc),
            ("<>", RedirectKind::ReadWrite),
            ("<&", RedirectKind::DuplicateRead),
            ("<", RedirectKind::Read),
            (">>", RedirectKind::Append),
            (">|", RedirectKind::Clobber),
            (">&", RedirectKind::DuplicateWrite),
            (">", RedirectKind::Write),
        ];
        if self.at_process() || (has_descriptor && self.peek() == Some(b'&')) {
            return None;
        }
        OPERATORS.into_iter().find(|(operator, _)| self.eat(operator)).map(|(_, kind)| kind)
    }

    /// At `<(` or `>(`.
    pub(super) fn at_process(&self) -> bool {
        self.at("<(") || self.at(">(")
    }

    /// What `sh -c` among these words runs.
    fn script_in(&mut self, words: &[Word]) -> Option<Box<List>> {
        let word = &words[wrapper::script_argument(words)?];
        let script = self.unquoted(word)?;
        let list = self.nested_source(word.span, &script);
        Some(Box::new(list))
    }

    /// The word after quote removal. Expansions are left in: the script is nearly the same without them.
    fn unquoted(&self, word: &Word) -> Option<Source<'static>> {
        let mut result = Source::empty(word.span.start);
        if word.pieces.is_empty() {
            result.push_from(self.source, self.source.range(word.span));
        }
        for piece in &word.pieces {
            let range = self.source.range(piece.span);
            match (&piece.kind, piece.quote) {
                (_, Quote::Ansi) => return None,
                (PieceKind::Literal, Quote::None) => self.push_unescaped(&mut result, range, |_| true),
                (PieceKind::Literal, Quote::Double) => {
                    self.push_unescaped(&mut result, range, |byte| {
                        matches!(byte, b'$' | b'`' | b'"' | b'\\')
                    });
                }
                _ => result.push_from(self.source, range),
            }
        }
        Some(result)
    }

    /// Leaves out backslashes in front of what `is_escaped` says, and line continuations.
    pub(super) fn push_unescaped(
        &self,
        target: &mut Source<'_>,
        range: Range<usize>,
        is_escaped: impl Fn(u8) -> bool,
    ) {
        let bytes = self.text.as_bytes();
        let (mut done, mut at) = (range.start, range.start);
        while let Some(found) = memchr::memchr(b'\\', &bytes[at..range.end]) {
            let backslash = at + found;
            let Some(next) = bytes[..range.end].get(backslash + 1) else { break };
            at = backslash + 2;
            if *next == b'\n' || is_escaped(*next) {
                target.push_from(self.source, done..backslash);
                done = backslash + 1 + usize::from(*next == b'\n');
            }
        }
        target.push_from(self.source, done..range.end);
    }

    /// A list that is written inside of a word.
    pub(super) fn nested_source(&mut self, span: Span, source: &Source<'_>) -> List {
        if self.depth >= MAX_DEPTH {
            self.fault(span, FaultKind::TooDeep);
            return List::default();
        }
        let (list, notes) = parse_nested(source, self.depth + 1);
        self.notes.comments.extend(notes.comments);
        self.notes.heredocs.extend(notes.heredocs);
        self.notes.expansions.extend(notes.expansions);
        self.notes.faults.extend(notes.faults);
        list
    }
}

/// Length of the name (with its index), and of the operator.
fn assignment_prefix(text: &[u8]) -> Option<(usize, usize)> {
    let name = name_len(text);
    if name == 0 {
        return None;
    }
    let index = match text[name..].first() {
        Some(b'[') => text[name..].iter().take_while(|byte| !matches!(byte, b']' | b'\n' | b' ')).count() + 1,
        _ => 0,
    };
    match text.get(name + index..)? {
        [b'=', ..] => Some((name + index, 1)),
        [b'+', b'=', ..] => Some((name + index, 2)),
        _ => None,
    }
}

/// Length of the variable name at the start.
pub(super) fn name_len(text: &[u8]) -> usize {
    match text.first() {
        Some(first) if first.is_ascii_alphabetic() || *first == b'_' => {
            text.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count()
        }
        _ => 0,
    }
}

//! Compound commands: what starts with a reserved word or a parenthesis.

use super::{Closers, Parser};
use crate::tree::{Arm, Branch, Compound, CompoundKind, FaultKind, List, Step};
use crate::word::Word;

impl Parser<'_> {
    pub(super) fn compound(&mut self) -> Option<Step> {
        let start = self.pos;
        if self.peek() == Some(b'(') {
            let kind = self.parenthesis();
            return Some(self.finish_compound(start, kind));
        }
        let word = self.peek_word();
        let parse: fn(&mut Self) -> CompoundKind = match word {
            "{" => Parser::group,
            "if" => Parser::if_clause,
            "while" | "until" => Parser::while_clause,
            "for" | "select" => Parser::for_clause,
            "case" => Parser::case_clause,
            "[[" => Parser::test,
            "function" => return self.function_keyword(),
            _ => return None,
        };
        // Too deep: a simple command.
        let kind = self.deeper(start, |parser| {
            parser.pos += word.len();
            parse(parser)
        })?;
        Some(self.finish_compound(start, kind))
    }

    pub(super) fn finish_compound(&mut self, start: usize, kind: CompoundKind) -> Step {
        let redirects = self.redirects();
        // Where the end is missing, white space has been skipped in search of it.
        let len = self.text[start..self.pos].trim_end().len();
        Step::Compound(Box::new(Compound { span: self.span(start, start + len), kind, redirects }))
    }

    /// `(…)` or `((…))`
    fn parenthesis(&mut self) -> CompoundKind {
        let start = self.pos;
        if self.at("((") && self.arithmetic_end(start + 2).is_some() {
            return CompoundKind::Arithmetic(self.arithmetic(2));
        }
        self.pos += 1;
        CompoundKind::Subshell(self.parenthesized_list(start))
    }

    fn group(&mut self) -> CompoundKind {
        let body = self.list_until(Closers::BRACE);
        self.expect("}");
        CompoundKind::Group(body)
    }

    fn if_clause(&mut self) -> CompoundKind {
        let mut branches = Vec::new();
        loop {
            let condition = self.list_until(Closers::THEN.or(Closers::ELSE).or(Closers::FI));
            self.expect("then");
            let body = self.list_until(Closers::ELSE.or(Closers::FI));
            branches.push(Branch { condition, body });
            if !self.eat_word("elif") {
                break;
            }
        }
        let otherwise = self.eat_word("else").then(|| self.list_until(Closers::FI));
        self.expect("fi");
        CompoundKind::If { branches, otherwise }
    }

    fn while_clause(&mut self) -> CompoundKind {
        let condition = self.list_until(Closers::DO.or(Closers::DONE));
        let body = self.loop_body();
        CompoundKind::While(Branch { condition, body })
    }

    fn loop_body(&mut self) -> List {
        self.expect("do");
        let body = self.list_until(Closers::DONE);
        self.expect("done");
        body
    }

    fn for_clause(&mut self) -> CompoundKind {
        self.skip_blanks();
        if self.at("((") && self.arithmetic_end(self.pos + 2).is_some() {
            let header = self.arithmetic(2);
            self.skip_to_body();
            return CompoundKind::ArithmeticFor { header, body: self.loop_body() };
        }
        let variable = self.optional_word();
        self.skip_newlines();
        let values = self.eat_word("in").then(|| self.values());
        self.skip_to_body();
        CompoundKind::For { variable, values, body: self.loop_body() }
    }

    /// Words up to the end of the line or a `;`.
    fn values(&mut self) -> Vec<Word> {
        std::iter::from_fn(|| {
            self.skip_blanks();
            self.optional_word()
        })
        .collect()
    }

    fn skip_to_body(&mut self) {
        self.skip_blanks();
        self.eat(";");
        self.skip_newlines();
    }

    fn case_clause(&mut self) -> CompoundKind {
        self.skip_blanks();
        let subject = self.optional_word();
        self.skip_newlines();
        self.expect("in");
        let mut arms = Vec::new();
        loop {
            self.skip_newlines();
            if self.peek_word() == "esac" {
                break;
            }
            let Some(arm) = self.arm() else { break };
            arms.push(arm);
        }
        self.expect("esac");
        CompoundKind::Case { subject, arms }
    }

    /// Nothing, if there is no pattern.
    fn arm(&mut self) -> Option<Arm> {
        self.eat("(");
        let mut patterns = Vec::new();
        loop {
            self.skip_blanks();
            match self.optional_word() {
                Some(pattern) => patterns.push(pattern),
                None if !self.eat("|") => break,
                None => {}
            }
        }
        if patterns.is_empty() {
            return None;
        }
        if !self.eat(")") {
            self.fault_at(self.pos, FaultKind::MissingWord);
        }
        let body = self.list_until(Closers::ESAC.or(Closers::ARM));
        self.eat_arm_end();
        Some(Arm { patterns, body })
    }

    /// `[[ … ]]`: parentheses and operators in it are skipped, whatever they group.
    fn test(&mut self) -> CompoundKind {
        let start = self.pos - "[[".len();
        let mut operands = Vec::new();
        loop {
            self.skip_newlines();
            if self.eat_word("]]") {
                break;
            }
            match self.peek() {
                None | Some(b';') => {
                    self.fault_at(start, FaultKind::Unclosed);
                    break;
                }
                Some(b'&' | b'|' | b'(' | b')') => self.pos += 1,
                Some(b'<' | b'>') if !self.at_process() => self.pos += 1,
                Some(_) => operands.push(self.word()),
            }
        }
        CompoundKind::Test(operands)
    }

    /// `function name { …; }` of bash and ksh.
    fn function_keyword(&mut self) -> Option<Step> {
        let start = self.pos;
        self.pos += "function".len();
        self.skip_blanks();
        let Some(name) = self.optional_word() else {
            self.pos = start;
            return None;
        };
        self.skip_blanks();
        self.eat_empty_parentheses();
        Some(self.function_body(start, name))
    }

    fn optional_word(&mut self) -> Option<Word> {
        (!self.at_word_end()).then(|| self.word())
    }

    /// Eats a reserved word, or notes its absence.
    fn expect(&mut self, word: &str) {
        if !self.eat_word(word) {
            let here = self.span(self.pos, self.pos);
            self.fault(here, FaultKind::Unclosed);
        }
    }
}

//! From text to one [`Instruction`], in BuildKit's order: join the lines, cut off the keyword, then the
//! flags, try JSON, cut the arguments, and read the bodies of heredocs.

use std::ops::Range;

use plimsoll_text::Span;

use crate::error::{ErrorKind, SyntaxError};
use crate::expansion::{self, Quoting};
use crate::grammar::Form;
use crate::heredoc::{self, LastLines, Marker};
use crate::instruction::{
    Arguments, Command, Flag, Health, Heredoc, Instruction, JsonArray, JsonString, Pair,
};
use crate::json::{self, Json};
use crate::keyword::Keyword;
use crate::lines::{Line, LogicalLine, MAX_LINE};
use crate::{validate, words};

/// An instruction, and how much of the text it took.
pub(crate) struct Parsed {
    pub(crate) instruction: Instruction,
    pub(crate) end: usize,
    /// Text behind the end of the source could belong to it.
    pub(crate) open: bool,
}

/// Reads the instruction at the start of `source`, whose first `skip` bytes (a byte order mark) don't count.
/// Its first line is neither blank nor a comment.
pub(crate) fn instruction(source: &str, skip: usize, escape: char, last_lines: &mut LastLines) -> Parsed {
    let first = Line::at(source, 0).map_or("", |line| line.text);
    let indent = first.len() - first[skip.min(first.len())..].trim_start().len();
    let line = LogicalLine::read(source, indent, escape);
    let range = words::trim(&line.text, 0..line.text.len());
    let mut parser = Parser { line: &line, escape, in_trigger: false, errors: Vec::new() };
    let command = parser.command(range.clone());
    let markers = if takes_heredocs(&command) { heredoc::markers(&line.text) } else { Vec::new() };
    let mut bodies = Bodies { source, last_lines, end: line.end, open: line.open };
    let heredocs: Vec<Heredoc> =
        markers.into_iter().map_while(|marker| bodies.read(&line, marker, &mut parser.errors)).collect();
    let errors = std::mem::take(&mut parser.errors);
    let (end, open) = (bodies.end, bodies.open);
    let is_plain = is_plain(&line.text, escape) && heredocs.is_empty();
    let mut instruction = Instruction {
        source: source[..end].into(),
        line: line.span(range),
        gaps: line.gaps.into(),
        command,
        heredocs: heredocs.into(),
        errors: Box::default(),
        escape,
        is_plain,
    };
    instruction.errors = all_errors(&instruction, errors).into();
    Parsed { instruction, end, open }
}

fn is_plain(line: &str, escape: char) -> bool {
    expansion::is_plain(line, Quoting::Word { escape })
}

fn all_errors(instruction: &Instruction, mut errors: Vec<SyntaxError>) -> Vec<SyntaxError> {
    errors.extend(too_long_lines(&instruction.source));
    errors.extend(validate::instruction(instruction));
    errors.sort_by_key(|error| error.span.start);
    errors
}

/// BuildKit's limit, at the part of each line that is too much.
pub(crate) fn too_long_lines(source: &str) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    if source.len() <= MAX_LINE {
        return errors;
    }
    let mut at = 0;
    while let Some(line) = Line::at(source, at) {
        at = line.end;
        let length = line.end - line.start - usize::from(line.closed);
        if length > MAX_LINE {
            let limit = (line.start..=line.start + MAX_LINE).rev().find(|at| source.is_char_boundary(*at));
            let span = Span::new(limit.unwrap_or(line.start) as u32, (line.start + length) as u32);
            errors.push(SyntaxError { span, kind: ErrorKind::LineTooLong });
        }
    }
    errors
}

/// Only RUN, COPY and ADD, also behind ONBUILD, and not in JSON form.
fn takes_heredocs(command: &Command) -> bool {
    match &command.arguments {
        Arguments::Trigger(trigger) => {
            trigger.keyword.is_some_and(Keyword::takes_heredocs)
                && !matches!(trigger.arguments, Arguments::Json(_))
        }
        Arguments::Json(_) => false,
        _ => command.keyword.is_some_and(Keyword::takes_heredocs),
    }
}

struct Parser<'a> {
    line: &'a LogicalLine<'a>,
    escape: char,
    /// Behind ONBUILD.
    in_trigger: bool,
    errors: Vec<SyntaxError>,
}

impl Parser<'_> {
    fn text(&self) -> &str {
        &self.line.text
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.line.span(range)
    }

    /// A keyword, its flags and its arguments.
    fn command(&mut self, range: Range<usize>) -> Command {
        let line = self.text();
        let word_end = line[range.clone()].find(words::is_blank).map_or(range.end, |at| range.start + at);
        let keyword = Keyword::parse(&line[range.start..word_end]);
        let after = words::trim(line, word_end..range.end);
        let (flags, rest_start) = words::flags(line, after.clone(), self.escape);
        let rest = words::trim(line, rest_start..after.end.max(rest_start));
        let flags = flags.into_iter().map(|flag| self.flag(&flag)).collect();
        let arguments = match keyword {
            Some(keyword) => self.arguments(keyword, rest.clone()),
            None => Arguments::Unknown(self.span(rest.clone())),
        };
        Command {
            keyword,
            keyword_span: self.span(range.start..word_end),
            flags,
            arguments,
            rest: self.span(rest),
        }
    }

    fn flag(&self, flag: &words::FlagWord) -> Flag {
        let name_end = flag.equals.unwrap_or(flag.range.end);
        Flag {
            span: self.span(flag.range.clone()),
            name: self.span(flag.range.start + 2..name_end),
            value: flag.equals.map(|equals| self.span(equals + 1..flag.range.end)),
        }
    }

    fn arguments(&mut self, keyword: Keyword, rest: Range<usize>) -> Arguments {
        match keyword.form() {
            Form::JsonOrText => self.json(&rest).unwrap_or_else(|| Arguments::Shell(self.span(rest))),
            Form::JsonOrWords => self.json(&rest).unwrap_or_else(|| self.words(rest)),
            Form::Words => self.words(rest),
            Form::Text => Arguments::Text(self.span(rest)),
            Form::KeyValue => self.key_values(keyword, rest),
            Form::Names => Arguments::Pairs(self.pairs(&self.quoted_words(rest))),
            Form::Health => Arguments::Health(self.health(rest)),
            // BuildKit refuses a trigger of a trigger: what it holds does not matter, but its depth would.
            Form::Trigger if self.in_trigger => Arguments::Unknown(self.span(rest)),
            Form::Trigger => {
                self.in_trigger = true;
                Arguments::Trigger(Box::new(self.command(rest)))
            }
        }
    }

    fn words(&self, rest: Range<usize>) -> Arguments {
        let words = words::blank_separated(self.text(), rest);
        Arguments::Words(words.into_iter().map(|word| self.span(word)).collect())
    }

    /// The JSON form; nothing when it is not JSON, or no list of strings.
    fn json(&mut self, rest: &Range<usize>) -> Option<Arguments> {
        if !self.text()[rest.clone()].starts_with('[') {
            return None;
        }
        match json::parse(self.text(), rest.clone()) {
            Json::Strings(strings) => {
                let element = |(range, value)| JsonString { span: self.span(range), value };
                let elements = strings.into_iter().map(element).collect();
                Some(Arguments::Json(JsonArray { span: self.span(rest.clone()), elements }))
            }
            Json::NotStrings(range) => {
                self.error(range, ErrorKind::JsonNotStrings);
                None
            }
            Json::Invalid => None,
        }
    }

    fn quoted_words(&self, rest: Range<usize>) -> Vec<Range<usize>> {
        words::quoted(self.text(), rest, self.escape)
    }

    fn key_values(&mut self, keyword: Keyword, rest: Range<usize>) -> Arguments {
        let found = self.quoted_words(rest.clone());
        let is_legacy = found.first().is_some_and(|first| !self.text()[first.clone()].contains('='));
        if is_legacy {
            return self.legacy_pair(keyword, rest);
        }
        for word in &found {
            let text = &self.text()[word.clone()];
            if !text.contains('=') {
                let kind = ErrorKind::MissingEquals { word: text.into() };
                self.error(word.clone(), kind);
            }
        }
        Arguments::Pairs(self.pairs(&found))
    }

    fn legacy_pair(&mut self, keyword: Keyword, rest: Range<usize>) -> Arguments {
        let text = &self.text()[rest.clone()];
        let key_end = text.find(words::is_blank).map_or(rest.end, |at| rest.start + at);
        let blanks = self.text()[key_end..rest.end].find(|c| !words::is_blank(c)).unwrap_or(0);
        let value = key_end + blanks..rest.end;
        let key = rest.start..key_end;
        if value.is_empty() {
            self.error(key.clone(), ErrorKind::MissingValue { keyword });
        }
        let value_span = (!value.is_empty()).then(|| self.span(value));
        Arguments::LegacyPair(Pair { span: self.span(rest), key: self.span(key), value: value_span })
    }

    fn pairs(&self, found: &[Range<usize>]) -> Box<[Pair]> {
        found.iter().map(|word| self.pair(word.clone())).collect()
    }

    fn pair(&self, word: Range<usize>) -> Pair {
        let equals = self.text()[word.clone()].find('=').map(|at| word.start + at);
        Pair {
            span: self.span(word.clone()),
            key: self.span(word.start..equals.unwrap_or(word.end)),
            value: equals.map(|equals| self.span(equals + 1..word.end)),
        }
    }

    fn health(&mut self, rest: Range<usize>) -> Health {
        let text = &self.text()[rest.clone()];
        let keyword_end = text.find(char::is_whitespace).map_or(rest.end, |at| rest.start + at);
        let command = words::trim(self.text(), keyword_end..rest.end);
        let arguments = self.json(&command).unwrap_or_else(|| Arguments::Shell(self.span(command)));
        Health { keyword: self.span(rest.start..keyword_end), command: Box::new(arguments) }
    }

    fn error(&mut self, range: Range<usize>, kind: ErrorKind) {
        self.errors.push(SyntaxError { span: self.span(range), kind });
    }
}

/// Reads the bodies of an instruction's heredocs, one behind the other.
struct Bodies<'a> {
    source: &'a str,
    last_lines: &'a mut LastLines,
    end: usize,
    open: bool,
}

impl Bodies<'_> {
    /// The heredoc of a marker; nothing behind one that does not end.
    fn read(
        &mut self,
        line: &LogicalLine<'_>,
        marker: Marker,
        errors: &mut Vec<SyntaxError>,
    ) -> Option<Heredoc> {
        if errors.iter().any(|error| matches!(error.kind, ErrorKind::UnterminatedHeredoc { .. })) {
            return None;
        }
        let start = self.end;
        let terminator = self.find_terminator(&marker);
        let marker_span = line.span(marker.range);
        if terminator.is_none() {
            let name = marker.name.as_str().into();
            errors.push(SyntaxError { span: marker_span, kind: ErrorKind::UnterminatedHeredoc { name } });
        }
        let body_end = terminator.as_ref().map_or(self.end, |line| line.0);
        Some(Heredoc {
            marker: marker_span,
            delimiter: line.span(marker.delimiter),
            name: marker.name.into(),
            expand: marker.expand,
            chomp: marker.chomp,
            descriptor: marker.descriptor,
            body: Span::new(start as u32, body_end as u32),
            terminator: terminator.map(|(_, word)| Span::new(word.start as u32, word.end as u32)),
        })
    }

    /// The start of the terminator's line and the terminator in it. Moves behind it, or, when there is none, to
    /// the next line that looks like an instruction: BuildKit gives up there, an editor must not.
    fn find_terminator(&mut self, marker: &Marker) -> Option<(usize, Range<usize>)> {
        let body = self.end;
        let mut at = body;
        let rest = &self.source[body..];
        if !self.last_lines.rule_out(marker, rest) {
            while let Some(line) = Line::at(self.source, at) {
                at = line.end;
                if let Some(word) = marker.terminator(&line) {
                    self.end = line.end;
                    self.open = !line.closed;
                    return Some((line.start, word));
                }
            }
            self.last_lines.learn(rest);
        }
        self.end = instruction_line(self.source, body).unwrap_or(self.source.len());
        self.open = true;
        None
    }
}

/// The first line from `start` on that begins with an upper-case keyword.
fn instruction_line(source: &str, start: usize) -> Option<usize> {
    let mut at = start;
    while let Some(line) = Line::at(source, at) {
        let word = line.text.split(words::is_blank).next().unwrap_or_default();
        if Keyword::parse(word).is_some_and(|keyword| keyword.as_str() == word) {
            return Some(line.start);
        }
        at = line.end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_of_a_trigger_is_refused_and_not_read() {
        let parsed =
            instruction("ONBUILD ONBUILD ONBUILD RUN x", 0, '\\', &mut LastLines::default()).instruction;
        let Arguments::Trigger(trigger) = &parsed.command.arguments else { panic!("{parsed:?}") };
        assert_eq!(trigger.arguments, Arguments::Unknown(Span::new(16, 29)));
        let kinds: Vec<_> = parsed.errors.iter().map(|error| error.kind.clone()).collect();
        assert_eq!(kinds, [ErrorKind::NotATrigger { keyword: Keyword::Onbuild }]);
    }
}

//! What one instruction says.
//!
//! Every place in it is a [`Span`]: bytes relative to the start of the instruction, so that an
//! instruction that only moves is not parsed again.

use std::borrow::Cow;

use plimsoll_text::Span;

use crate::error::SyntaxError;
use crate::heredoc::LastLines;
use crate::keyword::Keyword;
use crate::mount::Mount;
use crate::{parse, words};

/// One instruction with its continuation lines and heredoc bodies, from its first non-blank character's
/// line start to the end of its last line, line ending included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// The document's text, byte for byte.
    pub(crate) source: Box<str>,
    /// What BuildKit drops when it joins the lines: in order, not overlapping.
    pub(crate) gaps: Box<[Gap]>,
    /// The logical line: from the keyword to the last byte before its line ending, heredoc bodies not included.
    pub(crate) line: Span,
    pub(crate) command: Command,
    pub(crate) heredocs: Box<[Heredoc]>,
    pub(crate) errors: Box<[SyntaxError]>,
    /// `\` or `` ` ``.
    pub(crate) escape: char,
    /// Nothing in it is a variable, a quote or an escape.
    pub(crate) is_plain: bool,
}

/// Text inside an instruction's lines that is not part of what the instruction says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub kind: GapKind,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapKind {
    /// The escape character, blanks, and the line ending.
    Continuation,
    /// A whole comment line inside a continued instruction, line ending included.
    Comment,
    /// A whole blank line inside a continued instruction, line ending included.
    Blank,
}

/// A keyword with its flags and arguments: an instruction, or what follows ONBUILD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Nothing for a word that is not an instruction.
    pub keyword: Option<Keyword>,
    pub keyword_span: Span,
    pub flags: Box<[Flag]>,
    pub arguments: Arguments,
    /// Everything behind the keyword and the flags, without surrounding white space.
    pub rest: Span,
}

/// `--name` or `--name=value`, as written: quotes and escapes are still in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    pub span: Span,
    /// Without the dashes.
    pub name: Span,
    pub value: Option<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arguments {
    /// A JSON array of strings: exec form, or paths.
    Json(JsonArray),
    /// The rest of the line as one text for a shell.
    Shell(Span),
    /// Words between white space; quotes and escapes protect nothing.
    Words(Box<[Span]>),
    /// The rest of the line as one value. Empty when there is none.
    Text(Span),
    /// `key=value …` of ENV and LABEL, or `name[=default] …` of ARG.
    Pairs(Box<[Pair]>),
    /// `key rest of the line` of ENV and LABEL.
    LegacyPair(Pair),
    /// HEALTHCHECK.
    Health(Health),
    /// ONBUILD.
    Trigger(Box<Command>),
    /// Of an unknown instruction, or of ONBUILD behind ONBUILD: BuildKit drops it or refuses it.
    Unknown(Span),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonArray {
    /// With the brackets.
    pub span: Span,
    pub elements: Box<[JsonString]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonString {
    /// With the quotes.
    pub span: Span,
    /// Unescaped.
    pub value: Box<str>,
}

/// A key and its value, as written: quotes and escapes are still in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    pub span: Span,
    pub key: Span,
    pub value: Option<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// `CMD` or `NONE` in any case, or whatever stands there. Empty when there is nothing.
    pub keyword: Span,
    /// What stands behind it: [`Arguments::Json`] or [`Arguments::Shell`].
    pub command: Box<Arguments>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heredoc {
    /// `<<EOF` in the instruction's line.
    pub marker: Span,
    /// The delimiter as written in the marker, quotes included.
    pub delimiter: Span,
    /// The delimiter without quotes and backslashes: the text of the terminator line.
    pub name: Box<str>,
    /// Nothing in the delimiter was quoted.
    pub expand: bool,
    /// `<<-`: leading tabs don't count.
    pub chomp: bool,
    /// File descriptor before `<<`.
    pub descriptor: Option<u32>,
    /// Whole lines, line endings included.
    pub body: Span,
    /// The delimiter in the line that ends it, without tabs and line ending. Nothing when it is missing.
    pub terminator: Option<Span>,
}

impl Instruction {
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The same instruction written in another way: what the parser makes of `source` in its place. Nothing where that
    /// is not all of one instruction.
    pub fn rewritten(&self, source: &str) -> Option<Instruction> {
        let skip =
            if self.line.start > 0 && source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let first = source[skip..].trim_start();
        if first.is_empty() || first.starts_with('#') {
            return None;
        }
        let parsed = parse::instruction(source, skip, self.escape, &mut LastLines::default());
        (parsed.end == source.len()).then_some(parsed.instruction)
    }

    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    pub fn line(&self) -> Span {
        self.line
    }

    pub fn command(&self) -> &Command {
        &self.command
    }

    pub fn heredocs(&self) -> &[Heredoc] {
        &self.heredocs
    }

    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    pub fn escape(&self) -> char {
        self.escape
    }

    /// Whether expansion leaves all of it as it is: there is no variable, no quote and no escape in it.
    pub fn is_plain(&self) -> bool {
        self.is_plain
    }

    pub fn keyword(&self) -> Option<Keyword> {
        self.command.keyword
    }

    /// All of it, heredoc bodies and the last line ending included.
    pub fn span(&self) -> Span {
        Span::new(0, self.source.len() as u32)
    }

    /// From the keyword to the last byte that means something, without the last line ending.
    pub fn trimmed_span(&self) -> Span {
        let end = self
            .heredocs
            .last()
            .map_or(self.line.end, |last| last.terminator.map_or(last.body.end, |t| t.end));
        Span::new(self.line.start, end)
    }

    /// The source of a span, continuations and all.
    pub fn source_of(&self, span: Span) -> &str {
        &self.source[span.bytes()]
    }

    /// What a span says: its source without the gaps in it.
    pub fn text(&self, span: Span) -> Cow<'_, str> {
        let mut gaps = self.gaps_in(span).peekable();
        if gaps.peek().is_none() {
            return Cow::Borrowed(self.source_of(span));
        }
        let mut text = String::with_capacity(span.len() as usize);
        let mut done = span.start;
        for gap in gaps {
            text.push_str(self.source_of(Span::new(done, gap.start.max(done))));
            done = gap.end;
        }
        text.push_str(self.source_of(Span::new(done.min(span.end), span.end)));
        Cow::Owned(text)
    }

    /// The part of the source that says bytes `range` of [`Self::text`]`(span)`.
    pub fn locate(&self, span: Span, range: std::ops::Range<usize>) -> Span {
        let start = self.source_offset(span, range.start as u32, false);
        if range.is_empty() {
            return Span::empty(start);
        }
        Span::new(start, self.source_offset(span, range.end as u32, true))
    }

    /// A flag's name as BuildKit reads it.
    pub fn flag_name(&self, flag: &Flag) -> Cow<'_, str> {
        self.unquoted(flag.name)
    }

    /// A flag's value as BuildKit reads it: without quotes and escapes.
    pub fn flag_value(&self, flag: &Flag) -> Option<Cow<'_, str>> {
        flag.value.map(|value| self.unquoted(value))
    }

    /// The flag of that name, the last one if there are several.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.command.flags.iter().rev().find(|flag| self.flag_name(flag) == name)
    }

    /// The place of bytes `range` of a flag's [value](Self::flag_value).
    pub fn locate_in_flag(&self, flag: &Flag, range: std::ops::Range<usize>) -> Span {
        let Some(value) = flag.value else { return flag.span };
        let (_, offsets) = words::unquote_flag(&self.text(value), self.escape);
        let offset = |at: usize| offsets.get(at).map(|offset| *offset as usize);
        let (Some(start), Some(last)) = (offset(range.start), range.end.checked_sub(1).and_then(offset))
        else {
            return if value.is_empty() { flag.span } else { value };
        };
        let text = self.text(value);
        let end = (last + 1..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        let start = (0..=start).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        self.locate(value, start..end.max(start))
    }

    /// The value of a `--mount`.
    pub fn mount(&self, flag: &Flag) -> Option<Mount> {
        (self.flag_name(flag) == "mount").then(|| self.flag_value(flag).map(|value| Mount::parse(&value)))?
    }

    /// Every `--mount` of a RUN.
    pub fn mounts(&self) -> impl Iterator<Item = (&Flag, Mount)> + '_ {
        self.command.flags.iter().filter_map(|flag| Some((flag, self.mount(flag)?)))
    }

    fn unquoted(&self, span: Span) -> Cow<'_, str> {
        let raw = self.text(span);
        let plain = raw
            .bytes()
            .all(|byte| byte.is_ascii() && !matches!(byte, b'\'' | b'"') && byte != self.escape as u8);
        if plain { raw } else { Cow::Owned(words::unquote_flag(&raw, self.escape).0) }
    }

    /// `is_end`: at a gap, the place before it.
    fn source_offset(&self, span: Span, logical: u32, is_end: bool) -> u32 {
        let mut offset = span.start + logical;
        for gap in self.gaps_in(span) {
            if gap.start > offset || (is_end && gap.start == offset) {
                break;
            }
            offset += gap.len();
        }
        offset.min(span.end)
    }

    fn gaps_in(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let first = self.gaps.partition_point(|gap| gap.span.end <= span.start);
        self.gaps[first..].iter().map(|gap| gap.span).take_while(move |gap| gap.start < span.end)
    }
}

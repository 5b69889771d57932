//! Where the cursor is, in the language's terms.

use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_syntax::{Arguments, Command, GapKind, Heredoc, Instruction, Keyword, Node, Placed};
use plimsoll_text::{Span, TextRange, TextSize};

pub(crate) enum Site<'a> {
    /// Where an instruction or a directive may begin. The item is the one that it would be.
    NewLine {
        word: Word<'a>,
        item: usize,
    },
    Comment(Comment<'a>),
    /// Behind the first letter of an instruction.
    Instruction(Written<'a>),
    /// In the body of a heredoc, or on the line that ends it.
    Heredoc {
        written: Written<'a>,
        heredoc: &'a Heredoc,
    },
    /// Behind the character that continues a line, say.
    Nowhere,
}

impl<'a> Site<'a> {
    pub(crate) fn at(file: &'a Dockerfile, offset: TextSize) -> Self {
        let items = file.tree().items();
        let Some(index) = file.tree().item_at(offset) else {
            return Site::NewLine { word: Word::new("", "", offset), item: 0 };
        };
        let item = &items[index];
        let source = item.node.source();
        let Some((before, after)) = source.split_at_checked(usize::from(offset - item.start)) else {
            return Site::Nowhere;
        };
        let placed = file.tree().instruction(index);
        if after.is_empty()
            && before.ends_with('\n')
            && placed.is_none_or(|placed| is_done(placed.instruction))
        {
            return Site::NewLine { word: Word::new("", "", offset), item: index + 1 };
        }
        match (&*item.node, placed) {
            (Node::Blank(_), _) => Site::NewLine { word: Word::new("", "", offset), item: index },
            (Node::Instruction(_), Some(placed)) => Site::in_instruction(file, placed, offset),
            _ => {
                let text = source.trim_end_matches(['\r', '\n']);
                let at = before.len().min(text.len());
                let is_first = items[..index].iter().all(|item| matches!(&*item.node, Node::Directive(_)));
                Site::comment(&text[..at], &text[at..], after.len() < text.len() - at, offset, is_first)
            }
        }
    }

    fn comment(before: &'a str, after: &'a str, is_behind: bool, at: TextSize, is_first: bool) -> Self {
        let before = before.trim_start_matches('\u{feff}');
        if is_behind || !before.trim_start().starts_with('#') {
            return Site::Nowhere;
        }
        Site::Comment(Comment { before, after, at, is_first })
    }

    fn in_instruction(file: &'a Dockerfile, placed: Placed<'a>, offset: TextSize) -> Self {
        let source = placed.instruction.source();
        let at = u32::from(offset - placed.start);
        let start = placed.instruction.line().start;
        if at <= start {
            let word =
                Word::new("", word_behind(&source[start as usize..]), placed.start + TextSize::new(start));
            return match at == start {
                true => Site::NewLine { word, item: placed.index },
                false => Site::Nowhere,
            };
        }
        let gap = placed.instruction.gaps().iter().find(|gap| gap.span.start < at && at < gap.span.end);
        let gap_at_line_start = placed.instruction.gaps().iter().find(|gap| gap.span.start == at);
        if let Some(gap) = gap.or(gap_at_line_start.filter(|gap| gap.kind == GapKind::Comment)) {
            let line = &source[gap.span.bytes()];
            let text = line.trim_end_matches(['\r', '\n']);
            match gap.kind {
                GapKind::Comment => {
                    let cut = ((at - gap.span.start) as usize).min(text.len());
                    return Site::comment(&text[..cut], &text[cut..], false, offset, false);
                }
                GapKind::Continuation => return Site::Nowhere,
                GapKind::Blank => {}
            }
        }
        let Some(cut) = placed.instruction.rewritten(&source[..at as usize]) else { return Site::Nowhere };
        let written = Written { file, instruction: placed, cut, at };
        let is_in = |heredoc: &&Heredoc| {
            let end = heredoc.terminator.map_or(heredoc.body.end, |terminator| terminator.end);
            heredoc.body.start <= at && at <= end
        };
        match placed.instruction.heredocs().iter().find(is_in) {
            Some(heredoc) => Site::Heredoc { written, heredoc },
            None => Site::Instruction(written),
        }
    }
}

/// Whether what is written behind its last line ending begins something else.
fn is_done(instruction: &Instruction) -> bool {
    let end = instruction.span().end;
    let is_continued = instruction.gaps().last().is_some_and(|gap| gap.span.end == end);
    let is_open = instruction.heredocs().last().is_some_and(|heredoc| heredoc.terminator.is_none());
    !is_continued && !is_open
}

/// A comment line, from its first blank or `#`.
pub(crate) struct Comment<'a> {
    pub(crate) before: &'a str,
    pub(crate) after: &'a str,
    pub(crate) at: TextSize,
    /// Nothing but directives is above it.
    pub(crate) is_first: bool,
}

impl<'a> Comment<'a> {
    /// The end of what stands before the cursor, and what follows up to one of these characters.
    pub(crate) fn word(&self, typed: &'a str, ends: &[char]) -> Word<'a> {
        Word::new(typed, self.after, self.at).until(ends)
    }
}

/// A word, or a part of one, with the cursor in it or at one of its ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    /// Before the cursor.
    pub(crate) typed: &'a str,
    /// Behind it.
    pub(crate) rest: &'a str,
    pub(crate) at: TextSize,
}

impl<'a> Word<'a> {
    pub(crate) fn new(typed: &'a str, rest: &'a str, at: TextSize) -> Self {
        Word { typed, rest, at }
    }

    pub(crate) fn range(self) -> TextRange {
        TextRange::new(self.at - TextSize::of(self.typed), self.at + TextSize::of(self.rest))
    }

    /// Without the first bytes of what is typed.
    pub(crate) fn skip(self, bytes: usize) -> Self {
        Word { typed: self.typed.get(bytes..).unwrap_or_default(), ..self }
    }

    /// The part behind the last of these characters.
    pub(crate) fn behind(self, starts: &[char]) -> Self {
        self.skip(self.typed.rfind(starts).map_or(0, |at| at + 1))
    }

    /// The part before the next of these characters.
    pub(crate) fn until(self, ends: &[char]) -> Self {
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        Word { rest: &self.rest[..end], ..self }
    }

    /// All of it.
    pub(crate) fn text(self) -> String {
        format!("{}{}", self.typed, self.rest)
    }
}

/// An instruction with the cursor in it.
pub(crate) struct Written<'a> {
    pub(crate) file: &'a Dockerfile,
    /// As it is in the file.
    pub(crate) instruction: Placed<'a>,
    /// As far as it stands before the cursor.
    cut: Instruction,
    at: u32,
}

impl<'a> Written<'a> {
    /// The command that is being written: the one behind ONBUILD, if there is one.
    pub(crate) fn command(&self) -> &Command {
        innermost(self.cut.command())
    }

    /// The same, as it is in the file.
    pub(crate) fn whole_command(&self) -> &'a Command {
        innermost(self.instruction.instruction.command())
    }

    pub(crate) fn keyword(&self) -> Option<Keyword> {
        self.command().keyword
    }

    pub(crate) fn is_trigger(&self) -> bool {
        matches!(self.cut.command().arguments, Arguments::Trigger(_))
    }

    /// The stage that the instruction is in or begins.
    pub(crate) fn stage(&self) -> Option<Stage<'a>> {
        self.file.stage_of(self.instruction)
    }

    pub(crate) fn is_in_keyword(&self) -> bool {
        let keyword = self.command().keyword_span;
        keyword.end == self.at && !keyword.is_empty()
    }

    /// The cursor, behind the start of the instruction.
    pub(crate) fn at(&self) -> u32 {
        self.at
    }

    /// What stands before the cursor on its line, as it is in the file.
    pub(crate) fn line_before(&self) -> &'a str {
        let before = &self.instruction.instruction.source()[..self.at as usize];
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        &before[line.max(self.instruction.line().start.min(self.at) as usize)..]
    }

    pub(crate) fn line_after(&self) -> &'a str {
        let after = &self.instruction.instruction.source()[self.at as usize..];
        after.split(['\r', '\n']).next().unwrap_or_default()
    }

    /// Between blanks; as far as it is on the line of the cursor.
    pub(crate) fn word(&self) -> Word<'a> {
        let typed = self.line_before();
        let typed = &typed[typed.trim_end_matches(|c: char| !c.is_whitespace()).len()..];
        Word::new(typed, word_behind(self.line_after()), self.instruction.start + TextSize::new(self.at))
    }

    /// What stands before the cursor behind the flags, without continuations.
    pub(crate) fn arguments_text(&self) -> String {
        self.text(self.command().rest)
    }

    /// A part of what stands before the cursor, without continuations.
    pub(crate) fn text(&self, span: Span) -> String {
        self.cut.text(span).into_owned()
    }

    /// Of the command, as far as it stands before the cursor.
    pub(crate) fn arguments(&self) -> &Arguments {
        &self.command().arguments
    }

    /// Behind the cursor there are more arguments of the command.
    pub(crate) fn has_more_arguments(&self) -> bool {
        let rest = self.whole_command().rest;
        let behind = Span::new(rest.start.max(self.at).min(rest.end), rest.end);
        let behind = self.instruction.instruction.text(behind);
        let own = word_behind(self.line_after());
        !behind.strip_prefix(own).unwrap_or(&behind).trim().is_empty()
    }

    /// How many arguments between blanks are before the word at the cursor.
    pub(crate) fn argument_index(&self) -> usize {
        let count = self.arguments_text().split_whitespace().count();
        if self.word().typed.is_empty() { count } else { count.saturating_sub(1) }
    }

    /// Nothing but flags is before the word at the cursor, and that may become one.
    pub(crate) fn may_be_flag(&self) -> bool {
        let typed = self.word().typed;
        let is_start = typed.is_empty() || typed.starts_with("--") || typed == "-";
        let rest = self.arguments_text();
        is_start && (rest.is_empty() || rest == typed)
    }

    pub(crate) fn is_flag(&self) -> bool {
        self.may_be_flag() && self.word().typed.starts_with('-')
    }

    /// The names of the flags that the command has in the file, but for the one at the cursor.
    pub(crate) fn other_flags(&self) -> impl Iterator<Item = String> {
        let here = |span: Span| span.start <= self.at && self.at <= span.end;
        let flags = self.whole_command().flags.iter().filter(move |flag| !here(flag.span));
        flags.map(|flag| self.instruction.instruction.flag_name(flag).into_owned())
    }

    /// The value of a flag of the command, wherever it stands.
    pub(crate) fn flag_value(&self, name: &str) -> Option<String> {
        let instruction = self.instruction.instruction;
        let flag = self.whole_command().flags.iter().find(|flag| instruction.flag_name(flag) == name)?;
        instruction.flag_value(flag).map(std::borrow::Cow::into_owned)
    }
}

fn innermost(command: &Command) -> &Command {
    match &command.arguments {
        Arguments::Trigger(trigger) if !trigger.keyword_span.is_empty() => innermost(trigger),
        _ => command,
    }
}

fn word_behind(text: &str) -> &str {
    text.split(char::is_whitespace).next().unwrap_or_default()
}

//! The layout of one instruction.
//!
//! Line breaks stay where they are. What changes is the blanks between [tokens](crate::tokens): around a line break,
//! and, but for scripts, within a line.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Arguments, Command, Gap, GapKind, Instruction, Keyword, Placed};
use plimsoll_text::{Span, TextEdit, TextSize, apply_edits};

use crate::program::is_same;
use crate::style::{Layout, trailing_blanks};
use crate::tokens::{Blanks, Shell, Token, tokens};

/// What changes in an instruction, in order; nothing in one that can't be read, or that would say something else.
pub(crate) fn edits(file: &Dockerfile, instruction: Placed<'_>, layout: &Layout) -> Vec<TextEdit> {
    if !instruction.errors().is_empty() {
        return Vec::new();
    }
    let shell = Shell::of(file, instruction);
    let edits = Writer::new(instruction.instruction, shell, layout).write();
    if edits.is_empty() {
        return Vec::new();
    }
    let at = |start| -> Vec<TextEdit> {
        edits.iter().map(|(span, text)| TextEdit::replace(span.at(start), &**text)).collect()
    };
    let changed = apply_edits(instruction.source(), &at(TextSize::new(0)));
    let changed = changed.ok().and_then(|changed| instruction.rewritten(&changed));
    match changed {
        Some(changed) if is_same(instruction.instruction, &changed, shell) => at(instruction.start),
        _ => Vec::new(),
    }
}

struct Writer<'a> {
    instruction: &'a Instruction,
    layout: &'a Layout,
    tokens: Vec<Token>,
    edits: Vec<(Span, String)>,
}

impl<'a> Writer<'a> {
    fn new(instruction: &'a Instruction, shell: Shell, layout: &'a Layout) -> Self {
        Writer { instruction, layout, tokens: tokens(instruction, shell), edits: Vec::new() }
    }

    /// In order.
    fn write(mut self) -> Vec<(Span, String)> {
        self.keywords(self.instruction.command());
        let levels = self.levels();
        self.first_line();
        self.between_tokens(&levels);
        self.end(levels.iter().rev().find_map(|level| *level));
        self.inside_tokens();
        self.edits.sort_by_key(|(span, _)| *span);
        self.edits
    }

    fn keywords(&mut self, command: &Command) {
        if command.keyword.is_some() {
            self.keyword(command.keyword_span);
        }
        match &command.arguments {
            Arguments::Words(words) if command.keyword == Some(Keyword::From) && words.len() == 3 => {
                self.keyword(words[1]);
            }
            Arguments::Health(health) => self.keyword(health.keyword),
            Arguments::Trigger(trigger) => self.keywords(trigger),
            _ => {}
        }
    }

    /// One that a line break cuts in two stays as it is.
    fn keyword(&mut self, span: Span) {
        let Some(case) = self.layout.keyword_case else { return };
        let word = self.instruction.text(span);
        if word.len() == span.len() as usize {
            self.replace(span, &case.of(&word));
        }
    }

    /// Blanks in front of the keyword.
    fn first_line(&mut self) {
        let line = self.instruction.line();
        let source = &self.instruction.source()[..line.start as usize];
        let blanks = source.trim_start_matches('\u{feff}').len() as u32;
        self.replace_blanks(Span::new(line.start - blanks, line.start), "");
    }

    fn between_tokens(&mut self, levels: &[Option<usize>]) {
        for (index, level) in levels.iter().enumerate().skip(1) {
            let (before, token) = (self.tokens[index - 1], self.tokens[index]);
            let between = Span::new(before.span.end, token.span.start);
            match (*level, token.before) {
                (Some(level), _) => {
                    let indent = self.layout.indent(level);
                    let blanks = self.line_breaks(between, &indent);
                    self.replace_blanks(blanks, &indent);
                }
                (None, _) if self.has_gaps(between) => self.trim_lines(between),
                (None, Blanks::None) => self.replace_blanks(between, ""),
                (None, Blanks::One) => self.replace_blanks(between, " "),
                (None, Blanks::Kept) => {}
            }
        }
    }

    /// What stands behind the last token.
    fn end(&mut self, level: Option<usize>) {
        let start = self.tokens.last().map_or(0, |last| last.span.end);
        let end =
            self.instruction.heredocs().first().map_or(self.instruction.span().end, |first| first.body.start);
        let rest = Span::new(start, end);
        let blanks = match self.has_gaps(rest) {
            true => self.line_breaks(rest, &self.layout.indent(level.unwrap_or(1))),
            false => rest,
        };
        self.trim(blanks);
    }

    /// Lines that end within a token: nothing but the blanks at their ends may change.
    fn inside_tokens(&mut self) {
        for index in 0..self.tokens.len() {
            self.trim_lines(self.tokens[index].span);
        }
    }

    /// Takes away the blanks at the end of every line that ends in a span.
    fn trim_lines(&mut self, span: Span) {
        for gap in self.gaps_in(span) {
            self.trim(gap.span);
        }
    }

    /// Lays out the lines that end between two tokens. Gives the part of the span that is on the last line.
    fn line_breaks(&mut self, between: Span, indent: &str) -> Span {
        let mut at = between.start;
        for gap in self.gaps_in(between) {
            let before = Span::new(at, gap.span.start);
            match gap.kind {
                _ if at == between.start => self.replace_blanks(before, " "),
                // Nothing but the escape character is on the line.
                GapKind::Continuation => self.replace_blanks(before, indent),
                GapKind::Comment => self.indent_comment(gap, indent),
                GapKind::Blank => {}
            }
            self.trim(gap.span);
            at = gap.span.end;
        }
        Span::new(at, between.end)
    }

    fn indent_comment(&mut self, gap: Gap, indent: &str) {
        let source = self.instruction.source_of(gap.span);
        let blanks = source.len() - source.trim_start_matches([' ', '\t']).len();
        self.replace_blanks(Span::new(gap.span.start, gap.span.start + blanks as u32), indent);
    }

    /// Takes away the blanks before the line ending that a span ends in.
    fn trim(&mut self, span: Span) {
        if self.layout.trims_trailing_blanks {
            let blanks = trailing_blanks(self.instruction.source_of(span));
            self.replace(Span::new(span.start + blanks.start, span.start + blanks.end), "");
        }
    }

    /// Replaces a span if there is nothing but spaces and tabs in it.
    fn replace_blanks(&mut self, span: Span, text: &str) {
        if self.is_blank(span) {
            self.replace(span, text);
        }
    }

    fn is_blank(&self, span: Span) -> bool {
        self.instruction.source_of(span).bytes().all(|byte| matches!(byte, b' ' | b'\t'))
    }

    fn replace(&mut self, span: Span, text: &str) {
        if self.instruction.source_of(span) != text {
            self.edits.push((span, text.to_owned()));
        }
    }

    /// For each token how deep its line is indented, if it is the first one in a continuation line whose indentation is
    /// free. One that goes on in lines whose indentation is not, stays with them.
    fn levels(&self) -> Vec<Option<usize>> {
        let columns: Vec<Option<usize>> = (0..self.tokens.len()).map(|index| self.column(index)).collect();
        let mut depths = depths(&columns.iter().flatten().copied().collect::<Vec<_>>()).into_iter();
        columns.into_iter().map(|column| column.and_then(|_| depths.next())).collect()
    }

    fn column(&self, index: usize) -> Option<usize> {
        let (before, token) = (self.tokens[index.checked_sub(1)?], self.tokens[index]);
        let between = Span::new(before.span.end, token.span.start);
        let last = self.gaps_in(between).pop()?;
        let is_free = self.instruction.text(between).bytes().all(|byte| matches!(byte, b' ' | b'\t'))
            && !self.has_gaps(token.span);
        let blanks = Span::new(last.span.end, between.end);
        is_free.then(|| self.layout.column(self.instruction.source_of(blanks)))
    }

    fn has_gaps(&self, span: Span) -> bool {
        !self.gaps_in(span).is_empty()
    }

    fn gaps_in(&self, span: Span) -> Vec<Gap> {
        let gaps = self.instruction.gaps();
        let first = gaps.partition_point(|gap| gap.span.start < span.start);
        gaps[first..].iter().take_while(|gap| gap.span.end <= span.end).copied().collect()
    }
}

/// How deep lines are that start in these columns, from 1. The author's steps are kept, and how wide they are is not: of
/// lines that follow each other the leftmost are at one depth, and those between them deeper.
fn depths(columns: &[usize]) -> Vec<usize> {
    let before = outlines(columns.iter());
    let after = outlines(columns.iter().rev()).into_iter().rev();
    let union = |(mut before, after): (Vec<usize>, Vec<usize>)| {
        before.extend(after);
        before.sort_unstable();
        before.dedup();
        before.len()
    };
    before.into_iter().zip(after).map(union).collect()
}

/// For each column those of the lines before it, and its own, that no line further to the left hides from it.
fn outlines<'a>(columns: impl Iterator<Item = &'a usize>) -> Vec<Vec<usize>> {
    let mut outline: Vec<usize> = Vec::new();
    let mut next = |column: &usize| {
        while outline.last().is_some_and(|last| last >= column) {
            outline.pop();
        }
        outline.push(*column);
        outline.clone()
    };
    columns.map(&mut next).collect()
}

#[cfg(test)]
mod tests {
    use super::depths;

    #[test]
    fn steps_are_kept_and_their_width_is_not() {
        assert_eq!(depths(&[]), [0; 0]);
        assert_eq!(depths(&[4, 4, 4]), [1, 1, 1]);
        assert_eq!(depths(&[4, 7, 4, 5, 7]), [1, 2, 1, 2, 3]);
        assert_eq!(depths(&[6, 6, 1, 5, 3, 5, 3, 1]), [2, 2, 1, 3, 2, 3, 2, 1]);
        assert_eq!(depths(&[0, 2]), [1, 2]);
    }
}

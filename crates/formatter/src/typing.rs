//! Indentation while the user types.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Gap, GapKind, Instruction, Keyword, Node, Placed};
use plimsoll_text::{Span, TextEdit, TextRange, TextSize, apply_edits};

use crate::program::is_same;
use crate::style::{Layout, Style};
use crate::tokens::{Shell, tokens};

/// Indents the line that a typed character is about: behind a newline, the line that it starts; behind an escape
/// character at the end of a line, the next line. `offset` is behind the character.
///
/// A line of a continued instruction gets the indentation of the one above it; an empty line that starts something new
/// loses what an editor has given it.
pub fn format_on_type(file: &Dockerfile, style: &Style, offset: TextSize, typed: char) -> Option<TextEdit> {
    if file.foreign_frontend().is_some() {
        return None;
    }
    let layout = Layout::new(style, file);
    let item = &file.tree().items()[file.tree().item_at(offset)?];
    let source = item.node.source();
    let at = usize::from(offset - item.start);
    match &*item.node {
        Node::Instruction(_) => {
            let instruction = file.instruction_at(offset)?;
            let line = match typed {
                '\n' => source[..at].rfind('\n')? + 1,
                _ => continuation(instruction.instruction, at)?.span.end as usize,
            };
            Line { file, instruction, start: line as u32 }.indented(&layout)
        }
        Node::Blank(text) if typed == '\n' && !text.starts_with('\u{feff}') => {
            let blanks = text.trim_end_matches(['\r', '\n']);
            let range = TextRange::at(item.start, TextSize::of(blanks));
            (!blanks.is_empty()).then(|| TextEdit::delete(range))
        }
        _ => None,
    }
}

/// The line break that the escape character before `at` makes.
fn continuation(instruction: &Instruction, at: usize) -> Option<Gap> {
    let is_here = |gap: &&Gap| gap.kind == GapKind::Continuation && gap.span.start as usize + 1 == at;
    instruction.gaps().iter().find(is_here).copied()
}

/// A line of an instruction.
struct Line<'a> {
    file: &'a Dockerfile,
    instruction: Placed<'a>,
    start: u32,
}

impl Line<'_> {
    fn indented(&self, layout: &Layout) -> Option<TextEdit> {
        let above = self.line_above()?;
        let blanks = Span::new(self.start, self.start + self.leading_blanks(self.start).len() as u32);
        if self.starts_an_instruction(blanks.end) {
            return None;
        }
        let indent = match above {
            // The keyword's.
            0 => layout.indent(1),
            above => self.leading_blanks(above).to_owned(),
        };
        let edit = |start| TextEdit::replace(blanks.at(start), &*indent);
        let is_new = self.instruction.source_of(blanks) != indent;
        (is_new && self.allows(&edit(TextSize::new(0)))).then(|| edit(self.instruction.start))
    }

    /// Where the line above starts that says something, comments included; nothing for a line that is not continued.
    fn line_above(&self) -> Option<u32> {
        let gaps = self.instruction.gaps();
        let above = gaps.iter().take_while(|gap| gap.span.end <= self.start);
        let (mut start, mut said, mut end) = (0, 0, None);
        for gap in above {
            if gap.kind != GapKind::Blank {
                said = start;
            }
            start = gap.span.end;
            end = Some(start);
        }
        (end == Some(self.start)).then_some(said)
    }

    fn leading_blanks(&self, start: u32) -> &str {
        let line = &self.instruction.instruction.source()[start as usize..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// The line is not meant to be a part of the instruction above: it looks like the next one.
    fn starts_an_instruction(&self, at: u32) -> bool {
        let line = &self.instruction.instruction.source()[at as usize..];
        let word = line.split([' ', '\t', '\r', '\n']).next().unwrap_or_default();
        Keyword::parse(word).is_some_and(|keyword| keyword.as_str() == word)
    }

    fn allows(&self, edit: &TextEdit) -> bool {
        let before = self.instruction.instruction;
        let shell = Shell::of(self.file, self.instruction);
        let is_inside = |span: Span| span.start < self.start && self.start < span.end;
        let after = apply_edits(before.source(), std::slice::from_ref(edit)).ok();
        let after = after.and_then(|after| before.rewritten(&after));
        !tokens(before, shell).iter().any(|token| is_inside(token.span))
            && after.is_some_and(|after| is_same(before, &after, shell))
    }
}

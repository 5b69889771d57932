//! The edits that fixes and refactorings are made of: whole instructions in, out, and elsewhere.

mod flags;

pub(crate) use flags::{WIDTH, continuation, have_same_flags, insert_flags, remove_flag};
use plimsoll_semantics::{Dockerfile, Spelling, Stage, Symbol};
use plimsoll_syntax::{GapKind, Keyword, Node, Placed};
use plimsoll_text::{Span, TextEdit, TextRange, TextSize};

use crate::suppression;

use crate::source::Source;

/// The line ending of the file: that of its first line.
pub fn line_ending(file: &dyn Source) -> &'static str {
    if file.piece(0).is_some_and(|first| first.source.ends_with("\r\n")) { "\r\n" } else { "\n" }
}

/// A keyword in the casing of the file.
pub fn keyword(file: &Dockerfile, keyword: Keyword) -> String {
    keyword_in(file.is_mostly_lower_case(), keyword)
}

pub(crate) fn keyword_in(lower_case: bool, keyword: Keyword) -> String {
    if lower_case { keyword.as_str().to_ascii_lowercase() } else { keyword.as_str().to_owned() }
}

/// A keyword in lower case if `model` is, in upper case if it is; nothing where that is mixed.
pub fn cased_like(model: &str, keyword: &str) -> Option<String> {
    let (has_lower, has_upper) = (model.contains(char::is_lowercase), model.contains(char::is_uppercase));
    match (has_lower, has_upper) {
        (true, true) => None,
        (true, false) => Some(keyword.to_ascii_lowercase()),
        _ => Some(keyword.to_ascii_uppercase()),
    }
}

/// A text in double quotes as ENV and LABEL take it, without variables in it.
pub(crate) fn quoted(text: &str, escape: char) -> String {
    format!("\"{}\"", escaped(text, escape))
}

/// A text that stands for itself between double quotes.
pub(crate) fn escaped(text: &str, escape: char) -> String {
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '"' || c == '$' || c == escape {
            result.push(escape);
        }
        result.push(c);
    }
    result
}

/// Takes an instruction out, with its line ending.
pub fn remove(instruction: Placed<'_>) -> TextEdit {
    TextEdit::delete(instruction.full_range())
}

/// Puts lines above an instruction and the comments that stand directly on it. Where those begin a paragraph, the lines
/// get one of their own: the comments speak of the instruction alone.
pub fn insert_above(file: &Dockerfile, instruction: Placed<'_>, lines: &str) -> TextEdit {
    let top = comments_above(file, instruction);
    let (indent, newline) = (indentation(instruction), line_ending(file));
    let mut text: String = lines.lines().map(|line| format!("{indent}{line}{newline}")).collect();
    let has_comments = top < instruction.full_range().start();
    if has_comments && is_below_blank_line(file, top) {
        text.push_str(newline);
    }
    TextEdit::insert(top, text)
}

fn is_below_blank_line(file: &Dockerfile, offset: TextSize) -> bool {
    let above = offset.checked_sub(1.into()).and_then(|above| file.tree().item_at(above));
    above.is_some_and(|above| matches!(&*file.tree().items()[above].node, Node::Blank(_)))
}

/// Puts lines below an instruction.
pub(crate) fn insert_below(file: &Dockerfile, instruction: Placed<'_>, lines: &str) -> TextEdit {
    let end = instruction.full_range().end();
    let (indent, newline) = (indentation(instruction), line_ending(file));
    let is_ended = instruction.source().ends_with('\n');
    let line = |line| match is_ended {
        true => format!("{indent}{line}{newline}"),
        false => format!("{newline}{indent}{line}"),
    };
    TextEdit::insert(end, lines.lines().map(line).collect::<String>())
}

/// Puts lines at the end of a stage, above the CMD and ENTRYPOINT that it ends in.
pub(crate) fn insert_at_end(file: &Dockerfile, stage: Stage<'_>, lines: &str) -> Option<TextEdit> {
    let is_command = |one: &Placed<'_>| matches!(one.keyword(), Some(Keyword::Cmd | Keyword::Entrypoint));
    let mut from_end = stage.instructions().rev();
    if let Some(first) = from_end.clone().take_while(is_command).last() {
        return Some(insert_above(file, first, lines));
    }
    let last = from_end.next().unwrap_or(stage.from());
    (!is_open(last)).then(|| insert_below(file, last, lines))
}

/// Whether lines below would become a part of the instruction: its last line is continued, and nothing follows.
pub(crate) fn is_open(instruction: Placed<'_>) -> bool {
    let end = instruction.instruction.span().end;
    let last = instruction.gaps().last();
    last.is_some_and(|gap| gap.span.end == end && gap.kind != GapKind::Comment)
}

/// Replaces what a span of an instruction says.
pub fn replace(instruction: Placed<'_>, span: Span, text: impl Into<String>) -> TextEdit {
    TextEdit::replace(instruction.range(span), text)
}

/// Puts text in at an offset of an instruction.
pub fn insert_at(instruction: Placed<'_>, offset: u32, text: impl Into<String>) -> TextEdit {
    TextEdit::insert(instruction.range(Span::empty(offset)).start(), text)
}

/// A stage's name and every place that uses it, rewritten.
pub(crate) fn rename_stage(file: &Dockerfile, stage: Stage<'_>, name: &str) -> Vec<TextEdit> {
    let places = file.occurrences(&Symbol::Stage(stage.index())).into_iter();
    // A number means the stage too, and stays.
    let named = places.filter(|place| place.spelling == Spelling::Name);
    named.map(|place| TextEdit::replace(place.range, name)).collect()
}

/// Where the comments directly above an instruction begin, or the instruction itself. A comment that silences a rule for
/// it belongs to it across blank lines, too. Parser directives stay on top.
pub(crate) fn comments_above(file: &Dockerfile, instruction: Placed<'_>) -> TextSize {
    let items = file.tree().items();
    let mut top = instruction.index;
    let mut is_adjacent = true;
    for (index, item) in items[..instruction.index].iter().enumerate().rev() {
        is_adjacent = match &*item.node {
            Node::Comment(text) => is_adjacent || suppression::is_for_next_instruction(text),
            Node::Blank(_) => false,
            _ => break,
        };
        if is_adjacent {
            top = index;
        }
    }
    let top = &items[top];
    top.start + byte_order_mark(top.node.source())
}

/// The length of the byte order mark that a text begins with: nothing may come before it.
pub fn byte_order_mark(source: &str) -> TextSize {
    let len = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    TextSize::new(len as u32)
}

/// The white space before an instruction's keyword.
pub fn indentation(instruction: Placed<'_>) -> &str {
    let before = &instruction.instruction.source()[..instruction.line().start as usize];
    before.trim_start_matches('\u{feff}')
}

/// An instruction with the comments directly above it.
pub(crate) fn with_comments(file: &Dockerfile, instruction: Placed<'_>) -> TextRange {
    TextRange::new(comments_above(file, instruction), instruction.full_range().end())
}

/// Whether only comments and blank lines part two instructions.
pub(crate) fn are_neighbours(file: &Dockerfile, first: Placed<'_>, second: Placed<'_>) -> bool {
    let between = file.tree().items().get(first.index + 1..second.index).unwrap_or_default();
    between.iter().all(|item| matches!(&*item.node, Node::Comment(_) | Node::Blank(_)))
}

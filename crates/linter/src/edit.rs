//! The edits that fixes are made of: whole instructions in, out, and elsewhere.

use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_syntax::{Flag, GapKind, Keyword, Node, Placed};
use plimsoll_text::{Span, TextEdit, TextRange, TextSize};

use crate::suppression;

use crate::source::Source;

/// The line ending of the file: that of its first line.
pub(crate) fn line_ending(file: &dyn Source) -> &'static str {
    if file.piece(0).is_some_and(|first| first.source.ends_with("\r\n")) { "\r\n" } else { "\n" }
}

/// A keyword in the casing of the file.
pub(crate) fn keyword(file: &Dockerfile, keyword: Keyword) -> String {
    keyword_in(is_mostly_lower(file), keyword)
}

pub(crate) fn keyword_in(lower_case: bool, keyword: Keyword) -> String {
    if lower_case { keyword.as_str().to_ascii_lowercase() } else { keyword.as_str().to_owned() }
}

/// Whether the file writes its keywords in lower case. As BuildKit counts: the instructions of all stages, and upper
/// case where neither has more.
pub(crate) fn is_mostly_lower(file: &Dockerfile) -> bool {
    let (mut lower, mut upper) = (0, 0);
    for one in file.instructions().filter(|one| one.keyword().is_some() && file.stage_of(*one).is_some()) {
        let word = one.instruction.text(one.instruction.command().keyword_span);
        lower += usize::from(word.bytes().all(|byte| byte.is_ascii_lowercase()));
        upper += usize::from(word.bytes().all(|byte| byte.is_ascii_uppercase()));
    }
    lower > upper
}

/// A keyword in lower case if `model` is, in upper case if it is; nothing where that is mixed.
pub(crate) fn cased_like(model: &str, keyword: &str) -> Option<String> {
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
pub(crate) fn remove(instruction: Placed<'_>) -> TextEdit {
    TextEdit::delete(instruction.full_range())
}

/// Puts lines above an instruction and the comments that stand directly on it.
pub(crate) fn insert_above(file: &Dockerfile, instruction: Placed<'_>, lines: &str) -> TextEdit {
    let top = comments_above(file, instruction);
    let (indent, newline) = (indentation(instruction), line_ending(file));
    TextEdit::insert(top, lines.lines().map(|line| format!("{indent}{line}{newline}")).collect::<String>())
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
pub(crate) fn replace(instruction: Placed<'_>, span: Span, text: impl Into<String>) -> TextEdit {
    TextEdit::replace(instruction.range(span), text)
}

/// Puts text in at an offset of an instruction.
pub(crate) fn insert_at(instruction: Placed<'_>, offset: u32, text: impl Into<String>) -> TextEdit {
    TextEdit::insert(instruction.range(Span::empty(offset)).start(), text)
}

/// Puts flags behind the keyword: one on the same line; several, or one beside others that have lines of their own, on a
/// line each.
pub(crate) fn insert_flags(file: &Dockerfile, instruction: Placed<'_>, flags: &[String]) -> TextEdit {
    let end = instruction.command().keyword_span.end;
    let escape = instruction.instruction.escape();
    let rest = &instruction.source()[end as usize..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let continues = rest[blanks..].starts_with(escape);
    if flags.len() == 1 && (continues || !has_flags_on_lines(instruction)) {
        return insert_at(instruction, end, format!(" {}", flags[0]));
    }
    let line_break = format!(" {escape}{}{}", line_ending(file), continuation(instruction));
    let text = format!(" {}", flags.join(&line_break));
    if continues {
        insert_at(instruction, end, text)
    } else {
        replace(instruction, Span::new(end, end + blanks as u32), text + &line_break)
    }
}

/// The author gives the first flag a line of its own.
fn has_flags_on_lines(instruction: Placed<'_>) -> bool {
    instruction.command().flags.first().is_some_and(|flag| {
        let behind = instruction.source()[flag.span.end as usize..].trim_start_matches([' ', '\t']);
        behind.starts_with(instruction.instruction.escape())
    })
}

/// What the further lines of an instruction begin with: the least that its author gave one of them.
fn continuation(instruction: Placed<'_>) -> String {
    let lines =
        instruction.source().lines().skip(1).filter(|_| instruction.instruction.heredocs().is_empty());
    let indents = lines.map(|line| &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]);
    let least = indents.filter(|indent| !indent.is_empty()).min_by_key(|indent| indent.len());
    least.map_or_else(|| format!("{}    ", indentation(instruction)), str::to_owned)
}

/// Takes a flag out, with the blanks behind it.
pub(crate) fn remove_flag(instruction: Placed<'_>, flag: &Flag) -> TextEdit {
    let after = &instruction.instruction.source()[flag.span.end as usize..];
    let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
    TextEdit::delete(instruction.range(Span::new(flag.span.start, flag.span.end + blanks as u32)))
}

/// A stage's name and every place that uses it, rewritten.
pub(crate) fn rename_stage(file: &Dockerfile, stage: Stage<'_>, name: &str) -> Vec<TextEdit> {
    let uses = file.uses_of(stage.index()).filter_map(|used| {
        let instruction = file.tree().instruction(used.item)?;
        // A number means the stage too, and stays.
        let is_named = instruction.text(used.span).eq_ignore_ascii_case(stage.name()?);
        is_named.then(|| instruction.range(used.span))
    });
    stage.name_range().into_iter().chain(uses).map(|range| TextEdit::replace(range, name)).collect()
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
pub(crate) fn byte_order_mark(source: &str) -> TextSize {
    let len = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    TextSize::new(len as u32)
}

/// The white space before an instruction's keyword.
pub(crate) fn indentation(instruction: Placed<'_>) -> &str {
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

/// Whether two instructions have the same flags, in any order.
pub(crate) fn have_same_flags(first: Placed<'_>, second: Placed<'_>) -> bool {
    let flags = |one: Placed<'_>| {
        let flags = one.command().flags.iter().map(|flag| one.text(flag.span).into_owned());
        flags.collect::<std::collections::BTreeSet<String>>()
    };
    flags(first) == flags(second)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_semantics::NoContext;
    use plimsoll_syntax::SyntaxTree;
    use plimsoll_text::apply_edits;

    use super::*;

    /// The RUN with flags `a` or `a b`.
    fn flagged(text: &str, flags: &str) -> String {
        let file = Dockerfile::new(SyntaxTree::parse(&format!("FROM a\n{text}")), Arc::new(NoContext));
        let run = file.instructions_of(Keyword::Run).next().unwrap();
        let flags: Vec<String> = flags.split(' ').map(str::to_owned).collect();
        let edit = insert_flags(&file, run, &flags);
        apply_edits(&file.tree().text(), &[edit]).unwrap()["FROM a\n".len()..].to_owned()
    }

    #[test]
    fn flags_have_lines_as_the_author_has_them() {
        let cases = [
            ("RUN x", "a", "RUN a x"),
            ("RUN --f \\\n  x", "a", "RUN a \\\n  --f \\\n  x"),
            ("RUN \\\n  --f x", "a", "RUN a \\\n  --f x"),
            ("RUN x", "a b", "RUN a \\\n    b \\\n    x"),
            ("RUN x \\\n\t\ty \\\n\t&& z", "a b", "RUN a \\\n\tb \\\n\tx \\\n\t\ty \\\n\t&& z"),
            ("RUN \\\n  x", "a b", "RUN a \\\n  b \\\n  x"),
            ("RUN <<E\n x\nE\n", "a b", "RUN a \\\n    b \\\n    <<E\n x\nE\n"),
        ];
        for (before, flags, after) in cases {
            assert_eq!(flagged(before, flags), after, "{before}");
        }
    }
}

//! Flags of instructions: in, out, compared.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Flag, Placed};
use plimsoll_text::{Span, TextEdit};

use super::{indentation, insert_at, line_ending, replace};

/// A line that is wider is hard to read.
pub(crate) const WIDTH: usize = 100;

/// Puts flags behind the keyword: one on the same line if it fits there; several, or one that makes the line too wide, or
/// beside others that have lines of their own, on a line each.
pub(crate) fn insert_flags(file: &Dockerfile, instruction: Placed<'_>, flags: &[String]) -> TextEdit {
    let start = instruction.command().keyword_span.end;
    let line_break =
        format!(" {}{}{}", instruction.instruction.escape(), line_ending(file), continuation(instruction));
    if is_continued(instruction, start) {
        return insert_at(instruction, start, format!(" {}", flags.join(&line_break)));
    }
    let own: Vec<Span> = instruction.command().flags.iter().map(|flag| flag.span).collect();
    if let [flag] = flags {
        let has_lines = own.first().is_some_and(|flag| is_continued(instruction, flag.end));
        let width = instruction.source().lines().next().map_or(0, str::len) + 1 + flag.len();
        if width <= WIDTH && !has_lines {
            return insert_at(instruction, start, format!(" {flag}"));
        }
    }
    // Those of the author that share the line get lines of their own, too.
    let last = own.last().map_or(start, |last| last.end);
    let is_one_line = !instruction.source()[..last as usize].contains('\n');
    let moved = if is_one_line { &own[..] } else { &[] };
    let last = moved.last().map_or(start, |last| last.end);
    let moved = moved.iter().map(|flag| instruction.instruction.source_of(*flag));
    let all: Vec<&str> = flags.iter().map(String::as_str).chain(moved).collect();
    let lines = format!(" {}", all.join(&line_break));
    match is_continued(instruction, last) {
        true => replace(instruction, Span::new(start, last), lines),
        false => {
            replace(instruction, Span::new(start, behind_blanks(instruction, last)), lines + &line_break)
        }
    }
}

/// Whether the line ends here, and the instruction does not.
fn is_continued(instruction: Placed<'_>, offset: u32) -> bool {
    let rest = &instruction.source()[behind_blanks(instruction, offset) as usize..];
    rest.starts_with(instruction.instruction.escape())
}

fn behind_blanks(instruction: Placed<'_>, offset: u32) -> u32 {
    let rest = &instruction.source()[offset as usize..];
    offset + (rest.len() - rest.trim_start_matches([' ', '\t']).len()) as u32
}

/// What the further lines of an instruction begin with: the least that its author gave one of them.
pub(crate) fn continuation(instruction: Placed<'_>) -> String {
    let lines =
        instruction.source().lines().skip(1).filter(|_| instruction.instruction.heredocs().is_empty());
    let indents = lines.map(|line| &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]);
    let least = indents.filter(|indent| !indent.is_empty()).min_by_key(|indent| indent.len());
    least.map_or_else(|| format!("{}    ", indentation(instruction)), str::to_owned)
}

/// Takes a flag out, with the blanks behind it.
pub(crate) fn remove_flag(instruction: Placed<'_>, flag: &Flag) -> TextEdit {
    let end = behind_blanks(instruction, flag.span.end);
    TextEdit::delete(instruction.range(Span::new(flag.span.start, end)))
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

    use plimsoll_syntax::Keyword;
    use plimsoll_text::apply_edits;

    use super::*;
    use crate::fixture;

    /// The RUN with flags `a` or `a b`.
    fn flagged(text: &str, flags: &str) -> String {
        let file = fixture::file(&format!("FROM a\n{text}"));
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
            ("RUN --f x", "a", "RUN a --f x"),
            ("RUN --f x", "a b", "RUN a \\\n    b \\\n    --f \\\n    x"),
            ("RUN --f --g \\\n  x", "a b", "RUN a \\\n  b \\\n  --f \\\n  --g \\\n  x"),
        ];
        for (before, flags, after) in cases {
            assert_eq!(flagged(before, flags), after, "{before}");
        }
    }

    #[test]
    fn flags_have_lines_where_one_is_too_narrow() {
        let wide = "x".repeat(90);
        assert_eq!(flagged(&format!("RUN {wide}"), "a"), format!("RUN a {wide}"));
        assert_eq!(flagged(&format!("RUN {wide}"), "--flag"), format!("RUN --flag \\\n    {wide}"));
        assert_eq!(
            flagged(&format!("RUN --f {wide}"), "--flag"),
            format!("RUN --flag \\\n    --f \\\n    {wide}")
        );
    }
}

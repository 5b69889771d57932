//! The script of an instruction, at the instruction's own offsets.

use plimsoll_syntax::Instruction;
use plimsoll_text::Span;

use crate::source::Source;

/// A text as long as the instruction, in which everything that is not script is blank.
///
/// A tool that reads [`View::text`] reports offsets that hold in the instruction. The line that BuildKit
/// joins has no newline here, so a `#` runs to its end, as it does for the shell; heredoc bodies keep theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    text: String,
    script: Span,
    gaps: Box<[Span]>,
}

impl View {
    /// The script that stands at `script`: the text behind the keyword, or the body of a heredoc.
    pub fn new(instruction: &Instruction, script: Span) -> View {
        let gaps = instruction.gaps().iter().map(|gap| gap.span);
        View::with_gaps(instruction.source(), script, gaps)
    }

    /// A script without an instruction around it.
    pub fn of_text(text: &str) -> View {
        View::with_gaps(text, Span::new(0, text.len() as u32), [])
    }

    /// `gaps`: in order, what BuildKit drops when it joins the lines.
    pub(crate) fn with_gaps(source: &str, script: Span, gaps: impl IntoIterator<Item = Span>) -> View {
        let gaps: Box<[Span]> = gaps
            .into_iter()
            .map(|gap| Span::new(gap.start.max(script.start), gap.end.min(script.end).max(script.start)))
            .filter(|gap| gap.start < gap.end)
            .collect();
        let mut view = View { text: String::with_capacity(source.len()), script, gaps };
        view.push_blanks(script.start);
        for piece in view.pieces() {
            view.fill_gap_until(source, piece.start);
            view.text.push_str(&source[piece.bytes()]);
        }
        view.push_blanks(source.len() as u32);
        view
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the script stands, in the view as in the instruction.
    pub fn script(&self) -> Span {
        self.script
    }

    /// Whether BuildKit drops something within a span, or in its middle.
    pub(crate) fn has_gap_in(&self, span: Span) -> bool {
        let after = self.gaps.partition_point(|gap| gap.end <= span.start);
        self.gaps.get(after).is_some_and(|gap| gap.start < span.end)
    }

    /// A span without the blanks at its ends; of an empty one, the character behind it.
    pub(crate) fn visible(&self, span: Span) -> Span {
        let text = &self.text[span.bytes()];
        let ink = text.trim_ascii();
        if ink.is_empty() {
            let next = self.text[span.start as usize..].chars().next().map_or(0, char::len_utf8);
            return Span::new(span.start, span.start + next as u32);
        }
        let start = span.start + (text.len() - text.trim_ascii_start().len()) as u32;
        Span::new(start, start + ink.len() as u32)
    }

    /// What the shell reads.
    pub(crate) fn source(&self) -> Source<'_> {
        if self.gaps.is_empty() {
            return Source::new(&self.text[self.script.bytes()], self.script.start);
        }
        let mut source = Source::empty(self.script.start);
        for piece in self.pieces() {
            source.push(&self.text[piece.bytes()], piece.start);
        }
        source
    }

    /// What lies between the gaps.
    fn pieces(&self) -> Vec<Span> {
        let starts = std::iter::once(self.script.start).chain(self.gaps.iter().map(|gap| gap.end));
        let ends = self.gaps.iter().map(|gap| gap.start).chain([self.script.end]);
        starts
            .zip(ends)
            .filter(|(start, end)| start < end)
            .map(|(start, end)| Span::new(start, end))
            .collect()
    }

    fn push_blanks(&mut self, end: u32) {
        self.text.extend(std::iter::repeat_n(' ', (end as usize).saturating_sub(self.text.len())));
    }

    /// Blanks, or backslash-newlines where the gap parts a word: shells drop those.
    ///
    /// An odd number of bytes (CRLF) leaves one blank: nothing of one byte means nothing to a shell.
    fn fill_gap_until(&mut self, source: &str, end: u32) {
        let is_ink = |byte: Option<&u8>| byte.is_some_and(|byte| !matches!(byte, b' ' | b'\t'));
        let start = self.text.len();
        let parts_a_word = start > self.script.start as usize
            && is_ink(source.as_bytes().get(start - 1))
            && is_ink(source.as_bytes().get(end as usize));
        if parts_a_word {
            for _ in 0..(end as usize - start) / 2 {
                self.text.push_str("\\\n");
            }
        }
        self.push_blanks(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gaps as the Dockerfile parser finds them in joined lines.
    fn view(source: &str, script: &str) -> View {
        let start = source.find(script).unwrap() as u32;
        let mut gaps = Vec::new();
        let (mut at, mut continued) = (0, false);
        for line in source.split_inclusive('\n') {
            let end = at + line.len() as u32;
            let text = line.trim_end();
            if continued && (text.is_empty() || text.trim_start().starts_with('#')) {
                gaps.push(Span::new(at, end));
            } else if let Some(stem) = text.strip_suffix(['\\', '`']) {
                gaps.push(Span::new(at + stem.len() as u32, end));
                continued = true;
            }
            at = end;
        }
        View::with_gaps(source, Span::new(start, start + script.len() as u32), gaps)
    }

    fn check(source: &str, script: &str, text: &str, joined: &str) {
        let view = view(source, script);
        assert_eq!(view.text().len(), source.len());
        assert_eq!((view.text(), view.source().text()), (text, joined));
    }

    #[test]
    fn blanks_what_is_not_script() {
        check("RUN --network=none é\n", "é", "                   é ", "é");
        check(
            "RUN a && \\\n  # no\n\n  b\n",
            "a && \\\n  # no\n\n  b",
            "    a &&             b ",
            "a &&   b",
        );
    }

    #[test]
    fn keeps_a_word_together_that_a_line_break_parts() {
        check("RUN a\\\nb", "a\\\nb", "    a\\\nb", "ab");
        check("RUN a`\nb", "a`\nb", "    a\\\nb", "ab");
        check("RUN a\\\n#c\nb", "a\\\n#c\nb", "    a\\\n\\\n b", "ab");
        check("RUN a\\\r\nb", "a\\\r\nb", "    a\\\n b", "ab");
        check("RUN \\\nb", "\\\nb", "      b", "b");
    }

    #[test]
    fn keeps_the_newlines_of_a_heredoc() {
        let source = "RUN <<E\na\nb\nE\n";
        let view = View::with_gaps(source, Span::new(8, 12), []);
        assert_eq!((view.text(), view.source().text()), ("        a\nb\n  ", "a\nb\n"));
    }
}

//! Places that are edited together: both ends of a heredoc, a stage's name and its uses.

use plimsoll_semantics::{Dockerfile, Spelling, Symbol};
use plimsoll_text::{TextRange, TextSize};

/// Places with the same text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedRanges {
    pub ranges: Vec<TextRange>,
    /// What may be typed into them without parting them: a regular expression.
    pub word: &'static str,
}

/// Those that are edited along with what is at `offset`. Nothing where one alone has that text.
pub fn linked_ranges(file: &Dockerfile, offset: TextSize) -> Option<LinkedRanges> {
    let (symbol, at) = file.symbol_at(offset)?;
    let word = match symbol {
        Symbol::Stage(_) => "[a-zA-Z][a-zA-Z0-9_.-]*",
        Symbol::Heredoc { .. } => "[a-zA-Z0-9_][a-zA-Z0-9_./-]*",
        Symbol::Arg(_) | Symbol::Env { .. } => return None,
    };
    let text = |range: TextRange| {
        let instruction = file.instruction_at(range.start())?;
        Some(instruction.instruction.source_of(instruction.span_of(range)?))
    };
    let same_text = |range: &TextRange| text(*range) == text(at.range);
    let named: Vec<_> =
        file.occurrences(&symbol).into_iter().filter(|one| one.spelling == Spelling::Name).collect();
    let ranges: Vec<TextRange> = named.iter().map(|one| one.range).collect();
    // Editors want the same letters everywhere: a name in another case would be left behind.
    let is_linked = at.spelling == Spelling::Name && ranges.len() > 1 && ranges.iter().all(same_text);
    is_linked.then_some(LinkedRanges { ranges, word })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    /// The places, in brackets.
    fn shown(text: &str) -> String {
        let fixture = Fixture::new(text);
        let Some(linked) = linked_ranges(&fixture.file, fixture.cursor()) else { return "nothing".into() };
        let mut text = fixture.text;
        for range in linked.ranges.into_iter().rev() {
            text.insert(range.end().into(), ']');
            text.insert(range.start().into(), '[');
        }
        text
    }

    #[test]
    fn heredocs() {
        assert_eq!(
            shown("FROM a\nRUN <<-'EOF$0' b\n\tx\n\tEOF\n"),
            "FROM a\nRUN <<-'[EOF]' b\n\tx\n\t[EOF]\n"
        );
        assert_eq!(shown("FROM a\nRUN <<EO$0F\nx\n"), "nothing");
        assert_eq!(shown("FROM a\nRUN <<E\"O\"F$0\nEOF\n"), "nothing");
    }

    #[test]
    fn stages() {
        assert_eq!(
            shown("FROM a AS build\nFROM b\nCOPY --from=bui$0ld --link x y\nCOPY --from=0 z y\n"),
            "FROM a AS [build]\nFROM b\nCOPY --from=[build] --link x y\nCOPY --from=0 z y\n"
        );
        assert_eq!(shown("FROM a AS Build$0\nFROM build\n"), "nothing");
        assert_eq!(shown("FROM a AS b$0\n"), "nothing");
        assert_eq!(shown("FROM a\nFROM b\nCOPY --from=0$0 z y\n"), "nothing");
    }

    #[test]
    fn no_variables() {
        assert_eq!(shown("FROM a\nARG A$0\nRUN $A\n"), "nothing");
    }
}

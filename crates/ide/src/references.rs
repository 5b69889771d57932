//! Every place that is about the same thing.

use plimsoll_semantics::{Access, Dockerfile, Occurrence};
use plimsoll_text::{TextRange, TextSize};

/// All of them, in order; those that declare it or set it only if they are asked for.
pub fn references(file: &Dockerfile, offset: TextSize, with_declarations: bool) -> Option<Vec<TextRange>> {
    let is_wanted = |one: &Occurrence| with_declarations || one.access == Access::Use;
    Some(highlights(file, offset)?.into_iter().filter(is_wanted).map(|one| one.range).collect())
}

/// The same, each with what it does.
pub fn highlights(file: &Dockerfile, offset: TextSize) -> Option<Vec<Occurrence>> {
    let (symbol, _) = file.symbol_at(offset)?;
    Some(file.occurrences(&symbol))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Fixture;

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::new(text);
        let line = |one: Occurrence| {
            let line = fixture.lines.line(one.range.start()) + 1;
            format!("{line}: {:?} {}\n", one.access, fixture.text_of(one.range))
        };
        let shown = highlights(&fixture.file, fixture.cursor())
            .map_or("nothing".into(), |found| found.into_iter().map(line).collect::<String>());
        expected.assert_eq(&shown);
    }

    #[test]
    fn what_is_written_and_what_is_read() {
        check(
            "ARG V=1\r\nFROM é:$V\r\nARG V\r\nENV W=😀$V$0\r\n",
            expect![[r#"
                1: Declaration V
                2: Use V
                3: Declaration V
                4: Use V
            "#]],
        );
        check(
            "FROM a AS b$0\nFROM c\nCOPY --from=b --link x y\nCOPY --from=0 z y\n",
            expect![[r#"
                1: Declaration b
                3: Use b
                4: Use 0
            "#]],
        );
        check("FROM a\nRUN echo hel$0lo\n", expect!["nothing"]);
    }

    #[test]
    fn declarations_are_left_out_if_not_asked_for() {
        let fixture = Fixture::new("FROM a\nENV A=1\nENV A=2\nRUN $A$0 $A\n");
        let found = |with| references(&fixture.file, fixture.cursor(), with).unwrap().len();
        assert_eq!((found(true), found(false)), (4, 2));
    }
}

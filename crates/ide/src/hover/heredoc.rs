//! Where heredocs begin and end.

use plimsoll_syntax::{Heredoc, Keyword};

use super::markdown::{code, paragraphs};
use super::{Hover, Place, in_force};
use crate::docs;

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    let keyword = place.instruction.keyword()?;
    let docs = docs::heredoc(keyword)?;
    let spans = |heredoc: &Heredoc| [Some(heredoc.marker), heredoc.terminator];
    let at = |heredoc| spans(heredoc).into_iter().flatten().find(|span| place.is_in(*span));
    let (heredoc, span) =
        place.instruction.instruction.heredocs().iter().find_map(|heredoc| Some((heredoc, at(heredoc)?)))?;
    place.hover(span, paragraphs([here(place, keyword, heredoc), docs.to_owned()]))
}

/// What this one is.
fn here(place: &Place<'_>, keyword: Keyword, heredoc: &Heredoc) -> String {
    let name = code(&heredoc.name);
    match keyword {
        Keyword::Run => {
            let end = format!("Ends at the line {name}.");
            let is_script = place.instruction.instruction.command().rest == heredoc.marker;
            match is_script {
                true => format!("{end} The body is a script for {}.", in_force::shell(place)),
                false => end,
            }
        }
        Keyword::Copy | Keyword::Add if heredoc.expand => {
            format!("Ends at the line {name}. Variables in the body are expanded.")
        }
        Keyword::Copy | Keyword::Add => {
            format!("Ends at the line {name}. The body is kept as it is written.")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::docs;
    use crate::hover::tests::shown;
    use plimsoll_syntax::Keyword;

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, keyword: Keyword, expected: Expect) {
        let shown = shown(text);
        let docs = docs::heredoc(keyword).unwrap();
        expected.assert_eq(shown.strip_suffix(docs).unwrap_or(&shown).trim_end());
    }

    #[test]
    fn both_ends() {
        check(
            "FROM a\nRUN <<E$0OF\nb\nEOF\n",
            Keyword::Run,
            expect![[r#"
            <<EOF

            Ends at the line `EOF`. The body is a script for `/bin/sh -c`."#]],
        );
        check(
            "FROM a\nRUN <<EOF bash\nb\nEOF$0\n",
            Keyword::Run,
            expect![[r#"
            EOF

            Ends at the line `EOF`."#]],
        );
        check(
            "FROM a\nCOPY <<a.$0txt <<'b' /c/\n$A\na.txt\nb\n",
            Keyword::Copy,
            expect![[r#"
            <<a.txt

            Ends at the line `a.txt`. Variables in the body are expanded."#]],
        );
        check(
            "FROM a\nCOPY <<a.txt <<'$0b' /c/\na.txt\nb\n",
            Keyword::Copy,
            expect![[r#"
            <<'b'

            Ends at the line `b`. The body is kept as it is written."#]],
        );
        check("FROM a\nONBUILD RUN <<$0E\nE\n", Keyword::Onbuild, expect!["<<E"]);
    }
}

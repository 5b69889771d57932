//! The edits that silence a finding: comments in our own dialect.

use plimsoll_text::{TextEdit, TextRange};

use crate::edit::{byte_order_mark, line_ending};
use crate::finding::Finding;
use crate::rule::Check;
use crate::source::{Piece, PieceKind, Source};
use crate::suppression::{Dialect, Suppressions, statement_around};

/// Silences the rule of a finding for the instruction or pattern that it is in. Nothing where it is in none, or the rule
/// is about suppressions.
pub fn ignore_in_statement(file: &dyn Source, finding: &Finding) -> Option<TextEdit> {
    let statement = statement_around(file, finding).filter(|_| can_be_ignored(finding))?;
    Some(add_to_comment(file, statement.range, finding).unwrap_or_else(|| above(file, statement, finding)))
}

/// Silences the rule of a finding for the whole file. Nothing where the rule is about suppressions.
pub fn ignore_in_file(file: &dyn Source, finding: &Finding) -> Option<TextEdit> {
    let scope = file.range();
    can_be_ignored(finding)
        .then(|| add_to_comment(file, scope, finding).unwrap_or_else(|| on_top(file, finding)))
}

fn can_be_ignored(finding: &Finding) -> bool {
    !matches!(finding.rule.check(), Check::Suppressions(_))
}

/// Behind the last name of a comment that covers just this.
fn add_to_comment(file: &dyn Source, scope: TextRange, finding: &Finding) -> Option<TextEdit> {
    let suppressions = Suppressions::find(file);
    let last = suppressions.of_scope(Dialect::Plimsoll, scope).last()?;
    Some(TextEdit::insert(last.range.end(), format!(",{}", finding.rule.name)))
}

fn above(file: &dyn Source, statement: Piece<'_>, finding: &Finding) -> TextEdit {
    let at = statement.range.start() + byte_order_mark(statement.source);
    let text = statement.source.trim_start_matches('\u{feff}');
    let indent = match statement.kind {
        // BuildKit takes an indented `#` for a pattern.
        PieceKind::Pattern => "",
        _ => &text[..text.len() - text.trim_start().len()],
    };
    let (rule, newline) = (finding.rule.name, line_ending(file));
    TextEdit::insert(at, format!("{indent}# plimsoll ignore={rule}{newline}"))
}

/// Behind the directives: a comment above them would make them comments.
fn on_top(file: &dyn Source, finding: &Finding) -> TextEdit {
    let header = header_len(file);
    let at = file.piece(header).map_or(file.range().end(), |piece| piece.range.start());
    let (rule, newline) = (finding.rule.name, line_ending(file));
    let last = header.checked_sub(1).and_then(|last| file.piece(last));
    if last.is_some_and(|piece| !piece.source.ends_with('\n')) {
        return TextEdit::insert(at, format!("{newline}# plimsoll ignore-file={rule}"));
    }
    let first = file.piece(0).filter(|_| header == 0).map_or("", |piece| piece.source);
    let at = at + byte_order_mark(first);
    TextEdit::insert(at, format!("# plimsoll ignore-file={rule}{newline}"))
}

/// How many pieces stand on top that nothing may come before. Behind a `#!` line BuildKit still looks for
/// `# syntax=`, though everything there is a comment.
fn header_len(file: &dyn Source) -> usize {
    let is_script =
        file.piece(0).is_some_and(|first| first.source.trim_start_matches('\u{feff}').starts_with("#!"));
    let stays = |piece: &Piece<'_>| match piece.kind {
        PieceKind::Directive(_) => true,
        PieceKind::Comment => is_script,
        _ => false,
    };
    file.pieces().take_while(stays).count()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};
    use plimsoll_semantics::{Dockerfile, Dockerignore, NoContext};

    use plimsoll_text::apply_edits;

    use super::*;
    use crate::fixture;
    use crate::fixture::file;
    use crate::{Settings, lint};

    type Ignore = fn(&dyn Source, &Finding) -> Option<TextEdit>;

    /// Those of some rules, so that a test does not change when a rule is added.
    fn findings(file: &Dockerfile) -> Vec<Finding> {
        const RULES: [&str; 7] = [
            "invalid-flag",
            "wrong-argument-count",
            "invalid-port",
            "invalid-signal",
            "no-build-stage",
            "unknown-instruction",
            "unused-suppression",
        ];
        let settings = Settings::from_selection(&RULES.map(str::to_owned), &[]).unwrap();
        lint(file, &settings)
    }

    /// Silences one finding after the other, until there is none left.
    fn silenced(text: &str, ignore: Ignore) -> String {
        let mut text = text.to_owned();
        loop {
            let file = file(&text);
            let findings = findings(&file);
            let Some(finding) = findings.first() else { return text };
            let edit =
                ignore(&file, finding).unwrap_or_else(|| panic!("can't silence {finding:?} in {text:?}"));
            text = apply_edits(&text, &[edit]).unwrap();
            let after = self::findings(&self::file(&text));
            assert!(after.len() < findings.len(), "{finding:?} is not silent in {text:?}: {after:?}");
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(ignore: Ignore, text: &str, expected: Expect) {
        // Carriage returns can't be seen in a snapshot.
        expected.assert_eq(&silenced(text, ignore).replace('\r', "␍").replace('\u{feff}', "[BOM]"));
    }

    #[test]
    fn above_the_instruction() {
        check(
            ignore_in_statement,
            "FROM scratch\n\n# The port\n  EXPOSE 8080/tpc \\\n  # more\n  70000\n",
            expect![[r#"
                FROM scratch

                # The port
                  # plimsoll ignore=invalid-port
                  EXPOSE 8080/tpc \
                  # more
                  70000
            "#]],
        );
        check(
            ignore_in_statement,
            "\u{feff}FORM a\r\nFROM scratch\r\n",
            expect![[r#"
                [BOM]# plimsoll ignore=unknown-instruction␍
                FORM a␍
                FROM scratch␍
            "#]],
        );
    }

    #[test]
    fn in_the_comment_that_is_there() {
        check(
            ignore_in_statement,
            "FROM scratch\n# plimsoll ignore=invalid-flag see #12\n# note\n\nCOPY --form=a b\n",
            expect![[r#"
                FROM scratch
                # plimsoll ignore=invalid-flag,wrong-argument-count see #12
                # note

                COPY --form=a b
            "#]],
        );
    }

    #[test]
    fn on_top_of_the_file() {
        check(
            ignore_in_file,
            "# syntax=docker/dockerfile:1\nFROM scratch\nEXPOSE x\nSTOPSIGNAL x\n",
            expect![[r#"
                # syntax=docker/dockerfile:1
                # plimsoll ignore-file=invalid-port,invalid-signal
                FROM scratch
                EXPOSE x
                STOPSIGNAL x
            "#]],
        );
        check(
            ignore_in_file,
            "\u{feff}# A\r\nFROM scratch\r\nEXPOSE x\r\n",
            expect![[r#"
            [BOM]# plimsoll ignore-file=invalid-port␍
            # A␍
            FROM scratch␍
            EXPOSE x␍
        "#]],
        );
        check(
            ignore_in_file,
            "#!/usr/bin/env x\n# syntax=docker/dockerfile:1\nFROM scratch\nEXPOSE x\n",
            expect![[r#"
            #!/usr/bin/env x
            # syntax=docker/dockerfile:1
            # plimsoll ignore-file=invalid-port
            FROM scratch
            EXPOSE x
        "#]],
        );
        check(
            ignore_in_file,
            "# escape=`",
            expect![[r#"
            # escape=`
            # plimsoll ignore-file=no-build-stage"#]],
        );
    }

    #[test]
    fn in_an_ignore_file() {
        let silenced = |text: &str, ignore: Ignore| {
            let file = Dockerignore::new(text, Arc::new(NoContext));
            let settings = fixture::settings(&["dockerignore-syntax"]);
            let edit = ignore(&file, &lint(&file, &settings)[0]).unwrap();
            let after = apply_edits(text, &[edit]).unwrap();
            let left = lint(&file.with_text(&after), &settings);
            (after, left.len())
        };
        let text = "\u{feff}# Logs\r\n  [a\r\n!\r\n";
        let above = "\u{feff}# Logs\r\n# plimsoll ignore=dockerignore-syntax\r\n  [a\r\n!\r\n";
        let on_top = "\u{feff}# plimsoll ignore-file=dockerignore-syntax\r\n# Logs\r\n  [a\r\n!\r\n";
        assert_eq!(silenced(text, ignore_in_statement), (above.to_owned(), 1));
        assert_eq!(silenced(text, ignore_in_file), (on_top.to_owned(), 0));
    }

    #[test]
    fn not_for_rules_about_suppressions() {
        let file = file("FROM scratch\n# plimsoll ignore=invalid-port\nLABEL a=b\n");
        let findings = findings(&file);
        assert_eq!(findings.len(), 1);
        assert_eq!(ignore_in_statement(&file, &findings[0]), None);
        assert_eq!(ignore_in_file(&file, &findings[0]), None);
    }
}

//! The edits that silence a finding: comments in our own dialect.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Node, Placed};
use plimsoll_text::{TextEdit, TextRange};

use crate::edit::{byte_order_mark, indentation, line_ending};
use crate::finding::Finding;
use crate::rule::Check;
use crate::suppression::{Dialect, Suppressions};

/// Silences the rule of a finding for the instruction that it is in. Nothing where the finding is in no instruction,
/// or the rule is about suppressions.
pub fn ignore_in_instruction(file: &Dockerfile, finding: &Finding) -> Option<TextEdit> {
    let instruction = file.instruction_at(finding.range.start())?;
    let scope = instruction.full_range();
    if !scope.contains_range(finding.range) || !can_be_ignored(finding) {
        return None;
    }
    Some(add_to_comment(file, scope, finding).unwrap_or_else(|| above(file, instruction, finding)))
}

/// Silences the rule of a finding for the whole file. Nothing where the rule is about suppressions.
pub fn ignore_in_file(file: &Dockerfile, finding: &Finding) -> Option<TextEdit> {
    let scope = TextRange::up_to(file.tree().len());
    can_be_ignored(finding)
        .then(|| add_to_comment(file, scope, finding).unwrap_or_else(|| on_top(file, finding)))
}

fn can_be_ignored(finding: &Finding) -> bool {
    matches!(finding.rule.check(), Check::File(_))
}

/// Behind the last name of a comment that covers just this.
fn add_to_comment(file: &Dockerfile, scope: TextRange, finding: &Finding) -> Option<TextEdit> {
    let suppressions = Suppressions::find(file);
    let last = suppressions.of_scope(Dialect::Plimsoll, scope).last()?;
    Some(TextEdit::insert(last.range.end(), format!(",{}", finding.rule.name)))
}

fn above(file: &Dockerfile, instruction: Placed<'_>, finding: &Finding) -> TextEdit {
    let at = instruction.start + byte_order_mark(instruction.source());
    let (indent, rule, newline) = (indentation(instruction), finding.rule.name, line_ending(file));
    TextEdit::insert(at, format!("{indent}# plimsoll ignore={rule}{newline}"))
}

/// Behind the directives: a comment above them would make them comments.
fn on_top(file: &Dockerfile, finding: &Finding) -> TextEdit {
    let items = file.tree().items();
    let header = header_len(file);
    let at = items.get(header).map_or(file.tree().len(), |item| item.start);
    let (rule, newline) = (finding.rule.name, line_ending(file));
    let ends_line = |node: &Node| node.source().ends_with('\n');
    if header > 0 && !ends_line(&items[header - 1].node) {
        return TextEdit::insert(at, format!("{newline}# plimsoll ignore-file={rule}"));
    }
    let first = items.first().filter(|_| header == 0).map_or("", |item| item.node.source());
    let at = at + byte_order_mark(first);
    TextEdit::insert(at, format!("# plimsoll ignore-file={rule}{newline}"))
}

/// How many items stand on top that nothing may come before. Behind a `#!` line BuildKit still looks for
/// `# syntax=`, though everything there is a comment.
fn header_len(file: &Dockerfile) -> usize {
    let items = file.tree().items();
    let is_script =
        items.first().is_some_and(|item| item.node.source().trim_start_matches('\u{feff}').starts_with("#!"));
    let stays = |node: &Node| match node {
        Node::Directive(_) => true,
        Node::Comment(_) => is_script,
        _ => false,
    };
    items.iter().take_while(|item| stays(&item.node)).count()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};
    use plimsoll_semantics::NoContext;
    use plimsoll_syntax::SyntaxTree;
    use plimsoll_text::apply_edits;

    use super::*;
    use crate::{Settings, lint};

    type Ignore = fn(&Dockerfile, &Finding) -> Option<TextEdit>;

    fn file(text: &str) -> Dockerfile {
        Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext))
    }

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
            ignore_in_instruction,
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
            ignore_in_instruction,
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
            ignore_in_instruction,
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
    fn not_for_rules_about_suppressions() {
        let file = file("FROM scratch\n# plimsoll ignore=invalid-port\nLABEL a=b\n");
        let findings = findings(&file);
        assert_eq!(findings.len(), 1);
        assert_eq!(ignore_in_instruction(&file, &findings[0]), None);
        assert_eq!(ignore_in_file(&file, &findings[0]), None);
    }
}

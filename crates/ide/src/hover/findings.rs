//! The findings at a place, above what else there is to say.

use plimsoll_linter::Finding;
use plimsoll_text::TextSize;

use super::Hover;

const SEPARATOR: &str = "\n\n---\n\n";

/// The findings that touch `offset`, then the topic.
pub(super) fn stacked(findings: &[Finding], offset: TextSize, topic: Option<Hover>) -> Option<Hover> {
    let there = || findings.iter().filter(|finding| finding.range.contains_inclusive(offset));
    let smallest = there().map(|finding| finding.range).min_by_key(|range| range.len());
    let range = topic.as_ref().map(|topic| topic.range).or(smallest)?;
    let parts: Vec<String> = there().map(part).chain(topic.map(|topic| topic.markdown)).collect();
    Some(Hover { range, markdown: parts.join(SEPARATOR) })
}

fn part(finding: &Finding) -> String {
    let rule = finding.rule;
    let mut names = vec![format!("[`{}`]({})", rule.name, rule.url())];
    names.extend(finding.aliases.iter().map(|alias| (*alias).to_owned()));
    format!(
        "**{}:** {}\n\n{}\n\n{}",
        finding.severity.as_str(),
        finding.message,
        rule.meta().summary,
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::hover::tests::shown_with;

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, rules: &[&str], expected: Expect) {
        expected.assert_eq(&shown_with(text, rules));
    }

    #[test]
    fn findings_come_first() {
        check(
            "FROM a\nUSER$0\n",
            &["wrong-argument-count"],
            expect![[r#"
            USER

            **error:** USER takes exactly one argument

            Finds instructions with too few or too many arguments.

            [`wrong-argument-count`](https://github.com/plimsoll-lint/plimsoll/blob/main/crates/linter/src/rules/syntax/wrong_argument_count.md), DL1000

            ---

            Sets the user, and the group, for the `RUN`s that follow and for the container.

            ```dockerfile
            USER NAME[:GROUP]
            USER UID[:GID]
            ```

            - The whole rest of the line is the argument, and nothing checks at this line that the user exists.
            - Names are looked up in the image, so `scratch` images need numbers.
            - `COPY` and `ADD` do not follow it: they make files of root unless `--chown` says otherwise. `WORKDIR` does.

            [Reference](https://docs.docker.com/reference/dockerfile/#user)
        "#]],
        );
    }

    #[test]
    fn findings_alone() {
        check(
            "FORM$0 a\nFROM a\n",
            &["unknown-instruction"],
            expect![[r#"
            FORM

            **error:** unknown instruction `FORM`: did you mean `FROM`?

            Finds lines that begin with a word that is no Dockerfile instruction.

            [`unknown-instruction`](https://github.com/plimsoll-lint/plimsoll/blob/main/crates/linter/src/rules/syntax/unknown_instruction.md), DL1000"#]],
        );
        check("FORM $0a\nFROM a\n", &["unknown-instruction"], expect!["nothing"]);
    }
}

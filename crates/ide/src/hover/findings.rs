//! The findings at a place, above what else there is to say.

use plimsoll_linter::{Finding, practices};
use plimsoll_text::TextSize;

use super::Hover;
use super::markdown::paragraphs;

const SEPARATOR: &str = "\n\n---\n\n";

/// The findings that touch `offset`, then the topic.
pub(super) fn stacked(findings: &[Finding], offset: TextSize, topic: Option<Hover>) -> Option<Hover> {
    let there = || findings.iter().filter(|finding| finding.range.contains_inclusive(offset));
    let smallest = there().map(|finding| finding.range).min_by_key(|range| range.len());
    let range = topic.as_ref().map(|topic| topic.range).or(smallest)?;
    let parts: Vec<String> = there().map(part).chain(topic.map(|topic| topic.markdown)).collect();
    Some(Hover { range, markdown: parts.join(SEPARATOR) })
}

/// What is behind the finding: the editor shows its message itself.
fn part(finding: &Finding) -> String {
    let rule = finding.rule;
    let practice = practices().iter().find(|practice| practice.rules.contains(&rule));
    let title = practice.map_or_else(String::new, |practice| format!("**{}**", practice.title));
    let mut names = vec![format!("[`{}`]({})", rule.name, rule.url())];
    names.extend(finding.aliases.iter().map(|alias| (*alias).to_owned()));
    paragraphs([title, rule.meta().summary.to_owned(), names.join(", ")])
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

                Finds instructions with too few or too many arguments.

                [`wrong-argument-count`](https://github.com/plimsoll-lint/plimsoll/blob/main/docs/rules/wrong-argument-count.md), DL1000

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

                **Good practice**

                - Do not run as root ([`runs-as-root`](https://github.com/plimsoll-lint/plimsoll/blob/main/docs/rules/runs-as-root.md))"#]],
        );
    }

    #[test]
    fn the_practice_that_it_is_about() {
        check(
            "FROM debian:13$0\n",
            &["full-base-image"],
            expect![[r#"
                debian:13

                **Take the slim variant**

                Finds an official image in its full variant under the final stage, where its makers publish a slim one: `python:3.13`
                instead of `python:3.13-slim`.

                [`full-base-image`](https://github.com/plimsoll-lint/plimsoll/blob/main/docs/rules/full-base-image.md)

                ---

                **`docker.io/library/debian:13`**

                - Registry `docker.io`, repository `library/debian`
                - Tag `13`
                - Debian
                - Runs as root
                - Has `bash`; without `curl` and `wget`
                - Smaller: `debian:13-slim`

                [Docker Hub](https://hub.docker.com/_/debian)"#]],
        );
    }

    #[test]
    fn findings_alone() {
        check(
            "FORM$0 a\nFROM a\n",
            &["unknown-instruction"],
            expect![[r#"
                FORM

                Finds lines that begin with a word that is no Dockerfile instruction.

                [`unknown-instruction`](https://github.com/plimsoll-lint/plimsoll/blob/main/docs/rules/unknown-instruction.md), DL1000"#]],
        );
        check("FORM $0a\nFROM a\n", &["unknown-instruction"], expect!["nothing"]);
    }
}

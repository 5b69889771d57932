//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_syntax::{Keyword, Placed};

use crate::finding::Fix;
use crate::joined_runs::{are_joinable, join_runs};
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("consecutive-run", include_str!("consecutive_run.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.final_stage().into_iter().flat_map(Stage::chain) {
        let runs: Vec<Placed<'_>> = stage.instructions_of(Keyword::Run).collect();
        for pair in runs.windows(2) {
            let [first, second] = pair else { continue };
            if are_joinable(file, *first, *second) {
                report_pair(file, report, *first, *second);
            }
        }
    }
}

fn report_pair(file: &Dockerfile, report: &mut Report<'_>, first: Placed<'_>, second: Placed<'_>) {
    let message = "this RUN makes a layer of its own behind another RUN";
    let finding = report.at(second.range(second.command().keyword_span), message);
    finding.related(first.range(first.command().keyword_span), "could be joined with this one");
    if let Some(edit) = join_runs(file, first, second) {
        finding.fix(Fix::safe("Join with the RUN above", vec![edit]));
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::fixture;

    /// The text behind FROM after the fix of the first finding; `no fix`, or nothing found.
    fn joined(text: &str) -> Option<String> {
        let from = if text.contains('\r') { "FROM a:1\r\n" } else { "FROM a:1\n" };
        let fixed = fixture::fixed(&format!("{from}{text}"), RULE.name)?;
        Some(fixed.map_or("no fix".to_owned(), |text| text[from.len()..].to_owned()))
    }

    #[test]
    fn keeps_the_layout() {
        let cases = [
            ("RUN a\r\nRUN b\r\n", "RUN a && \\\r\n    b\r\n"),
            ("run a &&\\\n  b\n\nrun c", "run a &&\\\n  b && \\\n  c"),
            ("RUN a || b\nRUN c | d # e\n", "RUN a || b && \\\n    c | d # e\n"),
            (
                "RUN --mount=type=ssh \\\n  a && \\\n  b\nRUN \\\n  --mount=type=ssh \\\n  c\n",
                "RUN --mount=type=ssh \\\n  a && \\\n  b && \\\n  c\n",
            ),
            ("RUN (cd a; b)\nRUN a\n", "RUN (cd a; b) && \\\n    a\n"),
        ];
        for (before, after) in cases {
            assert_eq!(joined(before).as_deref(), Some(after), "{before}");
        }
    }

    #[test]
    fn is_quiet_where_a_joined_script_would_mean_something_else() {
        let firsts = [
            "cd /a",
            "export A=1",
            "A=1",
            "set -x && a",
            "{ cd a; }",
            "a &",
            "a;",
            "a # b",
            "exec a",
            "f() { a; }",
            "a '",
        ];
        for first in firsts {
            assert_eq!(joined(&format!("RUN {first}\nRUN b\n")), None, "{first}");
        }
        for second in ["a; b", "a || b", "set -e && b", "a &", "a '"] {
            assert_eq!(joined(&format!("RUN a\nRUN {second}\n")), None, "{second}");
        }
        let others = [
            "RUN pip install -U pip\nRUN pip install a\n",
            "RUN npm install -g npm@11\nRUN npm ci\n",
            "SHELL [\"/bin/bash\", \"-lc\"]\nRUN a\nRUN b\n",
            "SHELL [\"/bin/bash\", \"-euo\", \"pipefail\", \"-c\"]\nRUN (cd /a; make)\nRUN b\n",
        ];
        for text in others {
            assert_eq!(joined(text), None, "{text}");
        }
    }

    #[test]
    fn keeps_comments_for_linters_at_their_instruction() {
        let text = "RUN a\n# hadolint ignore=DL3001\nRUN b\n";
        assert_eq!(joined(text).as_deref(), Some("no fix"));
    }
}

//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::Keyword;

use crate::edit;
use crate::finding::{Fix, Tag};
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("repeated-instruction", include_str!("repeated_instruction.md"), check);

const ONCE: [(Keyword, &str); 3] =
    [(Keyword::Cmd, "DL4003"), (Keyword::Entrypoint, "DL4004"), (Keyword::Healthcheck, "DL3012")];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.stages() {
        for (keyword, code) in ONCE {
            let mut all = stage.instructions_of(keyword).peekable();
            while let Some(dead) = all.next() {
                let Some(next) = all.peek() else { break };
                let finding = report
                    .at(
                        dead.range(dead.trimmed_span()),
                        format!("{keyword} has no effect: another one follows"),
                    )
                    .aliases(["MultipleInstructionsDisallowed", code])
                    .related(next.range(next.command().keyword_span), format!("this {keyword} replaces it"))
                    .tag(Tag::Unnecessary);
                finding.fix(Fix::safe(format!("Remove this {keyword}"), vec![edit::remove(dead)]));
            }
        }
    }
}

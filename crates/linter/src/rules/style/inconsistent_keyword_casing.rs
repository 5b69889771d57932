//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Arguments, Keyword, Placed};
use plimsoll_text::TextEdit;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("inconsistent-keyword-casing", include_str!("inconsistent_keyword_casing.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let is_lower = file.is_mostly_lower_case();
    let case = if is_lower { "lower" } else { "upper" };
    for instruction in file.instructions().filter(|one| file.stage_of(*one).is_some()) {
        let Some(keyword) = instruction.keyword() else { continue };
        let span = instruction.command().keyword_span;
        let word = instruction.text(span);
        let right = edit::keyword_in(is_lower, keyword);
        if word == right {
            continue;
        }
        let message = format!("`{word}` is not in {case} case, as most instructions of this file are");
        let mut edits = vec![edit::replace(instruction, span, right.as_str())];
        edits.extend(replace_as(instruction, &right));
        report.at(instruction.range(span), message).fix(Fix::safe(format!("Write {right}"), edits));
    }
}

/// The AS of a FROM goes with it.
fn replace_as(instruction: Placed<'_>, keyword: &str) -> Option<TextEdit> {
    let Arguments::Words(words) = &instruction.command().arguments else { return None };
    let [_, r#as, _] = **words else { return None };
    let cased = edit::cased_like(keyword, "AS")?;
    let is_other = instruction.keyword() == Some(Keyword::From) && instruction.text(r#as) != cased;
    is_other.then(|| edit::replace(instruction, r#as, cased))
}

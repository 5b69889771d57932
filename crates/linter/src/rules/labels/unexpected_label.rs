//! See the page beside this file.

use plimsoll_semantics::Dockerfile;

use super::missing_label::{self, LABEL_SCHEMA};
use crate::report::Report;
use crate::rule::Rule;
use crate::suggest::closest;

pub(crate) static RULE: Rule = Rule::new("unexpected-label", include_str!("unexpected_label.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let schema = report.table_of(&missing_label::RULE, &LABEL_SCHEMA);
    if schema.is_empty() {
        return;
    }
    for label in file.labels() {
        let Some(key) = label.key.as_set() else { continue };
        if schema.iter().any(|(known, _)| *known == key) {
            continue;
        }
        let message = match closest(key, schema.iter().map(|(known, _)| *known)) {
            Some(meant) => format!("the schema has no label `{key}`: did you mean `{meant}`?"),
            None => format!("the schema has no label `{key}`"),
        };
        report.at(label.key_range, message);
    }
}

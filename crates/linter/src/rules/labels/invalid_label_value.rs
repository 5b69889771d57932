//! See the page beside this file.

use std::collections::HashMap;

use plimsoll_semantics::Dockerfile;

use super::kind::Kind;
use super::missing_label::{self, LABEL_SCHEMA};
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("invalid-label-value", include_str!("invalid_label_value.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let schema: HashMap<&str, &str> =
        report.table_of(&missing_label::RULE, &LABEL_SCHEMA).into_iter().collect();
    for label in file.labels() {
        let (Some(key), Some(value)) = (label.key.as_set(), label.value.as_set()) else { continue };
        let wanted = schema.get(key).and_then(|name| Kind::named(name));
        let Some(kind) = wanted.or_else(|| Kind::of_oci_label(key)) else { continue };
        if value.is_empty() {
            // Else it may be meant to hide what the base image says.
            if wanted.is_some() {
                report.at(label.value_range, format!("the label `{key}` is empty")).aliases(["DL3051"]);
            }
        } else if !(kind.is_met)(value) {
            let message = format!("`{key}` must be {}", kind.what);
            report.at(label.value_range, message).aliases([kind.alias]);
        }
    }
}

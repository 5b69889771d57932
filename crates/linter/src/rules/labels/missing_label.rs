//! See the page beside this file.

use std::collections::HashSet;

use plimsoll_semantics::{Dockerfile, Label};

use super::kind::LABEL_KINDS;
use crate::report::Report;
use crate::rule::Rule;
use crate::settings::{OptionDefault, RuleOption};

pub(crate) static RULE: Rule =
    Rule::new("missing-label", include_str!("missing_label.md"), check).with_options(&[LABEL_SCHEMA]);

/// The other rules about labels look at it too.
pub(super) const LABEL_SCHEMA: RuleOption = RuleOption {
    name: "label-schema",
    default: OptionDefault::Table(&LABEL_KINDS),
    doc: "The labels that every image must have, and of which kind each is",
};

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let schema = report.table_of(&RULE, &LABEL_SCHEMA);
    if schema.is_empty() {
        return;
    }
    let Some(stage) = file.final_stage() else { return };
    let Some(range) = stage.image_range() else { return };
    let labels: Vec<Label> = stage.labels().collect();
    let present: HashSet<&str> = labels.iter().filter_map(|label| label.key.as_set()).collect();
    let missing: Vec<String> = schema
        .into_iter()
        .filter(|(key, _)| !present.contains(key))
        .map(|(key, _)| format!("`{key}`"))
        .collect();
    if !missing.is_empty() {
        let noun = if missing.len() == 1 { "label" } else { "labels" };
        report.at(range, format!("the image lacks the {noun} {}", missing.join(", ")));
    }
}

//! See the page beside this file.

use std::collections::HashMap;

use plimsoll_semantics::Dockerfile;

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("duplicate-stage-name", include_str!("duplicate_stage_name.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let mut first = HashMap::new();
    for stage in file.stages() {
        let (Some(name), Some(range)) = (stage.name(), stage.name_range()) else { continue };
        let earlier = *first.entry(name).or_insert(range);
        if earlier != range {
            let message =
                format!("another stage is named `{name}` too: from here on, the name means this one");
            report.at(range, message).related(earlier, "the other stage");
        }
    }
}

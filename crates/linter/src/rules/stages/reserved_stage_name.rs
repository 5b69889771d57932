//! See the page beside this file.

use plimsoll_semantics::Dockerfile;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("reserved-stage-name", include_str!("reserved_stage_name.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.stages() {
        let (Some(name @ ("scratch" | "context")), Some(range)) = (stage.name(), stage.name_range()) else {
            continue;
        };
        let free = format!("{name}-stage");
        let fix = Fix::not_safe(format!("Rename to `{free}`"), edit::rename_stage(file, stage, &free));
        report
            .at(range, format!("`{name}` means something else to BuildKit, and can't name a stage"))
            .fix(fix);
    }
}

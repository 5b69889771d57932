//! See the page beside this file.

use plimsoll_semantics::Dockerfile;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("stage-name-casing", include_str!("stage_name_casing.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.stages() {
        let (Some(name), Some(range)) = (stage.name(), stage.name_range()) else { continue };
        let Some(span) = stage.from().span_of(range) else { continue };
        let written = stage.from().instruction.text(span);
        if written != name {
            let fix = Fix::safe(format!("Rename to `{name}`"), edit::rename_stage(file, stage, name));
            report.at(range, format!("the name of the stage `{written}` is not in lower case")).fix(fix);
        }
    }
}

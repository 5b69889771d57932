//! See the page beside this file.

use plimsoll_semantics::Dockerfile;

use super::reorder::reorder;
use super::spoiled::Spoiled;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("copy-before-install", include_str!("copy_before_install.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.stages() {
        let Some(spoiled) = Spoiled::find(file, stage) else { continue };
        let Some(range) = spoiled.broad_range(file) else { continue };
        let command = &spoiled.installs[0].command;
        let finding = report.at(range, format!("`{command}` runs again after every source change"));
        for install in &spoiled.installs {
            finding.related(install.run.range(install.span), "comes after the copy");
        }
        if let Some(fix) = reorder(file, &spoiled) {
            finding.fix(fix);
        }
    }
}

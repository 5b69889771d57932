//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_syntax::platform::Platform;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("constant-platform", include_str!("constant_platform.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.stages() {
        let from = stage.from();
        let Some(flag) = from.instruction.flag("platform") else { continue };
        let Some(text) = from.instruction.flag_value(flag).filter(|text| !text.contains('$')) else {
            continue;
        };
        let Ok(platform) = Platform::parse(&text) else { continue };
        if !is_named_after(stage, &platform) {
            let fix = Fix::not_safe("Remove the flag", vec![edit::remove_flag(from, flag)]);
            report.at(from.range(flag.span), format!("this stage is always built for {text}")).fix(fix);
        }
    }
}

/// BuildKit: a stage for one platform says so in its name.
fn is_named_after(stage: Stage<'_>, platform: &Platform) -> bool {
    let mut parts = [&platform.os, &platform.arch].into_iter().flatten();
    stage.name().is_some_and(|name| parts.any(|part| name.contains(part.as_str())))
}

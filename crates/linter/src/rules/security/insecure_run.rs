//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Flag, Keyword, Placed};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("insecure-run", include_str!("insecure_run.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for run in file.instructions_of(Keyword::Run) {
        for flag in &run.command().flags {
            let Some(message) = insecurity(run, flag) else { continue };
            let title = format!("Remove `{}`", run.text(flag.span));
            let fix = Fix::not_safe(title, vec![edit::remove_flag(run, flag)]);
            report.at(run.range(flag.span), message).fix(fix);
        }
    }
}

fn insecurity(run: Placed<'_>, flag: &Flag) -> Option<&'static str> {
    let value = run.instruction.flag_value(flag)?;
    match (&*run.instruction.flag_name(flag), &*value) {
        ("security", "insecure") => Some("the command runs with all rights on the build machine"),
        ("network", "host") => Some("the command reaches the services of the build machine"),
        _ => None,
    }
}

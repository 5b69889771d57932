//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::ErrorKind;

use super::errors;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("line-too-long", include_str!("line_too_long.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    errors::check(file, report);
    for range in file.tree().too_long_lines() {
        report.at(range, ErrorKind::LineTooLong.to_string());
    }
}

//! See the page beside this file.

use plimsoll_semantics::Dockerignore;

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::of_ignore_files("dockerignore-syntax", include_str!("dockerignore_syntax.md"), check);

fn check(file: &Dockerignore, report: &mut Report<'_>) {
    for error in file.file().errors() {
        report.at(error.range, error.kind.to_string());
    }
}

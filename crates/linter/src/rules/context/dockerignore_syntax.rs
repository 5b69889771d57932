//! See the page beside this file.

use plimsoll_semantics::Dockerignore;
use plimsoll_syntax::dockerignore::{GlobError, IgnoreError, IgnoreErrorKind};
use plimsoll_text::TextEdit;

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::of_ignore_files("dockerignore-syntax", include_str!("dockerignore_syntax.md"), check);

fn check(file: &Dockerignore, report: &mut Report<'_>) {
    for error in file.file().errors() {
        let finding = report.at(error.range, error.kind.to_string());
        if let Some(fix) = fix(file, error) {
            finding.fix(fix);
        }
    }
}

fn fix(file: &Dockerignore, error: &IgnoreError) -> Option<Fix> {
    match error.kind {
        IgnoreErrorKind::LoneException => {
            let line = file.file().line_at(error.range.start())?;
            Some(Fix::safe("Remove it", vec![TextEdit::delete(file.file().full_range(line))]))
        }
        // As a folder is written on Windows.
        IgnoreErrorKind::BadPattern(GlobError::TrailingEscape) => {
            let pattern = file.text()[error.range].replace('\\', "/");
            Some(Fix::safe("Change to `/`", vec![TextEdit::replace(error.range, pattern)]))
        }
        IgnoreErrorKind::BadPattern(_) | IgnoreErrorKind::LineTooLong => None,
    }
}

//! See the page beside this file.

use plimsoll_semantics::facts::images::Family;
use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_syntax::{Arguments, Keyword};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("relative-workdir", include_str!("relative_workdir.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.stages() {
        let Some(workdir) = stage.instructions_of(Keyword::Workdir).next() else { continue };
        let Arguments::Text(span) = workdir.instruction.command().arguments else { continue };
        if span.is_empty() || stage.workdir_instruction_before(workdir).is_some() {
            continue;
        }
        let value = file.value_of(workdir, span);
        let Some(path) = value.as_set().filter(|path| !is_absolute(path, stage)) else { continue };
        let message = format!("where `{path}` is depends on the base image");
        let finding = report.at(workdir.range(span), message);
        let written = workdir.source_of(span);
        if written == path && !path.is_empty() {
            let below = path.trim_start_matches("./");
            let absolute = format!("/{}", if below == "." { "" } else { below });
            finding.fix(Fix::not_safe(
                format!("Change to `{absolute}`"),
                vec![edit::replace(workdir, span, absolute)],
            ));
        }
    }
}

/// BuildKit: a drive is absolute on Windows only. An image may be one of Windows without anyone knowing.
fn is_absolute(path: &str, stage: Stage<'_>) -> bool {
    let may_be_windows = matches!(stage.family(), Family::Windows | Family::Unknown);
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    path.starts_with('/') || may_be_windows && (has_drive || path.starts_with('\\'))
}

//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_syntax::{Keyword, Placed};

use super::cache_mount;
use super::leftover::{Leftover, Remedy};
use super::needed_indexes::NeededIndexes;
use crate::finding::{Fix, Safety};
use crate::report::Report;
use crate::rule::Rule;
use crate::{edit, script};

pub(crate) static RULE: Rule =
    Rule::new("package-cache-in-layer", include_str!("package_cache_in_layer.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let needed = NeededIndexes::find(file);
    for stage in final_chain(file) {
        for run in stage.instructions_of(Keyword::Run) {
            let is_needed = needed.is_needed_behind(stage, run);
            for leftover in Leftover::find(file, run).into_iter().filter(|one| !(one.is_index && is_needed)) {
                report_leftover(file, report, run, &leftover);
            }
        }
    }
}

/// The stages whose layers are in the final image.
pub(in crate::rules) fn final_chain(file: &Dockerfile) -> impl Iterator<Item = Stage<'_>> {
    file.final_stage().into_iter().flat_map(Stage::chain)
}

fn report_leftover(file: &Dockerfile, report: &mut Report<'_>, run: Placed<'_>, leftover: &Leftover<'_>) {
    let message = format!("`{}` leaves {} in the layer", leftover.command, leftover.what);
    let finding = report.at(run.range(leftover.span), message).aliases(leftover.alias);
    let (title, edits) = match &leftover.remedy {
        Remedy::Flag { flag, offsets } => {
            let insert = |offset: &u32| edit::insert_at(run, *offset, format!(" {flag}"));
            (format!("Add `{flag}`"), Some(offsets.iter().map(insert).collect()))
        }
        Remedy::Command(command) => {
            let edit = script::append(file, run, command);
            (format!("Run `{command}` at the end"), edit.map(|edit| vec![edit]))
        }
    };
    if let Some(edits) = edits {
        let safety = if leftover.is_safe { Safety::Safe } else { Safety::Unsafe };
        finding.fix(Fix { safety, ..Fix::safe(title, edits) });
    }
    if let Ok(fix) = cache_mount::fix(file, run, leftover.source) {
        finding.fix(fix);
    }
}

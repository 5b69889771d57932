//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Stage, relies_on_earlier_index};
use plimsoll_syntax::{Keyword, Placed};

use super::leftover::{Leftover, Remedy};
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
fn final_chain(file: &Dockerfile) -> impl Iterator<Item = Stage<'_>> {
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
}

/// Where package indexes of earlier layers are still read.
struct NeededIndexes {
    /// By stage: the last item that reads one, its own or, behind all of them, one of a stage that is built from it.
    last: Vec<usize>,
}

impl NeededIndexes {
    fn find(file: &Dockerfile) -> NeededIndexes {
        let mut last = vec![0; file.stages().len()];
        for stage in file.stages() {
            let reads = |run: &Placed<'_>| relies_on_earlier_index(&file.package_commands(*run)).is_some();
            let Some(run) = stage.instructions_of(Keyword::Run).rfind(reads) else { continue };
            last[stage.index()] = last[stage.index()].max(run.index);
            for base in
                stage.chain().skip(1).take_while(|base| last[base.index()] != usize::MAX).collect::<Vec<_>>()
            {
                last[base.index()] = usize::MAX;
            }
        }
        NeededIndexes { last }
    }

    fn is_needed_behind(&self, stage: Stage<'_>, run: Placed<'_>) -> bool {
        self.last[stage.index()] > run.index
    }
}

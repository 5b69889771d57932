//! See the page beside this file.

use plimsoll_semantics::{Base, Copy, Dockerfile, Stage};

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("copy-to-relative-destination", include_str!("copy_to_relative_destination.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let stages = file.final_stage().into_iter().flat_map(Stage::chain);
    for stage in stages.filter(|stage| !brings_workdir(*stage)) {
        // One WORKDIR mends them all.
        let lost = stage.instructions().filter_map(|one| file.copy(one)).find(|copy| is_lost(stage, copy));
        if let Some(copy) = lost {
            let name = copy.instruction.text(copy.destination.span);
            let message = format!("no WORKDIR says where `{name}` is");
            report.at(copy.destination.range, message);
        }
    }
}

/// Made to be built upon, with a folder for the application.
fn brings_workdir(stage: Stage<'_>) -> bool {
    match stage.root_base() {
        Base::Image(image) => image.text.contains("onbuild"),
        // On `scratch` everything starts at the root.
        base => matches!(base, Base::Unknown | Base::Scratch),
    }
}

fn is_lost(stage: Stage<'_>, copy: &Copy<'_>) -> bool {
    let is_relative = |text: &str| {
        let is_drive = text.as_bytes().get(1) == Some(&b':');
        !text.starts_with(['/', '\\']) && !is_drive
    };
    copy.destination.text().is_some_and(is_relative)
        && stage.workdir_instruction_before(copy.instruction).is_none()
}

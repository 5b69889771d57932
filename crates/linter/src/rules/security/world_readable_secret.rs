//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Flag, Keyword, Mount, MountType, Placed};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("world-readable-secret", include_str!("world_readable_secret.md"), check);

const OTHERS: u32 = 0o007;
const READ_BY_OTHERS: u32 = 0o004;

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for run in file.instructions_of(Keyword::Run) {
        for (flag, mount) in run.instruction.mounts() {
            check_mount(run, flag, &mount, report);
        }
    }
}

fn check_mount(run: Placed<'_>, flag: &Flag, mount: &Mount, report: &mut Report<'_>) {
    let Some(kind @ (MountType::Secret | MountType::Ssh)) = mount.kind() else { return };
    let option = mount.get(&["mode"]);
    let Some((text, place)) = option.and_then(|mode| mode.value.as_deref().zip(mode.value_range.clone()))
    else {
        return;
    };
    let Some(bits) = u32::from_str_radix(text, 8).ok().filter(|bits| bits & READ_BY_OTHERS != 0) else {
        return;
    };
    let span = run.instruction.locate_in_flag(flag, place);
    let thing = if kind == MountType::Ssh { "agent" } else { "secret" };
    let finding = report.at(run.range(span), format!("every user in the build can use this {thing}"));
    let mode = format!("{:0width$o}", bits & !OTHERS, width = text.len());
    let edit = edit::replace(run, span, mode.clone());
    finding.fix(Fix::not_safe(format!("Change to `{mode}`"), vec![edit]));
}

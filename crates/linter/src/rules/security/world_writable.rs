//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, SetMode};
use plimsoll_syntax::Placed;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("world-writable", include_str!("world_writable.md"), check);

const WRITE_BY_OTHERS: u32 = 0o002;

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for instruction in file.instructions() {
        for set in file.modes_set(instruction).iter().filter(|set| set.mode.is_world_writable()) {
            let message = format!("mode `{}` lets every user change the files", set.mode.text());
            report.at(instruction.range(set.span), message).fixes.extend(without_write(instruction, set));
        }
    }
}

/// The same mode, with as many digits, but for the one bit.
fn without_write(instruction: Placed<'_>, set: &SetMode<'_>) -> Option<Fix> {
    let (text, width) = (set.mode.text(), set.mode.text().len());
    let mode = format!("{:0width$o}", set.mode.bits()? & !WRITE_BY_OTHERS);
    let is_as_written = instruction.instruction.source_of(set.span) == text;
    let edit = edit::replace(instruction, set.span, mode.clone());
    is_as_written.then(|| Fix::not_safe(format!("Change to `{mode}`"), vec![edit]))
}

//! See the page beside this file.

use plimsoll_semantics::Dockerfile;

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("setuid-bit", include_str!("setuid_bit.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for instruction in file.instructions() {
        for set in file.modes_set(instruction).iter().filter(|set| set.mode.sets_user_id()) {
            let message = format!("mode `{}` lets every user run the program as its owner", set.mode.text());
            report.at(instruction.range(set.span), message);
        }
    }
}

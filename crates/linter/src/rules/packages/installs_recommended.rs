//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, PackageCommand};
use plimsoll_shell::Word;
use plimsoll_syntax::Placed;
use plimsoll_text::Span;

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;
use crate::script;

pub(crate) static RULE: Rule =
    Rule::new("installs-recommended", include_str!("installs_recommended.md"), check);

const FLAG: &str = "--no-install-recommends";

/// In a configuration file or behind `-o`.
const OPTION: &str = "APT::Install-Recommends";

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for run in file.runs_without_setting(&[("apt.conf", OPTION)]) {
        for command in file.package_commands(run) {
            let is_apt = command.manager.required_only == Some(FLAG);
            if is_apt && command.installs() && !command.may_say(file, mentions_recommends) {
                report_command(report, run, &command);
            }
        }
    }
}

fn report_command(report: &mut Report<'_>, run: Placed<'_>, command: &PackageCommand<'_>) {
    let message = format!("`{}` also installs the packages that are only recommended", command.name());
    let finding = report.at(run.range(command.span()), message);
    if let Some(edit) = script::insert_argument(run, end_of_plain_flags(command), FLAG) {
        finding.fix(Fix::not_safe(format!("Add `{FLAG}`"), vec![edit]));
    }
}

/// Behind `install -y`, as people write it. Other flags may have a value.
fn end_of_plain_flags(command: &PackageCommand<'_>) -> Span {
    let is_plain = |word: &&Word| match word.literal().and_then(|text| text.strip_prefix('-')) {
        Some("-yes" | "-assume-yes" | "-quiet") => true,
        Some(letters) => !letters.is_empty() && letters.chars().all(|letter| "qyVf".contains(letter)),
        None => false,
    };
    let behind =
        command.invocation.arguments.iter().filter(|word| word.span.start >= command.action.span.end);
    behind.take_while(is_plain).last().unwrap_or(command.action).span
}

fn mentions_recommends(text: &str) -> bool {
    text.to_ascii_lowercase().contains("install-recommends")
}

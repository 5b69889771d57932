//! See the page beside this file.

use plimsoll_semantics::facts::package_managers::PackageManager;
use plimsoll_semantics::{Dockerfile, PackageCommand};
use plimsoll_shell::RedirectKind;

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;
use crate::script;

pub(crate) static RULE: Rule =
    Rule::new("interactive-install", include_str!("interactive_install.md"), check);

/// Files and options in them with which nobody is asked.
const SETTINGS: &[(&str, &str)] =
    &[("apt.conf", "APT::Get::Assume-Yes"), ("dnf.conf", "assumeyes"), ("yum.conf", "assumeyes")];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for run in file.runs_without_setting(SETTINGS) {
        for command in file.package_commands(run) {
            if asks(file, &command) {
                report_command(report, &command);
            }
        }
    }
}

fn asks(file: &Dockerfile, command: &PackageCommand<'_>) -> bool {
    command.manager.assume_yes.is_some()
        && (command.installs() || command.upgrades())
        && !command.may_say(file, |words| assumes_yes(command.manager, words))
        && !is_answered(command)
}

/// A word, or the words of a variable.
fn assumes_yes(manager: &PackageManager, words: &str) -> bool {
    let is_option = |word: &str| {
        let word = word.to_ascii_lowercase();
        word.contains("assume-yes") || word.contains("assumeyes") || word == "-q=2"
    };
    words.split_whitespace().any(|word| manager.assumes_yes(word) || is_option(word))
}

/// Its input is not empty: `yes | …`, `… < answers`.
fn is_answered(command: &PackageCommand<'_>) -> bool {
    let mut sites = command.script.commands();
    let is_piped = sites.any(|site| site.command.span == command.command.span && site.is_piped_into());
    let reads = [RedirectKind::Read, RedirectKind::Heredoc, RedirectKind::HereString];
    is_piped || command.command.redirects.iter().any(|redirect| reads.contains(&redirect.kind))
}

fn report_command(report: &mut Report<'_>, command: &PackageCommand<'_>) {
    let message = format!("`{}` asks for a confirmation that nobody can give in a build", command.name());
    let finding = report.at(command.run.range(command.span()), message).aliases(aliases(command));
    let flag = command.manager.assume_yes.unwrap_or_default();
    if let Some(edit) = script::insert_argument(command.run, command.action.span, flag) {
        finding.fix(Fix::safe(format!("Add `{flag}`"), vec![edit]));
    }
}

fn aliases(command: &PackageCommand<'_>) -> impl IntoIterator<Item = &'static str> {
    let codes: &[&str] = match command.manager.name() {
        _ if !command.installs() => &[],
        "apt-get" => &["DL3014", "DS-0021"],
        "yum" => &["DL3030"],
        "zypper" => &["DL3034"],
        "dnf" | "microdnf" => &["DL3038"],
        _ => &[],
    };
    codes.iter().copied()
}

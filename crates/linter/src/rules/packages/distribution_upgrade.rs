//! See the page beside this file.

use plimsoll_semantics::facts::images::Family;
use plimsoll_semantics::{Base, Dockerfile, PackageCommand, Stage};
use plimsoll_syntax::Keyword;

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;
use crate::script;
use crate::settings::{OptionDefault, RuleOption};

pub(crate) static RULE: Rule =
    Rule::new("distribution-upgrade", include_str!("distribution_upgrade.md"), check)
        .with_options(&[ANY_UPGRADE]);

const ANY_UPGRADE: RuleOption = RuleOption {
    name: "any-upgrade",
    default: OptionDefault::Flag(false),
    doc: "Report upgrades of all packages too: `apt-get upgrade`, `apk upgrade`, `dnf upgrade` and their like.",
};

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let any = report.flag(&ANY_UPGRADE);
    for stage in file.stages().filter(|stage| !is_rolling(*stage)) {
        for run in stage.instructions_of(Keyword::Run) {
            for command in file.package_commands(run) {
                let is_wide = changes_distribution(&command) || (any && is_of_everything(&command));
                if command.upgrades() && is_wide {
                    report_command(report, &command);
                }
            }
        }
    }
}

/// Upgrading everything is the only way that the distribution has to get anything newer.
fn is_rolling(stage: Stage<'_>) -> bool {
    let is_tumbleweed = |base: &Base| base.image().is_some_and(|image| image.text.contains("tumbleweed"));
    stage.family() == Family::Arch || is_tumbleweed(stage.root_base())
}

/// It may remove packages, and change those of which no newer version is there.
fn changes_distribution(command: &PackageCommand<'_>) -> bool {
    let words: &[&str] = match command.manager.name() {
        "apt-get" => &["dist-upgrade", "full-upgrade"],
        "dnf" | "microdnf" => &["distro-sync", "dsync"],
        "zypper" => &["dist-upgrade", "dup"],
        _ => &[],
    };
    words.contains(&command.action.text())
}

fn is_of_everything(command: &PackageCommand<'_>) -> bool {
    command.manager.name() != "pacman"
        && command.packages().next().is_none()
        && !command.invocation.has_flag("--security")
}

fn report_command(report: &mut Report<'_>, command: &PackageCommand<'_>) {
    let message = format!("`{}` makes another image of the same Dockerfile each day", command.name());
    let finding = report.at(command.run.range(command.span()), message).aliases(alias(command));
    if let Some(edit) = script::remove(command.run, command.script, command.command.span) {
        finding.fix(Fix::not_safe(format!("Remove `{}`", command.name()), vec![edit]));
    }
}

fn alias(command: &PackageCommand<'_>) -> Option<&'static str> {
    match (command.manager.name(), command.action.text()) {
        ("apt-get", "dist-upgrade") => Some("DS-0024"),
        ("zypper", "dist-upgrade" | "dup") => Some("DL3035"),
        _ => None,
    }
}

//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, FloatingPackages};
use plimsoll_syntax::{Keyword, Placed};

use crate::report::Report;
use crate::rule::Rule;
use crate::settings::{OptionDefault, RuleOption};

pub(crate) static RULE: Rule = Rule::new("unpinned-package", include_str!("unpinned_package.md"), check)
    .with_options(&[SYSTEM_PACKAGES]);

const SYSTEM_PACKAGES: RuleOption = RuleOption {
    name: "system-packages",
    default: OptionDefault::Flag(false),
    doc: "Report the packages of distributions too: those of `apk`, `apt-get`, `dnf`, `yum` and `zypper`.",
};

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let with_system = report.flag(&SYSTEM_PACKAGES);
    for run in file.instructions_of(Keyword::Run) {
        let mut floating = file.floating_packages(run);
        if with_system {
            floating.extend(file.floating_system_packages(run));
        }
        floating.iter().for_each(|one| report_command(report, run, one));
    }
}

/// One finding for a command: its packages get their versions together.
fn report_command(report: &mut Report<'_>, run: Placed<'_>, floating: &FloatingPackages<'_>) {
    let [first, others @ ..] = &floating.packages[..] else { return };
    let message = match others.len() {
        0 => format!("`{}` is installed in whatever version is newest", first.text()),
        more => format!("`{}` and {more} more are installed in whatever version is newest", first.text()),
    };
    let finding = report.at(run.range(first.span), message).aliases(alias(floating.program));
    for other in others {
        finding.related(run.range(other.span), "of no version in particular either");
    }
}

fn alias(program: &str) -> Option<&'static str> {
    Some(match program {
        "apk" => "DL3018",
        "apt-get" => "DL3008",
        "dnf" | "microdnf" => "DL3041",
        "gem" => "DL3028",
        "go" => "DL3062",
        "npm" => "DL3016",
        "pip" | "pipx" => "DL3013",
        "yum" => "DL3033",
        "zypper" => "DL3037",
        _ => return None,
    })
}

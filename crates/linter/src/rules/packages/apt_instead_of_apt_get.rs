//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Invocation, Script, Site, Word};
use plimsoll_syntax::{Keyword, Placed};

use crate::edit;
use crate::finding::{Fix, Safety};
use crate::report::Report;
use crate::rule::Rule;
use crate::script;

pub(crate) static RULE: Rule =
    Rule::new("apt-instead-of-apt-get", include_str!("apt_instead_of_apt_get.md"), check);

/// What `apt-get` does under the same name.
const APT_GET: &[&str] = &[
    "autoclean",
    "autoremove",
    "build-dep",
    "changelog",
    "clean",
    "download",
    "full-upgrade",
    "install",
    "purge",
    "remove",
    "source",
    "update",
    "upgrade",
];

/// What `apt-cache` does under the same name.
const APT_CACHE: &[&str] = &["depends", "policy", "rdepends", "search", "show"];

/// `apt upgrade` installs packages that an upgrade needs anew, `apt-get upgrade` only with this.
const WITH_NEW: &str = "--with-new-pkgs";

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for run in file.instructions_of(Keyword::Run).filter(|run| run.source().contains("apt")) {
        for (site, call) in file.scripts(run).iter().flat_map(Script::invocations) {
            if call.name != "apt" {
                continue;
            }
            let finding = report.at(run.range(call.name_span), "`apt` is made for people, and may change");
            if let Some(fix) = fix(run, site, &call) {
                finding.fix(fix);
            }
        }
    }
}

fn fix(run: Placed<'_>, site: Site<'_>, call: &Invocation<'_>) -> Option<Fix> {
    let action = call.arguments.iter().find(|word| is_action(word))?;
    let rest = if APT_GET.contains(&action.text()) { "-get" } else { "-cache" };
    // Quotes around the program would stand behind its name.
    run.instruction.source_of(call.name_span).ends_with("apt").then_some(())?;
    let mut edits = vec![edit::insert_at(run, call.name_span.end, rest)];
    if action.text() == "upgrade" {
        edits.push(script::insert_argument(run, action.span, WITH_NEW)?);
    }
    // What they print is not quite the same.
    let is_read = rest == "-cache" && (site.is_piped_on() || site.surroundings.substitution);
    let safety = if is_read { Safety::Unsafe } else { Safety::Safe };
    Some(Fix { safety, ..Fix::safe(format!("Use `apt{rest}`"), edits) })
}

fn is_action(word: &Word) -> bool {
    APT_GET.contains(&word.text()) || APT_CACHE.contains(&word.text())
}

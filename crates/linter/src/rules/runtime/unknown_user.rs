//! See the page beside this file.

use plimsoll_semantics::facts::images::Family;
use plimsoll_semantics::{Dockerfile, MissingUser, Stage};
use plimsoll_syntax::Keyword;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("unknown-user", include_str!("unknown_user.md"), check);

/// The number that `nonroot` has in distroless images: one that nobody else has.
const NOBODYS_NUMBER: &str = "65532";

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for missing in file.missing_users() {
        if let Some(stage) = file.stage_of(missing.instruction).filter(|stage| is_used(*stage)) {
            report_user(stage, missing, report);
        }
    }
}

/// Whether a RUN or the container is run by the user.
fn is_used(stage: Stage<'_>) -> bool {
    stage.is_final() || stage.last(Keyword::Run).is_some()
}

fn report_user(stage: Stage<'_>, missing: MissingUser<'_>, report: &mut Report<'_>) {
    let MissingUser { instruction: user, name } = missing;
    let message = match stage.family() {
        Family::Scratch => format!("there is no user `{name}`: nothing brings an `/etc/passwd`"),
        _ => format!("there is no user `{name}`: the image has none of that name, and no RUN above makes it"),
    };
    let rest = user.command().rest;
    let has_group = user.text(rest).contains(':');
    let finding = report.at(user.range(rest), message);
    // Where users can be made, that is most likely what was forgotten.
    if matches!(stage.family(), Family::Scratch | Family::Distroless) {
        let number =
            if has_group { format!("{NOBODYS_NUMBER}:{NOBODYS_NUMBER}") } else { NOBODYS_NUMBER.to_owned() };
        let edits = vec![edit::replace(user, rest, number)];
        finding.fix(Fix::not_safe(format!("Use the number {NOBODYS_NUMBER}"), edits));
    }
}

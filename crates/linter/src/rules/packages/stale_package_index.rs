//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, PackageCommand, relies_on_earlier_index};
use plimsoll_shell::OperatorKind;
use plimsoll_syntax::{Keyword, Placed};

use crate::edit;
use crate::finding::{Fix, Safety};
use crate::report::Report;
use crate::rule::Rule;
use crate::script;

pub(crate) static RULE: Rule =
    Rule::new("stale-package-index", include_str!("stale_package_index.md"), check);

/// The last command of a stage that fetched an index, and those of later RUNs that rely on it.
struct Update<'a> {
    fetch: PackageCommand<'a>,
    users: Vec<PackageCommand<'a>>,
}

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.stages() {
        let mut last: Option<Update<'_>> = None;
        for run in stage.instructions_of(Keyword::Run) {
            let commands = file.package_commands(run);
            if let Some(user) = relies_on_earlier_index(&commands)
                && let Some(update) = last.as_mut().filter(|update| update.fetch.manager == user.manager)
            {
                update.users.push(user.clone());
            }
            let fetches = |one: &PackageCommand<'_>| one.fetches_index() && !one.manager.refreshes_index;
            if let Some(fetch) = commands.into_iter().rfind(fetches) {
                report_update(file, report, last.replace(Update { fetch, users: Vec::new() }));
            }
        }
        report_update(file, report, last);
    }
}

fn report_update(file: &Dockerfile, report: &mut Report<'_>, update: Option<Update<'_>>) {
    let Some(update) = update.filter(|update| !update.users.is_empty()) else { return };
    let Update { fetch, users } = &update;
    let message = format!("`{}` in a later RUN may find this package index outdated", users[0].name());
    let finding = report.at(fetch.run.range(fetch.span()), message);
    for user in users {
        finding.related(user.run.range(user.span()), "relies on the index of the earlier layer");
    }
    if let Some(fix) = fix(file, &update) {
        finding.fix(fix);
    }
}

/// Fetches the index where it is used, and no longer in a RUN of its own.
fn fix(file: &Dockerfile, update: &Update<'_>) -> Option<Fix> {
    let Update { fetch, users } = update;
    if fetch.installs() {
        return None;
    }
    let command = fetch.run.instruction.text(fetch.command.span);
    let mut edits = Vec::new();
    for user in users {
        edits.push(script::insert_before(file, user.run, user.script, user.span().start, &command)?);
    }
    let is_alone = is_whole_script(fetch);
    if is_alone {
        edits.push(edit::remove(fetch.run));
    }
    let is_same = is_alone && users.len() == 1 && moves_nowhere(file, fetch.run, &users[0]);
    let safety = if is_same { Safety::Safe } else { Safety::Unsafe };
    let title = format!("Run `{}` where packages are installed", fetch.name());
    Some(Fix { safety, ..Fix::safe(title, edits) })
}

fn is_whole_script(fetch: &PackageCommand<'_>) -> bool {
    let items = &fetch.script.list().items;
    let is_only = items.len() == 1 && items[0].pipeline.span == fetch.command.span;
    is_only && fetch.run.instruction.heredocs().is_empty() && fetch.script.comments().is_empty()
}

/// The next RUN, with the same flags, begins with the install, and fails when it fails.
fn moves_nowhere(file: &Dockerfile, fetch: Placed<'_>, user: &PackageCommand<'_>) -> bool {
    let items = &user.script.list().items;
    let is_first = items.first().is_some_and(|item| item.pipeline.span.end >= user.span().end);
    let is_and = |kind| matches!(kind, OperatorKind::And);
    is_first
        && items.iter().all(|item| item.operator.is_none_or(|operator| is_and(operator.kind)))
        && edit::are_neighbours(file, fetch, user.run)
        && edit::have_same_flags(fetch, user.run)
}

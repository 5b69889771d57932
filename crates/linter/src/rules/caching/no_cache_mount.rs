//! See the page beside this file.

use std::collections::BTreeSet;

use plimsoll_semantics::facts::ecosystems::Ecosystem;
use plimsoll_semantics::facts::images::Family;
use plimsoll_semantics::{Dockerfile, InstallerCall, PackageCommand, Stage, relies_on_earlier_index};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::Span;

use super::store::{Store, Stores};
use crate::finding::{Finding, Fix};
use crate::report::Report;
use crate::rule::Rule;
use crate::rules::packages::cache_mount::{self, TITLE};
use crate::rules::packages::leftover::{Leftover, Source, is_later_yarn};
use crate::rules::packages::needed_indexes::NeededIndexes;
use crate::rules::packages::package_cache_in_layer::{self, final_chain};
use crate::settings::{OptionDefault, RuleOption};

pub(crate) static RULE: Rule =
    Rule::new("no-cache-mount", include_str!("no_cache_mount.md"), check).with_options(&[SYSTEM_PACKAGES]);

const SYSTEM_PACKAGES: RuleOption = RuleOption {
    name: "system-packages",
    default: OptionDefault::Flag(false),
    doc: "Report the package managers of distributions too: `apk`, `apt-get`, `dnf`, `pacman` and `yum`.",
};

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let image: BTreeSet<usize> = final_chain(file).map(Stage::index).collect();
    let needed = report.flag(&SYSTEM_PACKAGES).then(|| NeededIndexes::find(file));
    let mut stores = Stores::default();
    for stage in file.stages().filter(|stage| stage.family() != Family::Windows) {
        let tells_leftovers =
            image.contains(&stage.index()) && report.is_enabled(&package_cache_in_layer::RULE);
        let mut seen = stores.inherited(stage);
        for run in stage.instructions_of(Keyword::Run) {
            let calls = file.installer_calls(run);
            stores.take(file, stage, run, &calls, &mut seen);
            let mut uncached = downloads(file, run, &calls);
            if needed.as_ref().is_some_and(|needed| !needed.is_needed_behind(stage, run)) {
                uncached.extend(system_packages(file, run));
            }
            if !uncached.is_empty() && is_open(file, run) {
                let told = if tells_leftovers { Leftover::find(file, run) } else { Vec::new() };
                uncached.retain(|one| told.iter().all(|leftover| leftover.source != one.source));
                uncached.iter().for_each(|one| report_call(file, report, run, one));
            }
        }
        stores.end(stage, seen);
    }
    for store in stores.into_all() {
        report_store(file, report, &store, &image);
    }
}

/// A call that fills a cache that nobody keeps.
struct Uncached {
    source: Source,
    span: Span,
    command: String,
}

fn report_call(file: &Dockerfile, report: &mut Report<'_>, run: Placed<'_>, one: &Uncached) {
    let finding = report.at(run.range(one.span), message(&one.command));
    offer(finding, cache_mount::fix(file, run, one.source));
}

fn message(command: &str) -> String {
    format!("`{command}` keeps no downloads for the next build")
}

fn offer(finding: &mut Finding, fix: Result<Fix, &'static str>) {
    match fix {
        Ok(fix) => finding.fix(fix),
        Err(reason) => finding.decline(TITLE, reason),
    };
}

/// The first install of each ecosystem that unpacks its downloads elsewhere.
fn downloads(file: &Dockerfile, run: Placed<'_>, calls: &[InstallerCall<'_>]) -> Vec<Uncached> {
    let mut found: Vec<Uncached> = Vec::new();
    for call in calls.iter().filter(|call| call.is_for_project && !call.stores) {
        let source = Source::Installer(call.ecosystem);
        let is_new = found.iter().all(|one| one.source != source);
        if is_new && fills_cache(file, run, call) && !has_mount(file, run, call.ecosystem) {
            found.push(Uncached { source, span: call.head, command: call.command.clone() });
        }
    }
    found
}

pub(super) fn fills_cache(file: &Dockerfile, run: Placed<'_>, call: &InstallerCall<'_>) -> bool {
    !call.ecosystem.caches.is_empty() && !is_later_yarn(file, call) && !file.is_kept_from_cache(call, run)
}

fn has_mount(file: &Dockerfile, run: Placed<'_>, ecosystem: &Ecosystem) -> bool {
    file.cache_folders(ecosystem, run).iter().any(|place| file.is_mounted_over(run, &place.folder))
}

/// The first install of each package manager of a distribution.
fn system_packages(file: &Dockerfile, run: Placed<'_>) -> Vec<Uncached> {
    let commands = file.package_commands(run);
    let mut found: Vec<Uncached> = Vec::new();
    if relies_on_earlier_index(&commands).is_some() {
        return found;
    }
    let installs = |one: &&PackageCommand<'_>| one.installs() && one.manager.keeps.is_some();
    for command in commands.iter().filter(installs) {
        let source = Source::Manager(command.manager);
        let mut folders = command.manager.caches.iter().map(|cache| cache.path);
        let is_new = found.iter().all(|one| one.source != source);
        if is_new && !folders.any(|folder| file.is_mounted_over(run, folder)) {
            found.push(Uncached { source, span: command.span(), command: command.name() });
        }
    }
    found
}

/// The RUN can download, and every cache that it mounts is one that is known here.
pub(super) fn is_open(file: &Dockerfile, run: Placed<'_>) -> bool {
    let network = run.instruction.flag("network").and_then(|flag| flag.value);
    network.is_none_or(|value| run.text(value) != "none") && !file.mounts_unknown_cache(run)
}

/// `image`: the stages whose layers are in the final image.
fn report_store(file: &Dockerfile, report: &mut Report<'_>, store: &Store<'_>, image: &BTreeSet<usize>) {
    let is_cached = |run: &Placed<'_>| !is_open(file, *run) || has_mount(file, *run, store.ecosystem);
    if !store.runs.iter().any(is_cached) {
        let finding = report.at(store.run.range(store.span), message(&store.command));
        offer(finding, store.mount_everywhere(file, image));
    }
}

//! Shared by the rules about caches: what a RUN leaves of a package manager's cache in its layer.

use plimsoll_semantics::facts::ecosystems::Ecosystem;
use plimsoll_semantics::facts::package_managers::PackageManager;
use plimsoll_semantics::{CachePlace, Dockerfile, InstallerCall, PackageCommand, empties_cache};
use plimsoll_shell::Script;
use plimsoll_syntax::Placed;
use plimsoll_text::Span;

/// The cache of one manager that a RUN fills and does not empty.
pub(in crate::rules) struct Leftover<'a> {
    pub(in crate::rules) source: Source,
    /// The first command that fills it.
    pub(super) span: Span,
    pub(super) command: String,
    pub(super) what: &'static str,
    /// What hadolint calls it.
    pub(super) alias: Option<&'static str>,
    pub(super) remedy: Remedy<'a>,
    pub(super) is_safe: bool,
    /// An index without which later RUNs can't install.
    pub(super) is_index: bool,
}

/// Who fills a cache.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Source {
    Manager(&'static PackageManager),
    Installer(&'static Ecosystem),
}

pub(super) enum Remedy<'a> {
    /// A flag behind the words that end at these offsets.
    Flag { flag: &'a str, offsets: Vec<u32> },
    /// A command at the end of the RUN.
    Command(String),
}

impl<'a> Leftover<'a> {
    /// At most one for each manager.
    pub(in crate::rules) fn find(file: &'a Dockerfile, run: Placed<'a>) -> Vec<Leftover<'a>> {
        let mut found = of_distribution(file, run);
        let calls = file.installer_calls(run);
        found.extend(of_pip(file, run, &calls));
        found.extend(of_yarn(file, run, &calls));
        found
    }

    fn of_installer(call: &InstallerCall<'a>, alias: &'static str, remedy: Remedy<'a>) -> Self {
        Leftover {
            source: Source::Installer(call.ecosystem),
            span: call.head,
            command: call.command.clone(),
            what: "its cache",
            alias: Some(alias),
            remedy,
            is_safe: false,
            is_index: false,
        }
    }
}

fn of_distribution<'a>(file: &'a Dockerfile, run: Placed<'a>) -> Vec<Leftover<'a>> {
    let commands = file.package_commands(run);
    let mut found: Vec<Leftover<'a>> = Vec::new();
    let mut seen = Vec::new();
    for first in commands.iter().filter(|one| fills_cache(one)) {
        let manager = first.manager;
        if seen.contains(&manager.name()) {
            continue;
        }
        seen.push(manager.name());
        let filling: Vec<_> =
            commands.iter().filter(|one| one.manager == manager && fills_cache(one)).collect();
        let last = filling.last().map_or(first.span().end, |last| last.span().end);
        let is_emptied = commands.iter().any(|one| one.span().start >= last && cleans_all(one, first));
        let folders = cache_folders(first);
        let is_gone = |folder: &&str| file.is_mounted_over(run, folder) || file.deletes(run, folder, last);
        if is_emptied || folders.iter().any(is_gone) {
            continue;
        }
        let fetches_only = |one: &&&PackageCommand<'_>| !one.installs() && !one.upgrades();
        let remedy = match manager.no_cache {
            Some(flag) if !filling.iter().any(|one| fetches_only(&one)) => {
                Remedy::Flag { flag, offsets: filling.iter().map(|one| one.action.span.end).collect() }
            }
            _ => {
                let sudo = if first.invocation.is_wrapped_in("sudo") { "sudo " } else { "" };
                Remedy::Command(format!("{sudo}{}", cleanup(first)))
            }
        };
        found.push(Leftover {
            source: Source::Manager(manager),
            span: first.span(),
            command: first.name(),
            what: if manager.name() == "apt-get" { "the package lists" } else { "its cache" },
            alias: alias(manager.name()),
            remedy,
            is_safe: true,
            is_index: !manager.refreshes_index,
        });
    }
    found
}

fn alias(manager: &str) -> Option<&'static str> {
    match manager {
        "apk" => Some("DL3019"),
        "apt-get" => Some("DL3009"),
        "dnf" | "microdnf" => Some("DL3040"),
        "yum" => Some("DL3032"),
        "zypper" => Some("DL3036"),
        _ => None,
    }
}

/// Debian's and Ubuntu's images delete the packages that apt has installed, so only the lists are left.
fn fills_cache(one: &PackageCommand<'_>) -> bool {
    // Of apk.
    let is_offline = one.invocation.has_flag("--no-network");
    let has_no_cache = is_offline || one.manager.no_cache.is_some_and(|flag| one.invocation.has_flag(flag));
    match one.manager.name() {
        "apt-get" => one.fetches_index(),
        _ => !has_no_cache && (one.fetches_index() || one.installs() || one.upgrades()),
    }
}

/// One of the commands that leave nothing: `dnf clean all` serves yum too, which is the same program by now.
fn cleans_all(one: &PackageCommand<'_>, filled: &PackageCommand<'_>) -> bool {
    const REDHAT: &[&str] = &["dnf", "microdnf", "yum"];
    let names = [one.manager.name(), filled.manager.name()];
    let is_same = names[0] == names[1] || names.iter().all(|name| REDHAT.contains(name));
    let action = one.action.text();
    let has = |words: &[&str]| one.invocation.arguments.iter().any(|word| words.contains(&word.text()));
    is_same
        && one.manager.cleans(action)
        && match one.manager.name() {
            "apt-get" => matches!(action, "dist-clean" | "distclean"),
            "zypper" => has(&["-a", "--all"]),
            "pacman" => action == "-Scc",
            "apk" => false,
            _ => has(&["all"]),
        }
}

/// The folders of which one has to be mounted or emptied.
fn cache_folders(one: &PackageCommand<'_>) -> Vec<&'static str> {
    match one.manager.name() {
        "apt-get" => vec!["/var/lib/apt/lists"],
        "apk" => vec!["/var/cache/apk", "/etc/apk/cache"],
        "dnf" | "microdnf" | "yum" => vec!["/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/yum"],
        _ => one.manager.caches.iter().map(|cache| cache.path).collect(),
    }
}

fn cleanup(one: &PackageCommand<'_>) -> String {
    let cleanup = one.manager.cleanup;
    match cleanup.strip_prefix(one.manager.name()) {
        Some(rest) => format!("{}{rest}", one.invocation.name),
        None => cleanup.to_owned(),
    }
}

/// What happens to the cache of an installer behind its last call.
fn is_gone(file: &Dockerfile, run: Placed<'_>, last: &InstallerCall<'_>) -> bool {
    let end = last.invocation.span().end;
    let is_apart = |place: &CachePlace| {
        file.is_mounted_over(run, &place.folder) || file.deletes(run, &place.folder, end)
    };
    is_purged(file, run, last.ecosystem, end) || file.cache_folders(last.ecosystem, run).iter().any(is_apart)
}

/// Whether the installer itself empties its cache behind `offset`.
fn is_purged(file: &Dockerfile, run: Placed<'_>, ecosystem: &Ecosystem, offset: u32) -> bool {
    let mut calls = file.scripts(run).iter().flat_map(Script::invocations);
    calls.any(|(_, call)| {
        call.span().start >= offset && empties_cache(ecosystem, &call.as_module().unwrap_or(call))
    })
}

fn of_pip<'a>(file: &'a Dockerfile, run: Placed<'a>, calls: &[InstallerCall<'a>]) -> Option<Leftover<'a>> {
    let fills =
        |call: &&InstallerCall<'_>| call.ecosystem.name == "pip" && call.no_cache_flags().next().is_none();
    let installs: Vec<_> = calls.iter().filter(fills).collect();
    let (first, last) = (installs.first()?, installs.last()?);
    let (flag, (variable, _)) = (first.ecosystem.no_cache_flag?, first.ecosystem.no_cache_variable?);
    if file.may_be_set(variable, run) || is_gone(file, run, last) {
        return None;
    }
    let remedy = Remedy::Flag { flag, offsets: installs.iter().map(|install| install.head.end).collect() };
    Some(Leftover { is_safe: true, ..Leftover::of_installer(first, "DL3042", remedy) })
}

/// Yarn 1. Later versions may run programs from the cache, and have other flags.
fn of_yarn<'a>(file: &'a Dockerfile, run: Placed<'a>, calls: &[InstallerCall<'a>]) -> Option<Leftover<'a>> {
    let installs: Vec<_> = calls.iter().filter(|call| call.ecosystem.name == "yarn").collect();
    let (first, last) = (installs.first()?, installs.last()?);
    if installs.iter().any(|call| is_later_yarn(file, call)) || is_gone(file, run, last) {
        return None;
    }
    Some(Leftover::of_installer(first, "DL3060", Remedy::Command(first.ecosystem.clean?.to_owned())))
}

/// Yarn 2 or later, as far as its flags and the build context tell.
pub(in crate::rules) fn is_later_yarn(file: &Dockerfile, call: &InstallerCall<'_>) -> bool {
    const LATER_FLAGS: &[&str] = &["--immutable", "--immutable-cache", "--inline-builds"];
    call.ecosystem.name == "yarn"
        && (call.invocation.has_any_flag(LATER_FLAGS) || file.context().entry(".yarnrc.yml").is_some())
}

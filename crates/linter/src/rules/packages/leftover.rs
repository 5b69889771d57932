//! Shared by the rules about caches: what a RUN leaves of a package manager's cache in its layer.

use plimsoll_semantics::facts::ecosystems::{DependencyInstall, Ecosystem};
use plimsoll_semantics::{Dockerfile, PackageCommand};
use plimsoll_shell::{Invocation, Script, Word};
use plimsoll_syntax::Placed;
use plimsoll_text::Span;

/// The cache of one manager that a RUN fills and does not empty.
pub(super) struct Leftover<'a> {
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

pub(super) enum Remedy<'a> {
    /// A flag behind the words that end at these offsets.
    Flag { flag: &'a str, offsets: Vec<u32> },
    /// A command at the end of the RUN.
    Command(String),
}

impl<'a> Leftover<'a> {
    /// At most one for each manager.
    pub(super) fn find(file: &'a Dockerfile, run: Placed<'a>) -> Vec<Leftover<'a>> {
        let mut found = of_distribution(file, run);
        let calls: Vec<_> = file.scripts(run).iter().flat_map(Script::invocations).collect();
        let calls: Vec<_> = calls.into_iter().map(|(_, call)| call.as_module().unwrap_or(call)).collect();
        found.extend(of_pip(file, run, &calls));
        found.extend(of_yarn(file, run, &calls));
        found
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
        let is_emptied = commands.iter().any(|one| one.span().start >= last && empties_cache(one, first));
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
fn empties_cache(one: &PackageCommand<'_>, filled: &PackageCommand<'_>) -> bool {
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

/// A call that installs with one of the installers of a project.
struct InstallerCall<'c, 'a> {
    call: &'c Invocation<'a>,
    /// Up to the word that says what to do.
    head: Span,
    command: String,
}

impl<'c, 'a> InstallerCall<'c, 'a> {
    fn of(name: &str, calls: &'c [Invocation<'a>]) -> Vec<Self> {
        calls.iter().filter_map(|call| InstallerCall::new(name, call)).collect()
    }

    fn new(name: &str, call: &'c Invocation<'a>) -> Option<Self> {
        let words: Vec<&str> =
            std::iter::once(call.name).chain(call.arguments.iter().map(Word::text)).collect();
        let install =
            DependencyInstall::parse_any(&words).filter(|install| install.ecosystem.name == name)?;
        // The program alone may be an install: `yarn`.
        let last = (words.len() - install.arguments.len()).checked_sub(2);
        let word =
            last.and_then(|last| call.arguments.get(last)).filter(|word| !word.text().starts_with('-'));
        let head = word.map_or(call.name_span, |word| call.name_span.cover(word.span));
        let command = word.map_or(call.name.to_owned(), |word| format!("{} {}", call.name, word.text()));
        Some(InstallerCall { call, head, command })
    }
}

/// What happens to the cache of an installer behind its last call.
fn is_gone(file: &Dockerfile, run: Placed<'_>, calls: &[Invocation<'_>], name: &str, end: u32) -> bool {
    let Some(ecosystem) = Ecosystem::named(name) else { return true };
    let purge = ecosystem.clean.unwrap_or_default();
    let cleans = |call: &Invocation<'_>| {
        let words = call.arguments.iter().map(Word::text).filter(|word| !word.starts_with('-'));
        call.span().start >= end && words.eq(purge.split(' ').skip(1).filter(|word| !word.starts_with('-')))
    };
    let is_apart = |folder: &str| file.is_mounted_over(run, folder) || file.deletes(run, folder, end);
    calls.iter().any(cleans) || file.cache_folders(ecosystem, run).iter().any(|folder| is_apart(folder))
}

fn of_pip<'a>(file: &'a Dockerfile, run: Placed<'a>, calls: &[Invocation<'a>]) -> Option<Leftover<'a>> {
    let pip = Ecosystem::named("pip")?;
    let (flag, (variable, _)) = (pip.no_cache_flag?, pip.no_cache_variable?);
    let mut installs = InstallerCall::of(pip.name, calls);
    installs.retain(|install| !install.call.has_flag(flag));
    let (first, last) = (installs.first()?, installs.last()?);
    if file.may_be_set(variable, run) || is_gone(file, run, calls, pip.name, last.call.span().end) {
        return None;
    }
    Some(Leftover {
        span: first.head,
        command: first.command.clone(),
        what: "its cache",
        alias: Some("DL3042"),
        remedy: Remedy::Flag { flag, offsets: installs.iter().map(|install| install.head.end).collect() },
        is_safe: true,
        is_index: false,
    })
}

/// Yarn 1. Later versions may run programs from the cache, and have other flags.
fn of_yarn<'a>(file: &'a Dockerfile, run: Placed<'a>, calls: &[Invocation<'a>]) -> Option<Leftover<'a>> {
    const LATER_FLAGS: &[&str] = &["--immutable", "--immutable-cache", "--inline-builds"];
    let yarn = Ecosystem::named("yarn")?;
    let installs = InstallerCall::of(yarn.name, calls);
    let (first, last) = (installs.first()?, installs.last()?);
    let is_later = installs.iter().any(|install| install.call.has_any_flag(LATER_FLAGS))
        || file.context().entry(".yarnrc.yml").is_some();
    if is_later || is_gone(file, run, calls, yarn.name, last.call.span().end) {
        return None;
    }
    Some(Leftover {
        span: first.head,
        command: first.command.clone(),
        what: "its cache",
        alias: Some("DL3060"),
        remedy: Remedy::Command(yarn.clean?.to_owned()),
        is_safe: false,
        is_index: false,
    })
}

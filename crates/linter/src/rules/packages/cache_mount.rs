//! Shared by the rules about caches: the fix that mounts a cache over the downloads of a RUN.

use plimsoll_semantics::facts::cache::Sharing;
use plimsoll_semantics::facts::ecosystems::Ecosystem;
use plimsoll_semantics::facts::package_managers::{Keeps, PackageManager};
use plimsoll_semantics::{
    CachePlace, Deletion, Dockerfile, PackageCommand, empties_cache, relies_on_earlier_index,
};
use plimsoll_shell::{Script, Word};
use plimsoll_syntax::Placed;
use plimsoll_text::{Span, TextEdit};

use super::leftover::Source;
use crate::finding::Fix;
use crate::{edit, script};

pub(in crate::rules) const TITLE: &str = "Add a cache mount";

const UNKNOWN_PLACE: &str = "only a build can tell where the cache is, or whose it is";
const UNKNOWN_YARN: &str = "it is not known where Yarn keeps the cache of this user";
const EMPTIED: &str = "the RUN empties the cache in a way that can't be taken out";
const NO_WAY: &str = "the package manager keeps no downloads";
const EARLIER_INDEX: &str = "the RUN reads a package index from an earlier layer, which the mount would hide";
const UNKNOWN_START: &str = "the RUN starts the package manager where no other command can go in front";

/// Puts caches where a RUN leaves its downloads, and takes out what keeps it from leaving any. The reason where that
/// can't be done.
pub(in crate::rules) fn fix(file: &Dockerfile, run: Placed<'_>, source: Source) -> Result<Fix, &'static str> {
    let edits = match source {
        Source::Manager(manager) => of_manager(file, run, manager),
        Source::Installer(ecosystem) => of_installer(file, run, ecosystem),
    };
    Ok(Fix::not_safe(TITLE, edits?))
}

pub(in crate::rules) fn of_installer(
    file: &Dockerfile,
    run: Placed<'_>,
    ecosystem: &Ecosystem,
) -> Result<Vec<TextEdit>, &'static str> {
    let account = file.account_at(run).ok_or(UNKNOWN_PLACE)?;
    if !file.are_cache_folders_known(ecosystem, run) {
        return Err(UNKNOWN_PLACE);
    }
    let mut places = file.cache_folders(ecosystem, run);
    if !places.iter().all(|place| is_plain(&place.folder)) {
        return Err(UNKNOWN_PLACE);
    }
    if ecosystem.name == "yarn" {
        // The others are those of later versions.
        places.truncate(1);
        if account.uid != 0 && places.iter().any(|place| place.folder.starts_with("/usr/local/share/")) {
            return Err(UNKNOWN_YARN);
        }
    }
    let calls = file.installer_calls(run).into_iter().filter(|call| call.ecosystem.name == ecosystem.name);
    let mut edits = Vec::new();
    for call in calls {
        for flag in call.no_cache_flags() {
            edits.push(script::remove_argument(run, &call.invocation, flag).ok_or(EMPTIED)?);
        }
    }
    let mut cleanups: Vec<(&Script, Span)> = Vec::new();
    for script in file.scripts(run) {
        let purges = script.invocations().map(|(site, call)| (site, call.as_module().unwrap_or(call)));
        let purges = purges.filter(|(_, call)| empties_cache(ecosystem, call));
        cleanups.extend(purges.map(|(site, _)| (script, site.command.span)));
    }
    edits.extend(keep_contents(file, run, &places, &cleanups)?);
    edits.push(mount(file, run, &places, account.uid));
    Ok(edits)
}

fn of_manager(
    file: &Dockerfile,
    run: Placed<'_>,
    manager: &PackageManager,
) -> Result<Vec<TextEdit>, &'static str> {
    let commands = file.package_commands(run);
    if relies_on_earlier_index(&commands).is_some() {
        return Err(EARLIER_INDEX);
    }
    let mut edits = Vec::new();
    let own = || commands.iter().filter(|one| *one.manager == *manager);
    match manager.keeps.ok_or(NO_WAY)? {
        Keeps::ByItself => {}
        Keeps::WithFlag(flag) => {
            let filling = own().filter(|one| one.installs() || one.upgrades());
            let bare = filling
                .filter(|one| !one.invocation.arguments.iter().any(|word| word.text().contains("keepcache")));
            edits.extend(bare.map(|one| edit::insert_at(run, one.action.span.end, format!(" {flag}"))));
        }
        Keeps::Behind(command) => edits.extend(prepare(file, run, own().next(), command)?),
    }
    if let Some(no_cache) = manager.no_cache {
        for command in own() {
            let flags = command.invocation.arguments.iter().filter(|word| word.text() == no_cache);
            for flag in flags {
                edits.push(script::remove_argument(run, &command.invocation, flag).ok_or(EMPTIED)?);
            }
        }
    }
    let places: Vec<CachePlace> = manager
        .caches
        .iter()
        .map(|cache| CachePlace { folder: cache.path.to_owned(), sharing: cache.sharing })
        .collect();
    // `autoclean` deletes only what no mirror has any more.
    let is_cleanup = |one: &&PackageCommand<'_>| {
        one.manager.cleans(one.action.text()) && !one.action.text().contains("auto")
    };
    let cleanups: Vec<_> = own().filter(is_cleanup).map(|one| (one.script, one.command.span)).collect();
    edits.extend(keep_contents(file, run, &places, &cleanups)?);
    edits.push(mount(file, run, &places, 0));
    Ok(edits)
}

/// Runs a command in front of the first call of a manager, unless the RUN has taken care of the same file already.
fn prepare(
    file: &Dockerfile,
    run: Placed<'_>,
    first: Option<&PackageCommand<'_>>,
    command: &str,
) -> Result<Option<TextEdit>, &'static str> {
    let Some(first) = first else { return Ok(None) };
    let path = command.rsplit(' ').next().unwrap_or(command);
    if run.source().contains(path) {
        return Ok(None);
    }
    let sudo = if first.invocation.is_wrapped_in("sudo") { "sudo " } else { "" };
    let command = format!("{sudo}{command}");
    let edit = script::insert_before(file, run, first.script, first.span().start, &command);
    edit.map(Some).ok_or(UNKNOWN_START)
}

/// Takes out the commands that empty the caches, and the paths in them from commands that delete more.
fn keep_contents(
    file: &Dockerfile,
    run: Placed<'_>,
    places: &[CachePlace],
    cleanups: &[(&Script, Span)],
) -> Result<Vec<TextEdit>, &'static str> {
    let mut edits = Vec::new();
    for (script, command) in cleanups {
        edits.push(script::remove(run, script, *command).ok_or(EMPTIED)?);
    }
    let deletions: Vec<Deletion<'_>> =
        places.iter().flat_map(|place| file.deletions(run, &place.folder)).collect();
    // `rm` can't delete a folder with a mount in it.
    if !deletions.iter().all(|deletion| deletion.is_inside) {
        return Err(EMPTIED);
    }
    let is_in_cache = |word: &&Word| deletions.iter().any(|deletion| deletion.word.span == word.span);
    for script in file.scripts(run).iter().filter(|_| !deletions.is_empty()) {
        for (site, call) in script.invocations() {
            let paths = call.arguments.iter().filter(|word| !word.text().starts_with('-'));
            let (inside, others): (Vec<&Word>, Vec<&Word>) = paths.partition(is_in_cache);
            if inside.is_empty() {
                continue;
            }
            if others.is_empty() || call.name == "find" {
                edits.push(script::remove(run, script, site.command.span).ok_or(EMPTIED)?);
            } else {
                let removed = inside.into_iter().map(|word| script::remove_argument(run, &call, word));
                edits.extend(removed.collect::<Option<Vec<_>>>().ok_or(EMPTIED)?);
            }
        }
    }
    Ok(edits)
}

fn mount(file: &Dockerfile, run: Placed<'_>, places: &[CachePlace], uid: u32) -> TextEdit {
    let flags: Vec<String> = places.iter().map(|place| flag(place, uid)).collect();
    edit::insert_flags(file, run, &flags)
}

/// A path that can stand in a mount without quotes.
fn is_plain(folder: &str) -> bool {
    folder.starts_with('/')
        && folder.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./+@".contains(&byte))
}

fn flag(place: &CachePlace, uid: u32) -> String {
    let sharing = if place.sharing == Sharing::Locked { ",sharing=locked" } else { "" };
    let owner = if uid == 0 { String::new() } else { format!(",uid={uid}") };
    format!("--mount=type=cache,target={}{sharing}{owner}", place.folder)
}

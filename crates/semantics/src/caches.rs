//! Which folders a RUN keeps out of its layer.

use plimsoll_shell::{Command, Script, Word};
use plimsoll_syntax::expansion::Value;
use plimsoll_syntax::{MountType, Placed};

use crate::dockerfile::Dockerfile;
use crate::facts::cache::{CacheFolder, Sharing};
use crate::facts::ecosystems::{ECOSYSTEMS, Ecosystem};
use crate::facts::package_managers::PACKAGE_MANAGERS;
use crate::location::Location;
use crate::scope::Found;

/// Programs whose operands are files to delete.
const DELETERS: &[&str] = &["find", "rm", "rmdir", "shred"];

/// A folder that an installer fills with downloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachePlace {
    pub folder: String,
    pub sharing: Sharing,
}

/// Something that a command deletes.
#[derive(Debug, Clone, Copy)]
pub struct Deletion<'a> {
    pub command: &'a Command,
    /// The path, which may be a pattern.
    pub word: &'a Word,
    /// It is in the folder that was asked for, or the folder itself; else around it.
    pub is_inside: bool,
}

impl Dockerfile {
    /// Whether what a RUN writes to a folder, or to a part of it, lands in a cache or tmpfs mount.
    pub fn is_mounted_over(&self, run: Placed<'_>, folder: &str) -> bool {
        run.instruction.mounts().any(|(_, mount)| {
            let is_apart = matches!(mount.kind(), Some(MountType::Cache | MountType::Tmpfs));
            is_apart
                && mount.target().is_some_and(|target| target.starts_with('$') || touches(target, folder))
        })
    }

    /// Whether a RUN mounts a cache over a folder of which nobody knows what it is good for.
    pub fn mounts_unknown_cache(&self, run: Placed<'_>) -> bool {
        let caches = run.instruction.mounts().filter(|(_, mount)| mount.kind() == Some(MountType::Cache));
        let mut targets = caches.map(|(_, mount)| mount.target().map(str::to_owned)).peekable();
        if targets.peek().is_none() {
            return false;
        }
        let of_managers = PACKAGE_MANAGERS.iter().flat_map(|manager| manager.caches);
        let of_installers = ECOSYSTEMS.iter().flat_map(|ecosystem| self.cache_folders(ecosystem, run));
        let folders: Vec<String> = of_managers
            .map(|cache| cache.path.to_owned())
            .chain(of_installers.map(|place| place.folder))
            .collect();
        let is_known = |target: String| folders.iter().any(|folder| touches(&target, folder));
        targets.any(|target| !target.is_some_and(is_known))
    }

    /// Whether a COPY or ADD puts something in a folder.
    pub fn copies_into(&self, instruction: Placed<'_>, folder: &str) -> bool {
        let target = self.copy(instruction).and_then(|copy| copy.target);
        target.is_some_and(|target| target.below(&Location::absolute(folder)).is_some())
    }

    /// Whether a COPY or a mount takes something from a folder of another stage.
    pub fn takes_from(&self, instruction: Placed<'_>, folder: &str) -> bool {
        let folder = Location::absolute(folder);
        let overlaps =
            |path: Option<&str>| path.is_none_or(|path| Location::absolute(path).overlaps(&folder));
        match self.copy(instruction) {
            Some(copy) => copy.sources.iter().any(|source| overlaps(source.text())),
            None => instruction.instruction.mounts().any(|(_, mount)| {
                mount.get(&["from"]).is_some()
                    && overlaps(mount.get(&["source", "src"]).and_then(|source| source.value.as_deref()))
            }),
        }
    }

    /// Whether a RUN deletes a folder, or something in it, in a command behind `offset`.
    pub fn deletes(&self, run: Placed<'_>, folder: &str, offset: u32) -> bool {
        self.deletions(run, folder).any(|deletion| deletion.command.span.start >= offset)
    }

    /// The words of a RUN that name something to delete in a folder, or around it.
    pub fn deletions<'a>(&'a self, run: Placed<'a>, folder: &str) -> impl Iterator<Item = Deletion<'a>> {
        let may_delete = |script: &&Script| script.programs().any(|name| DELETERS.contains(&name));
        let calls = self.scripts(run).iter().filter(may_delete).flat_map(Script::invocations);
        let deleting = calls.filter(|(_, call)| DELETERS.contains(&call.name));
        deleting.flat_map(move |(site, call)| {
            let named = call.arguments.iter().filter(move |word| touches(word.text(), folder));
            named.map(move |word| Deletion {
                command: site.command,
                word,
                is_inside: lies_in(word.text(), folder),
            })
        })
    }

    /// Whether a command of a RUN names a folder or something in it.
    pub fn names_folder(&self, run: Placed<'_>, folder: &str) -> bool {
        let mut commands = self.scripts(run).iter().flat_map(Script::commands);
        commands.any(|site| site.command.words.iter().any(|word| lies_in(word.text(), folder)))
    }

    /// The folders where installers keep their downloads in a RUN, each with what fills it: all that are known, without
    /// repetitions.
    pub fn usual_cache_folders(&self, run: Placed<'_>) -> Vec<(String, &'static str)> {
        let of_managers = PACKAGE_MANAGERS.iter().flat_map(|manager| {
            let name = manager.programs.first().copied().unwrap_or_default();
            manager.caches.iter().map(move |cache| (cache.path.to_owned(), name))
        });
        let of_ecosystems = ECOSYSTEMS.iter().flat_map(|ecosystem| {
            self.cache_folders(ecosystem, run).into_iter().map(|place| (place.folder, ecosystem.name))
        });
        let mut folders: Vec<(String, &'static str)> = Vec::new();
        for (folder, owner) in of_ecosystems.chain(of_managers) {
            if !folders.iter().any(|(known, _)| *known == folder) {
                folders.push((folder, owner));
            }
        }
        folders
    }

    /// The folders where an installer keeps its downloads in a RUN, as far as the file tells: without a value for a
    /// variable, and without a home for the user, those of root.
    pub fn cache_folders(&self, ecosystem: &Ecosystem, run: Placed<'_>) -> Vec<CachePlace> {
        let account = self.account_at(run);
        let home = account.as_ref().map_or("/root", |account| &account.home);
        let value = |name: &str| self.environment_at(name, run).as_set().map(str::to_owned);
        let mut places: Vec<CachePlace> = Vec::new();
        for cache in ecosystem.caches {
            let place = CachePlace { folder: cache.resolve(value, home), sharing: cache.sharing };
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// Whether the file and what is known about its images tell where those folders are.
    pub fn are_cache_folders_known(&self, ecosystem: &Ecosystem, run: Placed<'_>) -> bool {
        let is_known =
            |name: &str| self.environment_at(name, run) != Value::Unknown && !self.sets_in_script(name, run);
        let is_placed = |cache: &CacheFolder| {
            let is_set = |name| self.environment_at(name, run).as_set().is_some();
            !cache.varies || cache.variables.iter().any(|variable| is_set(variable.name))
        };
        let variables = ecosystem.caches.iter().flat_map(|cache| cache.variables);
        self.account_at(run).is_some()
            && ecosystem.caches.iter().all(is_placed)
            && variables.map(|variable| variable.name).chain(["HOME"]).all(is_known)
    }

    /// What ENV, ARG or the base image say about a variable.
    pub(crate) fn environment_at(&self, name: &str, run: Placed<'_>) -> Value {
        match self.lookup(name, run) {
            Some(Found::Definition(definition)) => definition.value.clone(),
            Some(Found::Image(value)) => Value::Set(value.to_owned()),
            Some(Found::Predefined(_)) | None => Value::Unset,
        }
    }

    /// Whether a variable of the environment of a RUN has a value, or may have one: by ENV, ARG or the base image, or
    /// because the script sets it.
    pub fn may_be_set(&self, name: &str, run: Placed<'_>) -> bool {
        let is_empty = matches!(self.environment_at(name, run), Value::Unset)
            || self.environment_at(name, run) == Value::Set(String::new());
        !is_empty || self.sets_in_script(name, run)
    }

    /// `NAME=value` in front of a command, or behind `export` or `env`.
    fn sets_in_script(&self, name: &str, run: Placed<'_>) -> bool {
        let sets = |word: &Word| {
            word.text()
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix('='))
                .is_some_and(|v| !v.is_empty())
        };
        let mut commands = self.scripts(run).iter().flat_map(Script::commands);
        commands.any(|site| {
            let assigns =
                site.command.assignments.iter().any(|one| &*one.name == name && !one.value.text().is_empty());
            assigns || site.command.words.iter().any(sets)
        })
    }
}

/// Whether a path, which may be a pattern, is a folder, is around it, or is in it. Every home counts as that of root.
fn touches(path: &str, folder: &str) -> bool {
    let (path, folder) = (in_home_of_root(path), in_home_of_root(folder));
    let (fixed, is_whole) = fixed_part(&path);
    let around_folder = if is_whole { is_around(fixed, &folder) } else { folder.starts_with(fixed) };
    fixed.len() > 1 && fixed.starts_with('/') && (around_folder || lies_in(&path, &folder))
}

/// Whether a path, which may be a pattern, is a folder or is in it. Every home counts as that of root.
fn lies_in(path: &str, folder: &str) -> bool {
    let (path, folder) = (in_home_of_root(path), in_home_of_root(folder));
    let (fixed, _) = fixed_part(&path);
    fixed == folder || is_around(&folder, fixed)
}

fn is_around(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}

/// The start of a path without patterns and variables, and whether that is all of it.
fn fixed_part(path: &str) -> (&str, bool) {
    match path.split_once(['*', '?', '[', '{', '$']) {
        Some((fixed, _)) => (fixed, false),
        None => (path.trim_end_matches('/'), true),
    }
}

fn in_home_of_root(path: &str) -> String {
    const HOMES: &[&str] = &["~/", "$HOME/", "${HOME}/"];
    let user_file = path.strip_prefix("/home/").and_then(|rest| rest.split_once('/')).map(|(_, file)| file);
    let file = HOMES.iter().find_map(|home| path.strip_prefix(home)).or(user_file);
    file.map_or_else(|| path.to_owned(), |file| format!("/root/{file}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_around_and_in_a_folder() {
        const LISTS: &str = "/var/lib/apt/lists";
        let touching =
            [LISTS, "/var/lib/apt/lists/*", "/var/lib/apt/", "/var/lib/{apt,dpkg}/", "/var/lib/apt/l*"];
        assert!(touching.iter().all(|path| touches(path, LISTS)));
        let others = ["/var/lib/apt/listsx", "/var/lib/a", "/", "*", "$X", "-rf", "/var/cache/*", "lists"];
        assert!(!others.iter().any(|path| touches(path, LISTS)));
        let homes = ["~/.cache", "$HOME/.cache/pip", "/home/me/.cache/*", "/root/.cache/pip/http"];
        assert!(homes.iter().all(|path| touches(path, "/root/.cache/pip")));
    }
}

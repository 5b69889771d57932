//! Shared: the manifests that an install reads, as instructions that copy them and nothing else.

use plimsoll_semantics::facts::ecosystems::Reads;
use plimsoll_semantics::{ContextEntry, Copy, Dockerfile, Install, Location, Origin};
use plimsoll_syntax::dockerignore::Matcher;
use plimsoll_syntax::{Arguments, Keyword};

use super::spoiled::Spoiled;
use crate::edit;

/// Files that come with the same copy into the same folder.
#[derive(Debug, PartialEq, Eq)]
struct Group {
    /// Index into the copies.
    copy: usize,
    /// Below the destination.
    folder: String,
    /// As they are written in COPY.
    sources: Vec<String>,
    /// The source is a folder, or may be several files.
    is_many: bool,
}

impl Group {
    /// `package*.json` is what everybody writes for the two.
    fn shorten_npm(&mut self) {
        let [manifest, lock] = &self.sources[..] else { return };
        let Some(folder) = manifest.strip_suffix("package.json") else { return };
        if lock.strip_prefix(folder) == Some("package-lock.json*") {
            self.sources = vec![format!("{folder}package*.json")];
        }
    }
}

/// The lines to put in place of each of the copies, without line endings. Nothing if the manifests can't be told.
pub(super) fn copy_manifests(file: &Dockerfile, spoiled: &Spoiled<'_>) -> Option<Vec<(usize, String)>> {
    let mut collector = Collector { file, spoiled, groups: Vec::new() };
    for install in &spoiled.installs {
        collector.install(install)?;
    }
    collector.groups.iter().map(|group| Some((group.copy, write(file, spoiled, group)?))).collect()
}

struct Collector<'a, 'f> {
    file: &'f Dockerfile,
    spoiled: &'f Spoiled<'a>,
    groups: Vec<Group>,
}

impl Collector<'_, '_> {
    fn install(&mut self, install: &Install<'_>) -> Option<()> {
        let is_known = self.file.context().is_known();
        if !install.is_literal || install.names_unknown_files() || install.is_conditional && !is_known {
            return None;
        }
        match install.ecosystem.reads {
            Reads::Flags(_) => install.named_files.iter().try_for_each(|name| self.named(install, name)),
            Reads::Folder if is_known => self.in_known_folder(install),
            Reads::Folder => self.in_unknown_folder(install),
        }
    }

    /// A file that a flag names.
    fn named(&mut self, install: &Install<'_>, name: &str) -> Option<()> {
        if name.contains(['*', '?', '[']) || name.contains("://") {
            return None;
        }
        let place = install.working_folder.as_ref()?.join(name)?;
        let (_, Origin::Context { path, .. }) = self.spoiled.origin(self.file, &place)? else {
            return Some(());
        };
        // Requirement files of one folder include each other.
        let folder = path.rsplit_once('/').map(|(folder, _)| folder.rsplit('/').next().unwrap_or(folder));
        if let Some(folder) = folder.filter(|folder| has_manifests_in(install, folder)) {
            let place = install.working_folder.as_ref()?.join(name.rsplit_once('/')?.0)?;
            return (!folder.is_empty()).then(|| self.folder(&place))?;
        }
        self.file_at(&place)?;
        let is_base = path.rsplit('/').next() == Some("requirements.txt");
        if is_base || !install.ecosystem.manifests.contains(&"requirements*.txt") {
            return Some(());
        }
        let siblings = self
            .names_beside(&path)
            .into_iter()
            .filter(|sibling| sibling.starts_with("requirements") && sibling.ends_with(".txt"));
        for sibling in siblings.collect::<Vec<_>>() {
            self.file_at(&place.join("..")?.join(&sibling)?)?;
        }
        Some(())
    }

    /// The files beside one of the context, those that the ignore file leaves out excepted.
    fn names_beside(&self, path: &str) -> Vec<String> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.names_in(folder, ContextEntry::File)
    }

    fn names_in(&self, folder: &str, kind: ContextEntry) -> Vec<String> {
        let context = self.file.context();
        let path = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let children = context.children(folder).into_iter();
        let seen = children.filter(|(name, entry)| *entry == kind && !context.is_ignored(&path(name)));
        seen.map(|(name, _)| name).collect()
    }

    /// All manifests and locks that are there.
    fn in_known_folder(&mut self, install: &Install<'_>) -> Option<()> {
        let project = install.project.as_ref()?;
        let (_, Origin::Context { path, .. }) = self.spoiled.origin(self.file, project)? else { return None };
        let folder = if path == "." { "" } else { path.as_str() };
        let files = self.names_in(folder, ContextEntry::File);
        let folders = self.names_in(folder, ContextEntry::Folder);
        let ecosystem = install.ecosystem;
        let mut has_manifest = false;
        for pattern in ecosystem.manifests.iter().chain(ecosystem.locks) {
            if let Some((inner, _)) = pattern.split_once("/**") {
                let first = inner.split('/').next().unwrap_or(inner);
                let place = project.join(inner)?;
                if folders.iter().any(|name| name == first) && self.is_folder(&place) {
                    self.folder(&place)?;
                }
                continue;
            }
            let matcher = Matcher::new(pattern);
            for name in files.iter().filter(|name| matcher.is_ignored(name)) {
                self.file_at(&project.join(name)?)?;
                has_manifest |= !ecosystem.locks.contains(pattern) && !name.starts_with('.');
            }
        }
        has_manifest.then_some(())
    }

    /// The manifest, and the lock file if it is there.
    fn in_unknown_folder(&mut self, install: &Install<'_>) -> Option<()> {
        let ecosystem = install.ecosystem;
        // Gradle has a choice of manifests, and a wrapper in the project brings files of its own.
        let is_wrapper = install.command.split(' ').any(|word| ecosystem.manifests.contains(&word));
        if ecosystem.name == "gradle" || is_wrapper {
            return None;
        }
        let project = install.project.as_ref()?;
        let manifest = ecosystem.manifests.first().filter(|name| !name.contains('*'))?;
        self.file_at(&project.join(manifest)?)?;
        let Some(lock) = ecosystem.locks.first() else { return Some(()) };
        self.add(&project.join(lock)?, |path| format!("{path}*"))?;
        self.groups.iter_mut().for_each(Group::shorten_npm);
        Some(())
    }

    fn is_folder(&self, place: &Location) -> bool {
        let Some((_, Origin::Context { path, .. })) = self.spoiled.origin(self.file, place) else {
            return false;
        };
        self.file.context().entry(&path) == Some(ContextEntry::Folder)
    }

    fn file_at(&mut self, place: &Location) -> Option<()> {
        self.add(place, str::to_owned)
    }

    /// A whole folder of manifests.
    fn folder(&mut self, place: &Location) -> Option<()> {
        self.add(place, |path| format!("{path}/"))
    }

    /// Copies what belongs at a place, if it is not copied alone already. `written` makes the source of its path.
    fn add(&mut self, place: &Location, written: impl Fn(&str) -> String) -> Option<()> {
        let (copy, Origin::Context { source, path }) = self.spoiled.origin(self.file, place)? else {
            return Some(());
        };
        if self.file.context().is_known() && self.file.context().is_ignored(&path) {
            return None;
        }
        if !self.spoiled.broad.contains(&copy) || self.is_copied_alone(place, &path) {
            return Some(());
        }
        let instruction = &self.spoiled.copies[copy];
        let below = place.below(instruction.target.as_ref()?)?;
        let text = written(&source_text(instruction, source, &path)?);
        let is_folder = text.ends_with('/');
        let folder = match below.rsplit_once('/') {
            _ if is_folder => below,
            Some((folder, _)) => folder,
            None => "",
        };
        let is_many = is_folder || text.contains('*');
        let together = |group: &&mut Group| group.copy == copy && group.folder == folder && !is_folder;
        match self.groups.iter_mut().find(together) {
            Some(group) if group.sources.contains(&text) => {}
            Some(group) => {
                group.sources.push(text);
                group.is_many = true;
            }
            None => {
                let folder = folder.to_owned();
                self.groups.push(Group { copy, folder, sources: vec![text], is_many });
            }
        }
        Some(())
    }

    /// Another copy in front of the RUN brings the same file to the same place.
    fn is_copied_alone(&self, place: &Location, path: &str) -> bool {
        let copies = self.spoiled.copies.iter().enumerate();
        copies.into_iter().any(|(index, copy)| {
            let same = |origin| matches!(origin, Origin::Context { path: other, .. } if other == path);
            !self.spoiled.broad.contains(&index) && copy.origin_of(self.file, place).is_some_and(same)
        })
    }
}

fn has_manifests_in(install: &Install<'_>, folder: &str) -> bool {
    install
        .ecosystem
        .manifests
        .iter()
        .any(|pattern| pattern.split_once('/').is_some_and(|(name, _)| name == folder))
}

/// A path of the context as a source, in the way in which the copy writes its own.
fn source_text(copy: &Copy<'_>, source: usize, path: &str) -> Option<String> {
    let source = copy.sources.get(source)?;
    let written = copy.instruction.text(source.span);
    let folder = source.in_context()?;
    if source.has_wildcard() || folder == "." {
        return Some(path.to_owned());
    }
    Some(format!("{}{}", written.trim_end_matches('/'), path.strip_prefix(folder.as_str())?))
}

/// The COPY of a group: like the one that it is taken from, with its flags that say how to copy.
fn write(file: &Dockerfile, spoiled: &Spoiled<'_>, group: &Group) -> Option<String> {
    let copy = &spoiled.copies[group.copy];
    let instruction = copy.instruction;
    let mut words = vec![match instruction.keyword() {
        Some(Keyword::Copy) => instruction.text(instruction.command().keyword_span).into_owned(),
        _ => edit::keyword(file, Keyword::Copy),
    }];
    for flag in &instruction.command().flags {
        match &*instruction.flag_name(flag) {
            "chown" | "chmod" | "link" => words.push(instruction.text(flag.span).into_owned()),
            "exclude" => {}
            _ => return None,
        }
    }
    let destination = destination(&instruction.text(copy.destination.span), group);
    let paths = group.sources.iter().chain([&destination]);
    if matches!(instruction.command().arguments, Arguments::Json(_)) {
        let quoted: Vec<String> = paths.map(|path| format!("\"{path}\"")).collect();
        words.push(format!("[{}]", quoted.join(", ")));
    } else {
        words.extend(paths.cloned());
    }
    let is_plain = |text: &String| !text.contains(['"', '\'', '\\', '`', '[', '?']);
    let has_blank = |text: &String| text.contains(char::is_whitespace);
    let is_words = !matches!(instruction.command().arguments, Arguments::Json(_));
    let all = || group.sources.iter().chain([&destination]);
    (all().all(is_plain) && !(is_words && all().any(has_blank))).then(|| words.join(" "))
}

/// The folder below the destination; with a slash at its end wherever a file could be meant.
fn destination(written: &str, group: &Group) -> String {
    let base = written.trim_end_matches('/');
    match (base, group.folder.as_str()) {
        (".", "") if group.is_many => "./".to_owned(),
        (".", "") => written.to_owned(),
        (".", folder) if written == "." => format!("{folder}/"),
        (base, "") => format!("{base}/"),
        (base, folder) => format!("{base}/{folder}/"),
    }
}

//! Shared: the manifests that an install reads, and nothing else of a project.

use plimsoll_semantics::facts::ecosystems::{Parts, Reads};
use plimsoll_semantics::facts::secrets::secret_in_file;
use plimsoll_semantics::{ContextEntry, Dockerfile, Install, Location, Origin};

use super::parts::{ManifestFolder, files_in, is_manifest, manifest_folders};
use super::spoiled::Spoiled;

/// More lines than anybody would write.
const MAX_GROUPS: usize = 24;

/// Manifests that come with the same copy into the same folder.
#[derive(Debug)]
pub(super) struct Group {
    /// Index into the copies.
    pub(super) copy: usize,
    /// Below the destination.
    pub(super) folder: String,
    pub(super) manifests: Vec<Manifest>,
}

/// A file or folder to copy instead of everything.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) place: Location,
    /// In the context.
    pub(super) path: String,
    /// Index into the sources of the copy.
    pub(super) source: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// A file that may not be there.
    Maybe,
}

/// The manifests of all the installs that no other copy brings, or why they can't be told.
pub(super) fn manifests(file: &Dockerfile, spoiled: &Spoiled<'_>) -> Result<Vec<Group>, String> {
    let mut collector = Collector { file, spoiled, groups: Vec::new() };
    for install in &spoiled.installs {
        collector.install(install)?;
    }
    match collector.groups.len() {
        ..=MAX_GROUPS => Ok(collector.groups),
        many => Err(format!("there are manifests in {many} folders, too many to copy one by one")),
    }
}

struct Collector<'a, 'f> {
    file: &'f Dockerfile,
    spoiled: &'f Spoiled<'a>,
    groups: Vec<Group>,
}

/// A place that nothing is known about.
fn unknown_place(name: &str) -> String {
    format!("nothing says where `{name}` is")
}

impl Manifest {
    /// A file that often holds a secret is better mounted than copied.
    pub(super) fn is_secret(&self) -> bool {
        secret_in_file(&self.path).is_some()
    }
}

impl Collector<'_, '_> {
    fn install(&mut self, install: &Install<'_>) -> Result<(), String> {
        let is_known = self.file.context().is_known();
        if !install.is_literal {
            return Err(format!("only a build can tell the arguments of `{}`", install.command));
        }
        if install.is_conditional && !is_known {
            return Err(format!("only a build can tell whether `{}` runs", install.command));
        }
        match install.ecosystem.reads {
            Reads::Flags(_) => {
                if let Some(path) = install.other_paths().next() {
                    return Err(may_be_read(path));
                }
                install.named_files.iter().try_for_each(|name| self.named(install, name))
            }
            Reads::Folder if is_known => self.in_known_folder(install),
            Reads::Folder => self.in_unknown_folder(install),
        }
    }

    /// A file that a flag names.
    fn named(&mut self, install: &Install<'_>, name: &str) -> Result<(), String> {
        if name.contains(['*', '?', '[']) || name.contains("://") {
            return Err(format!("`{name}` is not the name of a file"));
        }
        let at = |path: &str| {
            let place = install.working_folder.as_ref().and_then(|folder| folder.join(path));
            place.ok_or_else(|| unknown_place(path))
        };
        let place = at(name)?;
        let Some((_, Origin::Context { path, .. })) = self.spoiled.origin(self.file, &place) else {
            return Ok(());
        };
        // Requirement files of one folder include each other.
        if path.rsplit_once('/').is_some_and(|(folder, _)| has_manifests_in(install, folder)) {
            return self.folder(&at(name.rsplit_once('/').map_or("", |(folder, _)| folder))?);
        }
        self.file_at(&place)?;
        for sibling in self.included_by(install, &path) {
            self.file_at(&at(&format!("{name}/../{sibling}"))?)?;
        }
        Ok(())
    }

    /// The files beside one with requirements that it may include: constraints, and, if it is not the common one,
    /// other requirements.
    fn included_by(&self, install: &Install<'_>, path: &str) -> Vec<String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let ecosystem = install.ecosystem;
        let is_included = |sibling: &String| {
            let is_common = name == "requirements.txt" && sibling.starts_with("requirements");
            sibling != name && !is_common && is_manifest(ecosystem, sibling) && sibling.ends_with(".txt")
        };
        let mut siblings = files_in(self.file, folder);
        siblings.retain(is_included);
        siblings
    }

    /// All manifests and locks that are there, those of the project's parts included.
    fn in_known_folder(&mut self, install: &Install<'_>) -> Result<(), String> {
        let project = install.project.as_ref().ok_or_else(|| unknown_place("the project"))?;
        let folders = manifest_folders(self.file, self.spoiled, install);
        let part = folders.iter().find(|folder| folder.place != *project);
        if let Some(part) = part.filter(|_| install.ecosystem.parts == Parts::Sources) {
            return Err(format!("`{}` may be a part of the project whose sources are installed", part.path));
        }
        let mut has_manifest = self.is_manifest_elsewhere(install, project);
        for path in install.other_paths() {
            has_manifest |= self.other_path(install, path)?;
        }
        for folder in &folders {
            has_manifest |= folder.place == *project
                && folder
                    .files
                    .iter()
                    .any(|name| is_manifest(install.ecosystem, name) && !name.starts_with('.'));
            self.manifest_folder(install, folder)?;
        }
        if has_manifest { Ok(()) } else { Err(self.no_manifest(install)) }
    }

    fn manifest_folder(&mut self, install: &Install<'_>, folder: &ManifestFolder) -> Result<(), String> {
        for name in &folder.files {
            let place = folder.place.join(name).ok_or_else(|| unknown_place(name))?;
            self.file_at(&place)?;
        }
        let patterns = install.ecosystem.manifests.iter();
        for inner in patterns.filter_map(|pattern| pattern.strip_suffix("/**")) {
            let place = folder.place.join(inner).ok_or_else(|| unknown_place(inner))?;
            if self.is_folder(&place) {
                self.folder(&place)?;
            }
        }
        Ok(())
    }

    /// A manifest of the project that a copy of single files has brought.
    fn is_manifest_elsewhere(&self, install: &Install<'_>, project: &Location) -> bool {
        let names = install.ecosystem.manifests.iter().filter(|name| !name.contains(['*', '/']));
        let places = names.filter_map(|name| project.join(name));
        let mut origins = places.filter_map(|place| self.spoiled.origin(self.file, &place));
        origins.any(|(copy, _)| !self.spoiled.broad.contains(&copy))
    }

    /// A path on the command line: a manifest, or the folder of one.
    fn other_path(&mut self, install: &Install<'_>, path: &str) -> Result<bool, String> {
        let place = install.working_folder.as_ref().and_then(|folder| folder.join(path));
        let place = place.ok_or_else(|| unknown_place(path))?;
        if install.ecosystem.parts == Parts::Manifests && self.is_folder(&place) {
            return Ok(true);
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        if !is_manifest(install.ecosystem, name) {
            return Err(may_be_read(path));
        }
        self.file_at(&place)?;
        Ok(true)
    }

    fn no_manifest(&self, install: &Install<'_>) -> String {
        let command = &install.command;
        let context = self.file.context();
        let names = install.ecosystem.manifests.iter().copied();
        let is_left_out = |name: &&str| context.entry(name).is_some() && context.is_ignored(name);
        match names.into_iter().find(is_left_out) {
            Some(name) => left_out(name),
            None => format!("the build context has no manifest for `{command}`"),
        }
    }

    /// The manifest, and the lock file if it is there.
    fn in_unknown_folder(&mut self, install: &Install<'_>) -> Result<(), String> {
        let ecosystem = install.ecosystem;
        // Gradle has a choice of manifests, and a wrapper in the project brings files of its own.
        let is_wrapper = install.command.split(' ').any(|word| ecosystem.manifests.contains(&word));
        let manifest = ecosystem.manifests.first().filter(|name| !name.contains('*'));
        let (Some(manifest), false) = (manifest, ecosystem.name == "gradle" || is_wrapper) else {
            return Err(format!(
                "without the build context nobody can tell what `{}` reads",
                install.command
            ));
        };
        if let Some(path) = install.other_paths().next() {
            return Err(may_be_read(path));
        }
        let at = |name: &str| install.project.as_ref().and_then(|project| project.join(name));
        self.file_at(&at(manifest).ok_or_else(|| unknown_place(manifest))?)?;
        let Some(lock) = ecosystem.locks.first() else { return Ok(()) };
        self.add(&at(lock).ok_or_else(|| unknown_place(lock))?, Kind::Maybe)
    }

    fn is_folder(&self, place: &Location) -> bool {
        let Some((_, Origin::Context { path, .. })) = self.spoiled.origin(self.file, place) else {
            return false;
        };
        let context = self.file.context();
        context.entry(&path) == Some(ContextEntry::Folder) && !context.is_ignored(&path)
    }

    fn file_at(&mut self, place: &Location) -> Result<(), String> {
        self.add(place, Kind::File)
    }

    /// A whole folder of manifests.
    fn folder(&mut self, place: &Location) -> Result<(), String> {
        self.add(place, Kind::Folder)
    }

    /// Adds what belongs at a place, if it is not copied alone already.
    fn add(&mut self, place: &Location, kind: Kind) -> Result<(), String> {
        let Some((copy, Origin::Context { source, path })) = self.spoiled.origin(self.file, place) else {
            return Ok(());
        };
        if self.file.context().is_known() && self.file.context().is_ignored(&path) {
            return Err(left_out(&path));
        }
        if !self.spoiled.broad.contains(&copy) || self.is_copied_alone(place, &path) {
            return Ok(());
        }
        let target = self.spoiled.copies[copy].target.as_ref();
        let below = target.and_then(|target| place.below(target)).ok_or_else(|| unknown_place(&path))?;
        let folder = match below.rsplit_once('/') {
            _ if kind == Kind::Folder => below,
            Some((folder, _)) => folder,
            None => "",
        };
        let folder = folder.to_owned();
        let manifest = Manifest { place: place.clone(), path, source, kind };
        let is_alone = |kind: Kind| kind == Kind::Folder;
        let together = |group: &&mut Group| {
            let has_folder = group.manifests.iter().any(|one| is_alone(one.kind));
            group.copy == copy && group.folder == folder && has_folder == is_alone(kind)
        };
        match self.groups.iter_mut().find(together) {
            Some(group) if group.manifests.contains(&manifest) => {}
            Some(group) => group.manifests.push(manifest),
            None => self.groups.push(Group { copy, folder, manifests: vec![manifest] }),
        }
        Ok(())
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

fn left_out(path: &str) -> String {
    format!("the ignore file keeps `{path}` out of the build context")
}

fn may_be_read(path: &str) -> String {
    format!("`{path}` may be another file that the command reads")
}

/// Whether a folder of the context holds manifests alone, as `requirements/` does.
fn has_manifests_in(install: &Install<'_>, folder: &str) -> bool {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let patterns = install.ecosystem.manifests.iter();
    patterns.filter_map(|pattern| pattern.split_once('/')).any(|(start, _)| start == name)
}

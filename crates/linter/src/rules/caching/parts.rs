//! Shared: the folders that hold manifests of a project: its own, and those of its parts.

use plimsoll_semantics::facts::ecosystems::{Ecosystem, Parts};
use plimsoll_semantics::{ContextEntry, Copy, Dockerfile, Install, Location, Path};
use plimsoll_syntax::dockerignore::Matcher;

use super::spoiled::Spoiled;

/// How deep parts of a project are looked for.
const MAX_DEPTH: usize = 6;

/// Folders that hold copies of other projects, or what tools have made.
const NOT_PARTS: &[&str] =
    &[".git", ".venv", ".yarn", "bin", "node_modules", "obj", "target", "vendor", "venv"];

/// A folder of the build context with manifests in it.
#[derive(Debug)]
pub(super) struct ManifestFolder {
    /// Where it goes in the image.
    pub(super) place: Location,
    /// In the context; empty for its root.
    pub(super) path: String,
    /// Manifests and lock files.
    pub(super) files: Vec<String>,
}

/// All that the broad copies bring and that the install may read, in order of depth.
pub(super) fn manifest_folders(
    file: &Dockerfile,
    spoiled: &Spoiled<'_>,
    install: &Install<'_>,
) -> Vec<ManifestFolder> {
    let mut search = Search { file, ecosystem: install.ecosystem, found: Vec::new() };
    for copy in spoiled.broad.iter().map(|index| &spoiled.copies[*index]) {
        for source in copy.broad_sources(file) {
            search.source(install, copy, source);
        }
    }
    search.found
}

/// The files directly in a folder of the context, those that the ignore file leaves out excepted.
pub(super) fn files_in(file: &Dockerfile, folder: &str) -> Vec<String> {
    let context = file.context();
    let children = context.children(folder).into_iter();
    let seen = children
        .filter(|(name, entry)| *entry == ContextEntry::File && !context.is_ignored(&join(folder, name)));
    seen.map(|(name, _)| name).collect()
}

/// A path below a folder of the context.
pub(super) fn join(folder: &str, path: &str) -> String {
    match (folder, path) {
        ("", path) => path.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}

/// Whether a file of that name says what a project of the ecosystem needs.
pub(super) fn is_manifest(ecosystem: &Ecosystem, name: &str) -> bool {
    is_one_of(ecosystem.manifests, name)
}

fn is_one_of(patterns: &[&str], name: &str) -> bool {
    let plain = patterns.iter().filter(|pattern| !pattern.contains('/'));
    plain.into_iter().any(|pattern| *pattern == name || Matcher::new(pattern).is_ignored(name))
}

struct Search<'f> {
    file: &'f Dockerfile,
    ecosystem: &'static Ecosystem,
    found: Vec<ManifestFolder>,
}

impl Search<'_> {
    fn source(&mut self, install: &Install<'_>, copy: &Copy<'_>, source: &Path<'_>) {
        let Some(path) = source.in_context() else { return };
        let (Some(target), Some(project)) = (&copy.target, &install.project) else { return };
        // Of `*`, only the files stay where they are.
        let depth = if source.has_wildcard() { 0 } else { MAX_DEPTH };
        let root = if matches!(path.as_str(), "." | "*" | "**") { String::new() } else { path };
        match project.below(target) {
            Some(below) => {
                let start = self.start(&root, below);
                if let Some(place) = target.join(start) {
                    self.walk(&place, &join(&root, start), depth);
                }
            }
            None if target.below(project).is_some() => self.part(target, &root, depth),
            None => {}
        }
    }

    /// The folder that the parts of a project may be in, below the root: often one above the project.
    fn start<'p>(&self, root: &str, project: &'p str) -> &'p str {
        match self.ecosystem.parts {
            Parts::Sources => project,
            Parts::Manifests => "",
            Parts::ManifestsUnlessLocked => {
                let above = |folder: &&'p str| folder.rsplit_once('/').map_or("", |(above, _)| above);
                let mut folders = std::iter::successors(Some(project), |folder| {
                    (!folder.is_empty()).then(|| above(folder))
                });
                let is_locked = |folder: &&str| self.is_locked(&files_in(self.file, &join(root, folder)));
                folders.find(is_locked).unwrap_or(project)
            }
        }
    }

    fn walk(&mut self, place: &Location, path: &str, depth: usize) {
        let all = files_in(self.file, path);
        let patterns = self.ecosystem.manifests.iter().chain(self.ecosystem.locks);
        let files: Vec<String> = patterns
            .flat_map(|pattern| all.iter().filter(move |name| is_one_of(&[pattern], name)).cloned())
            .collect();
        if !files.is_empty() {
            self.found.push(ManifestFolder { place: place.clone(), path: path.to_owned(), files });
        }
        for (name, entry) in self.file.context().children(path) {
            let is_part = depth > 0 && entry == ContextEntry::Folder && !NOT_PARTS.contains(&&*name);
            if let Some(place) = place.join(&name).filter(|_| is_part) {
                self.part(&place, &join(path, &name), depth - 1);
            }
        }
    }

    fn part(&mut self, place: &Location, path: &str, depth: usize) {
        let is_other = self.ecosystem.parts == Parts::ManifestsUnlessLocked
            && self.is_locked(&files_in(self.file, path));
        if !is_other {
            self.walk(place, path, depth);
        }
    }

    fn is_locked(&self, files: &[String]) -> bool {
        files.iter().any(|name| is_one_of(self.ecosystem.locks, name))
    }
}

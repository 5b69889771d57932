//! Shared: installs of dependencies that run again because the sources are copied in front of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use plimsoll_semantics::facts::ecosystems::Reads;
use plimsoll_semantics::{Copy, Dockerfile, Install, Location, Origin, Stage, StepKind};
use plimsoll_syntax::{Keyword, MountType, Placed};
use plimsoll_text::TextRange;

/// Folders that hold sources, whatever the language.
const SOURCE_FOLDERS: &[&str] = &["app", "source", "sources", "src", "test", "tests"];

/// As many more of them as one finding is about.
const MAX_LATER: usize = 8;

/// A RUN that installs dependencies behind copies of whole folders.
pub(super) struct Spoiled<'a> {
    pub(super) run: Placed<'a>,
    /// Those that could run without the sources; at least one.
    pub(super) installs: Vec<Install<'a>>,
    /// Those of later RUNs that are spoiled too.
    pub(super) later: Vec<Install<'a>>,
    /// Every COPY and ADD of the stage in front of the RUN.
    pub(super) copies: Vec<Copy<'a>>,
    /// Those that bring whole folders, as indices into `copies`; at least one.
    pub(super) broad: Vec<usize>,
}

impl<'a> Spoiled<'a> {
    /// The first one of every stage.
    pub(super) fn find(file: &'a Dockerfile) -> Vec<Spoiled<'a>> {
        let mut installers = Installers::default();
        let mut found = Vec::new();
        // A stage comes behind what it is built from.
        for stage in file.stages() {
            found.extend(Spoiled::find_in(file, stage, &installers));
            installers.add(stage);
        }
        found
    }

    fn find_in(file: &'a Dockerfile, stage: Stage<'a>, installers: &Installers) -> Option<Spoiled<'a>> {
        let copies: Vec<Copy<'a>> = stage.instructions().filter_map(|one| file.copy(one)).collect();
        let brings_folder = |copy: &Copy<'_>| copy.broad_sources(file).next().is_some();
        let folders: Vec<usize> = (0..copies.len()).filter(|index| brings_folder(&copies[*index])).collect();
        folders.first()?;
        let (installed, made) = (HashSet::new(), HashSet::new());
        let mut search = Search { file, stage, installers, folders, installed, made };
        let runs = stage.instructions_of(Keyword::Run);
        let mut spoiled = runs.into_iter().filter_map(|run| search.run(run, &copies));
        let mut first = spoiled.next()?;
        first.later = spoiled.take(MAX_LATER).flat_map(|next| next.installs).collect();
        Some(first)
    }

    /// The source that brings the first folder.
    pub(super) fn broad_range(&self, file: &Dockerfile) -> Option<TextRange> {
        let copy = &self.copies[*self.broad.first()?];
        copy.broad_sources(file).next().map(|source| source.range)
    }

    /// The last copy that puts something at a place, as an index into `copies`, and where it comes from.
    pub(super) fn origin(&self, file: &Dockerfile, place: &Location) -> Option<(usize, Origin)> {
        origin(file, &self.copies, place)
    }
}

fn origin(file: &Dockerfile, copies: &[Copy<'_>], place: &Location) -> Option<(usize, Origin)> {
    let copies = copies.iter().enumerate().rev();
    copies.into_iter().find_map(|(index, copy)| Some((index, copy.origin_of(file, place)?)))
}

/// What is installed, and the stages that do it, by index.
#[derive(Default)]
struct Installers(HashMap<Key, BTreeSet<usize>>);

impl Installers {
    fn add(&mut self, stage: Stage<'_>) {
        for install in stage.dependency_installs() {
            self.0.entry(key(&install)).or_default().insert(stage.index());
        }
    }

    /// Whether a stage finds something installed by what it is built from.
    fn include_base_of(&self, stage: Stage<'_>, key: &Key) -> bool {
        let Some(stages) = self.0.get(key) else { return false };
        stage.chain().skip(1).any(|base| stages.contains(&base.index()))
    }
}

/// What is known of a stage up to the RUN that is looked at.
struct Search<'s, 'a> {
    file: &'a Dockerfile,
    stage: Stage<'a>,
    installers: &'s Installers,
    /// The copies that bring folders.
    folders: Vec<usize>,
    /// What the stage has installed without the sources: to do that again behind them is meant.
    installed: HashSet<Key>,
    /// Files that commands have worked on.
    made: HashSet<&'a str>,
}

type Key = (&'static str, Vec<String>, Option<Location>);

impl<'a> Search<'_, 'a> {
    fn run(&mut self, run: Placed<'a>, copies: &[Copy<'a>]) -> Option<Spoiled<'a>> {
        let copies = &copies[..copies.partition_point(|copy| copy.instruction.index < run.index)];
        let has_own_files = run.mounts().any(|(_, mount)| mount.kind() == Some(MountType::Bind));
        let mut installs = Vec::new();
        let mut broad = BTreeSet::new();
        for step in self.file.run_steps(run, &[]) {
            let StepKind::Install(install) = step.kind else {
                self.made.extend(step.changed_files());
                continue;
            };
            if install.needs_sources {
                continue;
            }
            let folders = if has_own_files { Vec::new() } else { self.folders_before(&install, copies) };
            if folders.is_empty() {
                self.installed.insert(key(&install));
            } else {
                broad.extend(folders);
                installs.push(install);
            }
        }
        let broad = self.with_followers(broad, copies);
        let later = Vec::new();
        (!installs.is_empty()).then(|| Spoiled { run, installs, later, copies: copies.to_vec(), broad })
    }

    /// The copies, and those of other folders into what they bring: the two go together.
    fn with_followers(&self, mut broad: BTreeSet<usize>, copies: &[Copy<'a>]) -> Vec<usize> {
        let Some(first) = broad.first().copied() else { return Vec::new() };
        let followers =
            self.folders.iter().copied().filter(|index| (first + 1..copies.len()).contains(index));
        for index in followers {
            let places = copies[index].target.as_ref().zip(copies[first].target.as_ref());
            if places.is_some_and(|(follower, first)| follower.below(first).is_some()) {
                broad.insert(index);
            }
        }
        broad.into_iter().collect()
    }

    /// The copies that make an install run again although its manifests have not changed.
    fn folders_before(&self, install: &Install<'a>, copies: &[Copy<'a>]) -> Vec<usize> {
        let before = self.folders.partition_point(|index| *index < copies.len());
        let is_meant = || self.is_installed(&key(install)) || self.is_made_in_the_image(install, copies);
        if before == 0 || is_meant() {
            return Vec::new();
        }
        let folders = self.folders[..before].iter().copied();
        folders.filter(|index| is_broad(self.file, &copies[*index], install)).collect()
    }

    fn is_installed(&self, key: &Key) -> bool {
        self.installed.contains(key) || self.installers.include_base_of(self.stage, key)
    }

    /// The manifests come from another stage, are downloaded or made by a command, or nothing says where from.
    fn is_made_in_the_image(&self, install: &Install<'a>, copies: &[Copy<'a>]) -> bool {
        let name = |path: &'_ String| path.rsplit('/').next().is_some_and(|name| self.made.contains(name));
        if install.named_files.iter().any(name) {
            return true;
        }
        let places = manifest_places(install);
        let mut origins = places.iter().filter_map(|place| origin(self.file, copies, place));
        // Of the manifests in a folder the first one that is there decides.
        let is_elsewhere = |(_, origin): (usize, Origin)| origin == Origin::Elsewhere;
        origins.next().is_none_or(is_elsewhere)
    }
}

fn key(install: &Install<'_>) -> Key {
    (install.ecosystem.name, install.named_files.clone(), install.project.clone())
}

/// Whether a copy brings sources: the whole context, the project's folder, or one that is called so.
fn is_broad(file: &Dockerfile, copy: &Copy<'_>, install: &Install<'_>) -> bool {
    let mut sources = copy.broad_sources(file);
    sources.any(|source| {
        let Some(path) = source.in_context() else { return false };
        let name = path.rsplit('/').next().unwrap_or(&path);
        if matches!(name, "." | "*" | "**") || SOURCE_FOLDERS.contains(&name) {
            return true;
        }
        let has_manifest = |place: &Location| match copy.origin_of(file, place) {
            Some(Origin::Context { source: at, .. }) => copy.sources[at].span == source.span,
            _ => false,
        };
        !is_manifest_folder(install, name) && manifest_places(install).iter().any(has_manifest)
    })
}

/// A folder that belongs to the manifests: `requirements/` with `prod.txt` in it, `.yarn`, `patches`.
fn is_manifest_folder(install: &Install<'_>, name: &str) -> bool {
    install
        .ecosystem
        .manifests
        .iter()
        .any(|pattern| pattern.split_once('/').is_some_and(|(folder, _)| folder == name))
}

/// Where the install looks for what says what to install.
fn manifest_places(install: &Install<'_>) -> Vec<Location> {
    match install.ecosystem.reads {
        Reads::Flags(_) => {
            let folder = install.working_folder.as_ref();
            install.named_files.iter().filter_map(|name| folder?.join(name)).collect()
        }
        Reads::Folder => {
            let manifests = install.ecosystem.manifests.iter().filter(|name| !name.contains('/'));
            // `*.csproj` may have any name: it is in the folder.
            let names = manifests.map(|name| if name.contains('*') { "." } else { name });
            names.filter_map(|name| install.project.as_ref()?.join(name)).collect()
        }
    }
}

//! Shared: packages that stay in the cache of their ecosystem, and who reads them there.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_semantics::facts::ecosystems::Ecosystem;
use plimsoll_semantics::{Dockerfile, InstallerCall, Stage};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::Span;

use super::no_cache_mount::fills_cache;
use crate::finding::Fix;
use crate::rules::packages::cache_mount::{self, TITLE};

/// What the stages that are built on each other have in the cache of one ecosystem.
pub(super) struct Store<'a> {
    pub(super) ecosystem: &'static Ecosystem,
    /// The first call that fills it.
    pub(super) run: Placed<'a>,
    pub(super) span: Span,
    pub(super) command: String,
    /// The stage of the first call, and those built from it.
    stages: Vec<Stage<'a>>,
    /// From the first call on, those that may read or fill it.
    pub(super) runs: Vec<Placed<'a>>,
}

/// Stages have to come in order.
#[derive(Default)]
pub(super) struct Stores<'a> {
    all: Vec<Store<'a>>,
    /// By stage: those that a stage built from it can see.
    of_stage: BTreeMap<usize, Vec<usize>>,
}

impl<'a> Stores<'a> {
    pub(super) fn into_all(self) -> Vec<Store<'a>> {
        self.all
    }

    /// Those of the stage that this one is built from.
    pub(super) fn inherited(&mut self, stage: Stage<'a>) -> Vec<usize> {
        let base = stage.chain().nth(1).and_then(|base| self.of_stage.get(&base.index()));
        let stores = base.cloned().unwrap_or_default();
        for store in &stores {
            self.all[*store].stages.push(stage);
        }
        stores
    }

    pub(super) fn end(&mut self, stage: Stage<'a>, stores: Vec<usize>) {
        self.of_stage.insert(stage.index(), stores);
    }

    /// Begins a store at the first call that fills one, and takes note of a RUN that may read one.
    pub(super) fn take(
        &mut self,
        file: &Dockerfile,
        stage: Stage<'a>,
        run: Placed<'a>,
        calls: &[InstallerCall<'_>],
        seen: &mut Vec<usize>,
    ) {
        for call in calls.iter().filter(|call| call.stores && fills_cache(file, run, call)) {
            if seen.iter().all(|store| self.all[*store].ecosystem != call.ecosystem) {
                seen.push(self.all.len());
                self.all.push(Store {
                    ecosystem: call.ecosystem,
                    run,
                    span: call.head,
                    command: call.command.clone(),
                    stages: vec![stage],
                    runs: Vec::new(),
                });
            }
        }
        for store in seen.iter() {
            let store = &mut self.all[*store];
            if file.may_run(run, store.ecosystem) {
                store.runs.push(run);
            }
        }
    }
}

impl Store<'_> {
    /// Whether a container may read it, which a mount would take away.
    ///
    /// `image`: the stages whose layers are in the final image.
    pub(super) fn is_needed_at_run_time(&self, file: &Dockerfile, image: &BTreeSet<usize>) -> bool {
        let is_in_image = self.stages.iter().any(|stage| image.contains(&stage.index()));
        let Some(last) = file.final_stage().filter(|_| is_in_image) else { return false };
        let commands: Vec<Placed<'_>> = [last.entrypoint(), last.cmd()].into_iter().flatten().collect();
        let may_read = |one: &Placed<'_>| file.scripts(*one).is_empty() || file.may_run(*one, self.ecosystem);
        commands.is_empty() || commands.iter().any(may_read)
    }

    /// Mounts the cache wherever it may be read. The reason where that can't be done.
    pub(super) fn mount_everywhere(&self, file: &Dockerfile) -> Result<Fix, &'static str> {
        if self.is_used_otherwise(file) {
            return Err("other instructions read the cache, or put something in it");
        }
        let account = file.account_at(self.run);
        if self.runs.iter().any(|run| file.account_at(*run) != account) {
            return Err("several users share the cache");
        }
        let mut edits = Vec::new();
        for run in &self.runs {
            edits.extend(cache_mount::of_installer(file, *run, self.ecosystem)?);
        }
        Ok(Fix::not_safe(TITLE, edits))
    }

    /// Whether something beside its RUNs touches the folders.
    fn is_used_otherwise(&self, file: &Dockerfile) -> bool {
        let folders: Vec<String> =
            file.cache_folders(self.ecosystem, self.run).into_iter().map(|place| place.folder).collect();
        let runs: BTreeSet<usize> = self.runs.iter().map(|run| run.index).collect();
        let is_used = |one: Placed<'_>| match one.keyword() {
            Some(Keyword::Copy | Keyword::Add) => folders.iter().any(|folder| file.copies_into(one, folder)),
            Some(Keyword::Run) if !runs.contains(&one.index) => {
                folders.iter().any(|folder| file.names_folder(one, folder))
            }
            _ => false,
        };
        let is_taken = |one: Placed<'_>| folders.iter().any(|folder| file.takes_from(one, folder));
        self.stages.iter().any(|stage| {
            let mut users = file.uses_of(stage.index()).filter_map(|used| file.tree().instruction(used.item));
            users.any(is_taken) || stage.instructions().any(is_used)
        })
    }
}

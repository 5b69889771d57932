//! What a pattern of an ignore file comes to, as far as the build context is known.

use std::collections::BTreeMap;

use plimsoll_semantics::{ContextEntry, Dockerignore};
use plimsoll_syntax::dockerignore::IgnorePattern;

/// What a pattern does to the files that it matches.
#[derive(Debug, Default)]
pub(super) struct Effect {
    /// How many files it leaves out; if it is an exception, how many it brings back.
    pub(super) files: usize,
    /// Where those files are: the topmost paths that match.
    pub(super) paths: Vec<Match>,
    /// How many files match an exception without being left out.
    pub(super) untouched: usize,
    /// By the index of a later line, how many of the files it has the last word on, to the contrary.
    pub(super) undone: BTreeMap<usize, usize>,
    /// Folders that were not looked into and may hold more.
    pub(super) unknown: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Match {
    pub(super) path: String,
    pub(super) is_folder: bool,
    pub(super) files: usize,
}

pub(super) fn effect(file: &Dockerignore, line: usize, pattern: &IgnorePattern) -> Effect {
    let patterns = || file.file().patterns();
    let above = patterns().filter(|(other, _)| *other < line).map(|(_, pattern)| pattern);
    let mut below: Vec<_> = patterns().filter(|(other, _)| *other > line).collect();
    if below.iter().all(|(_, other)| other.is_exception == pattern.is_exception) {
        below.clear();
    }
    let mut walk = Walk { file, pattern, above: above.collect(), below, effect: Effect::default() };
    walk.enter("", false);
    walk.effect
}

struct Walk<'a> {
    file: &'a Dockerignore,
    pattern: &'a IgnorePattern,
    above: Vec<&'a IgnorePattern>,
    /// Each with the index of its line.
    below: Vec<(usize, &'a IgnorePattern)>,
    effect: Effect,
}

impl Walk<'_> {
    /// `is_matched`: the pattern matches the folder or one above.
    fn enter(&mut self, folder: &str, is_matched: bool) {
        if !self.file.context().is_listed(folder) {
            if is_matched || self.may_hold_more(folder) {
                self.effect.unknown.push(folder.to_owned());
            }
            return;
        }
        for (name, entry) in self.file.context().children(folder) {
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if !is_matched && self.pattern.glob.matches(&path) {
                self.topmost(path, entry);
            } else if entry == ContextEntry::Folder {
                self.enter(&path, is_matched);
            } else if is_matched {
                self.count(&path);
            }
        }
    }

    fn topmost(&mut self, path: String, entry: ContextEntry) {
        let before = self.effect.files;
        let is_folder = entry == ContextEntry::Folder;
        if is_folder {
            self.enter(&path, true);
        } else {
            self.count(&path);
        }
        let files = self.effect.files - before;
        if files > 0 || !self.pattern.is_exception {
            self.effect.paths.push(Match { path, is_folder, files });
        }
    }

    /// Of a file that matches.
    fn count(&mut self, path: &str) {
        let matches = |other: &IgnorePattern| other.glob.matches_path_or_parent(path);
        if self.pattern.is_exception {
            let decides = self.above.iter().rev().find(|other| matches(other));
            if decides.is_none_or(|other| other.is_exception) {
                self.effect.untouched += 1;
                return;
            }
        }
        self.effect.files += 1;
        let last = self.below.iter().rev().find(|(_, other)| matches(other));
        if let Some((line, other)) = last
            && other.is_exception != self.pattern.is_exception
        {
            *self.effect.undone.entry(*line).or_default() += 1;
        }
    }

    /// What the file leaves out for good is as good as empty.
    fn may_hold_more(&self, folder: &str) -> bool {
        let matcher = self.file.matcher();
        self.pattern.glob.may_match_below(folder) && (matcher.has_exceptions() || !matcher.is_ignored(folder))
    }
}

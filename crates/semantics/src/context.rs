//! The build context, as far as it is known.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;

use plimsoll_syntax::dockerignore::Matcher;

use crate::facts::unwanted;

/// The files that `COPY` and `ADD` can see. Answers come from memory: no call may touch the disk.
///
/// Paths are relative to the root of the context, with `/` between their parts and none at either end.
pub trait BuildContext: Debug + Send + Sync {
    /// Whether there is a context at all, as against a document that is in no folder.
    fn is_known(&self) -> bool;

    /// The file that says what the context leaves out: `.dockerignore`, or `<Dockerfile>.dockerignore`.
    fn ignore_file(&self) -> Option<&str>;

    /// What that file says.
    fn matcher(&self) -> Option<&Matcher>;

    /// Whether the ignore file leaves this path out.
    fn is_ignored(&self, path: &str) -> bool {
        self.matcher().is_some_and(|matcher| matcher.is_ignored(path))
    }

    /// What is at this path; nothing when there is no such file or it is not known.
    fn entry(&self, path: &str) -> Option<ContextEntry>;

    /// The names directly in a folder (`""` is the root), sorted. Bounded: a huge folder is cut off.
    fn children(&self, folder: &str) -> Vec<(String, ContextEntry)>;

    /// Whether all that is directly in a folder is known: it was entered, and not cut off.
    fn is_listed(&self, folder: &str) -> bool;

    /// The paths that have no place in any image and are not left out, those near the root first. What is below one of
    /// them goes without saying.
    fn unwanted(&self) -> Arc<[String]> {
        unwanted::find(self).into()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContextEntry {
    File,
    Folder,
}

/// A Dockerfile without a build context: from standard input, or not yet saved.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoContext;

impl BuildContext for NoContext {
    fn is_known(&self) -> bool {
        false
    }

    fn ignore_file(&self) -> Option<&str> {
        None
    }

    fn matcher(&self) -> Option<&Matcher> {
        None
    }

    fn entry(&self, _path: &str) -> Option<ContextEntry> {
        None
    }

    fn children(&self, _folder: &str) -> Vec<(String, ContextEntry)> {
        Vec::new()
    }

    fn is_listed(&self, _folder: &str) -> bool {
        false
    }
}

/// A build context given as a list of files: for tests, and where there is no disk.
#[derive(Debug, Clone, Default)]
pub struct ListedContext {
    files: BTreeSet<String>,
    ignore: Option<(String, Matcher)>,
}

impl ListedContext {
    /// Files by their paths, as in [`BuildContext`]; one with `/` at its end is a folder that was not looked into.
    pub fn new<'a>(files: impl IntoIterator<Item = &'a str>) -> Self {
        ListedContext { files: files.into_iter().map(str::to_owned).collect(), ignore: None }
    }

    /// With an ignore file of that name and text.
    pub fn with_ignore_file(mut self, name: &str, text: &str) -> Self {
        self.ignore = Some((name.to_owned(), Matcher::new(text)));
        self
    }

    fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a str> {
        let prefix = if folder.is_empty() || folder == "." { String::new() } else { format!("{folder}/") };
        self.files.iter().filter_map(move |file| file.strip_prefix(prefix.as_str()))
    }
}

impl BuildContext for ListedContext {
    fn is_known(&self) -> bool {
        true
    }

    fn ignore_file(&self) -> Option<&str> {
        self.ignore.as_ref().map(|(name, _)| name.as_str())
    }

    fn matcher(&self) -> Option<&Matcher> {
        self.ignore.as_ref().map(|(_, matcher)| matcher)
    }

    fn entry(&self, path: &str) -> Option<ContextEntry> {
        if self.files.contains(path) {
            return Some(ContextEntry::File);
        }
        self.below(path).next().map(|_| ContextEntry::Folder)
    }

    fn children(&self, folder: &str) -> Vec<(String, ContextEntry)> {
        let child = |file: &str| match file.split_once('/') {
            Some((name, _)) => (name.to_owned(), ContextEntry::Folder),
            None => (file.to_owned(), ContextEntry::File),
        };
        let below = self.below(folder).filter(|file| !file.is_empty());
        let mut children: Vec<_> = below.map(child).collect();
        children.dedup();
        children
    }

    fn is_listed(&self, folder: &str) -> bool {
        let is_folder = folder.is_empty() || self.entry(folder) == Some(ContextEntry::Folder);
        is_folder && !self.files.contains(&format!("{folder}/"))
    }
}

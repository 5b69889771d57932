//! The build context, as far as it is known.

use std::fmt::Debug;

/// The files that `COPY` and `ADD` can see. Answers come from memory: no call may touch the disk.
///
/// Paths are relative to the root of the context, with `/` between their parts and none at either end.
pub trait BuildContext: Debug + Send + Sync {
    /// Whether there is a context at all, as against a document that is in no folder.
    fn is_known(&self) -> bool;

    /// The file that says what the context leaves out: `.dockerignore`, or `<Dockerfile>.dockerignore`.
    fn ignore_file(&self) -> Option<&str>;

    /// Whether the ignore file leaves this path out.
    fn is_ignored(&self, path: &str) -> bool;

    /// What is at this path; nothing when there is no such file or it is not known.
    fn entry(&self, path: &str) -> Option<ContextEntry>;

    /// The names directly in a folder (`""` is the root), sorted. Bounded: a huge folder is cut off.
    fn children(&self, folder: &str) -> Vec<(String, ContextEntry)>;
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

    fn is_ignored(&self, _path: &str) -> bool {
        false
    }

    fn entry(&self, _path: &str) -> Option<ContextEntry> {
        None
    }

    fn children(&self, _folder: &str) -> Vec<(String, ContextEntry)> {
        Vec::new()
    }
}

//! The build context of a Dockerfile on disk.

use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, DirEntry};
use std::path::Path;

use plimsoll_semantics::{BuildContext, ContextEntry};
use plimsoll_syntax::dockerignore::Matcher;

use crate::inside::{folder_of, real_path_inside};
use crate::read::read_source;

const MAX_ENTRIES: usize = 20_000;
const MAX_DEPTH: usize = 24;
/// Folders that hold so much that looking into them is not worth it, even when the context includes them.
const HEAVY_FOLDERS: [&str; 2] = [".git", "node_modules"];

/// What a folder holds, as it was when it was loaded. The root of the context is the folder of the Dockerfile.
#[derive(Debug, Clone, Default)]
pub struct FolderContext {
    is_known: bool,
    ignore_file: Option<(String, Matcher)>,
    /// By path of the folder: its entries, sorted. A folder that was not entered is missing.
    folders: BTreeMap<String, Vec<(String, ContextEntry)>>,
}

impl FolderContext {
    /// Looks at the folder of a Dockerfile, which need not exist itself. Folders that the ignore file leaves out are
    /// listed and not entered, and no symbolic link is followed.
    ///
    /// Nothing when `is_cancelled` says so before it is done.
    pub fn load(dockerfile: &Path, is_cancelled: &dyn Fn() -> bool) -> Option<Self> {
        let root = folder_of(dockerfile);
        if !root.is_dir() {
            return Some(Self::default());
        }
        let ignore_file = ignore_file(dockerfile, root);
        let mut context = FolderContext { is_known: true, ignore_file, folders: BTreeMap::new() };
        context.list(root, is_cancelled)?;
        Some(context)
    }

    /// Whether the entries of a folder are known, all of them: it was entered, and not cut off.
    pub fn is_listed(&self, folder: &str) -> bool {
        self.folders.contains_key(folder)
    }

    /// Lists folders breadth first, so that what is near the root is known even when the rest is too much.
    fn list(&mut self, root: &Path, is_cancelled: &dyn Fn() -> bool) -> Option<()> {
        let mut left = MAX_ENTRIES;
        let mut queue = VecDeque::from([(String::new(), 0)]);
        while let Some((folder, depth)) = queue.pop_front() {
            if is_cancelled() {
                return None;
            }
            let Some(entries) = list_folder(&root.join(&folder), left) else { continue };
            left -= entries.len();
            for (name, entry) in &entries {
                let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
                if *entry == ContextEntry::Folder && depth < MAX_DEPTH && self.is_worth_entering(name, &path)
                {
                    queue.push_back((path, depth + 1));
                }
            }
            self.folders.insert(folder, entries);
        }
        Some(())
    }

    fn is_worth_entering(&self, name: &str, path: &str) -> bool {
        // An exception of the ignore file may bring back what is below.
        let is_left_out = |matcher: &Matcher| !matcher.has_exceptions() && matcher.is_ignored(path);
        let is_left_out = self.ignore_file.as_ref().is_some_and(|(_, matcher)| is_left_out(matcher));
        !is_left_out && !HEAVY_FOLDERS.contains(&name)
    }
}

impl BuildContext for FolderContext {
    fn is_known(&self) -> bool {
        self.is_known
    }

    fn ignore_file(&self) -> Option<&str> {
        self.ignore_file.as_ref().map(|(name, _)| name.as_str())
    }

    fn is_ignored(&self, path: &str) -> bool {
        self.ignore_file.as_ref().is_some_and(|(_, matcher)| matcher.is_ignored(path))
    }

    fn entry(&self, path: &str) -> Option<ContextEntry> {
        if path.is_empty() {
            return self.is_known.then_some(ContextEntry::Folder);
        }
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let entries = self.folders.get(folder)?;
        let index = entries.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
        Some(entries[index].1)
    }

    fn children(&self, folder: &str) -> Vec<(String, ContextEntry)> {
        self.folders.get(folder).cloned().unwrap_or_default()
    }
}

/// `<Dockerfile>.dockerignore` beside the Dockerfile replaces `.dockerignore` in the root of the context.
fn ignore_file(dockerfile: &Path, root: &Path) -> Option<(String, Matcher)> {
    let own = dockerfile.file_name().map(|name| format!("{}.dockerignore", name.to_string_lossy()));
    own.into_iter().chain([".dockerignore".to_owned()]).find_map(|name| {
        let path = real_path_inside(&root.join(&name), root).ok()??;
        let source = read_source(&path).ok()?;
        Some((name, Matcher::new(&source.text)))
    })
}

/// The entries of a folder, sorted; nothing when there are more than `most` or it can't be read.
fn list_folder(folder: &Path, most: usize) -> Option<Vec<(String, ContextEntry)>> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let mut entries: Vec<_> = entries.filter_map(|entry| named_entry(&entry)).take(most + 1).collect();
    if entries.len() > most {
        return None;
    }
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    Some(entries)
}

/// A name that is no UTF-8 can't be written in a Dockerfile either. A symbolic link counts as a file.
fn named_entry(entry: &DirEntry) -> Option<(String, ContextEntry)> {
    let name = entry.file_name().into_string().ok()?;
    let is_folder = entry.file_type().ok()?.is_dir();
    Some((name, if is_folder { ContextEntry::Folder } else { ContextEntry::File }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn load(root: &Path) -> FolderContext {
        FolderContext::load(&root.join("Dockerfile"), &|| false).unwrap()
    }

    #[test]
    fn entries_are_known_without_the_disk() {
        let root = tree(&[("src/main.rs", ""), ("src/lib/a.rs", ""), ("Cargo.toml", "")]);
        let context = load(root.path());
        drop(root);
        assert!(context.is_known());
        assert_eq!(context.entry(""), Some(ContextEntry::Folder));
        assert_eq!(context.entry("src"), Some(ContextEntry::Folder));
        assert_eq!(context.entry("src/lib/a.rs"), Some(ContextEntry::File));
        assert_eq!(context.entry("src/missing"), None);
        let children = context.children("src");
        assert_eq!(
            children,
            [("lib".to_owned(), ContextEntry::Folder), ("main.rs".to_owned(), ContextEntry::File)]
        );
        assert_eq!(context.children("missing"), []);
    }

    #[test]
    fn the_own_ignore_file_replaces_the_common_one() {
        let root = tree(&[(".dockerignore", "*.md\n")]);
        let common = load(root.path());
        assert_eq!(common.ignore_file(), Some(".dockerignore"));
        assert!(common.is_ignored("README.md"));

        fs::write(root.path().join("Dockerfile.dockerignore"), "# none\n").unwrap();
        let own = load(root.path());
        assert_eq!(own.ignore_file(), Some("Dockerfile.dockerignore"));
        assert!(!own.is_ignored("README.md"));
    }

    #[test]
    fn folders_that_are_left_out_are_listed_and_not_entered() {
        let files = [("out/a", ""), ("node_modules/b", ""), ("src/c", ""), (".dockerignore", "out\n")];
        let root = tree(&files);
        let context = load(root.path());
        assert_eq!(context.entry("out"), Some(ContextEntry::Folder));
        assert_eq!(context.entry("node_modules"), Some(ContextEntry::Folder));
        let listed = ["", "out", "node_modules", "src"].map(|folder| context.is_listed(folder));
        assert_eq!(listed, [true, false, false, true]);

        fs::write(root.path().join(".dockerignore"), "out\n!out/a\n").unwrap();
        assert_eq!(load(root.path()).entry("out/a"), Some(ContextEntry::File));
    }

    #[test]
    fn a_missing_folder_is_no_context() {
        let context = load(Path::new("no-such-folder"));
        assert!(!context.is_known());
        assert_eq!(context.entry(""), None);
    }

    #[test]
    fn loading_can_be_cancelled() {
        let root = tree(&[("a", "")]);
        assert!(FolderContext::load(&root.path().join("Dockerfile"), &|| true).is_none());
    }

    #[test]
    fn a_huge_folder_is_not_listed() {
        let root = tree(&[("a", ""), ("b", ""), ("c", "")]);
        assert_eq!(list_folder(root.path(), 3).map(|entries| entries.len()), Some(3));
        assert_eq!(list_folder(root.path(), 2), None);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        use std::os::unix::fs::symlink;

        let outside = tree(&[("secret", "*\n")]);
        let root = tree(&[("a", "")]);
        symlink(outside.path(), root.path().join("folder")).unwrap();
        symlink(outside.path().join("secret"), root.path().join(".dockerignore")).unwrap();
        let context = load(root.path());
        assert_eq!(context.entry("folder"), Some(ContextEntry::File));
        assert_eq!(context.entry("folder/secret"), None);
        assert_eq!(context.ignore_file(), None);
    }
}

//! The build context of a Dockerfile on disk.

use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, DirEntry};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use plimsoll_semantics::facts::unwanted;
use plimsoll_semantics::{BuildContext, ContextEntry};
use plimsoll_syntax::dockerignore::Matcher;

use crate::inside::{folder_of, real_path_inside};
use crate::read::read_source;

const MAX_ENTRIES: usize = 20_000;
const MAX_DEPTH: usize = 24;
/// Folders that hold so much that looking into them is not worth it, even when the context includes them.
const HEAVY_FOLDERS: [&str; 2] = [".git", "node_modules"];

/// What a folder holds, as it was when it was loaded: what the build contexts of all Dockerfiles in it have in common.
#[derive(Debug, Clone, Default)]
pub struct FolderListing {
    is_known: bool,
    /// By path of the folder: its entries, sorted. A folder that was not entered is missing.
    folders: BTreeMap<String, Vec<(String, ContextEntry)>>,
}

impl FolderListing {
    /// Lists folders breadth first, so that what is near the root is known even when the rest is too much. What
    /// `ignore` leaves out comes last. No symbolic link is followed.
    ///
    /// Nothing when `is_cancelled` says so before it is done.
    pub fn load(root: &Path, ignore: Option<&Matcher>, is_cancelled: &dyn Fn() -> bool) -> Option<Self> {
        Self::load_up_to(MAX_ENTRIES, root, ignore, is_cancelled)
    }

    fn load_up_to(
        mut left: usize,
        root: &Path,
        ignore: Option<&Matcher>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Option<Self> {
        if !root.is_dir() {
            return Some(Self::default());
        }
        let mut folders = BTreeMap::new();
        let mut queue = VecDeque::from([(String::new(), 0)]);
        let mut last = VecDeque::new();
        while let Some((folder, depth)) = queue.pop_front().or_else(|| last.pop_front()) {
            if is_cancelled() {
                return None;
            }
            let Some(entries) = list_folder(&root.join(&folder), left) else { continue };
            left -= entries.len();
            let below = entries.iter().filter(|(name, entry)| {
                *entry == ContextEntry::Folder && depth < MAX_DEPTH && !HEAVY_FOLDERS.contains(&&**name)
            });
            for (name, _) in below {
                let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
                let queue = if leaves_out(ignore, &path) { &mut last } else { &mut queue };
                queue.push_back((path, depth + 1));
            }
            folders.insert(folder, entries);
        }
        Some(FolderListing { is_known: true, folders })
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
}

/// Whether a folder is left out with all that is below: an exception may bring that back.
fn leaves_out(ignore: Option<&Matcher>, folder: &str) -> bool {
    ignore.is_some_and(|matcher| !matcher.has_exceptions() && matcher.is_ignored(folder))
}

/// The build context of one Dockerfile: what its folder holds, and what its ignore file leaves out of that.
#[derive(Debug, Clone, Default)]
pub struct FolderContext {
    listing: Arc<FolderListing>,
    ignore_file: Option<(String, Matcher)>,
    /// Found when first asked for: all of the listing is matched with all of the ignore file.
    unwanted: OnceLock<Arc<[String]>>,
}

impl FolderContext {
    /// With an ignore file of that name.
    pub fn new(listing: Arc<FolderListing>, ignore_file: Option<(String, Matcher)>) -> Self {
        FolderContext { listing, ignore_file, unwanted: OnceLock::new() }
    }

    /// Looks at the folder of a Dockerfile, which need not exist itself; see [`FolderListing::load`].
    pub fn load(dockerfile: &Path, is_cancelled: &dyn Fn() -> bool) -> Option<Self> {
        Self::load_folder(folder_of(dockerfile), ignore_file_names(dockerfile), is_cancelled)
    }

    /// Looks at the folder of an ignore file, as a build that reads this one would.
    pub fn load_for_ignore_file(path: &Path, is_cancelled: &dyn Fn() -> bool) -> Option<Self> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self::load_folder(folder_of(path), name.into_iter().collect(), is_cancelled)
    }

    fn load_folder(root: &Path, names: Vec<String>, is_cancelled: &dyn Fn() -> bool) -> Option<Self> {
        let read = |name: String| read_ignore_file(root, &name).map(|text| (name, Matcher::new(&text)));
        let ignore_file = names.into_iter().find_map(read);
        let matcher = ignore_file.as_ref().map(|(_, matcher)| matcher);
        let listing = FolderListing::load(root, matcher, is_cancelled)?;
        Some(FolderContext::new(Arc::new(listing), ignore_file))
    }
}

impl BuildContext for FolderContext {
    fn is_known(&self) -> bool {
        self.listing.is_known
    }

    fn ignore_file(&self) -> Option<&str> {
        self.ignore_file.as_ref().map(|(name, _)| name.as_str())
    }

    fn matcher(&self) -> Option<&Matcher> {
        self.ignore_file.as_ref().map(|(_, matcher)| matcher)
    }

    fn entry(&self, path: &str) -> Option<ContextEntry> {
        self.listing.entry(path)
    }

    fn children(&self, folder: &str) -> Vec<(String, ContextEntry)> {
        self.listing.folders.get(folder).cloned().unwrap_or_default()
    }

    fn is_listed(&self, folder: &str) -> bool {
        self.listing.folders.contains_key(folder)
    }

    fn unwanted(&self) -> Arc<[String]> {
        Arc::clone(self.unwanted.get_or_init(|| unwanted::find(self).into()))
    }
}

/// The names that the ignore file of a Dockerfile may have, beside it in the root of the context: the first that exists
/// replaces the others.
///
/// BuildKit reads `<Dockerfile>.dockerignore` and `.dockerignore`, and knows no others. Buildah (and so podman) looks for
/// `<Dockerfile>.dockerignore`, `<Dockerfile>.containerignore`, `.containerignore` and `.dockerignore`, in this order. So
/// its order counts for a Containerfile; for a Dockerfile its own names come last. Source: `ContainerIgnoreFile` in
/// containers/buildah, pkg/parse/parse.go.
pub fn ignore_file_names(dockerfile: &Path) -> Vec<String> {
    let name = dockerfile.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let [docker, container] =
        ["dockerignore", "containerignore"].map(|kind| (format!("{name}.{kind}"), format!(".{kind}")));
    if name.to_ascii_lowercase().contains("containerfile") {
        vec![docker.0, container.0, container.1, docker.1]
    } else {
        vec![docker.0, docker.1, container.0, container.1]
    }
}

/// The text of an ignore file in the root of a context; nothing when it can't be read or leads out.
pub fn read_ignore_file(root: &Path, name: &str) -> Option<String> {
    let path = real_path_inside(&root.join(name), root).ok()??;
    Some(read_source(&path).ok()?.text)
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
    fn each_builder_has_its_order_of_ignore_files() {
        let names = |dockerfile: &str| ignore_file_names(Path::new(dockerfile)).join(" ");
        assert_eq!(
            names("app/Dockerfile"),
            "Dockerfile.dockerignore .dockerignore Dockerfile.containerignore .containerignore"
        );
        assert_eq!(
            names("Containerfile"),
            "Containerfile.dockerignore Containerfile.containerignore .containerignore .dockerignore"
        );
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
    fn heavy_folders_are_named_and_not_entered() {
        let root = tree(&[("node_modules/a", ""), ("src/b", "")]);
        let context = load(root.path());
        assert_eq!(context.entry("node_modules"), Some(ContextEntry::Folder));
        let listed = ["", "node_modules", "src"].map(|folder| context.is_listed(folder));
        assert_eq!(listed, [true, false, true]);
    }

    #[test]
    fn what_is_left_out_comes_last_when_there_is_too_much() {
        let root = tree(&[("out/a", ""), ("out/b", ""), ("src/c/d", "")]);
        let listed = |ignore| {
            let ignore = Matcher::new(ignore);
            let listing = FolderListing::load_up_to(5, root.path(), Some(&ignore), &|| false).unwrap();
            ["out", "src", "src/c"].map(|folder| listing.folders.contains_key(folder))
        };
        assert_eq!(listed(""), [true, true, false]);
        assert_eq!(listed("out"), [false, true, true]);
        assert_eq!(listed("out\n!out/a"), [true, true, false], "an exception may bring it back");
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

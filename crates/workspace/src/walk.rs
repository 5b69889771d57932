//! Finding Dockerfiles, and the ignore files of build contexts.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::{DirEntry, WalkBuilder};

use crate::names::{is_dockerfile_name, is_ignore_file_name};

/// A path that could not be looked into.
#[derive(Debug)]
pub struct WalkError {
    pub path: PathBuf,
    pub message: String,
}

impl fmt::Display for WalkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

impl std::error::Error for WalkError {}

/// The Dockerfiles and ignore files at these paths, sorted, each once. A file is taken whatever its name; in a folder, names
/// count, and what `.gitignore` or `is_excluded` leaves out is left out, and what was installed in `node_modules`. No
/// symbolic link below a folder is followed.
pub fn find_files(
    paths: &[PathBuf],
    is_excluded: &Arc<dyn Fn(&Path) -> bool + Send + Sync>,
) -> Vec<Result<PathBuf, WalkError>> {
    let mut found = BTreeMap::new();
    for path in paths {
        if path.is_dir() {
            find_in_folder(path, is_excluded, &mut found);
        } else {
            let file = path.metadata().map(|_| path.clone());
            let file = file.map_err(|e| WalkError { path: path.clone(), message: e.to_string() });
            found.insert(path.clone(), file);
        }
    }
    found.into_values().collect()
}

fn find_in_folder(
    folder: &Path,
    is_excluded: &Arc<dyn Fn(&Path) -> bool + Send + Sync>,
    found: &mut BTreeMap<PathBuf, Result<PathBuf, WalkError>>,
) {
    let is_excluded = Arc::clone(is_excluded);
    let walk = WalkBuilder::new(folder)
        .hidden(false)
        .follow_links(false)
        // A `.gitignore` counts in an unpacked archive as it does in a repository.
        .require_git(false)
        .filter_entry(move |entry| {
            let is_foreign = entry.file_name() == ".git" || entry.file_name() == "node_modules";
            entry.depth() == 0 || (!is_foreign && !is_excluded(entry.path()))
        })
        .build();
    for entry in walk {
        match entry {
            Ok(entry) if is_wanted(&entry) => {
                let path = without_dot(entry.into_path());
                found.insert(path.clone(), Ok(path));
            }
            Ok(_) => {}
            Err(error) => {
                let path = path_of(&error).unwrap_or(folder).to_owned();
                let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                found.insert(path.clone(), Err(WalkError { path, message }));
            }
        }
    }
}

fn is_wanted(entry: &DirEntry) -> bool {
    let by_name = |name: &str| is_dockerfile_name(name) || is_ignore_file_name(name);
    entry.file_type().is_some_and(|kind| kind.is_file()) && entry.file_name().to_str().is_some_and(by_name)
}

/// `./a/Dockerfile` as people write it: `a/Dockerfile`.
fn without_dot(path: PathBuf) -> PathBuf {
    path.strip_prefix(".").map(Path::to_owned).unwrap_or(path)
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

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

    /// What is found at these paths of a folder, relative to it; errors end in `!`.
    fn found(root: &Path, paths: &[&str], excluded: &'static str) -> Vec<String> {
        let paths: Vec<_> = paths.iter().map(|path| root.join(path)).collect();
        let is_excluded: Arc<dyn Fn(&Path) -> bool + Send + Sync> =
            Arc::new(move |path| path.ends_with(excluded));
        let relative = |path: &Path| path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        let describe = |result: Result<PathBuf, WalkError>| match result {
            Ok(path) => relative(&path),
            Err(error) => relative(&error.path) + "!",
        };
        find_files(&paths, &is_excluded).into_iter().map(describe).collect()
    }

    #[test]
    fn folders_are_searched_by_name_and_sorted() {
        let root = tree(&[
            ("b/Dockerfile", ""),
            ("a/web.Dockerfile", ""),
            ("a/notes.txt", ""),
            (".devcontainer/Dockerfile", ""),
            (".git/Dockerfile", ""),
            ("a/.dockerignore", ""),
            ("node_modules/b/Dockerfile", ""),
            ("node_modules/b/.dockerignore", ""),
        ]);
        assert_eq!(
            found(root.path(), &[""], "-"),
            [".devcontainer/Dockerfile", "a/.dockerignore", "a/web.Dockerfile", "b/Dockerfile"]
        );
        assert_eq!(found(root.path(), &["b", "", "b/Dockerfile"], "-").len(), 4, "each once");
    }

    #[test]
    fn ignored_and_excluded_files_are_left_out_unless_named() {
        let root = tree(&[
            (".gitignore", "out\n"),
            ("out/Dockerfile", ""),
            ("vendor/Dockerfile", ""),
            ("Dockerfile", ""),
        ]);
        assert_eq!(found(root.path(), &[""], "vendor"), ["Dockerfile"]);
        assert_eq!(
            found(root.path(), &["out/Dockerfile", ".gitignore"], "vendor"),
            [".gitignore", "out/Dockerfile"]
        );
        assert_eq!(found(root.path(), &["vendor"], "vendor"), ["vendor/Dockerfile"]);
    }

    #[test]
    fn a_missing_path_is_an_error_among_results() {
        let root = tree(&[("Dockerfile", "")]);
        assert_eq!(found(root.path(), &["missing", "Dockerfile"], "-"), ["Dockerfile", "missing!"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_unless_named() {
        use std::os::unix::fs::symlink;

        let root = tree(&[("real/Dockerfile", "")]);
        symlink("real", root.path().join("link")).unwrap();
        symlink("real/Dockerfile", root.path().join("Dockerfile")).unwrap();
        assert_eq!(found(root.path(), &[""], "-"), ["real/Dockerfile"]);
        assert_eq!(found(root.path(), &["Dockerfile"], "-"), ["Dockerfile"]);
    }
}

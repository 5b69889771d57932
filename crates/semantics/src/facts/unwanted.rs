//! What a build context may hold that has no place in any image, by its name.
//!
//! Sources: the manuals of the programs that make these; `facts::secrets` for credentials.

use std::collections::VecDeque;

use plimsoll_syntax::dockerignore::Matcher;

use super::secrets::{is_folder_of_secrets, secret_in_file};
use crate::context::{BuildContext, ContextEntry};

/// Histories, dependencies that an image installs itself, and caches.
const FOLDERS: &[&str] = &[
    ".git",
    ".hg",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    "__pycache__",
    "node_modules",
];

/// What Python puts into the root of a virtual environment, whatever that is called.
const MARK_OF_VIRTUAL_ENVIRONMENT: &str = "pyvenv.cfg";

/// Folders whose keys are made up.
const FOLDERS_OF_TESTS: &[&str] =
    &["__tests__", "example", "examples", "fixtures", "spec", "test", "testdata", "tests"];

/// Files that most often go without the credentials that they may hold, and that builds read.
const OFTEN_HARMLESS: &[&str] = &[".npmrc", ".htpasswd", "kubeconfig"];

/// Whether what has this path has no place in an image.
pub fn is_unwanted(path: &str, entry: ContextEntry) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match entry {
        ContextEntry::Folder => FOLDERS.contains(&name) || is_folder_of_secrets(name),
        ContextEntry::File => {
            let is_of_test = folder.split('/').any(|part| FOLDERS_OF_TESTS.contains(&part));
            !is_of_test && !OFTEN_HARMLESS.contains(&name) && secret_in_file(path).is_some()
        }
    }
}

/// The paths of a context that are unwanted and that its ignore file does not leave out, those near the root first. What
/// is below one of them goes without saying.
pub fn find<C: BuildContext + ?Sized>(context: &C) -> Vec<String> {
    let has_exceptions = context.matcher().is_some_and(Matcher::has_exceptions);
    let mut found = Vec::new();
    let mut folders = VecDeque::from([String::new()]);
    while let Some(folder) = folders.pop_front() {
        for (name, entry) in context.children(&folder) {
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            let is_environment = || context.entry(&format!("{path}/{MARK_OF_VIRTUAL_ENVIRONMENT}")).is_some();
            if is_unwanted(&path, entry) || entry == ContextEntry::Folder && is_environment() {
                if !context.is_ignored(&path) {
                    found.push(path);
                }
            } else if entry == ContextEntry::Folder && (has_exceptions || !context.is_ignored(&path)) {
                folders.push_back(path);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::ListedContext;

    #[test]
    fn what_no_pattern_leaves_out_is_found_once() {
        let files = [
            ".git/HEAD",
            ".env.example",
            "app/.env",
            "app/__pycache__/a.pyc",
            "app/main.py",
            "env/pyvenv.cfg",
            "env/lib/cert.pem",
            "old/.env",
            "tests/server.key",
            "web/node_modules/a/node_modules/b.js",
        ];
        let context = ListedContext::new(files).with_ignore_file(".dockerignore", "old\n");
        assert_eq!(find(&context), [".git", "env", "app/.env", "app/__pycache__", "web/node_modules"]);
        let context = ListedContext::new(files).with_ignore_file(".dockerignore", "*\n!app\n");
        assert_eq!(find(&context), ["app/.env", "app/__pycache__"]);
    }
}

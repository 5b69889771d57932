//! What is linted: files, and standard input.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll_linter::Source;
use plimsoll_semantics::{BuildContext, Dockerfile, Dockerignore, NoContext};
use plimsoll_syntax::{Keyword, MountType, Placed, SyntaxTree};
use plimsoll_workspace::{
    FolderContext, ReadError, SourceText, find_files, is_ignore_file_name, read_all, read_source,
};

use crate::configuration::Configuration;
use crate::failure::Failure;

/// In order of path, with standard input first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Input {
    /// With the name that it goes by, if it has one.
    Stdin(Option<PathBuf>),
    File(PathBuf),
}

/// Every Dockerfile and ignore file that `paths` name or hold, each once and in order, and what could not be looked into.
pub(crate) fn find(
    paths: &[PathBuf],
    stdin_filename: Option<&Path>,
    configuration: &Arc<Configuration>,
) -> (Vec<Input>, Vec<Failure>) {
    let (stdin, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|path| is_stdin(path));
    let mut inputs: Vec<Input> =
        stdin.iter().map(|_| Input::Stdin(stdin_filename.map(Path::to_owned))).collect();
    let mut failures = Vec::new();
    let configuration = Arc::clone(configuration);
    let is_excluded: Arc<dyn Fn(&Path) -> bool + Send + Sync> =
        Arc::new(move |path| configuration.excludes(path));
    for found in find_files(&paths, &is_excluded) {
        match found {
            Ok(path) => inputs.push(Input::File(without_dot(&path).to_owned())),
            Err(error) => failures.push(Failure::at(display(&error.path), error.message)),
        }
    }
    inputs.sort();
    inputs.dedup();
    (inputs, failures)
}

pub(crate) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

impl Input {
    pub(crate) fn read(&self) -> Result<SourceText, ReadError> {
        match self {
            Input::Stdin(_) => read_all(io::stdin().lock()),
            Input::File(path) => read_source(path),
        }
    }

    /// The name for people and programs: with forward slashes everywhere.
    pub(crate) fn name(&self) -> String {
        self.path().map_or_else(|| "<stdin>".to_owned(), display)
    }

    /// Where its configuration and its build context are looked for.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Input::Stdin(name) => name.as_deref(),
            Input::File(path) => Some(path),
        }
    }

    /// Whether it says what a build context leaves out, and is no Dockerfile.
    pub(crate) fn is_ignore_file(&self) -> bool {
        let name = self.path().and_then(|path| path.file_name()?.to_str());
        name.is_some_and(is_ignore_file_name)
    }

    /// The folder of other files that fixes change: the root of the build context.
    pub(crate) fn folder(&self) -> &Path {
        let folder = self.path().and_then(Path::parent);
        folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// What its text means where it is.
    pub(crate) fn source(&self, text: &str) -> Box<dyn Source> {
        if self.is_ignore_file() {
            return Box::new(Dockerignore::new(text, self.context()));
        }
        // Only for files that take something from it: a listing can be long.
        let tree = SyntaxTree::parse(text);
        let context =
            if tree.instructions().any(reads_context) { self.context() } else { Arc::new(NoContext) };
        Box::new(Dockerfile::new(tree, context))
    }

    fn context(&self) -> Arc<dyn BuildContext> {
        let Some(path) = self.path() else { return Arc::new(NoContext) };
        let loaded = match self.is_ignore_file() {
            true => FolderContext::load_for_ignore_file(path, &|| false),
            false => FolderContext::load(path, &|| false),
        };
        Arc::new(loaded.unwrap_or_default())
    }
}

fn reads_context(instruction: Placed<'_>) -> bool {
    match instruction.keyword() {
        Some(Keyword::Copy | Keyword::Add) => true,
        Some(Keyword::Run) => {
            instruction.instruction.mounts().any(|(_, mount)| mount.kind() == Some(MountType::Bind))
        }
        _ => false,
    }
}

/// A path as people write it: from where they are, with forward slashes.
pub(crate) fn display(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = without_dot(path.strip_prefix(here).unwrap_or(path)).to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        path.into_owned()
    } else {
        path.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

fn without_dot(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

//! What the linter says about one version of a document, in its surroundings.

use std::path::PathBuf;
use std::sync::Arc;

use plimsoll_linter::{Finding, Settings, Source};
use plimsoll_semantics::{BuildContext, Dockerfile, Dockerignore, NoContext};

/// Everything that findings depend on beside the text. Compared by identity: loading it again makes another.
#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) settings: Settings,
    pub(crate) context: Arc<dyn BuildContext>,
    /// The root of the build context: where new files go.
    pub(crate) root: Option<PathBuf>,
}

impl Default for Environment {
    fn default() -> Self {
        Environment { settings: Settings::default(), context: Arc::new(NoContext), root: None }
    }
}

#[derive(Debug)]
pub(crate) struct Analysis {
    pub(crate) environment: Arc<Environment>,
    pub(crate) file: File,
    pub(crate) findings: Vec<Finding>,
}

/// The model of a document.
#[derive(Debug, Clone)]
pub(crate) enum File {
    Dockerfile(Arc<Dockerfile>),
    IgnoreFile(Arc<Dockerignore>),
}

impl Analysis {
    pub(crate) fn new(file: File, environment: Arc<Environment>) -> Self {
        let findings = plimsoll_linter::lint(file.source(), &environment.settings);
        Analysis { environment, file, findings }
    }
}

impl File {
    /// What all kinds have in common.
    pub(crate) fn source(&self) -> &dyn Source {
        match self {
            File::Dockerfile(file) => &**file,
            File::IgnoreFile(file) => &**file,
        }
    }
}

//! What the linter says about one version of a document, in its surroundings.

use std::path::PathBuf;
use std::sync::Arc;

use plimsoll_linter::{Finding, Settings};
use plimsoll_semantics::{BuildContext, Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;
use plimsoll_workspace::Configuration;

/// Everything that findings depend on beside the text. Compared by identity: loading it again makes another.
#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) settings: Settings,
    pub(crate) context: Arc<dyn BuildContext>,
    /// The root of the build context: where new files go.
    pub(crate) root: Option<PathBuf>,
    /// The file that the settings come from, beside the client.
    pub(crate) configuration: Option<Arc<Configuration>>,
}

impl Default for Environment {
    fn default() -> Self {
        Environment {
            settings: Settings::default(),
            context: Arc::new(NoContext),
            root: None,
            configuration: None,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Analysis {
    pub(crate) environment: Arc<Environment>,
    pub(crate) file: Dockerfile,
    pub(crate) findings: Vec<Finding>,
}

impl Analysis {
    pub(crate) fn new(tree: SyntaxTree, environment: Arc<Environment>) -> Self {
        let file = Dockerfile::new(tree, Arc::clone(&environment.context));
        let findings = plimsoll_linter::lint(&file, &environment.settings);
        Analysis { environment, file, findings }
    }
}

//! What a Dockerfile means: stages, scopes, values, users, installs.

mod context;
pub mod facts;

use std::sync::Arc;

pub use context::{BuildContext, ContextEntry, NoContext};
use plimsoll_syntax::SyntaxTree;

/// A Dockerfile with what it means. Immutable; make a new one for every version.
#[derive(Debug, Clone)]
pub struct Dockerfile {
    tree: SyntaxTree,
    context: Arc<dyn BuildContext>,
}

impl Dockerfile {
    pub fn new(tree: SyntaxTree, context: Arc<dyn BuildContext>) -> Self {
        Dockerfile { tree, context }
    }

    pub fn tree(&self) -> &SyntaxTree {
        &self.tree
    }

    pub fn context(&self) -> &dyn BuildContext {
        &*self.context
    }
}

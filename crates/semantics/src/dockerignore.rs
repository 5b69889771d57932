//! The model of an ignore file.

use std::sync::Arc;

use plimsoll_syntax::dockerignore::{IgnoreFile, Matcher};

use crate::context::BuildContext;

/// An ignore file with the build context that it is about. Immutable.
#[derive(Debug, Clone)]
pub struct Dockerignore {
    matcher: Matcher,
    context: Arc<dyn BuildContext>,
}

impl Dockerignore {
    pub fn new(text: &str, context: Arc<dyn BuildContext>) -> Self {
        Dockerignore { matcher: Matcher::new(text), context }
    }

    /// Another text in the same surroundings.
    pub fn with_text(&self, text: &str) -> Self {
        Dockerignore::new(text, Arc::clone(&self.context))
    }

    pub fn text(&self) -> &str {
        self.file().text()
    }

    /// Its lines.
    pub fn file(&self) -> &IgnoreFile {
        self.matcher.file()
    }

    /// What it leaves out; the context's own one is of the file as it is on disk.
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    pub fn context(&self) -> &dyn BuildContext {
        &*self.context
    }
}

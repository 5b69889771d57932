//! Errors in configuration files, shown in those files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use plimsoll_linter::ConfigError;
use plimsoll_text::{LineIndex, TextRange};
use plimsoll_workspace::Configuration;
use tower_lsp::gen_lsp_types::Uri;

use crate::convert::{self, Places};
use crate::session::Session;

/// What the client shows now.
#[derive(Debug, Default)]
pub(crate) struct ConfigurationErrors(Mutex<HashMap<PathBuf, Vec<ConfigError>>>);

impl ConfigurationErrors {
    /// Shows the errors of a configuration that was just read, or that there are none any more.
    pub(crate) fn publish(&self, configuration: &Configuration, session: &Session) {
        let mut shown = self.0.lock();
        if shown.get(&configuration.path).map_or(&[][..], Vec::as_slice) == configuration.errors {
            return;
        }
        shown.insert(configuration.path.clone(), configuration.errors.clone());
        let Ok(uri) = Uri::from_file_path(&configuration.path) else { return };
        let lines = LineIndex::new(&configuration.text);
        let places = Places { lines: &lines, encoding: session.features().encoding };
        let diagnostic = |error: &ConfigError| {
            let range = places.range(error.range.unwrap_or(TextRange::empty(0.into())));
            convert::configuration_diagnostic(&error.message, range)
        };
        session.publisher.file(uri, configuration.errors.iter().map(diagnostic).collect());
    }

    /// The file is gone.
    pub(crate) fn clear(&self, path: &Path, session: &Session) {
        if self.0.lock().remove(path).is_some_and(|errors| !errors.is_empty())
            && let Ok(uri) = Uri::from_file_path(path)
        {
            session.publisher.file(uri, Vec::new());
        }
    }
}

//! Why something could not be done: for standard error, and for programs.

use std::collections::HashSet;
use std::fmt;
use std::path::Path;

use plimsoll_linter::ConfigError;
use plimsoll_text::LineIndex;
use plimsoll_workspace::Configuration;

use crate::input::display;
use crate::report::{Region, region};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Failure {
    /// The file that it is about, as in a [`Report`](crate::report::Report).
    pub(crate) path: Option<String>,
    /// In that file.
    pub(crate) region: Option<Region>,
    pub(crate) reason: String,
}

impl Failure {
    pub(crate) fn new(reason: impl fmt::Display) -> Self {
        Failure { path: None, region: None, reason: reason.to_string() }
    }

    pub(crate) fn at(path: impl fmt::Display, reason: impl fmt::Display) -> Self {
        Failure { path: Some(path.to_string()), ..Failure::new(reason) }
    }

    /// Everything that is wrong with a configuration file.
    pub(crate) fn of(configuration: &Configuration) -> Vec<Self> {
        Self::in_text(&configuration.path, &configuration.text, &configuration.errors)
    }

    /// Everything that has no effect in a configuration file.
    pub(crate) fn warnings_of(configuration: &Configuration) -> Vec<Self> {
        Self::in_text(&configuration.path, &configuration.text, &configuration.warnings)
    }

    /// In the text of a configuration.
    pub(crate) fn in_text(path: &Path, text: &str, errors: &[ConfigError]) -> Vec<Self> {
        let (path, lines) = (display(path), LineIndex::new(text));
        let failure = |error: &ConfigError| {
            let region = error.range.map(|range| region(&lines, text, range));
            Failure { region, ..Failure::at(&path, error) }
        };
        errors.iter().map(failure).collect()
    }
}

/// On standard error.
pub(crate) fn say(failures: &[Failure]) {
    for failure in failures {
        eprintln!("error: {failure}");
    }
}

/// Each once: a wrong configuration is the same failure for every file under it.
pub(crate) fn without_repeats(mut failures: Vec<Failure>) -> Vec<Failure> {
    let mut seen = HashSet::new();
    failures.retain(|failure| seen.insert(failure.clone()));
    failures
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{path}:")?;
            if let Some(Region { start, .. }) = self.region {
                write!(f, "{}:{}:", start.line, start.column)?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&self.reason)
    }
}

//! Why something could not be done, for standard error.

use std::fmt;

use plimsoll_text::{Encoding, LineIndex};
use plimsoll_workspace::Configuration;

use crate::input::display;

/// One or more lines, each of which says what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(reason: impl fmt::Display) -> Self {
        Failure(format!("error: {reason}"))
    }

    pub(crate) fn at(path: impl fmt::Display, reason: impl fmt::Display) -> Self {
        Failure(format!("error: {path}: {reason}"))
    }

    /// Everything that is wrong with a configuration file.
    pub(crate) fn of(configuration: &Configuration) -> Self {
        let path = display(&configuration.path);
        let lines = LineIndex::new(&configuration.text);
        let describe = |error: &plimsoll_linter::ConfigError| match error.range {
            Some(range) => {
                let place = lines.position(range.start(), Encoding::Utf32);
                format!("error: {path}:{}:{}: {error}", place.line + 1, place.character + 1)
            }
            None => format!("error: {path}: {error}"),
        };
        Failure(configuration.errors.iter().map(describe).collect::<Vec<_>>().join("\n"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

//! Configuration as values.

use plimsoll_text::TextRange;

/// What to report, and how. The default is what a user without a configuration gets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {}

/// What is wrong with a configuration, and where in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    pub message: String,
    pub range: Option<TextRange>,
}

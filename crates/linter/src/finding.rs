//! What a rule reports.

use plimsoll_text::{TextEdit, TextRange};
use serde::{Deserialize, Serialize};

use crate::rule::Rule;

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Better taste.
    Hint,
    /// Better practice.
    Information,
    /// A bug or a security hole.
    Warning,
    /// The build fails, or the container can't work.
    Error,
}

#[derive(Debug, Clone)]
pub struct Finding {
    pub rule: &'static Rule,
    pub severity: Severity,
    /// The codes that other tools give this very finding.
    pub aliases: Vec<&'static str>,
    /// One line, no full stop at its end.
    pub message: String,
    /// The smallest part of the file that is wrong.
    pub range: TextRange,
    pub related: Vec<Related>,
    /// The best first.
    pub fixes: Vec<Fix>,
    pub tag: Option<Tag>,
}

/// Another place in the file that explains the finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub range: TextRange,
    pub message: String,
}

/// How an editor may draw the text of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    Unnecessary,
    Deprecated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// The same image, or only what the rule promises changes.
    Safe,
    /// Offered, never applied unasked.
    Unsafe,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an imperative: `Convert to exec form`.
    pub title: String,
    pub safety: Safety,
    pub edits: Vec<TextEdit>,
    /// Files beside the Dockerfile that it creates; never over an existing one.
    pub new_files: Vec<NewFile>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Relative to the root of the build context.
    pub path: String,
    pub text: String,
}

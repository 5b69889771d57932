//! What a rule reports.

use plimsoll_text::{TextEdit, TextRange};
use serde::{Deserialize, Serialize};

use crate::other_file::OtherFile;
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

impl Severity {
    pub const ALL: [Severity; 4] =
        [Severity::Error, Severity::Warning, Severity::Information, Severity::Hint];

    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Information => "information",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    pub fn parse(text: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|severity| severity.as_str() == text)
    }
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
    pub declined: Vec<Declined>,
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
    /// What it does to other files of the build context.
    pub other_files: Vec<OtherFile>,
}

/// A fix that one would expect, and that can't be made here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    /// What it would do, as an imperative.
    pub title: String,
    /// What is not known, or stands against it. One line, no full stop at its end.
    pub reason: String,
}

impl Finding {
    /// The best fix that keeps the image the same.
    pub fn safe_fix(&self) -> Option<&Fix> {
        self.fixes.iter().find(|fix| fix.safety == Safety::Safe)
    }

    /// Only these codes of other tools stand for this finding, not all that the rule knows.
    pub fn aliases(&mut self, aliases: impl IntoIterator<Item = &'static str>) -> &mut Self {
        self.aliases = aliases.into_iter().collect();
        self
    }

    pub fn related(&mut self, range: TextRange, message: impl Into<String>) -> &mut Self {
        self.related.push(Related { range, message: message.into() });
        self
    }

    pub fn tag(&mut self, tag: Tag) -> &mut Self {
        self.tag = Some(tag);
        self
    }

    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fixes.push(fix);
        self
    }

    /// Says why a fix is not offered.
    pub fn decline(&mut self, title: impl Into<String>, reason: impl Into<String>) -> &mut Self {
        self.declined.push(Declined { title: title.into(), reason: reason.into() });
        self
    }
}

impl Fix {
    /// The same image, or only what the rule promises changes.
    pub fn safe(title: impl Into<String>, edits: Vec<TextEdit>) -> Fix {
        Fix { title: title.into(), safety: Safety::Safe, edits, other_files: Vec::new() }
    }

    /// Offered, never applied unasked.
    pub fn not_safe(title: impl Into<String>, edits: Vec<TextEdit>) -> Fix {
        Fix { safety: Safety::Unsafe, ..Fix::safe(title, edits) }
    }
}

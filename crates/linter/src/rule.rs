//! What a rule is.

use std::fmt;

use plimsoll_semantics::Dockerfile;

use crate::finding::{Safety, Severity};

/// A rule: a row in the table of rules.
pub struct Rule {
    /// Kebab-case: what is wrong, or what to do.
    pub name: &'static str,
    /// Its page: front matter, then Markdown.
    pub docs: &'static str,
    pub check: fn(&Dockerfile),
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The front matter of a rule's page.
#[derive(Debug, Clone)]
pub struct Meta {
    pub severity: Severity,
    /// On without being asked for.
    pub default: bool,
    pub aliases: Vec<&'static str>,
    /// The safety of its fixes; nothing when it has none.
    pub fix: Option<Safety>,
    /// The version of Plimsoll that had it first.
    pub since: &'static str,
    /// The theme it is filed under: `caching`, `security`, …
    pub group: &'static str,
    /// The first heading's paragraph: what it does, in a line or two.
    pub summary: &'static str,
}

impl Rule {
    pub fn meta(&self) -> &'static Meta {
        unreachable!("filled in with the first rule")
    }

    /// The page without its front matter.
    pub fn page(&self) -> &'static str {
        self.docs
    }

    /// Where the page can be read.
    pub fn url(&self) -> String {
        format!("https://plimsoll.dev/rules/{}", self.name)
    }
}

/// Every rule, sorted by name.
pub fn rules() -> &'static [&'static Rule] {
    &[]
}

/// A rule by its name or by any alias (in any case).
pub fn find_rule(_name: &str) -> Option<&'static Rule> {
    None
}

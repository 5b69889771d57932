//! All rules, by theme. A rule is two files side by side: what it looks for, and the page that the user reads.

mod stages;
mod style;
mod syntax;

use crate::rule::Rule;

/// The themes and their rules.
pub(crate) const THEMES: &[(&str, &[&Rule])] =
    &[("stages", stages::RULES), ("style", style::RULES), ("syntax", syntax::RULES)];

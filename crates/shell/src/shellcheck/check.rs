//! The checks, and sets of them.

use std::sync::OnceLock;

use shuck_linter::{Rule, RuleMetadata, RuleSet, ShellCheckLevel, rule_metadata};

use super::table;
use crate::dialect::PosixShell;

/// Something that can be wrong with a script.
#[derive(Debug)]
pub struct Check {
    /// ShellCheck's: `SC2086`.
    pub code: &'static str,
    /// Kebab-case: `unquoted-expansion`.
    pub name: &'static str,
    pub(super) rule: Rule,
    metadata: OnceLock<Option<&'static RuleMetadata>>,
}

/// How bad ShellCheck holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Style,
    Info,
    Warning,
    Error,
}

/// Some of the checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckSet(RuleSet);

impl Check {
    pub(super) const fn new(code: &'static str, name: &'static str, rule: Rule) -> Self {
        Check { code, name, rule, metadata: OnceLock::new() }
    }

    /// All of them, by code.
    pub fn all() -> &'static [Check] {
        &table::CHECKS
    }

    pub fn level(&self) -> Level {
        match self.metadata().and_then(|metadata| metadata.shellcheck_level) {
            Some(ShellCheckLevel::Style) => Level::Style,
            Some(ShellCheckLevel::Info) => Level::Info,
            Some(ShellCheckLevel::Error) => Level::Error,
            Some(ShellCheckLevel::Warning) | None => Level::Warning,
        }
    }

    /// What it finds, in a sentence.
    pub fn description(&self) -> &'static str {
        self.metadata().map_or("", |metadata| metadata.description)
    }

    /// Why that is wrong, and what to write instead.
    pub fn rationale(&self) -> &'static str {
        self.metadata().map_or("", |metadata| metadata.rationale)
    }

    /// What its repair does, if it has one.
    pub fn repair(&self) -> Option<&'static str> {
        self.metadata()?.fix_description
    }

    /// Asked for once, as the library looks through all that it has.
    fn metadata(&self) -> Option<&'static RuleMetadata> {
        *self.metadata.get_or_init(|| rule_metadata(self.rule))
    }

    pub(super) fn of(rule: Rule) -> Option<&'static Check> {
        Check::all().iter().find(|check| check.rule == rule)
    }

    /// Whether a shell does there what is meant, although not every shell would.
    pub(super) fn is_fine_in(&self, shell: PosixShell, text: &str) -> bool {
        match shell {
            PosixShell::Ash => BUSYBOX.contains(&self.code),
            // Its `echo` takes `-n`, and reads escapes unasked.
            PosixShell::Dash => {
                matches!(self.code, "SC2028" | "SC3043") || self.code == "SC3037" && text == "-n"
            }
            _ => false,
        }
    }
}

/// What BusyBox's `ash` has, built as distributions build it.
///
/// Source: BusyBox 1.37, `shell/ash.c`, the parts under `ASH_BASH_COMPAT`; read 2026-11-22.
const BUSYBOX: &[&str] = &[
    "SC3001", "SC3003", "SC3010", "SC3014", "SC3018", "SC3020", "SC3037", "SC3040", "SC3042", "SC3043",
    "SC3045", "SC3046", "SC3048", "SC3051", "SC3057", "SC3060",
];

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Check {}

impl FromIterator<&'static Check> for CheckSet {
    fn from_iter<T: IntoIterator<Item = &'static Check>>(checks: T) -> Self {
        CheckSet(checks.into_iter().map(|check| check.rule).collect())
    }
}

impl CheckSet {
    pub(super) fn rules(&self) -> RuleSet {
        self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

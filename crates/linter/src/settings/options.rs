//! Options of rules: `[rules.<rule>]` in a configuration.

use std::collections::BTreeMap;

/// An option that a rule declares. The kind of its default is the kind of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleOption {
    /// Kebab-case.
    pub name: &'static str,
    pub default: OptionDefault,
    /// What it changes, in a line.
    pub doc: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionDefault {
    Flag(bool),
    Number(u32),
    Text(&'static str),
    List(&'static [&'static str]),
    /// A table of texts, empty unless it is set: each of its values is one of these.
    Table(&'static [&'static str]),
}

/// What a configuration sets an option to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionValue {
    Flag(bool),
    Number(u32),
    Text(String),
    List(Vec<String>),
    Table(BTreeMap<String, String>),
}

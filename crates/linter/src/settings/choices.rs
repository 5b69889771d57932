//! What a configuration chooses for rules.

use std::collections::BTreeMap;

use super::catalogue::RuleFacts;
use super::options::OptionValue;
use crate::finding::Severity;

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Choices {
    /// Nothing leaves the selection as it is.
    pub(super) select: Option<Vec<Selector>>,
    pub(super) ignore: Vec<Selector>,
    /// By name of the rule.
    pub(super) severity: BTreeMap<&'static str, Severity>,
    /// By name of the rule, then of its option.
    pub(super) options: BTreeMap<&'static str, BTreeMap<&'static str, OptionValue>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Selector {
    All,
    Default,
    Group(&'static str),
    Rule(&'static str),
}

impl Choices {
    /// Whether they turn no rule on or off.
    pub(super) fn are_silent(&self) -> bool {
        self.select.is_none() && self.ignore.is_empty()
    }

    /// Whether these choices turn a rule on or off; nothing when they don't say. `ignore` wins over `select`.
    pub(super) fn enables(&self, rule: &RuleFacts) -> Option<bool> {
        if self.ignore.iter().any(|selector| selector.takes(rule)) {
            return Some(false);
        }
        let select = self.select.as_ref()?;
        Some(select.iter().any(|selector| selector.takes(rule)))
    }
}

impl Selector {
    fn takes(self, rule: &RuleFacts) -> bool {
        match self {
            Selector::All => true,
            Selector::Default => rule.default,
            Selector::Group(group) => rule.group == group,
            Selector::Rule(name) => rule.name == name,
        }
    }
}

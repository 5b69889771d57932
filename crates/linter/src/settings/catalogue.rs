//! The rules, as far as configuration must know them.

use std::sync::LazyLock;

use super::options::RuleOption;
use crate::rule::{Rule, rules};

/// Groups that every selection can name, besides those of the rules.
pub(super) const ALL: &str = "all";
pub(super) const DEFAULT: &str = "default";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RuleFacts {
    pub(super) name: &'static str,
    pub(super) aliases: &'static [&'static str],
    pub(super) group: &'static str,
    pub(super) default: bool,
    pub(super) summary: &'static str,
    pub(super) options: &'static [RuleOption],
}

impl RuleFacts {
    pub(super) fn of(rule: &'static Rule) -> Self {
        let meta = rule.meta();
        RuleFacts {
            name: rule.name,
            aliases: &meta.aliases,
            group: meta.group,
            default: meta.default,
            summary: meta.summary,
            options: rule.options,
        }
    }

    /// Whether this is its name or one of its aliases; case makes no difference.
    fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
            || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    }
}

#[derive(Debug)]
pub(super) struct Catalogue {
    pub(super) rules: Vec<RuleFacts>,
}

impl Catalogue {
    pub(super) fn of_all_rules() -> &'static Catalogue {
        static ALL_RULES: LazyLock<Catalogue> =
            LazyLock::new(|| Catalogue { rules: rules().iter().map(|rule| RuleFacts::of(rule)).collect() });
        &ALL_RULES
    }

    /// The rules that have this name or alias: an alias may stand for several.
    pub(super) fn rules_called(&self, name: &str) -> impl Iterator<Item = &RuleFacts> {
        self.rules.iter().filter(move |rule| rule.is_called(name))
    }

    /// The themes of rules, sorted.
    pub(super) fn groups(&self) -> Vec<&'static str> {
        let mut groups: Vec<_> = self.rules.iter().map(|rule| rule.group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// Everything a selection can name, aliases left out.
    pub(super) fn selectors(&self) -> Vec<&'static str> {
        let rules = self.rules.iter().map(|rule| rule.name);
        [ALL, DEFAULT].into_iter().chain(self.groups()).chain(rules).collect()
    }
}

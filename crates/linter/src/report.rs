//! Where rules put their findings.

use plimsoll_text::TextRange;

use crate::finding::Finding;
use crate::rule::Rule;
use crate::settings::{RuleOption, Settings};

/// Takes the findings of one rule after the other.
#[derive(Debug)]
pub struct Report<'a> {
    rule: &'static Rule,
    settings: &'a Settings,
    findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(rule: &'static Rule, settings: &'a Settings) -> Self {
        Report { rule, settings, findings: Vec::new() }
    }

    pub(crate) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// The rule whose findings these are.
    pub(crate) fn rule(&self) -> &'static Rule {
        self.rule
    }

    /// A finding at a range: the smallest part of the file that is wrong. The message is one line without a
    /// full stop. What it gives back takes fixes and more.
    pub fn at(&mut self, range: TextRange, message: impl Into<String>) -> &mut Finding {
        let finding = Finding {
            rule: self.rule,
            severity: self.settings.severity(self.rule),
            aliases: self.rule.meta().aliases.clone(),
            message: message.into(),
            range,
            related: Vec::new(),
            fixes: Vec::new(),
            declined: Vec::new(),
            tag: None,
        };
        self.findings.push(finding);
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Whether a rule is on for this file.
    pub(crate) fn is_enabled(&self, rule: &'static Rule) -> bool {
        self.settings.is_enabled(rule)
    }

    /// Whether an option of the rule that is on or off is on.
    pub fn flag(&self, option: &RuleOption) -> bool {
        self.settings.flag(self.rule, option)
    }

    pub fn number(&self, option: &RuleOption) -> u32 {
        self.settings.number(self.rule, option)
    }

    pub fn text(&self, option: &RuleOption) -> &str {
        self.settings.text(self.rule, option)
    }

    pub fn list(&self, option: &RuleOption) -> Vec<&str> {
        self.settings.list(self.rule, option)
    }

    /// A table that is an option of one rule, and that others look at too.
    pub(crate) fn table_of(&self, rule: &'static Rule, option: &RuleOption) -> Vec<(&'a str, &'a str)> {
        self.settings.table(rule, option)
    }
}

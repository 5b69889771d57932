//! Configuration as values: which rules report, how severely, with which options, for which files; and how those are
//! laid out.
//!
//! Settings are layers (a file, the editor's settings, the command line), each of which changes only what it names.

mod catalogue;
mod choices;
mod editor;
mod format;
mod globs;
mod hadolint;
mod options;
mod read;
mod schema;
mod value;
mod yaml;

use std::fmt;

use plimsoll_formatter::Style;
use plimsoll_text::TextRange;
use serde_json::Value as Json;

use crate::finding::Severity;
use crate::rule::Rule;
use catalogue::{Catalogue, RuleFacts};
use choices::Choices;
use editor::Switched;
pub use editor::{CodeLensSettings, InlayHintSettings};
use format::FormatChoices;
use globs::PathGlobs;
pub use hadolint::Hadolint;
pub use options::{OptionDefault, OptionValue, RuleOption};
use read::Reader;
pub use schema::schema;
use value::Value;

/// What to report, and how. The default is what a user without a configuration gets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// The later wins.
    layers: Vec<Layer>,
}

/// What one source of configuration says.
#[derive(Debug, Clone, Default, PartialEq)]
struct Layer {
    choices: Choices,
    exclude: Option<PathGlobs>,
    fail_on: Option<FailOn>,
    suppression_comments: Option<bool>,
    format: FormatChoices,
    inlay_hints: Switched,
    code_lens: Switched,
    overrides: Vec<Override>,
}

/// The findings that make a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// Those of this severity, and worse ones.
    Severity(Severity),
    Never,
}

impl FailOn {
    pub fn parse(text: &str) -> Option<FailOn> {
        if text == "never" { Some(FailOn::Never) } else { Severity::parse(text).map(FailOn::Severity) }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            FailOn::Severity(severity) => severity.as_str(),
            FailOn::Never => "never",
        }
    }

    pub fn includes(self, severity: Severity) -> bool {
        matches!(self, FailOn::Severity(least) if severity >= least)
    }
}

/// Choices for some files only.
#[derive(Debug, Clone, Default, PartialEq)]
struct Override {
    files: PathGlobs,
    choices: Choices,
}

/// What is wrong with a configuration, and where in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    pub message: String,
    /// Nothing for settings that have no text; the message names the key then.
    pub range: Option<TextRange>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}

impl Settings {
    /// Reads the text of a `plimsoll.toml`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, in order of place.
    pub fn from_toml(text: &str) -> Result<Self, Vec<ConfigError>> {
        Self::from_value(&Value::from_toml(text)?, Catalogue::of_all_rules())
    }

    /// Reads what an editor sends, which has the shape of the file. `null` stands for what is not set.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it.
    pub fn from_json(json: &Json) -> Result<Self, Vec<ConfigError>> {
        Self::from_value(&Value::from_json(json), Catalogue::of_all_rules())
    }

    /// Reads `--select` and `--ignore` of a command line. No `--select` leaves the selection as it is.
    ///
    /// # Errors
    ///
    /// Every name that is no rule, alias or group.
    pub fn from_selection(select: &[String], ignore: &[String]) -> Result<Self, Vec<ConfigError>> {
        // To list all rules takes longer than to lint a file.
        if select.is_empty() && ignore.is_empty() {
            return Ok(Settings::default());
        }
        Self::from_selection_of(Catalogue::of_all_rules(), select, ignore)
    }

    fn from_value(value: &Value, catalogue: &Catalogue) -> Result<Self, Vec<ConfigError>> {
        let mut reader = Reader::new(catalogue);
        let layer = reader.layer(value);
        reader.finish(Settings { layers: vec![layer] })
    }

    fn from_selection_of(
        catalogue: &Catalogue,
        select: &[String],
        ignore: &[String],
    ) -> Result<Self, Vec<ConfigError>> {
        let mut reader = Reader::new(catalogue);
        let mut layer = Layer::default();
        if !select.is_empty() {
            layer.choices.select = Some(reader.argument("--select", select));
        }
        let ignore: Vec<String> = ignore.iter().filter(|name| !reader.is_foreign(name)).cloned().collect();
        layer.choices.ignore = reader.argument("--ignore", &ignore);
        reader.finish(Settings { layers: vec![layer] })
    }

    /// Says what makes a run fail, and nothing else.
    pub fn from_fail_on(fail_on: FailOn) -> Self {
        Settings { layers: vec![Layer { fail_on: Some(fail_on), ..Layer::default() }] }
    }

    /// These settings, with others laid over them.
    #[must_use]
    pub fn merge(&self, over: &Settings) -> Settings {
        Settings { layers: self.layers.iter().chain(&over.layers).cloned().collect() }
    }

    /// The settings for a file: overrides applied. The path is relative to the folder of the configuration, with `/`
    /// between its parts.
    #[must_use]
    pub fn for_path(&self, path: &str) -> Settings {
        let mut layers = Vec::new();
        for layer in &self.layers {
            layers.push(Layer { overrides: Vec::new(), ..layer.clone() });
            let applying = layer.overrides.iter().filter(|o| o.files.matches(path));
            layers.extend(applying.map(|o| Layer { choices: o.choices.clone(), ..Layer::default() }));
        }
        Settings { layers }
    }

    /// Whether `exclude` keeps a file or folder from being looked for. The path is as in [`Settings::for_path`].
    pub fn is_excluded(&self, path: &str) -> bool {
        let exclude = self.layers.iter().rev().find_map(|layer| layer.exclude.as_ref());
        exclude.is_some_and(|globs| globs.matches(path))
    }

    /// The findings that make a run fail.
    pub fn fail_on(&self) -> FailOn {
        let chosen = self.layers.iter().rev().find_map(|layer| layer.fail_on);
        chosen.unwrap_or(FailOn::Severity(Severity::Warning))
    }

    /// Whether comments may silence findings.
    pub fn suppression_comments(&self) -> bool {
        self.layers.iter().rev().find_map(|layer| layer.suppression_comments).unwrap_or(true)
    }

    /// How files are laid out: a style, with what is chosen over it.
    #[must_use]
    pub fn style(&self, mut style: Style) -> Style {
        self.layers.iter().for_each(|layer| layer.format.apply(&mut style));
        style
    }

    /// Whether the rule reports at all.
    pub fn is_enabled(&self, rule: &'static Rule) -> bool {
        self.enables(&RuleFacts::of(rule))
    }

    /// Whether a configuration turns the rule on or off; nothing when none says so.
    pub(crate) fn choice(&self, rule: &'static Rule) -> Option<bool> {
        if self.choices().all(Choices::are_silent) {
            return None;
        }
        self.choice_about(&RuleFacts::of(rule))
    }

    fn enables(&self, rule: &RuleFacts) -> bool {
        self.choice_about(rule).unwrap_or(rule.default)
    }

    fn choice_about(&self, rule: &RuleFacts) -> Option<bool> {
        self.choices().find_map(|choices| choices.enables(rule))
    }

    /// How severe the findings of a rule are.
    pub fn severity(&self, rule: &Rule) -> Severity {
        self.chosen_severity(rule.name).unwrap_or_else(|| rule.meta().severity)
    }

    fn chosen_severity(&self, rule: &str) -> Option<Severity> {
        self.choices().find_map(|choices| choices.severity.get(rule).copied())
    }

    /// The value of an option that is on or off.
    pub fn flag(&self, rule: &Rule, option: &RuleOption) -> bool {
        match (self.option(rule.name, option.name), option.default) {
            (Some(OptionValue::Flag(value)), _) => *value,
            (_, OptionDefault::Flag(value)) => value,
            _ => false,
        }
    }

    /// The value of an option that is a number.
    pub fn number(&self, rule: &Rule, option: &RuleOption) -> u32 {
        match (self.option(rule.name, option.name), option.default) {
            (Some(OptionValue::Number(value)), _) => *value,
            (_, OptionDefault::Number(value)) => value,
            _ => 0,
        }
    }

    /// The value of an option that is a text.
    pub fn text(&self, rule: &Rule, option: &RuleOption) -> &str {
        match (self.option(rule.name, option.name), option.default) {
            (Some(OptionValue::Text(value)), _) => value,
            (_, OptionDefault::Text(value)) => value,
            _ => "",
        }
    }

    /// The value of an option that is a list of texts.
    pub fn list(&self, rule: &Rule, option: &RuleOption) -> Vec<&str> {
        match (self.option(rule.name, option.name), option.default) {
            (Some(OptionValue::List(values)), _) => values.iter().map(String::as_str).collect(),
            (_, OptionDefault::List(values)) => values.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The value of an option that is a table of texts, sorted by key.
    pub fn table(&self, rule: &Rule, option: &RuleOption) -> Vec<(&str, &str)> {
        match self.option(rule.name, option.name) {
            Some(OptionValue::Table(table)) => {
                table.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
            }
            _ => Vec::new(),
        }
    }

    fn option(&self, rule: &str, option: &str) -> Option<&OptionValue> {
        self.choices().find_map(|choices| choices.options.get(rule)?.get(option))
    }

    /// What the layers choose, the one that wins first.
    fn choices(&self) -> impl Iterator<Item = &Choices> {
        self.layers.iter().rev().map(|layer| &layer.choices)
    }
}

#[cfg(test)]
mod tests;

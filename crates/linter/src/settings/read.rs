//! From the tree of a configuration to its meaning. What is wrong is left out, and all of it is reported.

use std::collections::BTreeMap;

use plimsoll_text::TextRange;

use super::catalogue::{ALL, Catalogue, DEFAULT, RuleFacts};
use super::choices::{Choices, Selector};
use super::editor::{CODE_LENS, INLAY_HINTS};
use super::globs::PathGlobs;
use super::options::{OptionDefault, OptionValue};
use super::value::{Data, Key, Value};
use super::{ConfigError, FailOn, Layer, Override};
use crate::finding::Severity;
use crate::suggest::closest;

/// The keys of a configuration.
pub(super) const KEYS: [&str; 11] = [
    "code-lens",
    "exclude",
    "fail-on",
    "format",
    "ignore",
    "inlay-hints",
    "overrides",
    "rules",
    "select",
    "severity",
    "suppression-comments",
];
/// The keys of one of its `[[overrides]]`.
pub(super) const OVERRIDE_KEYS: [&str; 5] = ["files", "ignore", "rules", "select", "severity"];

pub(super) const SEVERITIES: [(&str, Severity); 4] = [
    ("error", Severity::Error),
    ("warning", Severity::Warning),
    ("information", Severity::Information),
    ("hint", Severity::Hint),
];

pub(super) struct Reader<'a> {
    catalogue: &'a Catalogue,
    /// The keys down to where it reads.
    path: Vec<String>,
    errors: Vec<ConfigError>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(catalogue: &'a Catalogue) -> Self {
        Reader { catalogue, path: Vec::new(), errors: Vec::new() }
    }

    /// # Errors
    ///
    /// What was wrong, in order of place.
    pub(super) fn finish<T>(mut self, result: T) -> Result<T, Vec<ConfigError>> {
        self.errors.sort_by_key(|error| error.range.map(TextRange::start));
        // An alias of several rules is wrong once.
        self.errors.dedup();
        if self.errors.is_empty() { Ok(result) } else { Err(self.errors) }
    }

    pub(super) fn layer(&mut self, value: &Value) -> Layer {
        let mut layer = Layer::default();
        self.each_entry(value, |reader, key, value| match key.name.as_str() {
            "exclude" => layer.exclude = Some(reader.globs(value)),
            "fail-on" => layer.fail_on = reader.fail_on(value),
            "format" => layer.format = reader.format(value),
            "inlay-hints" => layer.inlay_hints = reader.switches(value, &INLAY_HINTS),
            "code-lens" => layer.code_lens = reader.switches(value, &CODE_LENS),
            "suppression-comments" => layer.suppression_comments = reader.flag(value),
            "overrides" => {
                let items = reader.array(value);
                layer.overrides = items.iter().filter_map(|item| reader.file_override(item)).collect();
            }
            _ if reader.choice(&mut layer.choices, key, value) => {}
            _ => reader.unknown_key(key, KEYS),
        });
        layer
    }

    /// The names that an argument of the command line gives.
    pub(super) fn argument(&mut self, argument: &str, names: &[String]) -> Vec<Selector> {
        self.path.push(argument.to_owned());
        let selectors = names.iter().flat_map(|name| self.selector(name, None)).collect();
        self.path.pop();
        selectors
    }

    fn file_override(&mut self, value: &Value) -> Option<Override> {
        let mut result = Override::default();
        let mut has_files = false;
        let errors = self.errors.len();
        self.each_entry(value, |reader, key, value| match key.name.as_str() {
            "files" => {
                has_files = true;
                result.files = reader.globs(value);
            }
            _ if reader.choice(&mut result.choices, key, value) => {}
            _ => reader.unknown_key(key, OVERRIDE_KEYS),
        });
        if !has_files && self.errors.len() == errors {
            self.error(value.range, "an override needs `files`");
        }
        has_files.then_some(result)
    }

    /// Reads a key that a configuration and its overrides have in common; says whether it was one.
    fn choice(&mut self, choices: &mut Choices, key: &Key, value: &Value) -> bool {
        match key.name.as_str() {
            "select" => choices.select = Some(self.selectors(value)),
            "ignore" => choices.ignore = self.ignored(value),
            "severity" => self.each_rule(value, |reader, rule, value| {
                if let Some(severity) = reader.severity(value) {
                    choices.severity.insert(rule.name, severity);
                }
            }),
            "rules" => self.each_rule(value, |reader, rule, value| {
                let options = choices.options.entry(rule.name).or_default();
                reader.options(options, rule, value);
            }),
            _ => return false,
        }
        true
    }

    fn selectors(&mut self, value: &Value) -> Vec<Selector> {
        let names = self.texts(value);
        names.iter().flat_map(|(name, range)| self.selector(name, *range)).collect()
    }

    /// Codes of hadolint and ShellCheck that no rule of ours answers to may be ignored without a word, so that a list
    /// made for those tools can stay as it is.
    fn ignored(&mut self, value: &Value) -> Vec<Selector> {
        let names = self.texts(value);
        let ours = names.iter().filter(|(name, _)| !self.is_foreign(name)).cloned().collect::<Vec<_>>();
        ours.iter().flat_map(|(name, range)| self.selector(name, *range)).collect()
    }

    pub(super) fn is_foreign(&self, name: &str) -> bool {
        let digits = name.strip_prefix("DL").or_else(|| name.strip_prefix("SC"));
        let is_code =
            digits.is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()));
        is_code && self.catalogue.rules_called(name).next().is_none()
    }

    /// What a name selects: an alias may stand for several rules.
    fn selector(&mut self, name: &str, range: Option<TextRange>) -> Vec<Selector> {
        match name {
            ALL => return vec![Selector::All],
            DEFAULT => return vec![Selector::Default],
            _ => {}
        }
        if let Some(group) = self.catalogue.groups().into_iter().find(|group| *group == name) {
            return vec![Selector::Group(group)];
        }
        let rules: Vec<_> = self.catalogue.rules_called(name).map(|rule| Selector::Rule(rule.name)).collect();
        if rules.is_empty() {
            let key = Key { name: name.to_owned(), range };
            self.unknown(format!("unknown rule `{name}`"), &key, self.catalogue.selectors());
        }
        rules
    }

    fn severity(&mut self, value: &Value) -> Option<Severity> {
        let name = self.text(value)?;
        let severity = SEVERITIES.iter().find(|(known, _)| *known == name);
        if severity.is_none() {
            let names = SEVERITIES.map(|(name, _)| format!("`{name}`")).join(", ");
            self.error(value.range, format!("a severity is one of {names}; `ignore` switches a rule off"));
        }
        severity.map(|(_, severity)| *severity)
    }

    fn fail_on(&mut self, value: &Value) -> Option<FailOn> {
        let fail_on = FailOn::parse(&self.text(value)?);
        if fail_on.is_none() {
            let names = SEVERITIES.map(|(name, _)| format!("`{name}`")).join(", ");
            self.error(value.range, format!("expected a severity ({names}) or `never`"));
        }
        fail_on
    }

    fn options(
        &mut self,
        options: &mut BTreeMap<&'static str, OptionValue>,
        rule: &RuleFacts,
        value: &Value,
    ) {
        if !matches!(value.data, Data::Table(_) | Data::Null) {
            let (name, found) = (rule.name, value.data.kind());
            let hint = format!("`ignore = [\"{name}\"]` switches the rule off");
            return self.error(value.range, format!("expected a table of options, found {found}; {hint}"));
        }
        self.each_entry(value, |reader, key, value| {
            let Some(option) = rule.options.iter().find(|option| option.name == key.name) else {
                let names = rule.options.iter().map(|option| option.name);
                let message = format!("`{}` has no option `{}`", rule.name, key.name);
                return reader.unknown(message, key, names);
            };
            if let Some(value) = reader.option(option.default, value) {
                options.insert(option.name, value);
            }
        });
    }

    fn option(&mut self, default: OptionDefault, value: &Value) -> Option<OptionValue> {
        match default {
            OptionDefault::Flag(_) => self.flag(value).map(OptionValue::Flag),
            OptionDefault::Number(_) => self.number(value).map(OptionValue::Number),
            OptionDefault::Text(_) => self.text(value).map(OptionValue::Text),
            OptionDefault::List(_) => {
                Some(OptionValue::List(self.texts(value).into_iter().map(|(text, _)| text).collect()))
            }
            OptionDefault::Table(known) => Some(OptionValue::Table(self.table(value, known))),
        }
    }

    /// A table whose values are among some that are known.
    pub(super) fn table(&mut self, value: &Value, known: &[&str]) -> BTreeMap<String, String> {
        let mut table = BTreeMap::new();
        self.each_entry(value, |reader, key, value| {
            let Some(text) = reader.text(value) else { return };
            if known.contains(&&*text) {
                table.insert(key.name.clone(), text);
            } else {
                let names: Vec<String> =
                    known.iter().filter(|name| !name.is_empty()).map(|name| format!("`{name}`")).collect();
                reader.error(value.range, format!("expected one of {}", names.join(", ")));
            }
        });
        table
    }

    fn globs(&mut self, value: &Value) -> PathGlobs {
        let mut patterns = Vec::new();
        for (pattern, range) in self.texts(value) {
            match PathGlobs::check(&pattern) {
                Ok(()) => patterns.push(pattern),
                Err(why) => self.error(range, format!("bad pattern: {why}")),
            }
        }
        PathGlobs::new(patterns).unwrap_or_else(|why| {
            self.error(value.range, format!("bad patterns: {why}"));
            PathGlobs::default()
        })
    }

    /// Goes through a table whose keys are rules.
    fn each_rule(&mut self, value: &Value, mut read: impl FnMut(&mut Self, &RuleFacts, &Value)) {
        let catalogue = self.catalogue;
        self.each_entry(value, |reader, key, value| {
            let mut rules = catalogue.rules_called(&key.name).peekable();
            if rules.peek().is_none() {
                let names = catalogue.rules.iter().map(|rule| rule.name);
                reader.unknown(format!("unknown rule `{}`", key.name), key, names);
            }
            rules.for_each(|rule| read(reader, rule, value));
        });
    }

    /// Goes through a table; entries that are not set are passed over.
    pub(super) fn each_entry(&mut self, value: &Value, mut read: impl FnMut(&mut Self, &Key, &Value)) {
        let entries = match &value.data {
            Data::Table(entries) => entries.as_slice(),
            Data::Null => &[],
            _ => self.expected("a table", value).unwrap_or_default(),
        };
        for (key, value) in entries.iter().filter(|(_, value)| value.data != Data::Null) {
            self.path.push(key.name.clone());
            read(self, key, value);
            self.path.pop();
        }
    }

    fn array<'v>(&mut self, value: &'v Value) -> &'v [Value] {
        match &value.data {
            Data::Array(items) => items,
            _ => self.expected("an array", value).unwrap_or_default(),
        }
    }

    pub(super) fn texts(&mut self, value: &Value) -> Vec<(String, Option<TextRange>)> {
        if let Data::Text(text) = &value.data {
            self.error(value.range, format!("expected an array, found a string; write `[\"{text}\"]`"));
            return Vec::new();
        }
        let items = self.array(value);
        items.iter().filter_map(|item| Some((self.text(item)?, item.range))).collect()
    }

    pub(super) fn flag(&mut self, value: &Value) -> Option<bool> {
        match value.data {
            Data::Flag(flag) => Some(flag),
            _ => self.expected("`true` or `false`", value),
        }
    }

    pub(super) fn number(&mut self, value: &Value) -> Option<u32> {
        let Data::Integer(number) = value.data else { return self.expected("a number", value) };
        let number = u32::try_from(number).ok();
        if number.is_none() {
            self.error(value.range, "expected a whole number, 0 or more");
        }
        number
    }

    /// A text that names one of some values.
    pub(super) fn one_of<T: Copy, const N: usize>(
        &mut self,
        value: &Value,
        named: [(&str, T); N],
    ) -> Option<T> {
        let text = self.text(value)?;
        let found = named.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let names = named.map(|(name, _)| format!("`{name}`")).join(", ");
            self.error(value.range, format!("expected one of {names}"));
        }
        found.map(|(_, value)| *value)
    }

    pub(super) fn text(&mut self, value: &Value) -> Option<String> {
        match &value.data {
            Data::Text(text) => Some(text.clone()),
            _ => self.expected("a string", value),
        }
    }

    fn expected<T>(&mut self, what: &str, value: &Value) -> Option<T> {
        self.error(value.range, format!("expected {what}, found {}", value.data.kind()));
        None
    }

    pub(super) fn unknown_key<'c>(&mut self, key: &Key, known: impl IntoIterator<Item = &'c str>) {
        self.unknown(format!("unknown key `{}`", key.name), key, known);
    }

    fn unknown<'c>(&mut self, message: String, key: &Key, known: impl IntoIterator<Item = &'c str>) {
        let message = match closest(&key.name, known) {
            Some(meant) => format!("{message}; did you mean `{meant}`?"),
            None => message,
        };
        self.error(key.range, message);
    }

    /// An error that has no place names its key.
    pub(super) fn error(&mut self, range: Option<TextRange>, message: impl Into<String>) {
        let message = message.into();
        let message = match range {
            None if !self.path.is_empty() => format!("`{}`: {message}", self.path.join(".")),
            _ => message,
        };
        self.errors.push(ConfigError { message, range });
    }
}

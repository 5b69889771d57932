//! What the configuration of hadolint means: a `plimsoll.toml`. The one that `plimsoll config import` writes is the one that
//! is read, so the two can't differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Write as _};

use super::super::catalogue::Catalogue;
use super::super::{FailOn, Settings};
use super::Hadolint;

/// Options with which rules find all that hadolint finds by default. Plimsoll by itself is quieter there.
const AS_WIDE: [(&str, &str); 3] = [
    ("cd-instead-of-workdir", "every-cd"),
    ("missing-pipefail", "every-pipe"),
    ("unpinned-package", "system-packages"),
];

/// The code of labels that no schema names.
const STRICT_LABELS: &str = "DL3050";

impl Hadolint {
    /// What it means.
    pub fn settings(&self) -> Settings {
        Settings::from_toml(&self.to_toml()).unwrap_or_default()
    }

    /// The `plimsoll.toml` that means the same, with hadolint's codes in its comments.
    pub fn to_toml(&self) -> String {
        let mut toml = String::new();
        let fail_on = if self.no_fail == Some(true) { Some(FailOn::Never) } else { self.fail_on };
        if let Some(fail_on) = fail_on {
            push(&mut toml, format_args!("fail-on = {}", quoted(fail_on.as_str())));
        }
        if self.disable_ignore_pragma == Some(true) {
            push(&mut toml, "suppression-comments = false");
        }
        self.push_select(&mut toml);
        self.push_ignore(&mut toml);
        self.push_severities(&mut toml);
        self.push_options(&mut toml);
        self.push_wide_options(&mut toml);
        toml.trim_start().to_owned()
    }

    /// What hadolint is told about, it reports.
    fn push_select(&self, toml: &mut String) {
        let catalogue = Catalogue::of_all_rules();
        let codes = self.overrides.iter().flat_map(|(_, codes)| codes).map(String::as_str);
        let strict = (self.strict_labels == Some(true)).then_some(STRICT_LABELS);
        let named = codes.chain(strict).flat_map(|code| catalogue.rules_called(code));
        let rules: BTreeSet<&str> = named.filter(|rule| !rule.default).map(|rule| rule.name).collect();
        if !rules.is_empty() {
            let names: Vec<String> = ["default"].into_iter().chain(rules).map(quoted).collect();
            push(toml, format_args!("select = [{}]", names.join(", ")));
        }
    }

    fn push_ignore(&self, toml: &mut String) {
        let ByRule { rules, others } = by_rule(self.ignored.iter().map(|code| (code.as_str(), ())));
        if rules.is_empty() && others.is_empty() {
            return;
        }
        push(toml, "ignore = [");
        for (rule, (codes, ())) in rules {
            push(toml, format_args!("    {}, # {}", quoted(rule), codes.join(", ")));
        }
        for code in others {
            push(toml, format_args!("    # {}", no_rule(code)));
        }
        push(toml, "]");
    }

    /// hadolint: of several severities of a code the highest counts.
    fn push_severities(&self, toml: &mut String) {
        let mut overrides = self.overrides.clone();
        overrides.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
        let codes = overrides
            .iter()
            .flat_map(|(severity, codes)| codes.iter().map(move |code| (code.as_str(), *severity)));
        let ByRule { rules, others } = by_rule(codes);
        if rules.is_empty() && others.is_empty() {
            return;
        }
        push(toml, "\n[severity]");
        for (rule, (codes, severity)) in rules {
            push(toml, format_args!("{rule} = {} # {}", quoted(severity.as_str()), codes.join(", ")));
        }
        for code in others {
            push(toml, format_args!("# {}", no_rule(code)));
        }
    }

    fn push_options(&self, toml: &mut String) {
        if !self.trusted_registries.is_empty() {
            let registries: Vec<String> = self.trusted_registries.iter().map(|one| quoted(one)).collect();
            push(toml, "\n[rules.untrusted-registry]");
            push(toml, format_args!("trusted-registries = [{}]", registries.join(", ")));
        }
        if !self.label_schema.is_empty() {
            push(toml, "\n[rules.missing-label.label-schema]");
        }
        for (label, kind) in &self.label_schema {
            push(toml, format_args!("{} = {}", quoted(label), quoted(kind)));
        }
    }

    fn push_wide_options(&self, toml: &mut String) {
        let ignored = by_rule(self.ignored.iter().map(|code| (code.as_str(), ()))).rules;
        let is_on = |(rule, _): &&(&str, &str)| self.is_file && !ignored.contains_key(rule);
        for (rule, option) in AS_WIDE.iter().filter(is_on) {
            push(toml, format_args!("\n[rules.{rule}]\n{option} = true"));
        }
    }
}

/// What is said about codes, by the rules that have them.
struct ByRule<'a, T> {
    /// With the codes that named the rule.
    rules: BTreeMap<&'static str, (Vec<&'a str>, T)>,
    /// Codes that no rule has.
    others: BTreeSet<&'a str>,
}

/// What is said first counts.
fn by_rule<'a, T: Copy>(codes: impl Iterator<Item = (&'a str, T)>) -> ByRule<'a, T> {
    let mut sorted = ByRule { rules: BTreeMap::new(), others: BTreeSet::new() };
    for (code, said) in codes {
        let mut called = Catalogue::of_all_rules().rules_called(code).peekable();
        if called.peek().is_none() {
            sorted.others.insert(code);
        }
        for rule in called {
            let (codes, _) = sorted.rules.entry(rule.name).or_insert((Vec::new(), said));
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    sorted
}

fn push(toml: &mut String, line: impl Display) {
    // Writing to a string can't fail.
    let _ = writeln!(toml, "{line}");
}

/// A line break in a comment would end it.
fn no_rule(code: &str) -> String {
    format!("{}: no rule has this code", code.escape_debug())
}

/// As a string of TOML on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            _ if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_stay_in_their_quotes() {
        assert_eq!(quoted("a\"b\\c\nd"), r#""a\"b\\c\u000Ad""#);
    }
}

//! The configuration of hadolint: its file, and its variables.

mod meaning;

use std::collections::BTreeMap;

use super::catalogue::Catalogue;
use super::read::Reader;
use super::value::{Key, Value};
use super::{ConfigError, FailOn, yaml};
use crate::finding::Severity;
use crate::rules::LABEL_KINDS;

/// What a configuration of hadolint says. What it does not name stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hadolint {
    /// Whoever has a file of hadolint expects what hadolint finds.
    is_file: bool,
    ignored: Vec<String>,
    overrides: Vec<(Severity, Vec<String>)>,
    fail_on: Option<FailOn>,
    no_fail: Option<bool>,
    disable_ignore_pragma: Option<bool>,
    strict_labels: Option<bool>,
    trusted_registries: Vec<String>,
    /// The labels that an image must have, and of which kind each is.
    label_schema: BTreeMap<String, String>,
    /// What it says that has no meaning here.
    pub warnings: Vec<ConfigError>,
}

/// By hadolint's names.
const SEVERITIES: [(&str, Severity); 4] = [
    ("error", Severity::Error),
    ("warning", Severity::Warning),
    ("info", Severity::Information),
    ("style", Severity::Hint),
];

/// The kind of label that needs no more than to be there.
const TEXT: &str = "text";

impl Hadolint {
    /// Reads the text of a `.hadolint.yaml`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, in order of place.
    pub fn from_yaml(text: &str) -> Result<Self, Vec<ConfigError>> {
        let value = yaml::parse(text)?;
        let mut reader = Reader::new(Catalogue::of_all_rules());
        let mut hadolint = Hadolint { is_file: true, ..Hadolint::default() };
        reader.each_entry(&value, |reader, key, value| hadolint.read(reader, key, value));
        reader.finish(hadolint)
    }

    fn read(&mut self, reader: &mut Reader<'_>, key: &Key, value: &Value) {
        let texts = |reader: &mut Reader<'_>, value: &Value| -> Vec<String> {
            reader.texts(value).into_iter().map(|(text, _)| text).collect()
        };
        match key.name.as_str() {
            "ignored" => self.ignored = self.codes(reader, value),
            "override" => reader.each_entry(value, |reader, key, value| {
                match SEVERITIES.iter().find(|(name, _)| *name == key.name) {
                    Some((_, severity)) => {
                        let codes = self.codes(reader, value);
                        self.overrides.push((*severity, codes));
                    }
                    None => self.warn(key, format!("`{}` is no severity of hadolint", key.name)),
                }
            }),
            "failure-threshold" => self.fail_on = threshold(reader, value),
            "no-fail" => self.no_fail = reader.flag(value),
            "disable-ignore-pragma" => self.disable_ignore_pragma = reader.flag(value),
            "strict-labels" => self.strict_labels = reader.flag(value),
            "trustedRegistries" => self.trusted_registries = texts(reader, value),
            "label-schema" => self.label_schema = label_schema(reader, value),
            "format" | "formats" | "no-color" | "verbose" => {
                let message = format!("`{}` is not taken from here: see `plimsoll lint --help`", key.name);
                self.warn(key, message);
            }
            _ => self.warn(key, format!("`{}` is no key of hadolint", key.name)),
        }
    }

    /// hadolint takes any name. One that it can't have is most likely a slip.
    fn codes(&mut self, reader: &mut Reader<'_>, value: &Value) -> Vec<String> {
        let codes = reader.texts(value);
        for (code, range) in &codes {
            if !reader.is_foreign(code) && Catalogue::of_all_rules().rules_called(code).next().is_none() {
                let message = format!("unknown rule `{code}`");
                self.warnings.push(ConfigError { message, range: *range });
            }
        }
        codes.into_iter().map(|(code, _)| code).collect()
    }

    fn warn(&mut self, key: &Key, message: String) {
        self.warnings.push(ConfigError { message, range: key.range });
    }

    /// Reads the variables of hadolint, whose values are given by name.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let list = |name: &str| -> Vec<String> {
            let value = variable(name).unwrap_or_default();
            value.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
        };
        let flag = |name: &str| variable(name).map(|value| is_truthy(&value));
        let overrides = SEVERITIES.map(|(name, severity)| {
            (severity, list(&format!("HADOLINT_OVERRIDE_{}", name.to_ascii_uppercase())))
        });
        Hadolint {
            is_file: false,
            ignored: list("HADOLINT_IGNORE"),
            overrides: overrides.into_iter().filter(|(_, codes)| !codes.is_empty()).collect(),
            fail_on: variable("HADOLINT_FAILURE_THRESHOLD").and_then(|name| parse_threshold(&name)),
            no_fail: flag("HADOLINT_NOFAIL"),
            disable_ignore_pragma: flag("HADOLINT_DISABLE_IGNORE_PRAGMA"),
            strict_labels: flag("HADOLINT_STRICT_LABELS"),
            trusted_registries: list("HADOLINT_TRUSTED_REGISTRIES"),
            label_schema: list("HADOLINT_REQUIRE_LABELS")
                .iter()
                .filter_map(|item| required_label(item))
                .collect(),
            warnings: Vec::new(),
        }
    }

    /// hadolint joins the lists of its sources; of single values this one's come first, of labels the other one's.
    #[must_use]
    pub fn over(&self, other: &Hadolint) -> Hadolint {
        let joined = |own: &[String], others: &[String]| [own, others].concat();
        Hadolint {
            is_file: self.is_file || other.is_file,
            ignored: joined(&self.ignored, &other.ignored),
            overrides: [self.overrides.as_slice(), &other.overrides].concat(),
            fail_on: self.fail_on.or(other.fail_on),
            no_fail: self.no_fail.or(other.no_fail),
            disable_ignore_pragma: self.disable_ignore_pragma.or(other.disable_ignore_pragma),
            strict_labels: self.strict_labels.or(other.strict_labels),
            trusted_registries: joined(&self.trusted_registries, &other.trusted_registries),
            label_schema: self.label_schema.clone().into_iter().chain(other.label_schema.clone()).collect(),
            warnings: self.warnings.clone(),
        }
    }
}

/// hadolint: no kind is any text.
fn label_schema(reader: &mut Reader<'_>, value: &Value) -> BTreeMap<String, String> {
    let known: Vec<&str> = LABEL_KINDS.into_iter().chain([""]).collect();
    let schema = reader.table(value, &known);
    schema.into_iter().map(|(label, kind)| (label, kind_or_text(&kind).to_owned())).collect()
}

/// `label:kind`, or a label alone.
fn required_label(item: &str) -> Option<(String, String)> {
    let (label, kind) = item.split_once(':').unwrap_or((item, ""));
    let kind = kind_or_text(kind);
    (!label.is_empty() && LABEL_KINDS.contains(&kind)).then(|| (label.to_owned(), kind.to_owned()))
}

fn kind_or_text(kind: &str) -> &str {
    if kind.is_empty() { TEXT } else { kind }
}

fn threshold(reader: &mut Reader<'_>, value: &Value) -> Option<FailOn> {
    let name = reader.text(value)?;
    let threshold = parse_threshold(&name);
    if threshold.is_none() {
        let names = "`error`, `warning`, `info`, `style`, `ignore` or `none`";
        reader.error(value.range, format!("a threshold is {names}"));
    }
    threshold
}

/// hadolint: `ignore` and `none` are below every severity, so any finding fails.
fn parse_threshold(name: &str) -> Option<FailOn> {
    let known = SEVERITIES.iter().chain(&[("ignore", Severity::Hint), ("none", Severity::Hint)]);
    known.into_iter().find(|(known, _)| *known == name).map(|(_, severity)| FailOn::Severity(*severity))
}

/// hadolint: anything else is false.
fn is_truthy(value: &str) -> bool {
    ["1", "y", "on", "true", "yes"].iter().any(|yes| value.eq_ignore_ascii_case(yes))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::Settings;
    use super::*;

    /// What a file of hadolint turns on, whatever it says.
    const WIDE: &str = "[rules.cd-instead-of-workdir]\nevery-cd = true\n\n[rules.missing-pipefail]\nevery-pipe = true\n\n\
                        [rules.unpinned-package]\nsystem-packages = true\n";

    /// What comes of what a file says.
    fn check(yaml: &str, toml: &Expect) {
        let all = Hadolint::from_yaml(yaml).unwrap().to_toml();
        toml.assert_eq(all.strip_suffix(WIDE).unwrap());
        Settings::from_toml(&all).unwrap();
    }

    #[test]
    fn what_is_ignored_is_not_widened() {
        let toml = |yaml: &str| Hadolint::from_yaml(yaml).unwrap().to_toml();
        assert_eq!(toml(""), WIDE);
        assert!(!toml("ignored: [DL3008]").contains("system-packages"));
    }

    #[test]
    fn everything_has_its_counterpart() {
        check(
            "failure-threshold: style\n\
             disable-ignore-pragma: true\n\
             ignored: [DL3025, DL3999, JSONArgsRecommended]\n\
             override:\n\
            \x20 info: [DL3006]\n\
            \x20 error: [DL3007, DL3057]\n",
            &expect![[r#"
                fail-on = "hint"
                suppression-comments = false
                ignore = [
                    "cmd-ignored", # DL3025, JSONArgsRecommended
                    "malformed-exec-form", # DL3025, JSONArgsRecommended
                    "quoted-command", # DL3025, JSONArgsRecommended
                    "shell-form-command", # DL3025, JSONArgsRecommended
                    # DL3999: no rule has this code
                ]

                [severity]
                missing-healthcheck = "error" # DL3057
                unpinned-base-image = "error" # DL3007, DL3006

            "#]],
        );
        check(
            "failure-threshold: error\nno-fail: true\n",
            &expect![[r#"
                fail-on = "never"

            "#]],
        );
        check(
            "trustedRegistries: [docker.io, '*.acme.com']\n\
             strict-labels: true\n\
             label-schema:\n\
            \x20 org.opencontainers.image.source: url\n\
            \x20 team: ''\n",
            &expect![[r#"
                select = ["default", "unexpected-label"]

                [rules.untrusted-registry]
                trusted-registries = ["docker.io", "*.acme.com"]

                [rules.missing-label.label-schema]
                "org.opencontainers.image.source" = "url"
                "team" = "text"

            "#]],
        );
        check("", &expect![""]);
    }

    #[test]
    fn what_has_no_effect_is_said() {
        let yaml =
            "format: json\nignored: [DL3025, DL4711, DL30066]\nfailure: x\noverride: {fatal: [DL3006]}\n";
        let hadolint = Hadolint::from_yaml(yaml).unwrap();
        let line = |warning: &ConfigError| format!("{:?}: {warning}\n", &yaml[warning.range.unwrap()]);
        expect![[r#"
            "format": `format` is not taken from here: see `plimsoll lint --help`
            "DL30066": unknown rule `DL30066`
            "failure": `failure` is no key of hadolint
            "fatal": `fatal` is no severity of hadolint
        "#]]
        .assert_eq(&hadolint.warnings.iter().map(line).collect::<String>());
    }

    #[test]
    fn errors_have_places() {
        let yaml = "ignored: DL3025\nno-fail: 1\nfailure-threshold: high\nlabel-schema: {a: uri}\n";
        let errors = Hadolint::from_yaml(yaml).unwrap_err();
        let line = |error: &ConfigError| format!("{:?}: {error}\n", &yaml[error.range.unwrap()]);
        expect![[r#"
            "DL3025": expected an array, found a string; write `["DL3025"]`
            "1": expected `true` or `false`, found a number
            "high": a threshold is `error`, `warning`, `info`, `style`, `ignore` or `none`
            "uri": expected one of `email`, `hash`, `rfc3339`, `semver`, `spdx`, `text`, `url`
        "#]]
        .assert_eq(&errors.iter().map(line).collect::<String>());
    }

    #[test]
    fn the_environment_adds_to_lists_and_gives_what_the_file_leaves_out() {
        let variable = |name: &str| {
            let value = match name {
                "HADOLINT_IGNORE" => "DL3025, ,DL4000",
                "HADOLINT_OVERRIDE_ERROR" => "DL3020",
                "HADOLINT_FAILURE_THRESHOLD" => "info",
                "HADOLINT_NOFAIL" => "Yes",
                "HADOLINT_TRUSTED_REGISTRIES" => "ghcr.io",
                "HADOLINT_REQUIRE_LABELS" => "a:url,b,c:uri,:text",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let environment = Hadolint::from_environment(variable);
        let file = Hadolint::from_yaml("no-fail: false\nignored: [DL3057]\ntrustedRegistries: [docker.io]\nlabel-schema: {a: text, d: spdx}\n").unwrap();
        expect![[r#"
            fail-on = "information"
            ignore = [
                "cmd-ignored", # DL3025
                "maintainer-deprecated", # DL4000
                "malformed-exec-form", # DL3025
                "missing-healthcheck", # DL3057
                "quoted-command", # DL3025
                "shell-form-command", # DL3025
            ]

            [severity]
            add-instead-of-copy = "error" # DL3020

            [rules.untrusted-registry]
            trusted-registries = ["docker.io", "ghcr.io"]

            [rules.missing-label.label-schema]
            "a" = "url"
            "b" = "text"
            "d" = "spdx"

        "#]]
        .assert_eq(file.over(&environment).to_toml().strip_suffix(WIDE).unwrap());
    }
}

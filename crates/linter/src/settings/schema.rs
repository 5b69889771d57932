//! The JSON schema of a configuration, for editors that complete and check it.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::{Map, Value as Json, json};

use super::Settings;
use super::catalogue::Catalogue;
use super::editor::{code_lens_schema, inlay_hints_schema};
use super::format::format_schema;
use super::options::{OptionDefault, RuleOption};
use crate::finding::Severity;

/// The JSON schema of `plimsoll.toml`, and of the same settings in an editor.
pub fn schema() -> Json {
    SchemaSettings::draft07().into_generator().into_root_schema_for::<Configuration>().into()
}

/// Configuration of Plimsoll
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its shape is used")]
struct Configuration {
    #[schemars(flatten)]
    choices: Choices,
    /// Files and folders that are not looked into, as patterns relative to the folder of this file
    #[schemars(default, skip_serializing_if = "Vec::is_empty")]
    exclude: Vec<String>,
    /// The least severity that makes the exit status 1; `never` leaves it 0
    #[schemars(schema_with = "fail_on", default = "default_fail_on")]
    fail_on: String,
    /// Whether comments such as `# plimsoll ignore=…` silence findings
    #[schemars(default = "yes")]
    suppression_comments: bool,
    /// How files are laid out
    #[schemars(schema_with = "format_schema", default, skip_serializing_if = "BTreeMap::is_empty")]
    format: BTreeMap<String, Json>,
    /// What an editor shows behind words
    #[schemars(schema_with = "inlay_hints_schema", default, skip_serializing_if = "BTreeMap::is_empty")]
    inlay_hints: BTreeMap<String, bool>,
    /// What an editor shows above stages
    #[schemars(schema_with = "code_lens_schema", default, skip_serializing_if = "BTreeMap::is_empty")]
    code_lens: BTreeMap<String, bool>,
    /// Settings for some files only; the later wins
    #[schemars(default, skip_serializing_if = "Vec::is_empty")]
    overrides: Vec<Override>,
}

/// Settings for some files only
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct Override {
    /// The files, as patterns relative to the folder of this file
    files: Vec<String>,
    #[schemars(flatten)]
    choices: Choices,
}

#[derive(Default, JsonSchema)]
#[schemars(default)]
struct Choices {
    /// The rules that report: names, aliases such as `DL3008`, groups such as `security`, `default` or `all`
    #[schemars(schema_with = "selectors", skip_serializing_if = "Vec::is_empty")]
    select: Vec<String>,
    /// The rules that don't report; wins over `select`
    #[schemars(schema_with = "selectors", skip_serializing_if = "Vec::is_empty")]
    ignore: Vec<String>,
    /// How severe the findings of a rule are
    #[schemars(schema_with = "severities", skip_serializing_if = "BTreeMap::is_empty")]
    severity: BTreeMap<String, Severity>,
    /// Options of rules
    #[schemars(schema_with = "rule_options", skip_serializing_if = "BTreeMap::is_empty")]
    rules: BTreeMap<String, Json>,
}

fn fail_on(_: &mut SchemaGenerator) -> Schema {
    let names: Vec<&str> = Severity::ALL.map(Severity::as_str).into_iter().chain(["never"]).collect();
    json_schema!({ "enum": names })
}

fn default_fail_on() -> String {
    Settings::default().fail_on().as_str().to_owned()
}

fn yes() -> bool {
    true
}

/// Names are offered, and any text is let through: aliases are too many to list.
fn selectors(_: &mut SchemaGenerator) -> Schema {
    let names = Catalogue::of_all_rules().selectors();
    json_schema!({
        "type": "array",
        "items": { "anyOf": [{ "enum": names }, { "type": "string" }] },
    })
}

fn severities(generator: &mut SchemaGenerator) -> Schema {
    let severity = generator.subschema_for::<Severity>();
    let rules = Catalogue::of_all_rules().rules.iter();
    let properties: Map<String, Json> = rules.map(|rule| (rule.name.to_owned(), json!(severity))).collect();
    json_schema!({
        "type": "object",
        "properties": properties,
        "additionalProperties": severity,
    })
}

fn rule_options(_: &mut SchemaGenerator) -> Schema {
    let rules = Catalogue::of_all_rules().rules.iter().filter(|rule| !rule.options.is_empty());
    let properties: Map<String, Json> = rules
        .map(|rule| {
            let options: Map<String, Json> = rule.options.iter().map(option).collect();
            let schema = json!({
                "type": "object",
                "description": rule.summary,
                "properties": options,
                "additionalProperties": false,
            });
            (rule.name.to_owned(), schema)
        })
        .collect();
    json_schema!({
        "type": "object",
        "properties": properties,
        "additionalProperties": { "type": "object" },
    })
}

fn option(option: &RuleOption) -> (String, Json) {
    let mut schema = match option.default {
        OptionDefault::Flag(value) => json!({ "type": "boolean", "default": value }),
        OptionDefault::Number(value) => json!({ "type": "integer", "minimum": 0, "default": value }),
        OptionDefault::Text(value) => json!({ "type": "string", "default": value }),
        OptionDefault::List(value) => {
            json!({ "type": "array", "items": { "type": "string" }, "default": value })
        }
        OptionDefault::Table(known) => {
            json!({ "type": "object", "additionalProperties": { "enum": known }, "default": {} })
        }
    };
    schema["description"] = json!(option.doc);
    (option.name.to_owned(), schema)
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::*;
    use crate::settings::editor::{CODE_LENS, INLAY_HINTS, Switch};
    use crate::settings::format::FORMAT_KEYS;
    use crate::settings::read::{KEYS, OVERRIDE_KEYS, SEVERITIES};

    /// `UPDATE_EXPECT=1 cargo test -p plimsoll-linter` writes it anew.
    #[test]
    fn the_file_for_editors_is_fresh() {
        let text = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
        expect_file!["../../../../editors/plimsoll.schema.json"].assert_eq(&text);
    }

    #[test]
    fn it_has_the_keys_that_are_read() {
        fn keys(schema: &Json) -> Vec<&str> {
            let mut keys: Vec<_> =
                schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
            keys.sort_unstable();
            keys
        }
        let schema = schema();
        assert_eq!(keys(&schema), KEYS);
        assert_eq!(keys(&schema["definitions"]["Override"]), OVERRIDE_KEYS);
        assert_eq!(keys(&schema["properties"]["format"]), FORMAT_KEYS);
        let names = |switches: &[Switch]| switches.iter().map(|switch| switch.name).collect::<Vec<_>>();
        assert_eq!(keys(&schema["properties"]["inlay-hints"]), names(&INLAY_HINTS));
        assert_eq!(keys(&schema["properties"]["code-lens"]), names(&CODE_LENS));
    }

    #[test]
    fn severities_have_the_names_that_are_read() {
        for (name, severity) in SEVERITIES {
            assert_eq!(json!(severity), json!(name));
        }
    }
}

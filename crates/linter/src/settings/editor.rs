//! `[inlay-hints]` and `[code-lens]` of a configuration: what an editor shows that is not in the text.

use std::collections::BTreeMap;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value as Json, json};

use super::read::Reader;
use super::value::Value;
use super::{Layer, Settings};

/// What is shown behind words of a Dockerfile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InlayHintSettings {
    pub platform: bool,
    pub stages: bool,
    pub values: bool,
    pub workdir: bool,
}

/// What is shown above stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeLensSettings {
    pub build: bool,
    pub references: bool,
}

/// Something that is on or off.
pub(super) struct Switch {
    pub(super) name: &'static str,
    default: bool,
    description: &'static str,
}

const fn switch(name: &'static str, default: bool, description: &'static str) -> Switch {
    Switch { name, default, description }
}

pub(super) const INLAY_HINTS: [Switch; 4] = [
    switch("platform", true, "The platform that a stage has from the one that it is built from"),
    switch("stages", true, "The name of a stage that is named by its number"),
    switch("values", true, "What variables outside of scripts come to"),
    switch("workdir", false, "Where a path leads that is relative to the working directory"),
];

pub(super) const CODE_LENS: [Switch; 2] = [
    switch("build", false, "The command that builds a stage"),
    switch("references", false, "How many places use a stage"),
];

/// What is chosen of some switches.
pub(super) type Switched = BTreeMap<&'static str, bool>;

impl Reader<'_> {
    pub(super) fn switches(&mut self, value: &Value, switches: &'static [Switch]) -> Switched {
        let mut switched = Switched::new();
        self.each_entry(value, |reader, key, value| {
            match switches.iter().find(|switch| switch.name == key.name) {
                Some(switch) => switched.extend(reader.flag(value).map(|is_on| (switch.name, is_on))),
                None => reader.unknown_key(key, switches.iter().map(|switch| switch.name)),
            }
        });
        switched
    }
}

impl Settings {
    pub fn inlay_hints(&self) -> InlayHintSettings {
        let [platform, stages, values, workdir] =
            INLAY_HINTS.map(|switch| self.is_on(&switch, |layer| &layer.inlay_hints));
        InlayHintSettings { platform, stages, values, workdir }
    }

    pub fn code_lens(&self) -> CodeLensSettings {
        let [build, references] = CODE_LENS.map(|switch| self.is_on(&switch, |layer| &layer.code_lens));
        CodeLensSettings { build, references }
    }

    fn is_on(&self, switch: &Switch, switched: impl Fn(&Layer) -> &Switched) -> bool {
        let chosen = self.layers.iter().rev().find_map(|layer| switched(layer).get(switch.name));
        chosen.copied().unwrap_or(switch.default)
    }
}

pub(super) fn inlay_hints_schema(_: &mut SchemaGenerator) -> Schema {
    switches_schema(&INLAY_HINTS)
}

pub(super) fn code_lens_schema(_: &mut SchemaGenerator) -> Schema {
    switches_schema(&CODE_LENS)
}

fn switches_schema(switches: &[Switch]) -> Schema {
    let property = |switch: &Switch| {
        let Switch { name, default, description } = switch;
        let schema = json!({ "description": description, "type": "boolean", "default": default });
        ((*name).to_owned(), schema)
    };
    let properties: Map<String, Json> = switches.iter().map(property).collect();
    json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_switch_holds_until_a_later_layer_says_otherwise() {
        let default = Settings::default();
        assert!(default.inlay_hints().values && !default.inlay_hints().workdir);
        assert_eq!(default.code_lens(), CodeLensSettings { build: false, references: false });
        let below = Settings::from_toml("[inlay-hints]\nvalues = false\nworkdir = true\n").unwrap();
        let above = json!({ "inlay-hints": { "workdir": false }, "code-lens": { "references": true } });
        let both = below.merge(&Settings::from_json(&above).unwrap());
        let hints = InlayHintSettings { platform: true, stages: true, values: false, workdir: false };
        assert_eq!(both.inlay_hints(), hints);
        assert_eq!(both.code_lens(), CodeLensSettings { build: false, references: true });
    }

    #[test]
    fn mistakes() {
        let errors = Settings::from_toml("[inlay-hints]\nvalue = true\nstages = 1\n").unwrap_err();
        let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
        assert_eq!(
            messages,
            ["unknown key `value`; did you mean `values`?", "expected `true` or `false`, found a number"]
        );
    }
}

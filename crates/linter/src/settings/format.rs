//! `[format]` of a configuration.

use plimsoll_formatter::{IndentStyle, KeywordCasing, Style};
use schemars::{Schema, SchemaGenerator, json_schema};

use super::read::Reader;
use super::value::Value;

/// The keys of `[format]`.
pub(super) const FORMAT_KEYS: [&str; 4] = ["blank-lines", "indent-style", "indent-width", "keyword-casing"];

/// What a configuration chooses of a style.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct FormatChoices {
    keyword_casing: Option<KeywordCasing>,
    indent_style: Option<IndentStyle>,
    indent_width: Option<u32>,
    blank_lines: Option<u32>,
}

impl FormatChoices {
    pub(super) fn apply(&self, style: &mut Style) {
        let Style { keyword_casing, indent_style, indent_width, blank_lines, .. } = style;
        *keyword_casing = self.keyword_casing.unwrap_or(*keyword_casing);
        *indent_style = self.indent_style.unwrap_or(*indent_style);
        *indent_width = self.indent_width.unwrap_or(*indent_width);
        *blank_lines = self.blank_lines.unwrap_or(*blank_lines);
    }
}

impl Reader<'_> {
    pub(super) fn format(&mut self, value: &Value) -> FormatChoices {
        let mut choices = FormatChoices::default();
        self.each_entry(value, |reader, key, value| match key.name.as_str() {
            "keyword-casing" => {
                choices.keyword_casing =
                    reader.one_of(value, KeywordCasing::ALL.map(|one| (one.as_str(), one)));
            }
            "indent-style" => {
                choices.indent_style = reader.one_of(value, IndentStyle::ALL.map(|one| (one.as_str(), one)));
            }
            "indent-width" => choices.indent_width = reader.number(value),
            "blank-lines" => choices.blank_lines = reader.number(value),
            _ => reader.unknown_key(key, FORMAT_KEYS),
        });
        choices
    }
}

pub(super) fn format_schema(_: &mut SchemaGenerator) -> Schema {
    let Style { keyword_casing, indent_style, indent_width, blank_lines, .. } = Style::default();
    json_schema!({
        "type": "object",
        "properties": {
            "keyword-casing": {
                "description": "How keywords are written: as most of the file are, as chosen, or as each one is",
                "enum": KeywordCasing::ALL.map(KeywordCasing::as_str),
                "default": keyword_casing.as_str(),
            },
            "indent-style": {
                "description": "What continuation lines are indented with: what most of the file are, or as chosen; \
                    an editor that is not told follows its own settings",
                "enum": IndentStyle::ALL.map(IndentStyle::as_str),
                "default": indent_style.as_str(),
            },
            "indent-width": {
                "description": "How many columns a continuation line is indented, and a tab is wide; an editor that \
                    is not told follows its own settings",
                "type": "integer",
                "minimum": 1,
                "maximum": 16,
                "default": indent_width,
            },
            "blank-lines": {
                "description": "How many blank lines may follow each other",
                "type": "integer",
                "minimum": 0,
                "default": blank_lines,
            },
        },
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use plimsoll_formatter::{IndentStyle, KeywordCasing, Style};
    use serde_json::json;

    use crate::Settings;

    #[test]
    fn layers_choose_over_each_other_and_over_what_is_given() {
        let below = Settings::from_toml("[format]\nkeyword-casing = 'lower'\nindent-width = 2\n").unwrap();
        let above = Settings::from_json(&json!({ "format": { "indent-width": 8, "indent-style": null } }));
        let given = Style { indent_style: IndentStyle::Tab, trim_final_newlines: false, ..Style::default() };
        let expected = Style { keyword_casing: KeywordCasing::Lower, indent_width: 8, ..given.clone() };
        assert_eq!(below.merge(&above.unwrap()).for_path("Dockerfile").style(given), expected);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let text = "[format]\nkeyword-casing = 'title'\nindent-width = -1\nblank-lines = 'x'\nindent = 4\n";
        let messages: Vec<String> =
            Settings::from_toml(text).unwrap_err().into_iter().map(|error| error.message).collect();
        assert_eq!(
            messages,
            [
                "expected one of `majority`, `upper`, `lower`, `keep`",
                "expected a whole number, 0 or more",
                "expected a number, found a string",
                "unknown key `indent`",
            ]
        );
    }
}

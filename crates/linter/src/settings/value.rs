//! A configuration before its meaning is known: the same tree from TOML, with places, and from JSON, without.

use plimsoll_text::{TextRange, TextSize};
use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::ConfigError;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) data: Data,
    pub(super) range: Option<TextRange>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Data {
    /// Not set.
    Null,
    Flag(bool),
    Integer(i64),
    Text(String),
    Array(Vec<Value>),
    Table(Vec<(Key, Value)>),
    /// A kind that no setting has, by its name.
    Other(&'static str),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) range: Option<TextRange>,
}

impl Data {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Data::Null => "nothing",
            Data::Flag(_) => "a boolean",
            Data::Integer(_) => "a number",
            Data::Text(_) => "a string",
            Data::Array(_) => "an array",
            Data::Table(_) => "a table",
            Data::Other(kind) => kind,
        }
    }
}

impl Value {
    /// # Errors
    ///
    /// All errors of syntax, in order of place.
    pub(super) fn from_toml(text: &str) -> Result<Self, Vec<ConfigError>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            let mut errors: Vec<_> = errors.iter().map(syntax_error).collect();
            errors.sort_by_key(|error| error.range.map(TextRange::start));
            return Err(errors);
        }
        Ok(Value { range: Some(text_range(table.span())), data: Data::Table(toml_table(table.get_ref())) })
    }

    pub(super) fn from_json(json: &Json) -> Self {
        let data = match json {
            Json::Null => Data::Null,
            Json::Bool(flag) => Data::Flag(*flag),
            Json::Number(number) => number.as_i64().map_or(Data::Other("a fraction"), Data::Integer),
            Json::String(text) => Data::Text(text.clone()),
            Json::Array(items) => Data::Array(items.iter().map(Value::from_json).collect()),
            Json::Object(entries) => {
                let entry =
                    |(name, value)| (Key { name: String::clone(name), range: None }, Value::from_json(value));
                Data::Table(entries.iter().map(entry).collect())
            }
        };
        Value { data, range: None }
    }
}

fn toml_value(value: &Spanned<DeValue<'_>>) -> Value {
    let data = match value.get_ref() {
        DeValue::String(text) => Data::Text(text.to_string()),
        DeValue::Boolean(flag) => Data::Flag(*flag),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Data::Other("a huge number"), Data::Integer),
        DeValue::Float(_) => Data::Other("a fraction"),
        DeValue::Datetime(_) => Data::Other("a date"),
        DeValue::Array(items) => Data::Array(items.iter().map(toml_value).collect()),
        DeValue::Table(table) => Data::Table(toml_table(table)),
    };
    Value { data, range: Some(text_range(value.span())) }
}

fn toml_table(table: &DeTable<'_>) -> Vec<(Key, Value)> {
    let key = |key: &Spanned<DeString<'_>>| Key {
        name: key.get_ref().to_string(),
        range: Some(text_range(key.span())),
    };
    table.iter().map(|(name, value)| (key(name), toml_value(value))).collect()
}

fn syntax_error(error: &toml::de::Error) -> ConfigError {
    ConfigError { message: error.message().to_owned(), range: error.span().map(text_range) }
}

fn text_range(range: std::ops::Range<usize>) -> TextRange {
    let offset = |at: usize| TextSize::new(u32::try_from(at).unwrap_or(u32::MAX));
    TextRange::new(offset(range.start), offset(range.end))
}

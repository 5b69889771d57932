//! YAML as the tree that every configuration is read from.

use std::fmt;

use plimsoll_text::{TextRange, TextSize};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::ConfigError;
use super::value::{Data, Key, Value};

/// # Errors
///
/// The first error of syntax.
pub(super) fn parse(text: &str) -> Result<Value, Vec<ConfigError>> {
    let node: Spanned<Node> =
        serde_saphyr::from_str(text).map_err(|error| vec![syntax_error(text, &error)])?;
    Ok(node.into())
}

struct Node(Data);

impl From<Spanned<Node>> for Value {
    fn from(node: Spanned<Node>) -> Self {
        Value { data: node.value.0, range: range(node.referenced) }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node(Data::Null))
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node(Data::Null))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Node, E> {
        Ok(Node(Data::Flag(flag)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node(Data::Integer(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node(i64::try_from(number).map_or(Data::Other("a huge number"), Data::Integer)))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node(Data::Other("a fraction")))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node(Data::Text(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element::<Spanned<Node>>()? {
            items.push(item.into());
        }
        Ok(Node(Data::Array(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<Spanned<String>, Spanned<Node>>()? {
            entries.push((Key { range: range(key.referenced), name: key.value }, value.into()));
        }
        Ok(Node(Data::Table(entries)))
    }
}

fn syntax_error(text: &str, error: &serde_saphyr::Error) -> ConfigError {
    let message = match error.without_snippet() {
        serde_saphyr::Error::DuplicateMappingKey { key: Some(key), .. } => format!("`{key}` is there twice"),
        // With its line and column, which are shown in front.
        error => error.to_string().split(" at line ").next().unwrap_or_default().to_owned(),
    };
    let place =
        error.location().and_then(|at| range(at).or_else(|| Some(TextRange::empty(start(text, at)?))));
    ConfigError { message, range: place }
}

/// Errors of the parser have a line and a column, both from 1, and no offset.
fn start(text: &str, location: Location) -> Option<TextSize> {
    let line = usize::try_from(location.line()).ok()?.checked_sub(1)?;
    let column = usize::try_from(location.column()).ok()?.checked_sub(1)?;
    let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let within: usize = text[before..].chars().take(column).map(char::len_utf8).sum();
    Some(TextSize::new(u32::try_from(before + within).ok()?))
}

fn range(location: Location) -> Option<TextRange> {
    let offset = |at: Option<u64>| Some(TextSize::new(u32::try_from(at?).ok()?));
    let span = location.span();
    Some(TextRange::at(offset(span.byte_offset())?, offset(span.byte_len())?))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn values_have_places() {
        let text = "é: [a, 'b c']\nn: # none\nm: {x: true, y: 3}\n";
        let mut found = String::new();
        collect(&parse(text).unwrap(), text, &mut found);
        expect![[r#"
            "é" at "é"
            Text("a") at "a"
            Text("b c") at "'b c'"
            "n" at "n"
            Null at ""
            "m" at "m"
            "x" at "x"
            Flag(true) at "true"
            "y" at "y"
            Integer(3) at "3"
        "#]]
        .assert_eq(&found);
    }

    /// Keys and plain values, each with the text at its place.
    fn collect(value: &Value, text: &str, found: &mut String) {
        let at = |range: Option<TextRange>| &text[std::ops::Range::<usize>::from(range.unwrap())];
        match &value.data {
            Data::Table(entries) => {
                for (key, value) in entries {
                    found.push_str(&format!("{:?} at {:?}\n", key.name, at(key.range)));
                    collect(value, text, found);
                }
            }
            Data::Array(items) => items.iter().for_each(|item| collect(item, text, found)),
            data => found.push_str(&format!("{data:?} at {:?}\n", at(value.range))),
        }
    }

    #[test]
    fn errors_have_places() {
        let error = |text| {
            let ConfigError { message, range } = parse(text).unwrap_err().remove(0);
            format!("{:?}: {message}\n", range.unwrap())
        };
        let texts = ["ignored:\n  - DL3006\n - DL3007\n", "a: 1\na: 2\n", "é: [1\n"];
        expect![[r#"
            21..21: while parsing a block mapping, did not find expected key
            5..6: `a` is there twice
            4..4: unclosed bracket '['
        "#]]
        .assert_eq(&texts.map(error).concat());
    }

    #[test]
    fn no_value_is_no_error() {
        for text in ["", "# only a comment\n", "---\n"] {
            assert_eq!(parse(text).unwrap().data, Data::Null, "{text}");
        }
    }
}

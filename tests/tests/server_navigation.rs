//! From a place to others, through the real server.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plimsoll_tests::client::{Client, capabilities, edit, merge, range};
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";
const TEXT: &str = "ARG V=1\r\nFROM é:$V AS build\r\nARG V\r\nENV A=😀 B=$V\r\nFROM scratch\r\nCOPY --from=build --link /x /y\r\nRUN <<EOF\r\necho $B\r\nEOF\r\n";

fn at(line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": character } })
}

fn opened(capabilities: &Value) -> Client {
    let mut client = Client::start(capabilities);
    client.open(URI, TEXT);
    client
}

fn with_links() -> Value {
    let links = json!({ "linkSupport": true });
    merge(capabilities(), &json!({ "textDocument": { "definition": links, "declaration": links } }))
}

/// Line and column of the start of each range.
fn starts(found: &Value) -> Vec<(u64, u64)> {
    let number = |one: &Value, key: &str| one["range"]["start"][key].as_u64().unwrap();
    let pair = |one: &Value| (number(one, "line"), number(one, "character"));
    found.as_array().unwrap().iter().map(pair).collect()
}

#[test]
fn definitions_and_declarations() {
    let mut client = opened(&capabilities());
    let stage = client.request("textDocument/definition", at(5, 14)).unwrap();
    assert_eq!(stage, json!({ "uri": URI, "range": range((1, 13), (1, 18)) }));
    // The emoji counts as two UTF-16 units.
    let value = client.request("textDocument/definition", at(3, 13)).unwrap();
    assert_eq!(value["range"], range((0, 4), (0, 5)));
    let declared = client.request("textDocument/declaration", at(3, 13)).unwrap();
    assert_eq!(declared["range"], range((2, 4), (2, 5)));
    assert_eq!(client.request("textDocument/definition", at(4, 2)), Ok(Value::Null));
    assert_eq!(client.request("textDocument/definition", at(99, 2)), Ok(Value::Null));
}

#[test]
fn a_client_that_knows_links_gets_them() {
    let mut client = opened(&with_links());
    for method in ["textDocument/definition", "textDocument/declaration"] {
        let links = client.request(method, at(5, 14)).unwrap();
        let expected = json!([{
            "originSelectionRange": range((5, 12), (5, 17)),
            "targetUri": URI,
            "targetRange": range((1, 0), (1, 18)),
            "targetSelectionRange": range((1, 13), (1, 18)),
        }]);
        assert_eq!(links, expected, "{method}");
    }
}

#[test]
fn references_with_and_without_declarations() {
    let mut client = opened(&capabilities());
    let mut ask = |declarations| {
        let context = json!({ "context": { "includeDeclaration": declarations } });
        client.request("textDocument/references", merge(at(2, 4), &context)).unwrap()
    };
    assert_eq!(starts(&ask(true)), [(0, 4), (1, 8), (2, 4), (3, 12)]);
    assert_eq!(starts(&ask(false)), [(1, 8), (3, 12)]);
}

#[test]
fn highlights_tell_reading_from_writing() {
    let mut client = opened(&capabilities());
    let found = client.request("textDocument/documentHighlight", at(0, 5)).unwrap();
    let kinds: Vec<u64> = found.as_array().unwrap().iter().map(|one| one["kind"].as_u64().unwrap()).collect();
    assert_eq!(kinds, [3, 2, 3, 2]);
}

#[test]
fn both_ends_of_a_heredoc_are_edited_together() {
    let mut client = opened(&capabilities());
    let linked = client.request("textDocument/linkedEditingRange", at(6, 8)).unwrap();
    assert_eq!(linked["ranges"], json!([range((6, 6), (6, 9)), range((8, 0), (8, 3))]));
    assert!(linked["wordPattern"].is_string(), "{linked}");
    assert_eq!(client.request("textDocument/linkedEditingRange", at(0, 5)), Ok(Value::Null));
}

#[test]
fn answers_are_about_the_latest_text() {
    let mut client = opened(&capabilities());
    for version in 2..20 {
        client.change(URI, version, &[edit((0, 0), (0, 0), "# \r\n")]);
        let line = version - 1;
        let stage = client.request("textDocument/definition", at(5 + line as u32, 14)).unwrap();
        assert_eq!(stage["range"]["start"]["line"], 1 + line);
    }
}

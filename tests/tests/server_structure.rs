//! Outline, folds, selections and workspace symbols through the real server.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;

use plimsoll_tests::client::{Client, capabilities, file_uri, merge, range};
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";
const TEXT: &str = "# one\r\n# two\r\nARG V=1\r\nFROM é:$V AS build\r\nENV A=😀 B=2\r\nRUN a \\\r\n  && b\r\n\r\nFROM build\r\nLABEL c=d\r\nLABEL e=f\r\n";

fn document() -> Value {
    json!({ "textDocument": { "uri": URI } })
}

fn opened(capabilities: &Value) -> Client {
    let mut client = Client::start(capabilities);
    client.open(URI, TEXT);
    client
}

fn nested() -> Value {
    let symbols = json!({ "hierarchicalDocumentSymbolSupport": true });
    merge(capabilities(), &json!({ "textDocument": { "documentSymbol": symbols } }))
}

fn names(symbols: &Value) -> Vec<&str> {
    symbols.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap()).collect()
}

#[test]
fn an_outline_by_stage() {
    let mut client = opened(&nested());
    let symbols = client.request("textDocument/documentSymbol", document()).unwrap();
    assert_eq!(names(&symbols), ["V", "build", "stage 1"]);
    let stage = &symbols[1];
    assert_eq!(stage["range"], range((3, 0), (6, 6)));
    assert_eq!(stage["selectionRange"], range((3, 13), (3, 18)));
    assert_eq!(names(&stage["children"]), ["A", "B", "RUN a && b"]);
    // The emoji counts as two UTF-16 units.
    assert_eq!(stage["children"][1]["selectionRange"], range((4, 9), (4, 10)));
}

#[test]
fn a_flat_outline_for_clients_that_know_no_other() {
    let mut client = opened(&capabilities());
    let symbols = client.request("textDocument/documentSymbol", document()).unwrap();
    assert_eq!(names(&symbols), ["V", "build", "A", "B", "RUN a && b", "stage 1", "c", "e"]);
    assert_eq!(symbols[2]["containerName"], "build");
    assert_eq!(symbols[2]["location"]["uri"], URI);
    assert_eq!(symbols[0].get("containerName"), None);
}

/// First line, last line and kind of each.
fn folds(client: &mut Client, uri: &str) -> Vec<(u64, u64, String)> {
    let folds =
        client.request("textDocument/foldingRange", json!({ "textDocument": { "uri": uri } })).unwrap();
    let number = |fold: &Value, key: &str| fold[key].as_u64().unwrap();
    let kind = |fold: &Value| fold["kind"].as_str().unwrap_or_default().to_owned();
    let folds = folds.as_array().unwrap().iter();
    folds.map(|fold| (number(fold, "startLine"), number(fold, "endLine"), kind(fold))).collect()
}

#[test]
fn folds_of_stages_instructions_comments_and_settings() {
    let expected = [(0, 1, "comment"), (3, 6, "region"), (5, 6, ""), (8, 10, "region"), (9, 10, "imports")];
    let expected = expected.map(|(start, end, kind)| (start, end, kind.to_owned()));
    let mut client = opened(&capabilities());
    assert_eq!(folds(&mut client, URI), expected);
    let lines = json!({ "textDocument": { "foldingRange": { "lineFoldingOnly": true, "rangeLimit": 2 } } });
    let mut client = opened(&merge(capabilities(), &lines));
    assert_eq!(folds(&mut client, URI), [expected[1].clone(), expected[3].clone()]);
}

#[test]
fn ignore_files_fold_their_comments_and_have_no_outline() {
    let mut client = Client::start(&capabilities());
    let uri = "file:///project/.dockerignore";
    client.open_as(uri, "ignore", "# one\n# two\n*.md\n");
    assert_eq!(folds(&mut client, uri), [(0, 1, "comment".to_owned())]);
    let outline = client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(outline, Ok(Value::Null));
}

#[test]
fn selections_grow_from_each_position() {
    let mut client = opened(&capabilities());
    let positions = json!({ "positions": [{ "line": 4, "character": 9 }, { "line": 99, "character": 0 }] });
    let ranges = client.request("textDocument/selectionRange", merge(document(), &positions)).unwrap();
    let chain = |first: &Value| {
        let ranges = std::iter::successors(Some(first), |one| one.get("parent"));
        ranges.map(|one| one["range"].clone()).collect::<Vec<_>>()
    };
    let whole = range((0, 0), (11, 0));
    let expected = [
        range((4, 9), (4, 10)),
        range((4, 9), (4, 12)),
        range((4, 4), (4, 12)),
        range((4, 0), (4, 12)),
        range((3, 0), (6, 6)),
        whole.clone(),
    ];
    assert_eq!(chain(&ranges[0]), expected);
    assert_eq!(chain(&ranges[1]), [whole]);
}

#[test]
fn stages_and_arguments_of_open_files() {
    let mut client = opened(&capabilities());
    client.open("file:///other/Dockerfile", "FROM b AS builder\nARG W\nFROM c\nARG W\n");
    let mut find = |query: &str| client.request("workspace/symbol", json!({ "query": query })).unwrap();
    assert_eq!(names(&find("BLD")), ["builder", "build"]);
    let all = find("");
    assert_eq!(names(&all), ["builder", "W", "stage 1", "V", "build", "stage 1"]);
    assert_eq!(
        all[1]["location"],
        json!({ "uri": "file:///other/Dockerfile", "range": range((1, 4), (1, 5)) })
    );
    assert_eq!(all[1]["containerName"], "builder");
}

#[test]
fn files_that_the_server_has_read_are_known_too() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), "FROM a AS closed\n").unwrap();
    let pulls = json!({ "textDocument": { "diagnostic": {} } });
    let mut client = Client::start_in(folder.path(), &merge(capabilities(), &pulls));
    let query = json!({ "query": "closed" });
    let ask = |client: &mut Client| client.request("workspace/symbol", query.clone()).unwrap();
    assert_eq!(ask(&mut client), json!([]));
    client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap();
    let found = ask(&mut client);
    assert_eq!(names(&found), ["closed"]);
    assert_eq!(found[0]["location"]["uri"], file_uri(&folder.path().join("Dockerfile")));
    fs::remove_file(folder.path().join("Dockerfile")).unwrap();
    client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap();
    assert_eq!(ask(&mut client), json!([]));
}

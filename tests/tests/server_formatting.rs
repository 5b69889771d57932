//! Formatting through the real server: each request, with the options of the editor and the configuration.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plimsoll_tests::client::{Client, capabilities, file_uri, merge, range};
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";

fn edit(start: (u32, u32), end: (u32, u32), text: &str) -> Value {
    json!({ "range": range(start, end), "newText": text })
}

/// As from an editor with tabs of four columns.
fn request(client: &mut Client, method: &str, params: &Value) -> Value {
    let all = json!({
        "textDocument": { "uri": URI },
        "options": { "tabSize": 4, "insertSpaces": true },
    });
    client.request(method, merge(all, params)).unwrap()
}

fn opened(text: &str) -> Client {
    let mut client = Client::start(&capabilities());
    client.open(URI, text);
    client
}

#[test]
fn a_document_is_formatted_with_the_editors_options() {
    let mut client = opened("FROM  a\r\nENV A='😀'  B=1\r\nRUN b \\\r\n  c  \r\n\r\n");
    let formatted = request(&mut client, "textDocument/formatting", &json!({}));
    let common = [
        edit((0, 4), (0, 6), " "),
        edit((1, 10), (1, 12), " "),
        edit((3, 0), (3, 2), "    "),
        edit((3, 3), (3, 5), ""),
        edit((4, 0), (5, 0), ""),
    ];
    assert_eq!(formatted, json!(common));
    let options = json!({
        "options": {
            "tabSize": 8,
            "insertSpaces": false,
            "trimTrailingWhitespace": false,
            "trimFinalNewlines": false,
        },
    });
    let formatted = request(&mut client, "textDocument/formatting", &options);
    assert_eq!(formatted, json!([common[0], common[1], edit((3, 0), (3, 2), "\t")]));
}

#[test]
fn what_is_well_laid_out_needs_no_edits() {
    let mut client = opened("FROM a\nRUN b \\\n    c\n");
    assert_eq!(request(&mut client, "textDocument/formatting", &json!({})), json!([]));
    client.open_as("file:///project/.dockerignore", "ignore", "a  \n\n\n\n");
    let ignore_file = json!({ "textDocument": { "uri": "file:///project/.dockerignore" } });
    assert_eq!(request(&mut client, "textDocument/formatting", &ignore_file), Value::Null);
}

#[test]
fn ranges_take_the_instructions_that_they_touch() {
    let mut client = opened("FROM  a\nRUN  b\nRUN  c\nRUN  d\n");
    let one = |line: u32| edit((line, 3), (line, 5), " ");
    let second = json!({ "range": range((1, 0), (2, 0)) });
    assert_eq!(request(&mut client, "textDocument/rangeFormatting", &second), json!([one(1)]));
    let two = json!({ "ranges": [range((3, 1), (3, 1)), range((1, 2), (1, 3))] });
    assert_eq!(request(&mut client, "textDocument/rangesFormatting", &two), json!([one(1), one(3)]));
}

#[test]
fn a_new_line_is_indented_while_typing() {
    let mut client = opened("FROM a\nRUN b \\\n\nRUN c \\\nd\n");
    let typed = |line: u32, character: u32, ch: &str| json!({ "position": { "line": line, "character": character }, "ch": ch });
    let method = "textDocument/onTypeFormatting";
    assert_eq!(request(&mut client, method, &typed(2, 0, "\n")), json!([edit((2, 0), (2, 0), "    ")]));
    assert_eq!(request(&mut client, method, &typed(3, 7, "\\")), json!([]), "it is a part of what is above");
    client.replace(URI, 2, "FROM a\nRUN c \\\nd\n");
    assert_eq!(request(&mut client, method, &typed(1, 7, "\\")), json!([edit((2, 0), (2, 0), "    ")]));
}

#[test]
fn the_configuration_wins_over_the_editor() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("plimsoll.toml"), "[format]\nindent-width = 2\n").unwrap();
    let uri = file_uri(&folder.path().join("Dockerfile"));
    let settings = json!({ "format": { "keyword-casing": "lower" } });
    let mut client = Client::spawn();
    client.initialize(&json!({ "capabilities": capabilities(), "initializationOptions": settings }));
    client.open(&uri, "FROM a\nRUN b \\\n    c\n");
    let document = json!({ "textDocument": { "uri": uri } });
    let formatted = request(&mut client, "textDocument/formatting", &document);
    let expected = [edit((0, 0), (0, 4), "from"), edit((1, 0), (1, 3), "run"), edit((2, 0), (2, 4), "  ")];
    assert_eq!(formatted, json!(expected));
}

#[test]
fn the_capabilities_say_so() {
    let ranges = json!({ "textDocument": { "rangeFormatting": { "rangesSupport": true } } });
    let mut client = Client::spawn();
    let server = client.initialize(&json!({ "capabilities": merge(capabilities(), &ranges) }));
    let server = &server["capabilities"];
    assert_eq!(server["documentFormattingProvider"], true);
    assert_eq!(server["documentRangeFormattingProvider"], json!({ "rangesSupport": true }));
    assert_eq!(
        server["documentOnTypeFormattingProvider"],
        json!({ "firstTriggerCharacter": "\n", "moreTriggerCharacter": ["\\", "`"] })
    );
}

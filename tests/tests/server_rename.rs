//! Renaming through the real server.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plimsoll_tests::client::{Client, capabilities, merge, range};
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";
const TEXT: &str =
    "FROM a AS build\r\nENV X=😀 A=1\r\nFROM build\r\nCOPY --from=build --link /x /$A\r\nARG TARGETARCH\r\n";

fn at(line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": character } })
}

fn to(line: u32, character: u32, name: &str) -> Value {
    merge(at(line, character), &json!({ "newName": name }))
}

fn opened(capabilities: &Value) -> Client {
    let mut client = Client::start(capabilities);
    client.open(URI, TEXT);
    client
}

fn with_annotations() -> Value {
    let edit = json!({ "workspaceEdit": { "changeAnnotationSupport": {} } });
    merge(capabilities(), &json!({ "workspace": edit }))
}

#[test]
fn every_use_in_a_versioned_edit() {
    let mut client = opened(&capabilities());
    let edit = client.request("textDocument/rename", to(3, 14, "compile")).unwrap();
    let change = &edit["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": URI, "version": 1 }));
    let edit = |range: Value| json!({ "range": range, "newText": "compile" });
    let expected =
        json!([edit(range((0, 10), (0, 15))), edit(range((2, 5), (2, 10))), edit(range((3, 12), (3, 17)))]);
    assert_eq!(change["edits"], expected);
}

#[test]
fn what_can_not_be_seen_from_here_is_said() {
    let mut client = opened(&with_annotations());
    let edit = client.request("textDocument/rename", to(1, 9, "B")).unwrap();
    let edits = edit["documentChanges"][0]["edits"].as_array().unwrap();
    assert_eq!(edits.len(), 2);
    for one in edits {
        let annotation = &edit["changeAnnotations"][one["annotationId"].as_str().unwrap()];
        assert_eq!(annotation["needsConfirmation"], false, "{annotation}");
        assert!(annotation["description"].as_str().unwrap().contains("`A`"), "{annotation}");
    }
}

#[test]
fn a_client_that_knows_no_versions_gets_a_plain_edit() {
    let plain = json!({ "workspace": { "workspaceEdit": { "documentChanges": false } } });
    let mut client = opened(&merge(with_annotations(), &plain));
    let edit = client.request("textDocument/rename", to(1, 9, "B")).unwrap();
    assert_eq!(edit["changes"][URI].as_array().unwrap().len(), 2);
    assert_eq!(edit.get("changeAnnotations"), None);
}

#[test]
fn what_can_be_renamed() {
    let mut client = opened(&capabilities());
    let prepared = client.request("textDocument/prepareRename", at(3, 30)).unwrap();
    assert_eq!(prepared, json!({ "range": range((3, 30), (3, 31)), "placeholder": "A" }));
    assert_eq!(client.request("textDocument/prepareRename", at(0, 2)), Ok(Value::Null));
    let refused = client.request("textDocument/prepareRename", at(4, 6)).unwrap_err();
    assert_eq!(refused["code"], -32803);
    assert!(refused["message"].as_str().unwrap().contains("TARGETARCH"), "{refused}");
}

#[test]
fn a_name_that_is_taken_is_refused_with_a_reason() {
    let mut client = opened(&capabilities());
    let refused = client.request("textDocument/rename", to(1, 9, "X")).unwrap_err();
    assert_eq!(refused["code"], -32803);
    assert_eq!(refused["message"], "`X` is there already, on line 2");
}

#[test]
fn preparing_is_offered_to_clients_that_ask() {
    let provider = |support: bool| {
        let rename = json!({ "textDocument": { "rename": { "prepareSupport": support } } });
        let answer = Client::spawn().initialize(&json!({ "capabilities": merge(capabilities(), &rename) }));
        answer["capabilities"]["renameProvider"].clone()
    };
    assert_eq!(provider(true), json!({ "prepareProvider": true }));
    assert_eq!(provider(false), json!(true));
}

//! Completion in Dockerfiles through the real server: edits in the client's encoding, snippets and documentation as the
//! client knows them, right after an edit.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;

use plimsoll_tests::client::{Client, capabilities, file_uri, merge, range};
use plimsoll_tests::workspace_edit::edited;
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";

fn labels(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect()
}

fn item<'a>(list: &'a Value, label: &str) -> &'a Value {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .find(|item| item["label"] == label)
        .unwrap_or_else(|| panic!("no {label} in {:?}", labels(list)))
}

fn client_with(item: &Value) -> Client {
    Client::start(&merge(
        capabilities(),
        &json!({ "textDocument": { "completion": { "completionItem": item } } }),
    ))
}

#[test]
fn what_is_being_written_is_completed() {
    let mut client = Client::start(&capabilities());
    client.open(URI, "FROM alpine:3.22 AS build\nFROM scratch\nCOPY --from=");
    let list = client.completions(URI, 2, 12);
    assert_eq!(labels(&list)[..2], ["build", "0"]);
    assert_eq!(list["isIncomplete"], false);
    client.replace(URI, 2, "FROM alpine:3.22 AS build\nFROM build\nWO");
    let list = client.completions(URI, 2, 2);
    let workdir = item(&list, "WORKDIR");
    assert_eq!(workdir["textEdit"], json!({ "range": range((2, 0), (2, 2)), "newText": "WORKDIR" }));
    assert_eq!(workdir.get("insertTextFormat"), None);
    assert_eq!(client.completions(URI, 99, 0)["items"], list["items"]);
}

/// `B` stands behind an emoji: two UTF-16 units, four bytes, one scalar value.
#[test]
fn edits_are_in_the_encoding_of_the_client() {
    for (encoding, dollar) in [("utf-8", 15), ("utf-16", 13), ("utf-32", 12)] {
        let general = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = Client::start(&merge(capabilities(), &general));
        let text = "FROM scratch\r\nENV NAME=x\r\nENV A=😀 B=${}\r\n";
        client.open(URI, text);
        let list = client.completions(URI, 2, dollar);
        let name = item(&list, "NAME");
        assert_eq!(name["textEdit"]["range"], range((2, dollar), (2, dollar)), "{encoding}");
        assert_eq!(name["detail"], "ENV = x");
        if encoding == "utf-16" {
            assert_eq!(edited(text, &json!([name["textEdit"]])), text.replace("${}", "${NAME}"));
        }
    }
}

#[test]
fn snippets_only_for_clients_that_know_them() {
    let mut client = client_with(&json!({ "snippetSupport": true }));
    client.open(URI, "FROM scratch\nUS");
    let list = client.completions(URI, 1, 2);
    assert_eq!(item(&list, "USER")["textEdit"]["newText"], "USER ${1:user}");
    assert_eq!(item(&list, "USER")["insertTextFormat"], 2);
}

#[test]
fn resolve_says_more() {
    for (formats, kind) in [(json!(["markdown"]), "markdown"), (json!(["plaintext"]), "plaintext")] {
        let mut client = client_with(&json!({ "documentationFormat": formats }));
        client.open(URI, "FROM scratch\nCOPY --");
        let list = client.completions(URI, 1, 7);
        let flag = item(&list, "--link").clone();
        assert_eq!(flag.get("documentation"), None);
        let resolved = client.request("completionItem/resolve", flag).unwrap();
        assert_eq!(resolved["documentation"]["kind"], kind);
        let text = resolved["documentation"]["value"].as_str().unwrap();
        assert!(text.contains("layer") && text.contains("```") == (kind == "markdown"), "{text}");
    }
}

#[test]
fn paths_of_the_context() {
    let folder = tempfile::tempdir().unwrap();
    for path in ["src/main.rs", "target/app", "README.md"] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    fs::write(folder.path().join(".dockerignore"), "target\nDockerfile\n.dockerignore\n").unwrap();
    let uri = file_uri(&folder.path().join("Dockerfile"));
    let mut client = Client::start_in(folder.path(), &capabilities());
    client.open(&uri, "FROM scratch\nCOPY --link ");
    let list = client.complete_completions(&uri, 1, 12);
    let paths: Vec<&str> = labels(&list).into_iter().filter(|label| !label.starts_with("--")).collect();
    assert_eq!(paths, ["README.md", "src/"]);
}

#[test]
fn secrets_stay_secret() {
    let mut client = Client::start(&capabilities());
    client.open(URI, "FROM scratch\nENV API_TOKEN=swordfish\nRUN echo $");
    let list = client.completions(URI, 2, 10);
    assert!(labels(&list).contains(&"API_TOKEN") && !list.to_string().contains("swordfish"), "{list}");
}

//! Inlay hints through the real server.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plimsoll_tests::client::{Client, capabilities, merge, range};
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";
const TEXT: &str = "ARG V=3\r\nFROM é:$V AS a\r\nFROM b\r\nWORKDIR /😀\r\nCOPY --from=0 x y\r\n";

/// Line, column and label of each.
fn hints(client: &mut Client, last_line: u32) -> Vec<(u64, u64, String)> {
    let params = json!({ "textDocument": { "uri": URI }, "range": range((0, 0), (last_line, 0)) });
    let hints = client.request("textDocument/inlayHint", params).unwrap();
    let shown = |hint: &Value| {
        let (line, column) = (&hint["position"]["line"], &hint["position"]["character"]);
        let label = hint["label"].as_str().unwrap().to_owned();
        (line.as_u64().unwrap(), column.as_u64().unwrap(), label)
    };
    hints.as_array().unwrap().iter().map(shown).collect()
}

#[test]
fn those_of_a_range() {
    let mut client = Client::start(&capabilities());
    client.open(URI, TEXT);
    let (value, stage) = ((1, 9, "= é:3".to_owned()), (4, 13, "= a".to_owned()));
    assert_eq!(hints(&mut client, 9), [value.clone(), stage]);
    assert_eq!(hints(&mut client, 1), [value]);
}

#[test]
fn the_editor_chooses_kinds_and_asks_again_when_they_change() {
    let refreshes = json!({ "workspace": { "inlayHint": { "refreshSupport": true } } });
    let mut client = Client::start(&merge(capabilities(), &refreshes));
    client.open(URI, TEXT);
    assert_eq!(hints(&mut client, 9).len(), 2);
    let kinds = json!({ "values": false, "stages": false, "workdir": true });
    let settings = json!({ "settings": { "plimsoll": { "inlay-hints": kinds } } });
    client.notify("workspace/didChangeConfiguration", settings);
    client.expect("workspace/inlayHint/refresh");
    assert_eq!(hints(&mut client, 9), [(4, 17, "= /😀/y".to_owned())]);
}

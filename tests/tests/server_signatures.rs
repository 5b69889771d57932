//! Signature help through the real server.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plimsoll_tests::client::{Client, capabilities, merge};
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";

fn help(client: &mut Client, line: u32, character: u32) -> Value {
    let position = json!({ "line": line, "character": character });
    let params = json!({ "textDocument": { "uri": URI }, "position": position });
    client.request("textDocument/signatureHelp", params).unwrap()
}

#[test]
fn the_parameter_at_the_cursor() {
    let mut client = Client::start(&capabilities());
    client.open(URI, "FROM scratch\r\nCOPY 😀 \r\nFROM x \r\nRUN a b");
    let copy = help(&mut client, 1, 8);
    assert_eq!((&copy["activeSignature"], &copy["activeParameter"]), (&json!(0), &json!(1)));
    let signature = &copy["signatures"][0];
    assert_eq!(signature["label"], "COPY source … destination");
    assert_eq!(signature["parameters"][1]["label"], "destination");
    assert_eq!(signature["documentation"]["kind"], "plaintext");
    assert_eq!(help(&mut client, 2, 7).get("activeParameter"), None);
    assert_eq!(help(&mut client, 3, 7), Value::Null);
}

#[test]
fn as_the_client_can_show_it() {
    let modern = json!({ "textDocument": { "signatureHelp": { "signatureInformation": {
        "documentationFormat": ["markdown"],
        "parameterInformation": { "labelOffsetSupport": true },
        "noActiveParameterSupport": true,
    } } } });
    let mut client = Client::start(&merge(capabilities(), &modern));
    client.open(URI, "FROM scratch\nCOPY a \nFROM x ");
    let copy = help(&mut client, 1, 7);
    assert_eq!(copy["signatures"][0]["parameters"][1]["label"], json!([14, 25]));
    assert_eq!(copy["signatures"][0]["documentation"]["kind"], "markdown");
    assert_eq!(help(&mut client, 2, 7)["activeParameter"], Value::Null);
    assert!(help(&mut client, 2, 7).as_object().unwrap().contains_key("activeParameter"));
}

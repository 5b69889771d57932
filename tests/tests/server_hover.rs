//! Hover through the real server: the right range in the client's encoding, Markdown or plain text.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plimsoll_tests::client::{Client, capabilities, merge, range};
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";
const TEXT: &str = "# 😀\r\nARG VERSION=3.13\r\nFROM python:${VERSION}-slim AS app\r\nENV A=😀 B=\"b\"\r\nWORKDIR /srv/$B\r\nCMD gunicorn main:app\r\n";

fn hover(client: &mut Client, line: u32, character: u32) -> Value {
    let position = json!({ "line": line, "character": character });
    client
        .request("textDocument/hover", json!({ "textDocument": { "uri": URI }, "position": position }))
        .unwrap()
}

fn markdown(hover: &Value) -> &str {
    assert_eq!(hover["contents"]["kind"], "markdown", "{hover}");
    hover["contents"]["value"].as_str().unwrap()
}

fn opened(capabilities: &Value) -> Client {
    let mut client = Client::start(capabilities);
    client.open(URI, TEXT);
    client
}

#[test]
fn says_what_is_under_the_cursor() {
    let mut client = opened(&capabilities());
    let image = hover(&mut client, 2, 8);
    assert!(markdown(&image).contains("Debian"), "{image}");
    let variable = hover(&mut client, 2, 16);
    assert!(markdown(&variable).contains("3.13"), "{variable}");
    let finding = hover(&mut client, 5, 6);
    assert!(markdown(&finding).contains("shell-form-command"), "{finding}");
    assert_eq!(hover(&mut client, 99, 0), Value::Null);
}

/// `B` stands behind an emoji: two UTF-16 units, four bytes, one scalar value.
#[test]
fn ranges_are_in_the_encoding_of_the_client() {
    for (encoding, start) in [("utf-8", 11), ("utf-16", 9), ("utf-32", 8)] {
        let general = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = opened(&merge(capabilities(), &general));
        let key = hover(&mut client, 3, start);
        assert_eq!(key["range"], range((3, start), (3, start + 1)), "{encoding}: {key}");
    }
}

#[test]
fn a_client_without_markdown_gets_plain_text() {
    let plain = json!({ "textDocument": { "hover": { "contentFormat": ["plaintext"] } } });
    let mut client = opened(&merge(capabilities(), &plain));
    let keyword = hover(&mut client, 4, 2);
    assert_eq!(keyword["contents"]["kind"], "plaintext", "{keyword}");
    let text = keyword["contents"]["value"].as_str().unwrap();
    assert!(text.contains("WORKDIR") && !text.contains("```"), "{text}");
}

#[test]
fn secrets_stay_secret() {
    let mut client = Client::start(&capabilities());
    client.open(URI, "FROM alpine:3.22\nENV API_TOKEN=swordfish\nRUN echo $API_TOKEN\n");
    for (line, character) in [(1, 6), (2, 12)] {
        let hover = hover(&mut client, line, character);
        assert!(!hover.to_string().contains("swordfish"), "{hover}");
    }
}

//! The server's text is the editor's text, whatever is typed.

use plimsoll_tests::client::{Client, capabilities, edit, merge};
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";

/// With everything that makes columns and line ends hard.
const DOCKERFILE: &str = "# syntax=docker/dockerfile:1\r\nFROM alpine:3.20 AS bäse\nRUN echo '😀😀' && \\\r\n    # why\n    apk add curl\n\
    COPY <<EOF /etc/motd\nwillkommen\r\n\tEOF\nEOF\nFRUN nothing\nENV A=\"é\" B=${A:-x}\n\nCMD [\"sh\", \"-c\", \"echo ✓\"]\n";

/// Line and column by counting from the start, in UTF-16.
fn position(text: &str, offset: usize) -> (u32, u32) {
    let before = &text[..offset];
    let (mut line, mut start) = (0, 0);
    for (at, byte) in before.bytes().enumerate() {
        let is_crlf = byte == b'\r' && text.as_bytes().get(at + 1) == Some(&b'\n');
        if byte == b'\n' || (byte == b'\r' && !is_crlf) {
            (line, start) = (line + 1, at + 1);
        }
    }
    (line, before[start..].encode_utf16().count() as u32)
}

/// Always the same, and different enough.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    /// An offset where an editor can put its cursor.
    fn cursor(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) || (text[..at].ends_with('\r') && text[at..].starts_with('\n')) {
            at -= 1;
        }
        at
    }
}

#[test]
fn ten_thousand_keystrokes_end_in_the_same_text_and_findings_as_a_fresh_open() {
    const KEYS: [&str; 16] =
        ["a", "é", "😀", "\n", "\r\n", "\r", " ", "\\", "#", "<", "$", "{", "\"", "[", "`", "\u{2028}"];
    let mut dice = Dice(0x5eed);
    let mut client = Client::start(&capabilities());
    let mut text = DOCKERFILE.repeat(8);
    client.open(URI, &text);
    for version in 2..10_002 {
        let at = dice.cursor(&text);
        let from = position(&text, at);
        let typed = KEYS[dice.below(KEYS.len())];
        // One key is typed for each that is deleted, so that the text keeps its size.
        let deleted = match dice.below(2) {
            0 => 0,
            _ if text[at..].starts_with("\r\n") => 2,
            _ => text[at..].chars().next().map_or(0, char::len_utf8),
        };
        let typed = if deleted == 0 { typed } else { "" };
        let to = position(&text, at + deleted);
        text.replace_range(at..at + deleted, typed);
        client.change(URI, version, &[edit(from, to, typed)]);
    }
    assert_eq!(client.text(URI).unwrap(), text);

    let mut fresh = Client::start(&capabilities());
    fresh.open(URI, &text);
    assert_eq!(client.diagnostics(URI, 10_001), fresh.diagnostics(URI, 1));
}

#[test]
fn columns_are_in_the_encoding_that_was_agreed() {
    for (encoding, after_the_face) in [("utf-8", 13), ("utf-16", 11), ("utf-32", 10)] {
        let capabilities = merge(capabilities(), &json!({ "general": { "positionEncodings": [encoding] } }));
        let mut client = Client::start(&capabilities);
        client.open(URI, "RUN echo 😀x\r\nCMD a");
        client.change(URI, 2, &[edit((0, after_the_face), (0, after_the_face + 1), "y")]);
        assert_eq!(client.text(URI).unwrap(), "RUN echo 😀y\r\nCMD a", "{encoding}");
        client.change(URI, 3, &[edit((0, after_the_face + 1), (1, 0), "\n")]);
        assert_eq!(client.text(URI).unwrap(), "RUN echo 😀y\nCMD a", "{encoding}");
    }
}

#[test]
fn the_best_encoding_that_the_client_offers_is_used() {
    let agreed = |offered: Value| {
        let capabilities = json!({ "general": { "positionEncodings": offered } });
        let mut client = Client::spawn();
        client.initialize(&json!({ "capabilities": capabilities }))["capabilities"]["positionEncoding"]
            .clone()
    };
    assert_eq!(agreed(json!(["utf-16", "utf-32", "utf-8"])), "utf-8");
    assert_eq!(agreed(json!(["utf-16", "utf-32"])), "utf-32");
    assert_eq!(agreed(json!(["utf-16"])), "utf-16");
    assert_eq!(agreed(Value::Null), "utf-16");
}

#[test]
fn several_changes_in_one_message_build_on_each_other() {
    let mut client = Client::start(&capabilities());
    client.open(URI, "FROM a\n");
    let changes = [edit((0, 5), (0, 6), "😀"), edit((0, 7), (0, 7), "\r\nRUN b"), edit((1, 4), (1, 5), "c")];
    client.change(URI, 2, &changes);
    assert_eq!(client.text(URI).unwrap(), "FROM 😀\r\nRUN c\n");
    client.change(URI, 3, &[json!({ "text": "FROM b\n" }), edit((0, 5), (0, 6), "c")]);
    assert_eq!(client.text(URI).unwrap(), "FROM c\n");
}

#[test]
fn places_outside_of_the_text_are_cut_off() {
    let mut client = Client::start(&capabilities());
    client.open(URI, "FROM a\nRUN b\n");
    client.change(URI, 2, &[edit((0, 900), (0, 900), "!")]);
    assert_eq!(client.text(URI).unwrap(), "FROM a!\nRUN b\n");
    client.change(URI, 3, &[edit((1, 3), (900, 0), "")]);
    assert_eq!(client.text(URI).unwrap(), "FROM a!\nRUN");
    client.change(URI, 4, &[edit((7, 7), (7, 7), "\n")]);
    assert_eq!(client.text(URI).unwrap(), "FROM a!\nRUN\n");
    assert!(client.hover(URI, 99, 99).is_null());
}

#[test]
fn only_dockerfiles_and_ignore_files_are_looked_at() {
    let mut client = Client::start(&capabilities());
    for (uri, language, is_ours) in [
        ("untitled:Untitled-1", "dockerfile", true),
        ("file:///a/Dockerfile.dev", "plaintext", true),
        ("file:///a/Containerfile", "containerfile", true),
        ("file:///a/compose.yaml", "yaml", false),
        ("file:///a/Dockerfile.yaml", "yaml", false),
        ("file:///a/.dockerignore", "dockerfile", true),
        ("file:///a/.gitignore", "ignore", false),
    ] {
        client.open_as(uri, language, "FROM a\n");
        assert_eq!(client.text(uri).is_some(), is_ours, "{uri} {language}");
        client.change(uri, 2, &[edit((0, 0), (0, 0), "# ")]);
        client.close(uri);
        assert_eq!(client.text(uri), None);
    }
}

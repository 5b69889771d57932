//! Semantic tokens through the real server.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plimsoll_tests::client::{Client, capabilities, edit, range};
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";

fn opened(text: &str) -> (Client, Value) {
    let mut client = Client::spawn();
    let answer = client.initialize(&json!({ "capabilities": capabilities() }));
    client.notify("initialized", json!({}));
    client.open(URI, text);
    (client, answer["capabilities"]["semanticTokensProvider"].clone())
}

fn full(client: &mut Client) -> Value {
    client.request("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": URI } })).unwrap()
}

fn numbers(data: &Value) -> Vec<u64> {
    data.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect()
}

/// Line, column, length, kind and modifiers of each token.
fn shown(provider: &Value, data: &Value) -> Vec<(u64, u64, u64, String)> {
    let (mut line, mut column) = (0, 0);
    let token = |token: &[u64]| {
        column = if token[0] == 0 { column + token[1] } else { token[1] };
        line += token[0];
        let kind = provider["legend"]["tokenTypes"][token[3] as usize].as_str().unwrap();
        let modifiers = provider["legend"]["tokenModifiers"].as_array().unwrap().iter().enumerate();
        let set = modifiers.filter(|(bit, _)| token[4] & (1 << bit) != 0);
        let name = set.fold(kind.to_owned(), |name, (_, set)| format!("{name} {}", set.as_str().unwrap()));
        (line, column, token[2], name)
    };
    numbers(data).chunks(5).map(token).collect()
}

#[test]
fn a_whole_file_and_a_part_in_the_terms_of_the_legend() {
    let (mut client, provider) = opened("# é😀\r\nFROM a AS b\r\nENV A=😀 B=2\r\n");
    let expected = [
        (0, 0, 5, "comment"),
        (1, 0, 4, "keyword"),
        (1, 5, 1, "type"),
        (1, 7, 2, "keyword"),
        (1, 10, 1, "class declaration"),
        (2, 0, 3, "keyword"),
        (2, 4, 1, "variable definition"),
        (2, 6, 2, "string"),
        (2, 9, 1, "variable definition"),
        (2, 11, 1, "number"),
    ];
    let expected = expected.map(|(line, column, length, kind)| (line, column, length, kind.to_owned()));
    assert_eq!(shown(&provider, &full(&mut client)["data"]), expected);
    let part = json!({ "textDocument": { "uri": URI }, "range": range((1, 2), (1, 3)) });
    let part = client.request("textDocument/semanticTokens/range", part).unwrap();
    assert_eq!(shown(&provider, &part["data"]), expected[1..5]);
}

#[test]
fn what_is_new_since_the_last_answer() {
    let (mut client, _) = opened("FROM a\nRUN b\nRUN c\n");
    let first = full(&mut client);
    let delta = |client: &mut Client, previous: &Value| {
        let params = json!({ "textDocument": { "uri": URI }, "previousResultId": previous });
        client.request("textDocument/semanticTokens/full/delta", params).unwrap()
    };
    assert_eq!(delta(&mut client, &first["resultId"])["edits"], json!([]));

    client.change(URI, 2, &[edit((1, 5), (1, 5), " -x")]);
    let second = delta(&mut client, &first["resultId"]);
    let mut data = numbers(&first["data"]);
    for edit in second["edits"].as_array().unwrap() {
        let (start, count) = (edit["start"].as_u64().unwrap(), edit["deleteCount"].as_u64().unwrap());
        data.splice(start as usize..(start + count) as usize, numbers(&edit["data"]));
    }
    assert_eq!(second["edits"][0]["data"].as_array().unwrap().len(), 5, "{second}");
    assert_eq!(data, numbers(&full(&mut client)["data"]));
    assert_ne!(first["resultId"], second["resultId"]);

    let unknown = delta(&mut client, &json!("another"));
    assert_eq!(numbers(&unknown["data"]), data);
}

#[test]
fn ignore_files_have_none() {
    let mut client = Client::start(&capabilities());
    let uri = "file:///project/.dockerignore";
    client.open_as(uri, "ignore", "# one\n");
    let answer =
        client.request("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(answer, Ok(Value::Null));
}

//! Code lenses through the real server.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plimsoll_tests::client::{Client, capabilities, merge, range};
use serde_json::{Value, json};

const URI: &str = "file:///project/api.Dockerfile";

fn lenses(client: &mut Client) -> Value {
    client.request("textDocument/codeLens", json!({ "textDocument": { "uri": URI } })).unwrap()
}

#[test]
fn off_until_chosen_and_one_click_from_the_first_use() {
    let features = json!({
        "workspace": { "codeLens": { "refreshSupport": true } },
        "window": { "showDocument": { "support": true } },
    });
    let mut client = Client::start(&merge(capabilities(), &features));
    client.open_as(URI, "dockerfile", "FROM a AS x\nFROM x\n");
    assert_eq!(lenses(&mut client), json!([]));

    let chosen = json!({ "plimsoll": { "code-lens": { "references": true, "build": true } } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": chosen }));
    client.expect("workspace/codeLens/refresh");
    let shown = lenses(&mut client);
    let commands: Vec<&Value> = shown.as_array().unwrap().iter().map(|lens| &lens["command"]).collect();
    let first = json!({ "uri": URI, "range": range((1, 5), (1, 6)) });
    assert_eq!(
        json!(commands),
        json!([
            { "title": "1 use", "command": "plimsoll.show", "arguments": [first] },
            { "title": "docker build --file api.Dockerfile --target x .", "command": "" },
            { "title": "no uses", "command": "" },
        ])
    );
    assert_eq!(shown[0]["range"], range((0, 0), (0, 4)));

    let command = json!({ "command": "plimsoll.show", "arguments": [first] });
    assert_eq!(client.request("workspace/executeCommand", command), Ok(Value::Null));
    let place = client.expect("window/showDocument");
    assert_eq!((&place["uri"], &place["selection"]), (&first["uri"], &first["range"]));
    assert_eq!(client.error_code("workspace/executeCommand", json!({ "command": "plimsoll.show" })), -32602);
}

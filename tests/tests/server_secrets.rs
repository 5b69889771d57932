//! What the server says of a file with secrets in it, wherever it is asked, and what it logs of it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plimsoll_tests::client::{Client, capabilities};
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";
const PASSWORDS: &[&str] = &["swordfish", "wrong-donkey"];

/// A token in an old ENV and in a comment, passwords in an ENV that another one reads and in a command.
fn text(token: &str) -> String {
    format!(
        "FROM alpine:3.22\n# {token}\nENV TOKEN {token}\nENV API_KEY=swordfish\nENV URL=https://a.dev/?k=$API_KEY\n\
         WORKDIR /$API_KEY\nRUN curl -u ci:wrong-donkey $URL\nUSER $API_KEY\nRUN echo $TOKEN\nCOPY x /y\nCMD echo {token}\n"
    )
}

fn check(token: &str, shown: &Value) {
    let shown = shown.to_string();
    for secret in PASSWORDS.iter().chain([&token]) {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn no_answer_and_no_log_has_a_secret() {
    let token = ["ghp", "_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"].concat();
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut client = Client::spawn_with(&["--log", log.to_str().unwrap()]);
    client.initialize(&json!({
        "capabilities": capabilities(),
        "initializationOptions": { "select": ["all"] },
    }));
    let text = text(&token);
    client.open(URI, &text);
    let found = client.diagnostics(URI, 1);
    assert!(found.len() > 5, "{found:#?}");
    check(&token, &json!(found));
    for (line, source) in (0_u32..).zip(text.lines()) {
        for character in (0..=source.len() as u32).step_by(2) {
            check(&token, &client.hover(URI, line, character));
            check(&token, &client.completions(URI, line, character));
        }
    }
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let actions = client.code_actions(URI, &whole, None);
    assert!(actions.len() > 5, "{actions:#?}");
    for mut action in actions {
        // What an edit writes must be what the file had.
        action.as_object_mut().unwrap().remove("edit");
        check(&token, &action);
    }
    assert!(client.shut_down().success());
    check(&token, &json!(std::fs::read_to_string(&log).unwrap()));
}

//! Diagnostics: pushed, and asked for.

use std::fs;

use plimsoll_tests::client::{Client, capabilities, edit, file_uri, merge, range};
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";

fn pulling() -> Value {
    merge(
        capabilities(),
        &json!({
            "textDocument": { "diagnostic": { "dynamicRegistration": false } },
            "workspace": { "diagnostics": { "refreshSupport": true } },
        }),
    )
}

/// The comment ignores a rule that finds nothing.
const PROBLEM: &str = "FROM scratch\n# plimsoll ignore=invalid-copy\nUSER 1\nCMD [\"a\"]\n";

fn the_problem(diagnostics: Vec<Value>) -> Value {
    diagnostics
        .into_iter()
        .find(|diagnostic| diagnostic["code"] == "unused-suppression")
        .expect("the problem")
}

#[test]
fn a_diagnostic_says_what_where_and_where_to_read_on() {
    let mut client = Client::start(&capabilities());
    client.open(URI, PROBLEM);
    let diagnostic = the_problem(client.diagnostics(URI, 1));
    assert_eq!(
        diagnostic,
        json!({
            "range": range((1, 18), (1, 30)),
            "severity": 3,
            "code": "unused-suppression",
            "codeDescription": { "href": diagnostic["codeDescription"]["href"] },
            "source": "plimsoll",
            "message": "`invalid-copy` finds nothing to ignore here",
            "tags": [1],
            "data": { "aliases": [], "fixable": true },
        })
    );
    let page = diagnostic["codeDescription"]["href"].as_str().unwrap();
    assert!(page.starts_with("https://"), "{page}");
}

#[test]
fn a_client_gets_only_tags_that_it_knows() {
    let no_tags = json!({ "textDocument": { "publishDiagnostics": { "tagSupport": null } } });
    let mut client = Client::start(&merge(capabilities(), &no_tags));
    client.open(URI, PROBLEM);
    assert_eq!(the_problem(client.diagnostics(URI, 1)).get("tags"), None);
}

#[test]
fn diagnostics_are_pushed_with_their_version_and_cleared_on_close() {
    let mut client = Client::start(&capabilities());
    client.open(URI, "FROM scratch\nRUNN x\n");
    client.diagnostics(URI, 1);
    client.change(URI, 2, &[edit((1, 3), (1, 4), "")]);
    client.diagnostics(URI, 2);
    client.close(URI);
    assert_eq!(client.next_diagnostics(URI), [Value::Null; 0]);
}

#[test]
fn the_newest_version_is_published_and_most_in_between_are_not() {
    let mut client = Client::start(&capabilities());
    client.open(URI, "FROM scratch\n");
    for version in 2..1_002 {
        client.change(URI, version, &[edit((0, 0), (0, 0), "#")]);
    }
    let mut published = 0;
    while client.expect("textDocument/publishDiagnostics")["version"] != 1_001 {
        published += 1;
    }
    assert!(published < 500, "{published} of 1,001");
    let later = client.seen("textDocument/publishDiagnostics");
    assert!(later.is_empty(), "after the newest: {later:?}");
}

#[test]
fn versions_that_are_published_only_grow() {
    let mut client = Client::start(&capabilities());
    client.open(URI, "FROM scratch\n");
    for version in 2..200 {
        client.change(URI, version, &[edit((0, 0), (0, 0), "#")]);
        if version % 20 == 0 {
            client.hover(URI, 0, 0);
        }
    }
    let mut last = 0;
    while last < 199 {
        let published = client.expect("textDocument/publishDiagnostics");
        let version = published["version"].as_i64().unwrap();
        assert!(version > last, "{version} after {last}");
        last = version;
    }
}

#[test]
fn who_asks_for_diagnostics_gets_none_pushed() {
    let mut client = Client::start(&pulling());
    client.open(URI, "FROM scratch\n");
    assert_eq!(client.pull(URI, None)["kind"], "full");
    client.close(URI);
    assert!(client.seen("textDocument/publishDiagnostics").is_empty());
}

#[test]
fn a_report_is_unchanged_while_the_text_is() {
    let mut client = Client::start(&pulling());
    client.open(URI, "FROM scratch\n");
    let first = client.pull(URI, None);
    let id = first["resultId"].as_str().unwrap();
    let again = client.pull(URI, Some(id));
    assert_eq!((&again["kind"], &again["resultId"]), (&json!("unchanged"), &json!(id)));

    client.change(URI, 2, &[edit((0, 5), (0, 12), "alpine")]);
    let changed = client.pull(URI, Some(id));
    assert_eq!(changed["kind"], "full");
    client.change(URI, 3, &[edit((0, 5), (0, 11), "scratch")]);
    assert_eq!(client.pull(URI, Some(id))["kind"], "unchanged", "the text is what it was");
    assert_eq!(client.pull(URI, changed["resultId"].as_str())["kind"], "full");
}

#[test]
fn what_is_not_open_has_no_diagnostics() {
    let mut client = Client::start(&pulling());
    let report = client.pull("file:///nowhere/Dockerfile", None);
    assert_eq!((&report["kind"], &report["items"]), (&json!("full"), &json!([])));
}

/// Asks with the ids of the last report; gives (uri, kind), and the report.
fn workspace_report(client: &mut Client, last: &Value) -> (Vec<(String, String)>, Value) {
    let items = last["items"].as_array().cloned().unwrap_or_default();
    let previous: Vec<_> =
        items.iter().map(|item| json!({ "uri": item["uri"], "value": item["resultId"] })).collect();
    let report =
        client.request("workspace/diagnostic", json!({ "previousResultIds": previous })).expect("a report");
    let text = |item: &Value, key: &str| item[key].as_str().expect("a text").to_owned();
    let items = report["items"].as_array().expect("reports");
    (items.iter().map(|item| (text(item, "uri"), text(item, "kind"))).collect(), report)
}

#[test]
fn the_workspace_is_reported_from_disk_and_from_open_documents() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir(root.join("web")).unwrap();
    fs::write(root.join("Dockerfile"), "FROM scratch\n").unwrap();
    fs::write(root.join("web/Containerfile"), "FROM scratch\n").unwrap();
    fs::write(root.join("web/notes.txt"), "FROM scratch\n").unwrap();
    let (top, web) = (file_uri(&root.join("Dockerfile")), file_uri(&root.join("web/Containerfile")));
    let kinds =
        |of_top: &str, of_web: &str| vec![(top.clone(), of_top.to_owned()), (web.clone(), of_web.to_owned())];

    let mut client = Client::start_in(&root, &pulling());
    let (seen, first) = workspace_report(&mut client, &Value::Null);
    assert_eq!(seen, kinds("full", "full"));
    assert_eq!(first["items"][0]["version"], Value::Null);
    assert_eq!(workspace_report(&mut client, &first).0, kinds("unchanged", "unchanged"));

    fs::write(root.join("web/Containerfile"), "FROM scratch\nUSER 1\n").unwrap();
    client.open(&top, "FROM alpine\n");
    let (seen, second) = workspace_report(&mut client, &first);
    assert_eq!(seen, kinds("full", "full"));
    assert_eq!(second["items"][0]["version"], 1);
    client.close(&top);
    assert_eq!(workspace_report(&mut client, &second).0, kinds("full", "unchanged"));
}

#[test]
fn progress_is_told_by_the_token_of_the_client() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), "FROM scratch\n").unwrap();
    let mut client = Client::start_in(folder.path(), &pulling());
    let params = json!({ "previousResultIds": [], "workDoneToken": "mine" });
    client.request("workspace/diagnostic", params).unwrap();
    let told: Vec<_> = client.seen("$/progress");
    assert!(told.iter().all(|progress| progress["token"] == "mine"), "{told:?}");
    assert_eq!(told.first().unwrap()["value"]["kind"], "begin");
    assert_eq!(told.last().unwrap()["value"]["kind"], "end");
}

#[test]
fn progress_by_a_token_of_the_server_is_created_first_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), "FROM scratch\n").unwrap();
    let capabilities = merge(pulling(), &json!({ "window": { "workDoneProgress": true } }));
    let mut client = Client::start_in(folder.path(), &capabilities);
    client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap();
    let token = client.expect("window/workDoneProgress/create")["token"].take();
    let begin = client.expect("$/progress");
    assert_eq!((&begin["token"], &begin["value"]["kind"]), (&token, &json!("begin")));
    while client.expect("$/progress")["value"]["kind"] != "end" {}
}

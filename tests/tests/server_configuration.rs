//! Settings of the client, configuration files, and files that change.

use std::fs;
use std::path::Path;

use plimsoll_tests::client::{Client, capabilities, file_uri, merge, range};
use serde_json::{Value, json};

fn asking() -> Value {
    let registers = json!({ "dynamicRegistration": true });
    merge(
        capabilities(),
        &json!({ "workspace": {
            "configuration": true,
            "didChangeConfiguration": registers,
            "didChangeWatchedFiles": registers,
        } }),
    )
}

fn changed(client: &mut Client, path: &Path, kind: i32) {
    let changes = json!({ "changes": [{ "uri": file_uri(path), "type": kind }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
}

/// The comment ignores a rule that finds nothing. which `unused-suppression` finds.
const PROBLEM: &str = "FROM scratch\n# plimsoll ignore=invalid-copy\nUSER 1\nCMD [\"a\"]\n";

fn the_problem(diagnostics: &[Value]) -> Option<&Value> {
    diagnostics.iter().find(|diagnostic| diagnostic["code"] == "unused-suppression")
}

const CREATED: i32 = 1;
const CHANGED: i32 = 2;
const DELETED: i32 = 3;

#[test]
fn nothing_is_registered_or_asked_unless_the_client_can() {
    let mut client = Client::start(&capabilities());
    client.open("file:///a/Dockerfile", "FROM scratch\n");
    client.diagnostics("file:///a/Dockerfile", 1);
    assert!(client.seen("client/registerCapability").is_empty());
    assert!(client.seen("workspace/configuration").is_empty());
}

#[test]
fn files_and_settings_are_watched_where_the_client_can() {
    let mut client = Client::start(&asking());
    let registered = client.expect("client/registerCapability");
    let registrations = registered["registrations"].as_array().unwrap();
    let methods: Vec<_> = registrations.iter().map(|registration| registration["method"].clone()).collect();
    assert_eq!(methods, ["workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"]);
    let watchers = registrations[1]["registerOptions"]["watchers"].as_array().unwrap();
    let watches =
        |name: &str| watchers.iter().any(|watcher| watcher["globPattern"].as_str().unwrap().contains(name));
    assert!(watches("plimsoll.toml") && watches(".dockerignore"));
}

#[test]
fn the_first_diagnostics_wait_for_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let uri = file_uri(&folder.path().join("Dockerfile"));
    let settings = json!({ "ignore": ["unused-suppression"] });
    let mut client = Client::start_in_with(folder.path(), &asking(), settings);
    client.open(&uri, PROBLEM);
    assert_eq!(the_problem(&client.next_diagnostics(&uri)), None);
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert!(client.seen("textDocument/publishDiagnostics").is_empty(), "once is enough");
    let asked = client.seen("workspace/configuration");
    assert_eq!(
        asked[0]["items"],
        json!([
            { "section": "plimsoll" },
            { "section": "plimsoll", "scopeUri": file_uri(folder.path()) },
        ])
    );

    client.settings = json!({});
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    assert!(the_problem(&client.next_diagnostics(&uri)).is_some());
}

#[test]
fn settings_of_the_client_win_over_the_file_and_a_wrong_value_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let uri = file_uri(&folder.path().join("Dockerfile"));
    fs::write(folder.path().join("plimsoll.toml"), "severity.unused-suppression = 'error'\n").unwrap();
    let mut client = Client::start_in(folder.path(), &capabilities());
    client.open(&uri, PROBLEM);
    assert_eq!(the_problem(&client.next_diagnostics(&uri)).unwrap()["severity"], 1);

    let mut severity_with = |settings: Value| {
        client.notify("workspace/didChangeConfiguration", json!({ "settings": { "plimsoll": settings } }));
        the_problem(&client.next_diagnostics(&uri)).unwrap()["severity"].clone()
    };
    assert_eq!(severity_with(json!({ "severity": { "unused-suppression": "hint" } })), 4);
    assert_eq!(severity_with(json!({ "severity": { "unused-suppression": "loud" } })), 4);
    assert_eq!(severity_with(json!({ "exclude": [] })), 4);
}

#[test]
fn wrong_settings_are_reported_however_they_come() {
    let wrong = json!({ "exclude": 3 });
    let warning =
        json!({ "type": 2, "message": "Plimsoll settings: `exclude`: expected an array, found a number" });

    let mut client = Client::spawn();
    client.initialize(&json!({ "capabilities": capabilities(), "initializationOptions": wrong }));
    assert_eq!(client.expect("window/showMessage"), warning);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "plimsoll": wrong } }));
    assert_eq!(client.expect("window/showMessage"), warning);

    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::start_in_with(folder.path(), &asking(), json!({}));
    client.expect("workspace/configuration");
    client.settings = wrong;
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    assert_eq!(client.expect("window/showMessage"), warning);
    assert!(client.seen("window/showMessage").is_empty(), "once, though two scopes were asked for");
}

#[test]
fn an_error_in_a_configuration_file_is_shown_there_until_it_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let (config, dockerfile) = (folder.path().join("plimsoll.toml"), folder.path().join("Dockerfile"));
    let (config_uri, uri) = (file_uri(&config), file_uri(&dockerfile));
    fs::write(&config, "# ours\nselect = 'all'\n").unwrap();

    let mut client = Client::start_in(folder.path(), &capabilities());
    client.open(&uri, "FROM scratch\n");
    let shown = client.next_diagnostics(&config_uri);
    assert_eq!(shown[0]["message"], "expected an array, found a string; write `[\"all\"]`");
    assert_eq!(shown[0]["range"], range((1, 9), (1, 14)));
    assert_eq!(shown[0]["source"], "plimsoll");

    fs::write(&config, "select = ['all']\n").unwrap();
    changed(&mut client, &config, CHANGED);
    assert_eq!(client.next_diagnostics(&config_uri), [Value::Null; 0]);

    fs::write(&config, "select =").unwrap();
    changed(&mut client, &config, CHANGED);
    assert_eq!(client.next_diagnostics(&config_uri).len(), 1);
    fs::remove_file(&config).unwrap();
    changed(&mut client, &config, DELETED);
    assert_eq!(client.next_diagnostics(&config_uri), [Value::Null; 0]);
}

#[test]
fn documents_are_looked_at_again_when_their_surroundings_change() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    fs::create_dir(&here).unwrap();
    fs::create_dir(&there).unwrap();
    let (uri, other) = (file_uri(&here.join("Dockerfile")), file_uri(&there.join("Dockerfile")));
    let mut client = Client::start_in(folder.path(), &capabilities());
    for uri in [&uri, &other] {
        client.open(uri, "FROM scratch\nCOPY a /\n");
        client.diagnostics(uri, 1);
    }

    for (file, kind) in [(".dockerignore", CHANGED), ("a", CREATED), ("a", DELETED)] {
        changed(&mut client, &here.join(file), kind);
        client.diagnostics(&uri, 1);
    }
    let published = client.seen("textDocument/publishDiagnostics");
    assert!(published.is_empty(), "nothing changed there: {published:?}");

    client
        .notify("workspace/didChangeConfiguration", json!({ "settings": { "plimsoll": { "ignore": [] } } }));
    client.diagnostics(&uri, 1);
    client.diagnostics(&other, 1);
}

#[test]
fn who_asks_for_diagnostics_is_told_to_ask_again_and_gets_others() {
    let folder = tempfile::tempdir().unwrap();
    let uri = file_uri(&folder.path().join("Dockerfile"));
    let capabilities = merge(
        capabilities(),
        &json!({
            "textDocument": { "diagnostic": {} },
            "workspace": { "diagnostics": { "refreshSupport": true } },
        }),
    );
    let mut client = Client::start_in(folder.path(), &capabilities);
    client.open(&uri, PROBLEM);
    let first = client.pull(&uri, None);
    assert!(the_problem(first["items"].as_array().unwrap()).is_some());

    changed(&mut client, &folder.path().join(".dockerignore"), CREATED);
    client.expect("workspace/diagnostic/refresh");
    assert_eq!(client.pull(&uri, first["resultId"].as_str())["kind"], "unchanged");

    let settings = json!({ "settings": { "ignore": ["unused-suppression"] } });
    client.notify("workspace/didChangeConfiguration", settings);
    client.expect("workspace/diagnostic/refresh");
    let second = client.pull(&uri, first["resultId"].as_str());
    assert_eq!(the_problem(second["items"].as_array().unwrap()), None);
}

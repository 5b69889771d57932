//! Ignore files as documents: what is found in them, what the editor can ask about them, and what they mean for the
//! Dockerfiles beside them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use plimsoll_tests::client::{Client, capabilities, edit, file_uri, merge, range};
use plimsoll_tests::workspace_edit::{apply, edited};
use serde_json::{Value, json};
use tempfile::TempDir;

fn folder_with(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn uri_in(folder: &TempDir, name: &str) -> String {
    file_uri(&folder.path().join(name))
}

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic["code"].as_str().unwrap()).collect()
}

fn has(diagnostics: &[Value], rule: &str) -> bool {
    codes(diagnostics).contains(&rule)
}

fn pulling() -> Value {
    merge(
        capabilities(),
        &json!({
            "textDocument": { "diagnostic": {} },
            "workspace": { "diagnostics": { "refreshSupport": true } },
        }),
    )
}

// What is found

#[test]
fn findings_come_and_go_with_edits_and_fixes() {
    let folder = folder_with(&[]);
    let uri = uri_in(&folder, ".dockerignore");
    let text = "# plimsoll ignore=dockerignore-syntax\nout\n";
    let mut client = Client::start_in(folder.path(), &capabilities());
    client.open_as(&uri, "ignore", text);
    let found = client.diagnostics(&uri, 1);
    let unused = found.iter().find(|finding| finding["code"] == "unused-suppression").unwrap();
    assert_eq!(unused["range"], range((0, 18), (0, 37)));

    let actions = client.code_actions(&uri, &unused["range"], Some(&["quickfix"]));
    let action = actions.iter().find(|action| action["isPreferred"] == true).unwrap();
    assert_eq!(apply(text, &action["edit"], &uri), "out\n");
    client.replace(&uri, 2, "out\n");
    assert!(!has(&client.diagnostics(&uri, 2), "unused-suppression"));

    client.change(&uri, 3, &[edit((0, 3), (0, 3), "😀\r\n[a"), edit((1, 0), (1, 2), "[b")]);
    assert_eq!(client.text(&uri).as_deref(), Some("out😀\r\n[b\n"));
    let found = client.diagnostics(&uri, 3);
    let wrong = found.iter().find(|finding| finding["code"] == "dockerignore-syntax").unwrap();
    assert_eq!(wrong["range"], range((1, 0), (1, 2)));
    client.close(&uri);
    assert_eq!(client.next_diagnostics(&uri), [Value::Null; 0]);
}

#[test]
fn every_name_of_an_ignore_file_counts_and_no_other() {
    let mut client = Client::start(&capabilities());
    for (name, language, is_ours) in [
        (".dockerignore", "ignore", true),
        (".dockerignore", "dockerignore", true),
        ("Dockerfile.dockerignore", "plaintext", true),
        (".containerignore", "gitignore", true),
        (".gitignore", "ignore", false),
        (".npmignore", "ignore", false),
    ] {
        let uri = format!("file:///a/{name}");
        client.open_as(&uri, language, "[\n");
        assert_eq!(client.text(&uri).is_some(), is_ours, "{name} {language}");
        if is_ours {
            assert!(has(&client.diagnostics(&uri, 1), "dockerignore-syntax"), "{name} {language}");
        }
        client.close(&uri);
        client.seen("textDocument/publishDiagnostics");
    }
}

#[test]
fn who_asks_for_diagnostics_gets_those_of_ignore_files() {
    let folder = folder_with(&[]);
    let uri = uri_in(&folder, ".dockerignore");
    let mut client = Client::spawn();
    let server = client.initialize(&json!({ "capabilities": pulling() }));
    assert_eq!(server["capabilities"]["diagnosticProvider"]["interFileDependencies"], true);
    client.open_as(&uri, "ignore", "out\n[\n");
    let first = client.pull(&uri, None);
    assert!(has(first["items"].as_array().unwrap(), "dockerignore-syntax"));
    client.change(&uri, 2, &[edit((1, 0), (1, 1), "")]);
    let second = client.pull(&uri, first["resultId"].as_str());
    assert!(!has(second["items"].as_array().unwrap(), "dockerignore-syntax"), "{second}");
}

#[test]
fn the_workspace_report_has_them_and_what_they_mean_for_dockerfiles_that_are_not_open() {
    let folder = folder_with(&[(".env", ""), ("Dockerfile", COPIES_SECRET), (".dockerignore", "[\n")]);
    let (uri, ignore) = (uri_in(&folder, "Dockerfile"), uri_in(&folder, ".dockerignore"));
    let mut client = Client::start_in(folder.path(), &pulling());
    let is_reported = |client: &mut Client, uri: &str, rule: &str| {
        let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap();
        let of_file = report["items"].as_array().unwrap().iter().find(|item| item["uri"] == uri).unwrap();
        has(of_file["items"].as_array().unwrap(), rule)
    };
    assert!(is_reported(&mut client, &ignore, "dockerignore-syntax"));
    assert!(is_reported(&mut client, &uri, "copies-secret-file"));
    client.open_as(&ignore, "ignore", ".env\n");
    assert!(!is_reported(&mut client, &ignore, "dockerignore-syntax"));
    assert!(!is_reported(&mut client, &uri, "copies-secret-file"));
}

// What the editor can ask

const PROJECT: &[(&str, &str)] = &[
    ("src/main.py", ""),
    ("src/test_main.py", ""),
    ("docs/a.md", ""),
    ("docs/b.md", ""),
    (".env", ""),
    ("app.py", ""),
];

#[test]
fn hover_says_what_a_pattern_matches_as_the_text_is_now() {
    let folder = folder_with(PROJECT);
    let uri = uri_in(&folder, ".dockerignore");
    let mut client = Client::start_in(folder.path(), &capabilities());
    client.open_as(&uri, "dockerignore", "# 😀\ndocs/\n");
    let hover = client.hover(&uri, 1, 2);
    assert_eq!(hover["contents"]["value"], "Leaves out 2 files: `docs/`.\n\nRead as `docs`.");
    assert_eq!(hover["range"], range((1, 0), (1, 5)));
    client.change(&uri, 2, &[edit((2, 0), (2, 0), "!docs/a.md\n")]);
    let undone = client.hover(&uri, 1, 2);
    assert!(
        undone["contents"]["value"].as_str().unwrap().contains("Line 3 brings 1 of them back."),
        "{undone}"
    );
    assert_eq!(client.hover(&uri, 0, 2), Value::Null);
}

fn labels(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect()
}

#[test]
fn completion_follows_the_folders_of_the_context() {
    let folder = folder_with(PROJECT);
    let uri = uri_in(&folder, ".dockerignore");
    let mut client = Client::start_in(folder.path(), &capabilities());
    client.open_as(&uri, "dockerignore", "# 😀\ndocs\ns\n");
    let list = client.complete_completions(&uri, 2, 1);
    assert_eq!(labels(&list), [".env", "app.py", "src/"]);
    assert_eq!(list["isIncomplete"], false);
    let edit_of = |list: &Value, label: &str| {
        let items = list["items"].as_array().unwrap();
        items.iter().find(|item| item["label"] == label).unwrap()["textEdit"].clone()
    };
    let text = edited("# 😀\ndocs\ns\n", &json!([edit_of(&list, "src/")]));
    assert_eq!(text, "# 😀\ndocs\nsrc/\n");

    client.replace(&uri, 2, &text);
    let list = client.completions(&uri, 2, 4);
    assert_eq!(labels(&list), ["main.py", "test_main.py"]);
    client.replace(&uri, 3, "docs\n!");
    assert_eq!(labels(&client.completions(&uri, 1, 1)), ["docs/"]);
    client.replace(&uri, 4, "**/");
    let names = client.completions(&uri, 0, 3);
    assert!(labels(&names).contains(&"test_main.py"), "{names}");
}

fn links(client: &mut Client, uri: &str) -> Vec<Value> {
    let links = client.request("textDocument/documentLink", json!({ "textDocument": { "uri": uri } }));
    links.unwrap().as_array().cloned().unwrap_or_default()
}

#[test]
fn sources_lead_to_their_files_or_to_the_line_that_leaves_them_out() {
    let folder = folder_with(PROJECT);
    let (uri, ignore) = (uri_in(&folder, "Dockerfile"), uri_in(&folder, ".dockerignore"));
    let tooltips = json!({ "textDocument": { "documentLink": { "tooltipSupport": true } } });
    let mut client = Client::start_in(folder.path(), &merge(capabilities(), &tooltips));
    client.open(&uri, "FROM scratch\nCOPY app.py docs/a.md missing /x/\n");
    client.open_as(&ignore, "ignore", "# 😀\ndocs\n");
    assert_eq!(
        links(&mut client, &uri),
        [
            json!({
                "range": range((1, 5), (1, 11)),
                "target": uri_in(&folder, "app.py"),
                "tooltip": "Open app.py",
            }),
            json!({
                "range": range((1, 12), (1, 21)),
                "target": format!("{ignore}#L2"),
                "tooltip": "Left out by line 2 of .dockerignore",
            }),
        ]
    );
    assert_eq!(links(&mut client, &ignore), [Value::Null; 0]);
}

// What Dockerfiles see

const COPIES_SECRET: &str = "FROM scratch\nCOPY .env /\n";

/// Waits until a finding is there or not, in what is published for the version that is open.
fn wait_until(client: &mut Client, uri: &str, rule: &str, is_there: bool) {
    while has(&client.diagnostics(uri, 1), rule) != is_there {}
}

#[test]
fn a_dockerfile_sees_the_ignore_file_as_it_is_in_the_editor() {
    let folder = folder_with(&[(".env", ""), (".dockerignore", "")]);
    let (uri, ignore) = (uri_in(&folder, "Dockerfile"), uri_in(&folder, ".dockerignore"));
    let mut client = Client::start_in(folder.path(), &capabilities());
    client.open(&uri, COPIES_SECRET);
    wait_until(&mut client, &uri, "copies-secret-file", true);

    client.open_as(&ignore, "ignore", "");
    client.change(&ignore, 2, &[edit((0, 0), (0, 0), ".env")]);
    wait_until(&mut client, &uri, "copies-secret-file", false);
    client.change(&ignore, 3, &[edit((0, 0), (0, 0), "# ")]);
    wait_until(&mut client, &uri, "copies-secret-file", true);
    client.change(&ignore, 4, &[edit((0, 0), (0, 2), "")]);
    wait_until(&mut client, &uri, "copies-secret-file", false);
    client.close(&ignore);
    wait_until(&mut client, &uri, "copies-secret-file", true);
}

#[test]
fn an_ignore_file_that_was_never_saved_counts_and_the_own_one_first() {
    let folder = folder_with(&[(".env", "")]);
    let uri = uri_in(&folder, "web.Dockerfile");
    let (common, own) = (uri_in(&folder, ".dockerignore"), uri_in(&folder, "web.Dockerfile.dockerignore"));
    let mut client = Client::start_in(folder.path(), &capabilities());
    client.open(&uri, COPIES_SECRET);
    wait_until(&mut client, &uri, "copies-secret-file", true);
    client.open_as(&common, "ignore", ".env\n");
    wait_until(&mut client, &uri, "copies-secret-file", false);
    client.open_as(&own, "ignore", "");
    wait_until(&mut client, &uri, "copies-secret-file", true);
    client.close(&own);
    wait_until(&mut client, &uri, "copies-secret-file", false);
}

#[test]
fn who_asks_for_diagnostics_gets_those_of_the_editor_too() {
    let folder = folder_with(&[(".env", "")]);
    let (uri, ignore) = (uri_in(&folder, "Dockerfile"), uri_in(&folder, ".dockerignore"));
    let mut client = Client::start_in(folder.path(), &pulling());
    client.open(&uri, COPIES_SECRET);
    client.open_as(&ignore, "ignore", "");
    let mut is_found = || has(client.pull(&uri, None)["items"].as_array().unwrap(), "copies-secret-file");
    assert!(is_found());
    client.replace(&ignore, 2, ".env\n");
    let mut is_found = || has(client.pull(&uri, None)["items"].as_array().unwrap(), "copies-secret-file");
    assert!(!is_found());
    client.close(&ignore);
    client.expect("workspace/diagnostic/refresh");
}

#[test]
fn a_dockerfile_sees_an_ignore_file_that_changes_on_disk() {
    let folder = folder_with(&[(".env", ""), (".dockerignore", "")]);
    let uri = uri_in(&folder, "Dockerfile");
    let mut client = Client::start_in(folder.path(), &capabilities());
    client.open(&uri, COPIES_SECRET);
    wait_until(&mut client, &uri, "copies-secret-file", true);
    fs::write(folder.path().join(".dockerignore"), ".env\n").unwrap();
    let changes = json!({ "changes": [{ "uri": uri_in(&folder, ".dockerignore"), "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
    wait_until(&mut client, &uri, "copies-secret-file", false);
}

// Contexts that take long

/// A folder with more in it than is listed. It stays for the next run: to make and remove it takes long.
fn big_folder() -> &'static Path {
    static FOLDER: std::sync::Once = std::sync::Once::new();
    let folder = Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/big-context"));
    FOLDER.call_once(|| {
        let complete = folder.with_extension("complete");
        if !complete.exists() {
            for number in 0..1_000 {
                let inner = folder.join(format!("folder-{number:04}"));
                fs::create_dir_all(&inner).unwrap();
                for number in 0..20 {
                    fs::File::create(inner.join(format!("file-{number}"))).unwrap();
                }
            }
            fs::write(complete, "").unwrap();
        }
    });
    folder
}

/// So many patterns that each folder takes its time. None of them matches.
fn many_patterns(count: usize) -> String {
    (0..count).map(|number| format!("**/*f*o*l*d*e*r*{number}x\n")).collect()
}

fn with_progress() -> Value {
    merge(capabilities(), &json!({ "window": { "workDoneProgress": true } }))
}

/// Waits until a walk takes long enough to be told of; gives its token.
fn slow_walk(client: &mut Client) -> Value {
    loop {
        let mut progress = client.expect("$/progress");
        if progress["value"]["title"] == "Reading the build context" {
            return progress["token"].take();
        }
    }
}

fn wait_for_end(client: &mut Client, token: &Value) {
    let is_end = |progress: &Value| progress["token"] == *token && progress["value"]["kind"] == "end";
    while !is_end(&client.expect("$/progress")) {}
}

#[test]
fn a_big_context_is_read_in_part() {
    let folder = big_folder();
    let uri = file_uri(&folder.join("plain.Dockerfile.dockerignore"));
    let mut client = Client::start_in(folder, &capabilities());
    client.open_as(&uri, "ignore", "folder-0000\n**/file-1\n");
    // Nothing is known as long as a machine that is busy with other tests has not come to the end of the walk.
    let first = loop {
        let hover = client.hover(&uri, 0, 3);
        if !hover.is_null() {
            break hover;
        }
    };
    assert_eq!(first["contents"]["value"], "Leaves out 20 files: `folder-0000/`.");
    let all = client.hover(&uri, 1, 5);
    assert!(all["contents"]["value"].as_str().unwrap().starts_with("Leaves out at least 9"), "{all}");
    client.replace(&uri, 2, "");
    let list = client.completions(&uri, 0, 0);
    assert_eq!((labels(&list).len(), &list["isIncomplete"]), (200, &json!(true)));
}

#[test]
fn documents_do_not_wait_for_a_slow_walk_and_get_what_it_finds() {
    let folder = big_folder();
    let name = "slow.Dockerfile";
    fs::write(folder.join(format!("{name}.dockerignore")), many_patterns(300)).unwrap();
    let uri = file_uri(&folder.join(name));
    let mut client = Client::start_in(folder, &with_progress());
    client.open(&uri, "FROM scratch\nCOPY folder-0000/file-0 /\n");
    client.diagnostics(&uri, 1);
    assert_eq!(links(&mut client, &uri), [Value::Null; 0]);
    let token = slow_walk(&mut client);
    assert_eq!(client.expect("window/workDoneProgress/create")["token"], token);

    wait_for_end(&mut client, &token);
    client.diagnostics(&uri, 1);
    assert_eq!(links(&mut client, &uri).len(), 1);
}

#[test]
fn a_walk_ends_when_nobody_needs_it() {
    let folder = big_folder();
    let name = "endless.Dockerfile";
    // It would take minutes.
    fs::write(folder.join(format!("{name}.dockerignore")), many_patterns(20_000)).unwrap();
    let uri = file_uri(&folder.join(name));
    fs::write(folder.join(name), "FROM scratch\n").unwrap();
    let mut client = Client::start_in(folder, &with_progress());

    client.open(&uri, "FROM scratch\n");
    let token = slow_walk(&mut client);
    client.close(&uri);
    wait_for_end(&mut client, &token);

    let request = client.send_request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let token = slow_walk(&mut client);
    client.notify("$/cancelRequest", json!({ "id": request }));
    assert_eq!(client.response(request).unwrap_err()["code"], -32800);
    wait_for_end(&mut client, &token);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_is_given_back_on_close() {
    let folder = big_folder();
    let uri = file_uri(&folder.join("memory.Dockerfile"));
    let mut client = Client::start_in(folder, &capabilities());
    let mut kilobytes_after = |rounds: i32| {
        for _ in 0..rounds {
            client.open(&uri, "FROM scratch\nCOPY folder-0000/file-0 /\n");
            client.diagnostics(&uri, 1);
            client.close(&uri);
            client.next_diagnostics(&uri);
        }
        let status = fs::read_to_string(format!("/proc/{}/status", client.pid())).unwrap();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        resident.trim().trim_end_matches(" kB").parse::<u64>().unwrap()
    };
    let (few, many) = (kilobytes_after(5), kilobytes_after(20));
    assert!(many < few + 10_000, "{few} kB, then {many} kB");
}

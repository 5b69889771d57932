//! Code actions: what is offered, in which shape, and that it does what it says.

use plimsoll_tests::client::{Client, capabilities, merge, range};
use plimsoll_tests::workspace_edit::apply;
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";

/// Both comments ignore what there is not, which has a safe fix.
const TWO_PROBLEMS: &str =
    "FROM scratch\r\n# plimsoll ignore=all\r\nLABEL a=\"😀\"\r\n# plimsoll ignore=all\r\nCMD [\"a\"]\r\n";
const FIXED: &str = "FROM scratch\r\nLABEL a=\"😀\"\r\nCMD [\"a\"]\r\n";

fn lazy() -> Value {
    let action = json!({ "dataSupport": true, "resolveSupport": { "properties": ["edit"] } });
    merge(capabilities(), &json!({ "textDocument": { "codeAction": action } }))
}

fn opened(capabilities: &Value, text: &str) -> Client {
    let mut client = Client::spawn();
    let options = json!({ "select": ["unused-suppression"] });
    client.initialize(&json!({ "capabilities": capabilities, "initializationOptions": options }));
    client.open(URI, text);
    client
}

fn anywhere() -> Value {
    range((0, 0), (99, 0))
}

#[test]
fn fix_all_edits_only_what_it_fixes() {
    let mut client = opened(&capabilities(), TWO_PROBLEMS);
    let actions = client.code_actions(URI, &range((0, 0), (0, 0)), Some(&["source.fixAll"]));
    let [action] = &actions[..] else { panic!("{actions:#?}") };
    assert_eq!(action["kind"], "source.fixAll.plimsoll");
    let edit = &action["edit"]["documentChanges"][0];
    assert_eq!(edit["textDocument"], json!({ "uri": URI, "version": 1 }));
    assert_eq!(
        edit["edits"],
        json!([
            { "range": range((1, 0), (2, 0)), "newText": "" },
            { "range": range((3, 0), (4, 0)), "newText": "" },
        ])
    );
    assert_eq!(apply(TWO_PROBLEMS, &action["edit"], URI), FIXED);
}

#[test]
fn fix_all_is_not_offered_where_nothing_can_be_fixed() {
    let mut client = opened(&capabilities(), FIXED);
    assert_eq!(client.code_actions(URI, &anywhere(), Some(&["source"])), [Value::Null; 0]);
}

#[test]
fn only_the_kinds_that_are_asked_for_are_offered() {
    let mut client = opened(&capabilities(), TWO_PROBLEMS);
    let mut kinds = |only: &[&str]| -> Vec<String> {
        let actions = client.code_actions(URI, &anywhere(), Some(only));
        let mut kinds: Vec<_> =
            actions.iter().map(|action| action["kind"].as_str().unwrap().to_owned()).collect();
        kinds.dedup();
        kinds
    };
    assert_eq!(kinds(&["source.fixAll.plimsoll"]), ["source.fixAll.plimsoll"]);
    assert_eq!(kinds(&["source"]), ["source.fixAll.plimsoll"]);
    assert_eq!(kinds(&["source.organizeImports", "refactor"]), [""; 0]);
}

#[test]
fn a_client_without_versions_gets_plain_changes() {
    let capabilities =
        merge(capabilities(), &json!({ "workspace": { "workspaceEdit": { "documentChanges": false } } }));
    let mut client = opened(&capabilities, TWO_PROBLEMS);
    let actions = client.code_actions(URI, &anywhere(), Some(&["source"]));
    assert_eq!(actions[0]["edit"]["changes"].as_object().unwrap().keys().collect::<Vec<_>>(), [URI]);
    assert_eq!(apply(TWO_PROBLEMS, &actions[0]["edit"], URI), FIXED);
}

#[test]
fn a_client_without_literals_is_offered_nothing_it_can_not_read() {
    let mut client = Client::spawn();
    let initialized = client.initialize(&json!({ "capabilities": {} }));
    assert_eq!(initialized["capabilities"].get("codeActionProvider"), None);
    client.open(URI, TWO_PROBLEMS);
    assert_eq!(client.code_actions(URI, &anywhere(), None), [Value::Null; 0]);
}

#[test]
fn an_edit_is_made_when_it_is_chosen_where_the_client_can_wait() {
    let mut client = opened(&lazy(), TWO_PROBLEMS);
    let actions = client.code_actions(URI, &anywhere(), Some(&["source"]));
    assert_eq!(actions[0].get("edit"), None);
    let resolved = client.request("codeAction/resolve", actions[0].clone()).unwrap();
    assert_eq!(resolved["title"], actions[0]["title"]);
    assert_eq!(apply(TWO_PROBLEMS, &resolved["edit"], URI), FIXED);

    client.replace(URI, 2, FIXED);
    let error = client.request("codeAction/resolve", actions[0].clone()).unwrap_err();
    assert_eq!(error["code"], -32801, "it belongs to another version");
}

#[test]
fn the_page_of_a_rule_is_shown_by_the_client() {
    let shows = json!({ "window": { "showDocument": { "support": true } } });
    let mut client = Client::spawn();
    let initialized = client.initialize(&json!({ "capabilities": merge(capabilities(), &shows) }));
    assert_eq!(
        initialized["capabilities"]["executeCommandProvider"]["commands"],
        json!(["plimsoll.explain", "plimsoll.show"])
    );
    let explain = |rule: &str| json!({ "command": "plimsoll.explain", "arguments": [rule] });
    client.request("workspace/executeCommand", explain("unused-suppression")).unwrap();
    let page = client.expect("window/showDocument");
    assert_eq!(page["external"], true);
    assert!(page["uri"].as_str().unwrap().starts_with("https://"), "{page}");

    assert_eq!(client.error_code("workspace/executeCommand", explain("no-such-rule")), -32602);
    assert_eq!(client.error_code("workspace/executeCommand", json!({ "command": "rm" })), -32602);
}

#[test]
fn a_fix_adds_to_the_ignore_file_as_it_is_open_or_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".dockerignore"), "*.log\n").unwrap();
    std::fs::write(folder.path().join(".env"), "A=b\n").unwrap();
    let uri = |name: &str| format!("file://{}", folder.path().join(name).display());
    let mut client = Client::start_in(folder.path(), &capabilities());
    client.open(&uri("Dockerfile"), "FROM alpine:3.22\nCOPY . /a\n");
    let change = |client: &mut Client| {
        let actions = client.code_actions(&uri("Dockerfile"), &range((1, 5), (1, 5)), Some(&["quickfix"]));
        let is_it = |action: &&Value| action["title"] == "Leave it out in .dockerignore (unsafe)";
        let action = actions.iter().find(is_it).unwrap_or_else(|| panic!("{actions:#?}"));
        let changes = action["edit"]["documentChanges"].as_array().unwrap();
        assert_eq!(changes.len(), 1, "the Dockerfile is left alone");
        changes[0].clone()
    };
    let expected = |version: Value, line: u32| {
        json!({
            "textDocument": { "uri": uri(".dockerignore"), "version": version },
            "edits": [{ "range": range((line, 0), (line, 0)), "newText": "**/.env\n" }],
        })
    };
    assert_eq!(change(&mut client), expected(Value::Null, 1));
    client.open_as(&uri(".dockerignore"), "ignore", "*.log\n*.tmp\n");
    assert_eq!(change(&mut client), expected(json!(1), 2));
}

#[test]
fn a_fix_that_can_not_be_made_is_shown_with_the_reason_where_the_client_can() {
    let text = "FROM golang:1.25\nWORKDIR /a\nRUN go build -o b\nCMD [\"/other\"]\n";
    let titles_and_reasons = |capabilities: &Value| -> Vec<(Value, Value)> {
        let mut client = Client::spawn();
        let options = json!({ "select": ["build-tools-in-final-image"] });
        client.initialize(&json!({ "capabilities": capabilities, "initializationOptions": options }));
        client.open(URI, text);
        let actions = client.code_actions(URI, &range((0, 6), (0, 6)), Some(&["quickfix"]));
        assert!(
            actions.iter().all(|action| action.get("disabled").is_none() || action.get("edit").is_none())
        );
        actions.iter().map(|action| (action["title"].clone(), action["disabled"]["reason"].clone())).collect()
    };
    let reason = "where the program that the container starts is built is not known";
    let shown = (json!("Build in a stage of its own"), json!(reason));
    let can = json!({ "textDocument": { "codeAction": { "disabledSupport": true } } });
    assert_eq!(titles_and_reasons(&merge(capabilities(), &can)).first(), Some(&shown));
    assert!(!titles_and_reasons(&capabilities()).contains(&shown));
}

const SPLITTABLE: &str = "ARG V=3.22\nFROM alpine:$V\nRUN a && b\n";

#[test]
fn refactorings_need_no_finding() {
    let mut client = Client::spawn();
    client.initialize(&json!({ "capabilities": lazy() }));
    client.open(URI, SPLITTABLE);
    let mut offered = |at: (u32, u32), only: &str| client.code_actions(URI, &range(at, at), Some(&[only]));
    let title_and_kind = |action: &Value| {
        format!("{} {}", action["title"].as_str().unwrap(), action["kind"].as_str().unwrap())
    };
    let all: Vec<String> = offered((2, 6), "refactor").iter().map(title_and_kind).collect();
    assert_eq!(all, ["Split into 2 RUNs refactor.rewrite", "Convert to a heredoc refactor.rewrite"]);
    assert_eq!(offered((2, 6), "refactor.inline"), [Value::Null; 0]);

    let split = offered((2, 6), "refactor.rewrite").remove(0);
    assert_eq!((split.get("edit"), split.get("diagnostics")), (None, None));
    let resolved = client.request("codeAction/resolve", split).unwrap();
    assert_eq!(resolved["edit"]["documentChanges"][0]["textDocument"], json!({ "uri": URI, "version": 1 }));
    assert_eq!(apply(SPLITTABLE, &resolved["edit"], URI), "ARG V=3.22\nFROM alpine:$V\nRUN a\nRUN b\n");
}

#[test]
fn what_may_change_more_than_the_file_says_so() {
    let annotations = json!({ "workspace": { "workspaceEdit": { "changeAnnotationSupport": {} } } });
    for (capabilities, is_annotated) in [(merge(capabilities(), &annotations), true), (capabilities(), false)]
    {
        let mut client = opened(&capabilities, SPLITTABLE);
        let actions = client.code_actions(URI, &range((0, 4), (0, 4)), Some(&["refactor.inline"]));
        let edit = &actions[0]["edit"];
        assert_eq!(apply(SPLITTABLE, edit, URI), "FROM alpine:3.22\nRUN a && b\n");
        let annotation = &edit["changeAnnotations"]["caution"];
        assert_eq!(annotation.is_object(), is_annotated, "{edit}");
    }
}

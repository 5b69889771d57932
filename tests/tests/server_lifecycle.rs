//! How a conversation with the server begins and ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use plimsoll_tests::client::{Client, capabilities, framed};
use serde_json::{Value, json};

const URI: &str = "file:///project/Dockerfile";

#[test]
fn nothing_is_answered_before_initialize() {
    let mut client = Client::spawn();
    assert_eq!(client.error_code("textDocument/hover", json!({})), -32002);
    assert_eq!(client.error_code("no/such/method", json!({})), -32002);
    assert_eq!(client.error_code("shutdown", Value::Null), -32002);
    client.initialize(&json!({}));
    assert_eq!(client.error_code("initialize", json!({ "capabilities": {} })), -32600);
    assert_eq!(client.error_code("no/such/method", json!({})), -32601);
    assert!(client.shut_down().success());
}

#[test]
fn nothing_is_answered_after_shutdown() {
    let mut client = Client::start(&capabilities());
    assert_eq!(client.request("shutdown", Value::Null), Ok(Value::Null));
    assert_eq!(client.error_code("textDocument/hover", json!({})), -32600);
    assert_eq!(client.error_code("no/such/method", json!({})), -32600);
    assert_eq!(client.error_code("shutdown", Value::Null), -32600);
    assert!(client.exit().success());
}

#[test]
fn the_exit_code_says_whether_the_client_took_its_leave() {
    assert_eq!(Client::start(&capabilities()).shut_down().code(), Some(0));
    assert_eq!(Client::start(&capabilities()).exit().code(), Some(1));
    assert_eq!(Client::spawn().exit().code(), Some(1));
    assert_eq!(Client::start(&capabilities()).hang_up().code(), Some(1));
}

#[test]
fn the_server_ends_with_the_process_of_the_client() {
    let mut editor = Command::new("sleep").arg("600").spawn().unwrap();
    let mut client = Client::spawn();
    client.initialize(&json!({ "processId": editor.id() }));
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(client.wait_for_exit().code(), Some(1));
}

#[test]
fn what_comes_right_after_initialize_is_not_lost() {
    let mut client = Client::spawn();
    let document = json!({ "uri": URI, "languageId": "dockerfile", "version": 1, "text": "FROM scratch\n" });
    let messages = [
        json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": { "capabilities": {} } }),
        json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
        json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": document } }),
    ];
    client.send_bytes(&messages.iter().flat_map(framed).collect::<Vec<_>>());
    assert_eq!(client.text(URI).as_deref(), Some("FROM scratch\n"));
}

#[test]
fn notifications_without_meaning_and_broken_messages_do_no_harm() {
    let mut client = Client::start(&capabilities());
    client.notify("$/setTrace", json!({ "value": "verbose" }));
    client.notify("$/no/such/notification", json!({}));
    client.notify("textDocument/didChange", json!({ "nonsense": true }));
    client.change("file:///never/opened", 1, &[json!({ "text": "x" })]);
    client.close("file:///never/opened");
    client.send_bytes(b"Content-Length: 5\r\n\r\n{\"a\":");
    client.open(URI, "FROM scratch\n");
    assert_eq!(client.text(URI).as_deref(), Some("FROM scratch\n"));
    assert_eq!(client.error_code("textDocument/hover", json!({ "nonsense": true })), -32602);
    assert!(client.shut_down().success());
}

#[test]
fn a_cancelled_request_is_answered_as_such() {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..50 {
        std::fs::write(folder.path().join(format!("Dockerfile.{at}")), "FROM scratch\n").unwrap();
    }
    let mut client = Client::start_in(folder.path(), &capabilities());
    let id = client.send_request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    client.notify("$/cancelRequest", json!({ "id": id }));
    assert_eq!(client.response(id).unwrap_err()["code"], -32800);
    assert!(client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).is_ok());
    client.notify("$/cancelRequest", json!({ "id": id }));
    assert!(client.shut_down().success());
}

/// A server that waits until its answers are read, before it reads on, would wait for ever here.
#[test]
fn a_client_may_write_everything_before_it_reads() {
    const REQUESTS: usize = 20_000;
    let mut server = Command::new(plimsoll_tests::binary())
        .arg("server")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let message = |id: Option<usize>, method: &str, params: Value| {
        let mut message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        if let Some(id) = id {
            message["id"] = json!(id);
        }
        framed(&message)
    };
    let mut stdin = server.stdin.take().unwrap();
    stdin.write_all(&message(Some(0), "initialize", json!({ "capabilities": {} }))).unwrap();
    for id in 1..=REQUESTS {
        stdin.write_all(&message(Some(id), "plimsoll/documentText", json!({ "uri": URI }))).unwrap();
    }
    stdin.write_all(&message(None, "exit", Value::Null)).unwrap();

    let mut answers = String::new();
    server.stdout.take().unwrap().read_to_string(&mut answers).unwrap();
    assert_eq!(answers.matches("\"result\":null").count(), REQUESTS);
    assert_eq!(server.wait().unwrap().code(), Some(1));
}

#[test]
fn a_log_is_written_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("plimsoll.log");
    let mut client = Client::spawn_with(&["--log", log.to_str().unwrap()]);
    client.initialize(&json!({}));
    assert!(client.seen("window/logMessage").is_empty());
    assert!(client.shut_down().success());
    assert!(std::fs::read_to_string(log).unwrap().contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn without_a_log_the_client_is_told() {
    let mut client = Client::start(&capabilities());
    let message = client.expect("window/logMessage");
    assert_eq!(message["type"], 3);
    assert!(message["message"].as_str().unwrap().contains(env!("CARGO_PKG_VERSION")), "{message}");
}

#[test]
fn speaks_over_tcp_on_the_loopback_interface() {
    let mut server = Command::new(plimsoll_tests::binary())
        .args(["server", "--tcp", "0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on ").unwrap();
    assert!(address.starts_with("127.0.0.1:"));

    let mut stream = TcpStream::connect(address).unwrap();
    let shutdown = json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" });
    let messages = [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } }),
        shutdown,
        json!({ "jsonrpc": "2.0", "method": "exit" }),
    ];
    stream.write_all(&messages.iter().flat_map(framed).collect::<Vec<_>>()).unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert!(answers.contains("\"serverInfo\"") && answers.contains("\"result\":null"), "{answers}");
    assert_eq!(server.wait().unwrap().code(), Some(0));
}

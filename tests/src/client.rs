//! A small editor: a blocking JSON-RPC client over the pipes of the real binary.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::binary;

/// The longest that anything may take, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// Kills its server when it is dropped.
pub struct Client {
    server: Child,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Value>,
    /// What the server said unasked and nobody has looked at yet.
    unread: VecDeque<Value>,
    last_id: i64,
    /// What `workspace/configuration` is answered with, for every item.
    pub settings: Value,
}

/// Everything a modern editor can do; see [`merge`] for less or more.
pub fn capabilities() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "workspace": {
            "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename", "delete"] },
        },
        "textDocument": {
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "publishDiagnostics": {
                "relatedInformation": true,
                "versionSupport": true,
                "codeDescriptionSupport": true,
                "dataSupport": true,
                "tagSupport": { "valueSet": [1, 2] },
            },
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "source.fixAll"] } },
                "isPreferredSupport": true,
            },
        },
    })
}

/// `base` with the entries of `over` laid over it, however deep.
pub fn merge(mut base: Value, over: &Value) -> Value {
    match (&mut base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                let below = base.remove(key).unwrap_or(Value::Null);
                base.insert(key.clone(), merge(below, value));
            }
        }
        _ => base = over.clone(),
    }
    base
}

impl Client {
    /// A server that has been told nothing yet.
    pub fn spawn() -> Self {
        Self::spawn_with(&[])
    }

    pub fn spawn_with(arguments: &[&str]) -> Self {
        let mut server = Command::new(binary())
            .arg("server")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let stdout = server.stdout.take().expect("stdout is a pipe");
        let (sender, incoming) = channel();
        thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            while let Some(message) = read_message(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let stdin = server.stdin.take();
        Client { server, stdin, incoming, unread: VecDeque::new(), last_id: 0, settings: Value::Null }
    }

    /// A server that is ready, for a client with these capabilities.
    pub fn start(capabilities: &Value) -> Self {
        let mut client = Self::spawn();
        client.initialize(&json!({ "capabilities": capabilities }));
        client
    }

    /// A server that is ready and works in a folder.
    pub fn start_in(folder: &Path, capabilities: &Value) -> Self {
        Self::start_in_with(folder, capabilities, Value::Null)
    }

    /// The same, for a client that answers questions for settings with these.
    pub fn start_in_with(folder: &Path, capabilities: &Value, settings: Value) -> Self {
        let mut client = Self::spawn();
        client.settings = settings;
        let folders = json!([{ "uri": file_uri(folder), "name": "test" }]);
        client.initialize(&json!({ "capabilities": capabilities, "workspaceFolders": folders }));
        client
    }

    /// Completes the parameters with what every client sends; gives the server's capabilities and info.
    pub fn initialize(&mut self, params: &Value) -> Value {
        let params =
            merge(json!({ "processId": std::process::id(), "rootUri": null, "capabilities": {} }), params);
        let result = self.request("initialize", params).expect("initialize succeeds");
        self.notify("initialized", json!({}));
        result
    }

    pub fn pid(&self) -> u32 {
        self.server.id()
    }

    // Messages

    /// Sends a request and waits for its response: the result, or the error.
    pub fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.send_request(method, params);
        self.response(id)
    }

    /// Sends a request; [`Client::response`] gives its outcome.
    pub fn send_request(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": self.last_id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        self.last_id
    }

    pub fn response(&mut self, id: i64) -> Result<Value, Value> {
        let mut response = self.wait_for(|message| message.get("method").is_none() && message["id"] == id);
        match response.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(response["result"].take()),
        }
    }

    /// The code of the error that a request is answered with.
    pub fn error_code(&mut self, method: &str, params: Value) -> i64 {
        let error = self.request(method, params).expect_err("an error");
        error["code"].as_i64().expect("errors have a code")
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        let mut message = json!({ "jsonrpc": "2.0", "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
    }

    pub fn send(&mut self, message: &Value) {
        self.send_bytes(&framed(message));
    }

    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("stdin is open");
        stdin.write_all(bytes).and_then(|()| stdin.flush()).expect("the server reads");
    }

    /// Waits for the next notification, or request that the server made, of this method; gives its parameters.
    pub fn expect(&mut self, method: &str) -> Value {
        self.wait_for(|message| message["method"] == method)["params"].take()
    }

    /// The parameters of all notifications and requests of this method that have come so far. A request goes
    /// back and forth first, so that what the server said before that is here.
    pub fn seen(&mut self, method: &str) -> Vec<Value> {
        let _ = self.request("plimsoll/documentText", json!({ "uri": "file:///none" }));
        let (seen, rest) = self.unread.drain(..).partition(|message| message["method"] == method);
        self.unread = rest;
        Vec::from(seen).into_iter().map(|mut message| message["params"].take()).collect()
    }

    fn wait_for(&mut self, mut is_wanted: impl FnMut(&Value) -> bool) -> Value {
        if let Some(at) = self.unread.iter().position(&mut is_wanted) {
            return self.unread.remove(at).unwrap_or_default();
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let message = match self.incoming.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => panic!("nothing came in time; unread: {:#?}", self.unread),
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the server is gone; unread: {:#?}", self.unread)
                }
            };
            if message.get("method").is_some() && message.get("id").is_some() {
                self.answer(&message);
            }
            if is_wanted(&message) {
                return message;
            }
            self.unread.push_back(message);
        }
    }

    fn answer(&mut self, request: &Value) {
        let result = match request["method"].as_str() {
            Some("workspace/configuration") => {
                let items = request["params"]["items"].as_array().map_or(0, Vec::len);
                Value::Array(vec![self.settings.clone(); items])
            }
            Some("window/showDocument") => json!({ "success": true }),
            _ => Value::Null,
        };
        self.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }));
    }

    // Documents

    /// Opens a Dockerfile, in version 1.
    pub fn open(&mut self, uri: &str, text: &str) {
        self.open_as(uri, "dockerfile", text);
    }

    pub fn open_as(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Sends one change, or all of them at once.
    pub fn change(&mut self, uri: &str, version: i32, changes: &[Value]) {
        let document = json!({ "uri": uri, "version": version });
        let changes = json!({ "textDocument": document, "contentChanges": changes });
        self.notify("textDocument/didChange", changes);
    }

    /// Replaces the whole text.
    pub fn replace(&mut self, uri: &str, version: i32, text: &str) {
        self.change(uri, version, &[json!({ "text": text })]);
    }

    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// The text that the server has; nothing for what it does not treat as an open Dockerfile.
    pub fn text(&mut self, uri: &str) -> Option<String> {
        let document = self.request("plimsoll/documentText", json!({ "uri": uri })).expect("the text");
        Some(document.get("text")?.as_str()?.to_owned())
    }

    // Features

    /// Waits until the diagnostics of this version of a document are published.
    pub fn diagnostics(&mut self, uri: &str, version: i32) -> Vec<Value> {
        loop {
            let mut published = self.wait_for(|message| {
                message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
            });
            if published["params"]["version"] == version {
                return array(published["params"]["diagnostics"].take());
            }
        }
    }

    /// Waits for the next publication for a file, whatever its version.
    pub fn next_diagnostics(&mut self, uri: &str) -> Vec<Value> {
        let mut published = self.wait_for(|message| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
        });
        array(published["params"]["diagnostics"].take())
    }

    /// Asks for the diagnostics of a document.
    pub fn pull(&mut self, uri: &str, previous: Option<&str>) -> Value {
        let params = json!({ "textDocument": { "uri": uri }, "previousResultId": previous });
        self.request("textDocument/diagnostic", params).expect("a report")
    }

    pub fn hover(&mut self, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        self.request("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": position }))
            .expect("a hover or null")
    }

    pub fn completions(&mut self, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        let params = json!({ "textDocument": { "uri": uri }, "position": position });
        self.request("textDocument/completion", params).expect("a list")
    }

    /// The same once all that is asked for is known.
    pub fn complete_completions(&mut self, uri: &str, line: u32, character: u32) -> Value {
        loop {
            let list = self.completions(uri, line, character);
            if list["isIncomplete"] == false {
                return list;
            }
        }
    }

    /// The code actions for a range; `only` limits their kinds.
    pub fn code_actions(&mut self, uri: &str, range: &Value, only: Option<&[&str]>) -> Vec<Value> {
        let mut context = json!({ "diagnostics": [] });
        if let Some(only) = only {
            context["only"] = json!(only);
        }
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
        array(self.request("textDocument/codeAction", params).expect("code actions or null"))
    }

    // The end

    /// Ends the server as LSP has it.
    pub fn shut_down(mut self) -> ExitStatus {
        assert_eq!(self.request("shutdown", Value::Null), Ok(Value::Null));
        self.exit()
    }

    /// Sends `exit`, and waits for that to happen while stdin stays open.
    pub fn exit(mut self) -> ExitStatus {
        self.notify("exit", Value::Null);
        self.wait_for_exit()
    }

    /// Closes stdin without a word.
    pub fn hang_up(mut self) -> ExitStatus {
        self.stdin = None;
        self.wait_for_exit()
    }

    /// Waits for the server to end by itself.
    pub fn wait_for_exit(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.server.try_wait().expect("the server can be waited for") {
                return status;
            }
            assert!(Instant::now() < end, "the server does not end");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn array(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        _ => Vec::new(),
    }
}

/// A message as it goes over the wire.
pub fn framed(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn read_message(stdout: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut header = String::new();
        if stdout.read_line(&mut header).ok()? == 0 {
            return None;
        }
        match header.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().ok()?;
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stdout.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// An empty or reversed range is as good as any other to the server.
pub fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    let position = |(line, character)| json!({ "line": line, "character": character });
    json!({ "start": position(start), "end": position(end) })
}

/// A change that replaces a range.
pub fn edit(start: (u32, u32), end: (u32, u32), text: &str) -> Value {
    json!({ "range": range(start, end), "text": text })
}

/// For paths of temporary folders, which need little escaping.
pub fn file_uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

//! Messages in and out, over standard input and output or one TCP connection.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc as std_mpsc;
use std::thread;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

/// Where the client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Stdio,
    /// Waits for one client on this port of the loopback interface; 0 takes any free port.
    Tcp(u16),
}

/// What the client sends.
pub(crate) type Inbox = mpsc::Receiver<Incoming>;

#[derive(Debug, PartialEq)]
pub(crate) enum Incoming {
    /// Or a notification.
    Request(Request),
    /// To a request of ours.
    Response(Response),
    /// What is no message, and the answer to that.
    Broken(Response),
}

impl Transport {
    /// Ready to talk. For TCP this waits for the client, and says on standard error where.
    pub(crate) fn connect(self) -> io::Result<(Inbox, Outbox, Drained)> {
        match self {
            Transport::Stdio => Ok(start(io::stdin(), io::stdout())),
            Transport::Tcp(port) => {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
                eprintln!("listening on {}", listener.local_addr()?);
                let (stream, _) = listener.accept()?;
                stream.set_nodelay(true)?;
                Ok(start(stream.try_clone()?, stream))
            }
        }
    }
}

/// Reads and writes in threads of their own.
fn start(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> (Inbox, Outbox, Drained) {
    let (sender, inbox) = mpsc::channel(64);
    thread::spawn(move || {
        let mut input = BufReader::new(input);
        while let Ok(Some(body)) = read_body(&mut input) {
            if let Some(message) = parse(&body)
                && sender.blocking_send(message).is_err()
            {
                return;
            }
        }
    });
    let (outbox, drained) = Outbox::new(output);
    (inbox, outbox, drained)
}

/// The next message's bytes; nothing at the end of the input.
fn read_body(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = 0;
    loop {
        let mut header = Vec::new();
        if input.read_until(b'\n', &mut header)? == 0 {
            return Ok(None);
        }
        let header = String::from_utf8_lossy(&header);
        match header.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().unwrap_or(0);
            }
            None if header.trim().is_empty() => break,
            // Nothing else in the header matters: the content can only be UTF-8.
            _ => {}
        }
    }
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    Ok(Some(body))
}

/// Nothing for what can't be understood and needs no answer: half of a response.
fn parse(body: &[u8]) -> Option<Incoming> {
    let Ok(message) = serde_json::from_slice::<Value>(body) else {
        return Some(Incoming::Broken(Response::from_error(Id::Null, Error::parse_error())));
    };
    let is_response = message.get("result").is_some() || message.get("error").is_some();
    if is_response && message.get("method").is_none() {
        return serde_json::from_value(message).map(Incoming::Response).ok();
    }
    let id = message.get("id").and_then(|id| serde_json::from_value(id.clone()).ok()).unwrap_or_default();
    let request = match message.get("method") {
        Some(_) => serde_json::from_value(message).ok(),
        None => None,
    };
    let broken = || Incoming::Broken(Response::from_error(id, Error::invalid_request()));
    Some(request.map_or_else(broken, Incoming::Request))
}

/// What the client gets. Sending never waits: a client that writes all its messages before it reads an
/// answer would otherwise wait for the server, and the server for the client.
#[derive(Clone)]
pub(crate) struct Outbox(std_mpsc::Sender<String>);

/// Tells when everything is written.
pub(crate) struct Drained(std_mpsc::Receiver<()>);

impl Outbox {
    fn new(output: impl Write + Send + 'static) -> (Self, Drained) {
        let (sender, messages) = std_mpsc::channel();
        let (writing, drained) = std_mpsc::channel();
        thread::spawn(move || {
            // A client that is gone is noticed where its messages are read.
            let _ = write_all(output, &messages);
            drop(writing);
        });
        (Outbox(sender), Drained(drained))
    }

    pub(crate) fn send(&self, message: &impl Serialize) {
        match serde_json::to_string(message) {
            // Nobody is left to tell when the client is gone.
            Ok(body) => drop(self.0.send(body)),
            Err(error) => tracing::error!("a message can't be written: {error}"),
        }
    }
}

fn write_all(output: impl Write, messages: &std_mpsc::Receiver<String>) -> io::Result<()> {
    let mut output = BufWriter::new(output);
    while let Ok(first) = messages.recv() {
        for body in std::iter::once(first).chain(messages.try_iter()) {
            write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        }
        output.flush()?;
    }
    Ok(())
}

impl Drained {
    /// Waits until the last byte is out, but not for a client that no longer reads.
    pub(crate) fn wait(self) {
        let _ = self.0.recv_timeout(Duration::from_secs(1));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bodies(input: &str) -> Vec<String> {
        let mut input = input.as_bytes();
        let next = || read_body(&mut input).unwrap().map(|body| String::from_utf8(body).unwrap());
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn reads_one_message_after_the_other() {
        assert_eq!(bodies("Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\n\"é\""), ["{}", "\"é\""]);
        let with_type =
            "content-length:2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}";
        assert_eq!(bodies(with_type), ["{}"]);
        assert_eq!(bodies("Content-Length: 99\r\n\r\n{}"), ["{}"], "the end comes too early");
        assert_eq!(bodies("Content-Le"), [""; 0]);
    }

    fn code(body: &str) -> (i64, Id) {
        match parse(body.as_bytes()) {
            Some(Incoming::Broken(response)) => {
                (response.error().map_or(0, |error| error.code.code()), response.id().clone())
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_no_message_is_answered_by_the_book() {
        assert_eq!(code("{\"a\":"), (-32700, Id::Null));
        assert_eq!(code("\u{0}"), (-32700, Id::Null));
        assert_eq!(code("[]"), (-32600, Id::Null));
        assert_eq!(code(r#"{"jsonrpc":"2.0","id":1}"#), (-32600, Id::Number(1)));
        assert_eq!(code(r#"{"jsonrpc":"1.0","id":"a","method":"x"}"#), (-32600, Id::String("a".to_owned())));
        assert_eq!(parse(br#"{"jsonrpc":"2.0","id":1,"error":"nonsense"}"#), None);
    }

    #[test]
    fn sending_does_not_wait_for_the_reader() {
        let (mut reader, writer) = io::pipe().unwrap();
        let (outbox, drained) = Outbox::new(writer);
        let megabyte = "x".repeat(1 << 20);
        outbox.send(&json!(megabyte));
        drop(outbox);
        let mut read = String::new();
        reader.read_to_string(&mut read).unwrap();
        drained.wait();
        assert!(read == format!("Content-Length: {}\r\n\r\n\"{megabyte}\"", megabyte.len() + 2));
    }
}

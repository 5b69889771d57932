//! Where the server's own messages go.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::{MakeWriter, layer};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// A line of the log on its way to the client.
pub(crate) type LogLine = (Level, String);

/// Starts logging to `file` in detail; without a file, to the client (what comes out of the receiver), and
/// warnings to standard error.
pub(crate) fn start(file: Option<&Path>) -> io::Result<UnboundedReceiver<LogLine>> {
    let (sender, receiver) = unbounded_channel();
    // It fails when the process has a subscriber already: then that one is the one to use.
    let _ = match file {
        Some(path) => {
            let file = Mutex::new(File::create(path)?);
            let to_file = layer().with_ansi(false).with_writer(file).with_filter(LevelFilter::DEBUG);
            tracing_subscriber::registry().with(to_file).try_init()
        }
        None => {
            let to_stderr = layer().with_ansi(false).with_writer(io::stderr).with_filter(LevelFilter::WARN);
            let to_client = layer()
                .with_ansi(false)
                .without_time()
                .with_level(false)
                .with_target(false)
                .with_writer(ToClient(sender))
                .with_filter(filter_fn(concerns_the_user));
            tracing_subscriber::registry().with(to_stderr).with(to_client).try_init()
        }
    };
    Ok(receiver)
}

/// What our own crates have to say, and what goes wrong elsewhere.
fn concerns_the_user(metadata: &Metadata<'_>) -> bool {
    let ours = metadata.target().starts_with("plimsoll");
    *metadata.level() <= if ours { Level::INFO } else { Level::WARN }
}

struct ToClient(UnboundedSender<LogLine>);

impl<'a> MakeWriter<'a> for ToClient {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { sender: &self.0, level: Level::INFO, text: Vec::new() }
    }

    fn make_writer_for(&'a self, metadata: &Metadata<'_>) -> Line<'a> {
        Line { sender: &self.0, level: *metadata.level(), text: Vec::new() }
    }
}

/// Collects one event, and sends it when it is complete.
struct Line<'a> {
    sender: &'a UnboundedSender<LogLine>,
    level: Level,
    text: Vec<u8>,
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        let text = String::from_utf8_lossy(&self.text).trim_end().to_owned();
        // After the end of the session nobody listens.
        let _ = self.sender.send((self.level, text));
    }
}

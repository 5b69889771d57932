//! The language server: LSP, and nothing else.
//!
//! Everything it knows about Dockerfiles comes from the crates below it, as pure functions of a snapshot;
//! no other crate names a type of LSP.

mod actions;
mod analysis;
mod capabilities;
mod code_lens;
mod configuration;
mod configuration_errors;
mod conversation;
mod convert;
mod diagnostics;
mod documents;
mod environments;
mod formatting;
mod in_order;
mod inlay_hints;
mod lifecycle;
mod logging;
mod navigation;
mod plain_text;
mod progress;
mod publisher;
mod registration;
mod renaming;
mod selection;
mod semantic_tokens;
mod server;
mod session;
mod structure;
mod surroundings;
mod transport;
mod walks;
mod workspace_diagnostics;
mod workspace_symbols;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::available_parallelism;

use in_order::InOrder;
use lifecycle::Gate;
use session::Session;
pub use transport::Transport;

/// How to run the server.
#[derive(Debug, Clone)]
pub struct Options {
    pub transport: Transport,
    /// Where to log in detail, instead of to the client and to standard error.
    pub log: Option<PathBuf>,
}

/// Talks to one client until it leaves. Successful if the client asked to shut down first, as LSP has it.
///
/// # Errors
///
/// When the log file can't be written, or the port can't be listened on.
pub fn serve(options: &Options) -> io::Result<ExitCode> {
    let log = logging::start(options.log.as_deref())?;
    let (inbox, outbox, drained) = options.transport.connect()?;
    // One thread reads messages and answers; work that takes time goes to the others.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .max_blocking_threads(available_parallelism().map_or(2, usize::from))
        .build()?;
    let exit_code = runtime.block_on(async {
        let (service, socket) = server::service(|client| Arc::new(Session::new(client, log)));
        let session = Arc::clone(&service.inner().session);
        let service = Gate { lifecycle: session.lifecycle.clone(), service };
        tokio::spawn(publisher::run(Arc::clone(&session)));
        tokio::spawn(environments::follow_changes(Arc::clone(&session)));
        let conversation = conversation::converse(inbox, outbox, socket, InOrder(service));
        tokio::select! {
            () = conversation => {}
            () = session.client_gone.notified() => {}
        }
        session.lifecycle.exit_code()
    });
    // Work under way is for nobody.
    runtime.shutdown_background();
    drained.wait();
    Ok(exit_code)
}

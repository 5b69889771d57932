//! `plimsoll server`: the language server.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use plimsoll_server::{Options, Transport, serve};

#[derive(Debug, Args)]
pub(crate) struct ServerArgs {
    /// Wait for one client on a port of this machine, instead of talking on standard input and output
    #[arg(long, value_name = "PORT")]
    tcp: Option<u16>,

    /// Write a detailed log to a file
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,

    /// Talk on standard input and output; what happens anyway
    #[arg(long, hide = true, conflicts_with = "tcp")]
    stdio: bool,
}

pub(crate) fn run(args: &ServerArgs) -> ExitCode {
    let transport = args.tcp.map_or(Transport::Stdio, Transport::Tcp);
    serve(&Options { transport, log: args.log.clone() }).unwrap_or_else(|error| {
        eprintln!("error: the server can't start: {error}");
        ExitCode::FAILURE
    })
}

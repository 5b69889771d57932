//! Plimsoll: a linter, fixer, formatter and language server for Dockerfiles.

mod args;
mod check;
mod configuration;
mod diff;
mod explain;
mod failure;
mod fix;
mod format;
mod import;
mod input;
mod lint;
mod markdown;
mod other_files;
mod output;
mod progress;
mod report;
mod rules;
mod server;
mod status;
mod suggestion;
mod terminal;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command, ConfigCommand};
use status::Status;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match &cli.command {
        Command::Lint(args) => lint::run(args, cli.color),
        Command::Format(args) => format::run(args, cli.color),
        Command::Explain(args) => explain::run(args, cli.color),
        Command::Rules(args) => rules::run(args),
        Command::Config(ConfigCommand::Import(args)) => Ok(import::run(args)),
        Command::Server(args) => return server::run(args),
    };
    outcome.unwrap_or_else(|error| output_failed(&error)).into()
}

/// Whoever closes our output early, as `head` does, has seen enough.
fn output_failed(error: &io::Error) -> Status {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Status::Clean;
    }
    eprintln!("error: cannot write the output: {error}");
    Status::Failed
}

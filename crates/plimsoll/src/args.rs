//! The command line.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use plimsoll_linter::{FailOn, Severity};

use crate::output::Format;
use crate::server::ServerArgs;

const EXAMPLES: &str = "\
Examples:
  plimsoll lint                      every Dockerfile and ignore file below this folder
  plimsoll lint --fix Dockerfile     apply the safe fixes, and report the rest
  plimsoll format                    lay them out, and change nothing else
  plimsoll explain DL3025            what a rule is about, by any of its names
  plimsoll server                    what an editor starts";

const LINT_EXAMPLES: &str = "\
Examples:
  plimsoll lint Dockerfile services/
  plimsoll lint --diff                                 what --fix would change
  plimsoll lint --select all --ignore DL3059 .
  plimsoll lint --format sarif . > plimsoll.sarif
  cat Dockerfile | plimsoll lint - --stdin-filename Dockerfile

Exit status:
  0  nothing at or over the threshold of --fail-on (with --diff: nothing to change)
  1  there is
  2  something could not be read, written or understood";

const FORMAT_EXAMPLES: &str = "\
Examples:
  plimsoll format Dockerfile services/
  plimsoll format --check                              what a pipeline runs
  cat Dockerfile | plimsoll format - --stdin-filename Dockerfile

Exit status:
  0  everything is formatted (with --check and --diff: nothing would change)
  1  something would change
  2  something could not be read, written or understood";

/// A linter, fixer, formatter and language server for Dockerfiles
#[derive(Debug, Parser)]
#[command(name = "plimsoll", version, after_help = EXAMPLES, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colors
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorWhen,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Report what is wrong with Dockerfiles and ignore files, and fix it
    Lint(LintArgs),
    /// Lay out Dockerfiles, without changing what they build
    Format(FormatArgs),
    /// Show the page of a rule
    Explain(ExplainArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Work with configuration files
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Speak the language server protocol to an editor
    Server(ServerArgs),
}

#[derive(Debug, Args)]
#[command(after_help = LINT_EXAMPLES)]
pub(crate) struct LintArgs {
    /// Dockerfiles and ignore files, folders to look for them in (.gitignore is honoured), or - for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// Apply the safe fixes, and report what is left
    #[arg(long)]
    pub(crate) fix: bool,

    /// Show unsafe fixes too, and apply them with --fix
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,

    /// Show what --fix would change as a unified diff, and write nothing
    #[arg(long, conflicts_with = "format")]
    pub(crate) diff: bool,

    /// How findings are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// Run only these rules: names, aliases or `all`, separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Leave these rules out: names or aliases, separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// Use this configuration, instead of the nearest plimsoll.toml (or else .hadolint.yaml) above each file
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// The name that standard input has in the output, and whose configuration it gets
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,

    /// The least severity that makes the exit status 1, or `never` [default: `fail-on` of the configuration, or warning]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on_values())]
    pub(crate) fail_on: Option<FailOn>,

    /// Leave the exit status 0 whatever is found, or would change
    #[arg(long)]
    pub(crate) exit_zero: bool,

    /// Write findings, and nothing about them
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
#[command(after_help = FORMAT_EXAMPLES)]
pub(crate) struct FormatArgs {
    /// Dockerfiles, folders to look for them in (.gitignore is honoured), or - for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// List the files that would change, and write nothing
    #[arg(long, conflicts_with = "diff")]
    pub(crate) check: bool,

    /// Show what would change as a unified diff, and write nothing
    #[arg(long)]
    pub(crate) diff: bool,

    /// Use this configuration, instead of the nearest plimsoll.toml above each file
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// The name that standard input has in the output, and whose configuration it gets
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,

    /// Write no summary
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Its name, or a code that another tool gives it
    pub(crate) rule: String,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// How the rules are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: RulesFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Write the plimsoll.toml that does what a configuration of hadolint does, beside it
    Import(ImportArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The configuration of hadolint; without it, .hadolint.yaml or .hadolint.yml here
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,

    /// Replace a plimsoll.toml that is there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, and as NO_COLOR and CLICOLOR_FORCE say
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RulesFormat {
    Text,
    Json,
}

fn fail_on_values() -> impl TypedValueParser<Value = FailOn> {
    PossibleValuesParser::new(Severity::ALL.map(Severity::as_str).into_iter().chain(["never"]))
        .try_map(|name| FailOn::parse(&name).ok_or("no severity"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}

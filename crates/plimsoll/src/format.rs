//! `plimsoll format`.

use std::io::{self, Write};
use std::sync::Arc;

use plimsoll_formatter::Style;
use plimsoll_linter::{Settings, Source};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;
use plimsoll_text::apply_edits;
use plimsoll_workspace::SourceText;

use crate::args::{ColorWhen, FormatArgs};
use crate::configuration::Configuration;
use crate::diff::{self, Version};
use crate::failure::{Failure, say, without_repeats};
use crate::fix;
use crate::input::{self, Input};
use crate::output::counted;
use crate::progress::Progress;
use crate::report::concealed;
use crate::status::Status;
use crate::terminal;

pub(crate) fn run(args: &FormatArgs, color: ColorWhen) -> io::Result<Status> {
    let configuration = match Configuration::new(args.config.as_deref(), Settings::default()) {
        Ok(configuration) => Arc::new(configuration),
        Err(failures) => {
            say(&failures);
            return Ok(Status::Failed);
        }
    };
    let (mut inputs, mut failures) = input::find(&args.paths, args.stdin_filename.as_deref(), &configuration);
    inputs.retain(|input| !input.is_ignore_file());
    if inputs.is_empty() && failures.is_empty() && !args.quiet {
        eprintln!("warning: no Dockerfile found");
    }
    let writes = !args.check && !args.diff;
    let progress = Progress::new(inputs.len(), args.quiet);
    let outcomes =
        progress.each(inputs.iter().collect(), |input: &Input| format(input, &configuration, writes));
    progress.finish();
    let mut files = Vec::new();
    for outcome in outcomes {
        match outcome {
            Ok(file) => files.push(file),
            Err(failed) => failures.extend(failed),
        }
    }
    let failures = without_repeats(failures);
    say(&failures);
    let changed: Vec<&File> = files.iter().filter(|file| file.before != file.after).collect();
    if args.check {
        list(&changed)?;
    } else if args.diff {
        show(&changed, color)?;
    }
    if !args.quiet {
        let what = if writes { "Formatted" } else { "Would format" };
        eprintln!("{what} {} of {}", changed.len(), counted(files.len(), "file"));
    }
    Ok(match () {
        () if !failures.is_empty() => Status::Failed,
        () if !writes && !changed.is_empty() => Status::Findings,
        () => Status::Clean,
    })
}

/// A file that could be read.
struct File {
    name: String,
    before: String,
    after: String,
}

fn format(input: &Input, configuration: &Configuration, writes: bool) -> Result<File, Vec<Failure>> {
    let settings = configuration.of(input)?;
    let source = input.read().map_err(|error| vec![Failure::at(input.name(), error)])?;
    let after = formatted(&source, &settings);
    if writes {
        fix::replace(input, &source, &after).map_err(|failure| vec![failure])?;
    }
    Ok(File { name: input.name(), before: source.text, after })
}

fn formatted(source: &SourceText, settings: &Settings) -> String {
    let edits = plimsoll_formatter::format(&model(&source.text), &settings.style(Style::default()));
    apply_edits(&source.text, &edits).unwrap_or_else(|_| source.text.clone())
}

fn model(text: &str) -> Dockerfile {
    Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext))
}

fn list(files: &[&File]) -> io::Result<()> {
    let mut out = terminal::stdout(false);
    files.iter().try_for_each(|file| writeln!(out, "{}", file.name))?;
    out.flush()
}

/// Without the secrets that the files hold.
fn show(files: &[&File], color: ColorWhen) -> io::Result<()> {
    let colored = color.on_stdout();
    let mut out = terminal::stdout(colored);
    for File { name, before, after } in files {
        let [before, after] = [before, after].map(|text| concealed(text, &model(text).secrets()));
        let version = |text| Version { path: name, text };
        diff::write(&mut out, version(&before), version(&after), colored)?;
    }
    out.flush()
}

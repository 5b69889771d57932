//! `plimsoll lint`.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use plimsoll_linter::Settings;

use crate::args::{ColorWhen, LintArgs};
use crate::check::{Change, Checked, Fixing, Unsafe, check};
use crate::configuration::Configuration;
use crate::diff::{self, NO_FILE, Version};
use crate::failure::{Failure, say, without_repeats};
use crate::input::{self, Input};
use crate::other_files;
use crate::output::{self, Look, counted};
use crate::progress::Progress;
use crate::report::Report;
use crate::status::Status;
use crate::terminal;

pub(crate) fn run(args: &LintArgs, color: ColorWhen) -> io::Result<Status> {
    let configuration = match configuration(args) {
        Ok(configuration) => Arc::new(configuration),
        Err(failures) => {
            say(&failures);
            return Ok(Status::Failed);
        }
    };
    let (inputs, mut failures) = input::find(&args.paths, args.stdin_filename.as_deref(), &configuration);
    if inputs.is_empty() && failures.is_empty() && !args.quiet {
        eprintln!("warning: no Dockerfile found");
    }
    let (checked, failed) = check_all(&inputs, fixing(args), &configuration, args.quiet);
    failures.extend(failed);
    if !args.quiet {
        configuration.warnings().iter().for_each(|warning| eprintln!("warning: {warning}"));
    }
    let failures = without_repeats(failures);
    say(&failures);
    let outcome = match args.diff {
        true => write_diffs(args, &checked, color)?,
        false => write_findings(args, checked, &failures, color)?,
    };
    Ok(match outcome {
        _ if !failures.is_empty() => Status::Failed,
        Status::Findings if args.exit_zero => Status::Clean,
        outcome => outcome,
    })
}

/// Fails when the command line names what is no rule, or a configuration that is wrong.
fn configuration(args: &LintArgs) -> Result<Configuration, Vec<Failure>> {
    let selection = Settings::from_selection(&args.select, &args.ignore)
        .map_err(|errors| errors.iter().map(Failure::new).collect::<Vec<_>>())?;
    let command_line = match args.fail_on {
        Some(fail_on) => selection.merge(&Settings::from_fail_on(fail_on)),
        None => selection,
    };
    Configuration::new(args.config.as_deref(), command_line)
}

fn fixing(args: &LintArgs) -> Fixing {
    let with_unsafe = if args.unsafe_fixes { Unsafe::Included } else { Unsafe::Left };
    match (args.diff, args.fix) {
        (true, _) => Fixing::Preview(with_unsafe),
        (false, true) => Fixing::Apply(with_unsafe),
        (false, false) => Fixing::Offer,
    }
}

/// In the order of `inputs`. What a fix in a Dockerfile adds to an ignore file must be there before that is read.
fn check_all(
    inputs: &[Input],
    fixing: Fixing,
    configuration: &Configuration,
    quiet: bool,
) -> (Vec<Checked>, Vec<Failure>) {
    let progress = Progress::new(inputs.len(), quiet);
    let (last, first): (Vec<_>, Vec<_>) =
        inputs.iter().enumerate().partition(|(_, input)| input.is_ignore_file());
    let all = |some| {
        progress.each(some, |(place, input): (usize, &Input)| (place, check(input, fixing, configuration)))
    };
    let mut outcomes = all(first);
    outcomes.extend(all(last));
    progress.finish();
    outcomes.sort_by_key(|(place, _)| *place);
    let (mut checked, mut failures) = (Vec::new(), Vec::new());
    for (_, outcome) in outcomes {
        match outcome {
            Ok(file) => checked.push(file),
            Err(failed) => failures.extend(failed),
        }
    }
    (checked, failures)
}

fn write_diffs(args: &LintArgs, checked: &[Checked], color: ColorWhen) -> io::Result<Status> {
    let files = match changed_files(checked) {
        Ok(files) => files,
        Err(failure) => {
            say(&[failure]);
            return Ok(Status::Failed);
        }
    };
    let colored = color.on_stdout();
    let mut out = terminal::stdout(colored);
    for (path, ChangedFile { before, after }) in &files {
        let before = before.as_ref().map_or(NO_FILE, |text| Version { path, text });
        diff::write(&mut out, before, Version { path, text: after }, colored)?;
    }
    out.flush()?;
    if !args.quiet {
        eprintln!("{}", fixed("Would fix", checked));
    }
    Ok(if files.is_empty() { Status::Clean } else { Status::Findings })
}

struct ChangedFile {
    /// Nothing for a new one.
    before: Option<String>,
    after: String,
}

/// All that fixes change, by path, each once: the fixes of several Dockerfiles may add to one ignore file.
fn changed_files(checked: &[Checked]) -> Result<BTreeMap<String, ChangedFile>, Failure> {
    let changes = || checked.iter().filter_map(|file| Some((&file.report.path, file.change.as_ref()?)));
    let own = |(path, change): (&String, &Change)| {
        let (before, after) = (Some(change.before.clone()), change.after.text.clone());
        (path.clone(), ChangedFile { before, after })
    };
    let mut files: BTreeMap<String, ChangedFile> = changes().map(own).collect();
    for (_, change) in changes() {
        for other in &change.after.other_files {
            let path = change.folder.join(&other.path);
            let name = input::display(&path);
            let file = match files.remove(&name) {
                Some(ChangedFile { before, after }) => {
                    ChangedFile { before, after: other_files::after(Some(&after), &other.change) }
                }
                None => {
                    let before = other_files::before(&path, &other.change)?;
                    ChangedFile { after: other_files::after(before.as_deref(), &other.change), before }
                }
            };
            files.insert(name, file);
        }
    }
    Ok(files)
}

/// When standard output holds the fixed text of standard input, findings go to standard error.
fn write_findings(
    args: &LintArgs,
    checked: Vec<Checked>,
    failures: &[Failure],
    color: ColorWhen,
) -> io::Result<Status> {
    let to_stderr = args.fix && args.paths.iter().any(|path| input::is_stdin(path));
    let colored = if to_stderr { color.on_stderr() } else { color.on_stdout() };
    let mut out = if to_stderr { terminal::stderr(colored) } else { terminal::stdout(colored) };
    if args.fix && !args.quiet {
        eprintln!("{}", fixed("Fixed", &checked));
    }
    let fails = checked.iter().any(|file| file.fails);
    let reports: Vec<Report> = checked.into_iter().map(|file| file.report).collect();
    let linked = if to_stderr { io::stderr().is_terminal() } else { io::stdout().is_terminal() };
    let look = Look { colored, linked, quiet: args.quiet, unsafe_fixes: args.unsafe_fixes };
    output::write(&mut out, args.format, look, &reports, failures)?;
    out.flush()?;
    Ok(if fails { Status::Findings } else { Status::Clean })
}

fn fixed(what: &str, checked: &[Checked]) -> String {
    let changes = || checked.iter().filter_map(|file| file.change.as_ref());
    let problems: usize = changes().map(|change| change.after.applied).sum();
    format!("{what} {} in {}", counted(problems, "problem"), counted(changes().count(), "file"))
}

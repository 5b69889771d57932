//! What was found in the shell scripts of real Dockerfiles, for a comparison with ShellCheck:
//! `cargo run --release -p plimsoll-tests --example scripts -- FOLDER`.
//!
//! Prints an object of JSON in a line for each script of a RUN: where it stands, the shell that reads it, the variables that are set
//! before, its text as the shell gets it, the codes that are reported, and those that are known to be harmless there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use plimsoll_linter::{Rule, Settings, lint, rules};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_shell::shellcheck::{Check, CheckSet};
use plimsoll_shell::{PosixShell, Script, View};
use plimsoll_syntax::{Keyword, Placed, SyntaxTree};
use plimsoll_text::TextSize;
use plimsoll_workspace::{find_files, is_dockerfile_name, read_source};
use serde_json::{Value, json};

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: scripts FOLDER");
        return ExitCode::from(2);
    };
    let found = find_files(&[PathBuf::from(folder)], &(Arc::new(|_: &Path| false) as _));
    let is_dockerfile =
        |path: &PathBuf| path.file_name().is_some_and(|name| is_dockerfile_name(&name.to_string_lossy()));
    for path in found.into_iter().flatten().filter(is_dockerfile) {
        let Ok(source) = read_source(&path) else { continue };
        let file = Dockerfile::new(SyntaxTree::parse(&source.text), Arc::new(NoContext));
        for mut script in scripts(&file) {
            script["path"] = json!(path);
            println!("{script}");
        }
    }
    ExitCode::SUCCESS
}

fn scripts(file: &Dockerfile) -> Vec<Value> {
    let reported = reported(file);
    let runs = file.instructions_of(Keyword::Run);
    let of_run = |run| file.shell_scripts(run).map(move |(shell, script)| (run, shell, script));
    runs.flat_map(of_run).map(|(run, shell, script)| describe(file, run, shell, script, &reported)).collect()
}

/// Offset and code of ShellCheck of each finding.
fn reported(file: &Dockerfile) -> Vec<(TextSize, &'static str)> {
    let is_of_shellcheck = |rule: &&Rule| rule.meta().aliases.iter().any(|code| code.starts_with("SC"));
    let rules: Vec<String> =
        rules().iter().copied().filter(is_of_shellcheck).map(|rule| rule.name.to_owned()).collect();
    let settings = Settings::from_selection(&rules, &[]).unwrap_or_default();
    let findings = lint(file, &settings).into_iter();
    let places = findings.flat_map(|finding| {
        let start = finding.range.start();
        finding.aliases.into_iter().map(move |code| (start, code))
    });
    places.filter(|(_, code)| code.starts_with("SC")).collect()
}

fn describe(
    file: &Dockerfile,
    run: Placed<'_>,
    shell: PosixShell,
    script: &Script,
    reported: &[(TextSize, &'static str)],
) -> Value {
    let view = View::new(run.instruction, script.span());
    let checks: CheckSet = Check::all().iter().collect();
    let range = run.range(script.span());
    let own = reported.iter().filter(|(start, _)| range.contains(*start));
    let found: BTreeSet<&str> = own.map(|(_, code)| *code).collect();
    let problems = file.shell_problems(run, &checks);
    let harmless = problems.iter().filter(|problem| {
        let start = run.range(problem.span).start();
        range.contains(start) && !reported.contains(&(start, problem.check.code))
    });
    let harmless: BTreeSet<&str> = harmless.map(|problem| problem.check.code).collect();
    json!({
        "offset": u32::from(range.start()),
        "shell": name(shell),
        "set": file.variables_set_for(run),
        "script": &view.text()[script.span().bytes()],
        "found": found,
        "harmless": harmless,
    })
}

/// As ShellCheck calls it.
fn name(shell: PosixShell) -> &'static str {
    match shell {
        PosixShell::Sh | PosixShell::Zsh => "sh",
        PosixShell::Ash => "busybox",
        PosixShell::Bash => "bash",
        PosixShell::Dash => "dash",
        PosixShell::Ksh => "ksh",
    }
}

//! What was found in the shell scripts of real Dockerfiles, for a comparison with ShellCheck:
//! `cargo run --release -p plimsoll-tests --example scripts -- FOLDER`.
//!
//! Prints an object of JSON in a line for each script of a RUN: where it stands, the shell that reads it, the variables that are set
//! before, its text as the shell gets it, the codes that are reported, and those that are known to be harmless there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use plimsoll_linter::{Settings, lint};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_shell::shellcheck::{Check, CheckSet};
use plimsoll_shell::{PosixShell, Script, View};
use plimsoll_syntax::{Keyword, Placed, SyntaxTree};
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

/// Code and offset of each finding in a script.
fn reported(file: &Dockerfile) -> BTreeSet<(&'static str, u32)> {
    let codes: Vec<String> = Check::all().iter().map(|check| check.code.to_owned()).collect();
    let settings = Settings::from_selection(&codes, &[]).unwrap_or_default();
    let findings = lint(file, &settings).into_iter();
    findings
        .flat_map(|finding| {
            finding.aliases.into_iter().map(move |code| (code, u32::from(finding.range.start())))
        })
        .collect()
}

fn describe(
    file: &Dockerfile,
    run: Placed<'_>,
    shell: PosixShell,
    script: &Script,
    reported: &BTreeSet<(&'static str, u32)>,
) -> Value {
    let view = View::new(run.instruction, script.span());
    let checks: CheckSet = Check::all().iter().collect();
    let problems = file.shell_problems(run, &checks);
    let own =
        problems.iter().filter(|problem| script.span().bytes().contains(&(problem.span.start as usize)));
    let (found, harmless): (Vec<_>, Vec<_>) = own
        .map(|problem| (problem.check.code, u32::from(run.range(problem.span).start())))
        .partition(|place| reported.contains(place));
    let codes =
        |places: Vec<(&'static str, u32)>| places.iter().map(|place| place.0).collect::<BTreeSet<_>>();
    json!({
        "offset": u32::from(run.range(script.span()).start()),
        "shell": name(shell),
        "set": file.variables_set_for(run),
        "script": &view.text()[script.span().bytes()],
        "found": codes(found),
        "harmless": codes(harmless),
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

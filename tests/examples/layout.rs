//! The layout of real Dockerfiles: `cargo run -p plimsoll-tests --example layout -- FOLDER`.
//!
//! Lays out every Dockerfile below the folder. Prints how many change, and every promise that was not kept.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use plimsoll_formatter::Style;
use plimsoll_tests::layout::{Failure, laid_out};
use plimsoll_workspace::{find_files, is_dockerfile_name, read_source};
use rayon::prelude::*;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: layout FOLDER");
        return ExitCode::from(2);
    };
    let outcomes = lay_out_folder(Path::new(&folder));
    let changed = outcomes.iter().filter(|(_, outcome)| *outcome == Ok(true)).count();
    let failures: Vec<_> =
        outcomes.iter().filter_map(|(path, outcome)| Some((path, outcome.as_ref().err()?))).collect();
    println!("{} files, {changed} change, {} failures", outcomes.len(), failures.len());
    for (path, failure) in &failures {
        println!("{}: {failure}", path.display());
    }
    ExitCode::from(u8::from(!failures.is_empty()))
}

/// For each file whether it changes.
fn lay_out_folder(folder: &Path) -> Vec<(PathBuf, Result<bool, Failure>)> {
    let found = find_files(&[folder.to_owned()], &(Arc::new(|_: &Path| false) as _));
    let is_dockerfile =
        |path: &PathBuf| path.file_name().is_some_and(|name| is_dockerfile_name(&name.to_string_lossy()));
    let paths: Vec<PathBuf> = found.into_iter().flatten().filter(is_dockerfile).collect();
    let lay_out = |path: PathBuf| {
        let text = read_source(&path).ok()?.text;
        let outcome = laid_out(&text, &Style::default()).map(|after| after != text);
        Some((path, outcome))
    };
    paths.into_par_iter().filter_map(lay_out).collect()
}

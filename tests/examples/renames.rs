//! Renames everything in real Dockerfiles: `cargo run --release -p plimsoll-tests --example renames -- FOLDER`.
//!
//! Prints how many renames were done, why others were not, and each that changed the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use plimsoll_tests::renames::{Renames, check_renames};
use rayon::prelude::*;

fn main() -> ExitCode {
    let Some(Ok(folder)) = std::env::args_os().nth(1).map(fs::read_dir) else {
        eprintln!("usage: renames FOLDER");
        return ExitCode::from(2);
    };
    let paths: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let check = |path: PathBuf| {
        let text = fs::read_to_string(&path).ok()?;
        Some((path, check_renames(&text)))
    };
    let checked: Vec<(PathBuf, Renames)> = paths.into_par_iter().filter_map(check).collect();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for reason in checked.iter().flat_map(|(_, renames)| &renames.refused) {
        *reasons.entry(without_names(reason)).or_default() += 1;
    }
    let done: usize = checked.iter().map(|(_, renames)| renames.done).sum();
    println!("{} files, {done} renames", checked.len());
    reasons.iter().for_each(|(reason, count)| println!("{count} refused: {reason}"));
    let failures = checked.iter().flat_map(|(path, renames)| {
        renames.failures.iter().map(move |failure| format!("{}: {failure}", path.display()))
    });
    let failures: Vec<String> = failures.collect();
    failures.iter().for_each(|failure| println!("{failure}"));
    ExitCode::from(u8::from(!failures.is_empty()))
}

/// A reason without what is different in each file.
fn without_names(reason: &str) -> String {
    let quoted = reason.split('`').enumerate().map(|(index, part)| if index % 2 == 1 { "…" } else { part });
    quoted.collect::<String>().chars().filter(|c| !c.is_ascii_digit()).collect()
}

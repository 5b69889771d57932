//! How good findings and fixes are on real Dockerfiles: `cargo run --release -p plimsoll-tests --example corpus -- FOLDER`.
//!
//! Lints every Dockerfile below the folder as if its build context were unknown, and tries each fix alone and all together. Prints what
//! was found and fixed for each rule, how many findings a file has, and every promise that a fix did not keep.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use plimsoll_linter::{Finding, Settings, Severity};
use plimsoll_semantics::{BuildContext, NoContext};
use plimsoll_tests::fixes::{Checked, check_fixes};
use plimsoll_workspace::{find_files, is_dockerfile_name, read_source};
use rayon::prelude::*;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: corpus FOLDER");
        return ExitCode::from(2);
    };
    let checked = check_folder(Path::new(&folder));
    println!("{} files\n\n{}\n{}\n{}", checked.len(), rules(&checked), noise(&checked), failures(&checked));
    let is_fine = checked.iter().all(|(_, checked)| checked.failures.is_empty());
    ExitCode::from(u8::from(!is_fine))
}

fn check_folder(folder: &Path) -> Vec<(PathBuf, Checked)> {
    let found = find_files(&[folder.to_owned()], &(Arc::new(|_: &Path| false) as _));
    let is_dockerfile =
        |path: &PathBuf| path.file_name().is_some_and(|name| is_dockerfile_name(&name.to_string_lossy()));
    let paths: Vec<PathBuf> = found.into_iter().flatten().filter(is_dockerfile).collect();
    let context: Arc<dyn BuildContext> = Arc::new(NoContext);
    let check = |path: PathBuf| {
        let source = read_source(&path).ok()?;
        Some((path, check_fixes(&source.text, &context, &Settings::default())))
    };
    paths.into_par_iter().filter_map(check).collect()
}

/// Where the failures of all fixes together are counted.
const TOGETHER: &str = "(all fixes together)";

const HEAD: &str = "\
| rule | files | findings | with a fix | fixes | held back | failures |
|---|--:|--:|--:|--:|--:|--:|
";

#[derive(Default)]
struct Row {
    files: usize,
    findings: usize,
    fixable: usize,
    fixes: usize,
    withheld: usize,
    failures: usize,
}

/// A table in Markdown, a row for each rule that found something.
fn rules(checked: &[(PathBuf, Checked)]) -> String {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for (_, Checked { findings, withheld, failures }) in checked {
        for finding in findings {
            let row = rows.entry(finding.rule.name).or_default();
            row.findings += 1;
            row.fixable += usize::from(!finding.fixes.is_empty());
            row.fixes += finding.fixes.len();
        }
        for rule in findings.iter().map(|finding| finding.rule.name).collect::<BTreeSet<_>>() {
            rows.entry(rule).or_default().files += 1;
        }
        for rule in withheld {
            rows.entry(rule).or_default().withheld += 1;
        }
        for failure in failures {
            rows.entry(failure.rule.unwrap_or(TOGETHER)).or_default().failures += 1;
        }
    }
    let mut table = String::from(HEAD);
    for (rule, Row { files, findings, fixable, fixes, withheld, failures }) in rows {
        let _ = writeln!(
            table,
            "| {rule} | {files} | {findings} | {fixable} | {fixes} | {withheld} | {failures} |"
        );
    }
    table
}

/// How many findings a file has.
fn noise(checked: &[(PathBuf, Checked)]) -> String {
    let mut lines = String::new();
    for least in Severity::ALL {
        let is_counted = |finding: &&Finding| finding.severity >= least;
        let count = |(_, checked): &(PathBuf, Checked)| checked.findings.iter().filter(is_counted).count();
        let mut counts: Vec<usize> = checked.iter().map(count).collect();
        counts.sort_unstable();
        let percentile = |percent: usize| counts.get(counts.len() * percent / 100).copied().unwrap_or(0);
        let [half, most, nearly_all] = [50, 90, 99].map(percentile);
        let name = least.as_str();
        let max = counts.last().copied().unwrap_or(0);
        let _ = writeln!(
            lines,
            "{name} or worse in a file: median {half}, p90 {most}, p99 {nearly_all}, most {max}"
        );
    }
    lines
}

fn failures(checked: &[(PathBuf, Checked)]) -> String {
    let failures = checked.iter().flat_map(|(path, checked)| {
        checked.failures.iter().map(|failure| format!("{}: {failure}\n", path.display()))
    });
    let all: Vec<String> = failures.collect();
    format!("{} failures\n{}", all.len(), all.concat())
}

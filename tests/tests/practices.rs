//! The practices that guides for Dockerfiles name, each found and put right from end to end: at the finding in an
//! editor, and by `plimsoll lint --fix --unsafe-fixes` in the folder.
//!
//! The cases are in `cases/practices`: what is `found`, `in` which file (the Dockerfile, if it does not say), by which
//! quick `fix`, and what comes of it. Where nothing can be edited to mend it, the case says why there is `no fix`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::expect_file;
use plimsoll_tests::binary;
use plimsoll_tests::case::Case;
use plimsoll_tests::editor::{Editor, files_in, folder_of};
use serde_json::Value;

/// Practices of the guides that concern one Dockerfile and what lies beside it, by their number there.
const PRACTICES: std::ops::RangeInclusive<u32> = 1..=26;

fn cases() -> Vec<(PathBuf, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/practices");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), Case::parse(&fs::read_to_string(&path).unwrap()))).collect()
}

fn rule(case: &Case) -> &str {
    case.field("finds").unwrap()
}

/// What is said about bugs and worse.
fn bugs(findings: &[Value]) -> BTreeSet<String> {
    let is_bug = |finding: &&Value| finding["severity"].as_u64().unwrap() <= 2;
    findings.iter().filter(is_bug).map(|bug| format!("{}: {}", bug["code"], bug["message"])).collect()
}

#[test]
fn at_the_finding_in_an_editor() {
    for (path, case) in cases() {
        let mut editor = Editor::new(&case.files);
        let document = case.field("in").unwrap_or("Dockerfile");
        editor.open(document);
        let before = editor.findings(document);
        let finding = before.iter().find(|finding| finding["code"] == rule(&case));
        let finding = finding.unwrap_or_else(|| panic!("{path:?}: finds only {before:#?}"));
        let fixes = editor.quick_fixes(document, finding);
        let offered: Vec<&str> = fixes.iter().map(|fix| fix["title"].as_str().unwrap()).collect();
        if case.field("no fix").is_some() {
            let changes = |title: &&str| !title.starts_with("Ignore");
            assert_eq!(offered.into_iter().find(changes), None, "{path:?}");
            continue;
        }
        let wanted = case.field("fix").unwrap_or_default();
        let index = offered.iter().position(|title| *title == wanted);
        editor.apply(&fixes[index.unwrap_or_else(|| panic!("{path:?}: offers {offered:#?}"))]);
        let after = editor.reopen(document);
        assert!(after.iter().all(|finding| finding["code"] != rule(&case)), "{path:?}: {after:#?}");
        let (before, after) = (bugs(&before), bugs(&after));
        assert!(after.is_subset(&before), "{path:?}: {before:#?} became {after:#?}");
        expect_file![&path].assert_eq(&case.with_result(&files_in(editor.folder())));
    }
}

#[test]
fn on_the_command_line() {
    for (path, case) in cases() {
        let folder = folder_of(&case.files);
        let lint = |arguments: &[&str]| {
            let mut command = Command::new(binary());
            let command = command.arg("lint").args(arguments).args(["--format", "json"]);
            let output = command.current_dir(folder.path()).output().unwrap();
            let findings: Vec<Value> = serde_json::from_slice(&output.stdout)
                .unwrap_or_else(|_| panic!("{path:?}: {}", String::from_utf8_lossy(&output.stderr)));
            findings.into_iter().find(|finding| finding["rule"] == rule(&case))
        };
        assert_ne!(lint(&[]), None, "{path:?}");
        let left = lint(&["--fix", "--unsafe-fixes"]);
        match case.field("no fix") {
            None => assert_eq!(left, None, "{path:?}"),
            Some(_) => assert_eq!(left.unwrap()["fix"], Value::Null, "{path:?}"),
        }
    }
}

#[test]
fn every_practice_has_a_case() {
    let number = |path: &Path| path.file_stem()?.to_str()?.split_once('-')?.0.parse().ok();
    let covered: BTreeSet<u32> = cases().iter().map(|(path, _)| number(path).unwrap()).collect();
    let all: BTreeSet<u32> = PRACTICES.collect();
    assert_eq!(all.difference(&covered).collect::<Vec<_>>(), [&0; 0]);
}

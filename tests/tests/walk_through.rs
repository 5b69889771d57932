//! A Dockerfile with every fault in the book, put right by quick fixes alone: the preferred fix of the first finding that
//! has one, again and again, as a user would who presses one key.
//!
//! `cases/walk_through` has the Dockerfile to start with, the files beside it, and what comes of them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use plimsoll_tests::case::Case;
use plimsoll_tests::editor::{Editor, files_in};
use serde_json::{Value, json};

/// More than any of the files needs.
const MOST: usize = 60;

/// Applies quick fixes until there is none; gives the rules of the findings that are left.
fn put_right(editor: &mut Editor) -> Vec<String> {
    editor.open("Dockerfile");
    let mut findings = editor.findings("Dockerfile");
    for _ in 0..MOST {
        let fix = findings.iter().find_map(|finding| preferred(editor, finding));
        let Some(fix) = fix else {
            return findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect();
        };
        editor.apply(&fix);
        findings = editor.reopen("Dockerfile");
    }
    panic!("there is no end to it:\n{}\n{findings:#?}", editor.text("Dockerfile"));
}

fn preferred(editor: &mut Editor, finding: &Value) -> Option<Value> {
    let fixes = editor.quick_fixes("Dockerfile", finding);
    fixes.into_iter().find(|fix| fix["isPreferred"] == json!(true))
}

fn read(name: &str) -> (PathBuf, Case) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/walk_through").join(name);
    let case = Case::parse(&fs::read_to_string(&path).unwrap());
    (path, case)
}

/// `left`: the rules that find something in the end, and have no fix.
fn check(name: &str, left: &[&str]) {
    let (path, case) = read(name);
    let mut editor = Editor::new(&case.files);
    let rules = put_right(&mut editor);
    expect_file![&path].assert_eq(&case.with_result(&files_in(editor.folder())));
    assert_eq!(rules, left, "{name}");
}

#[test]
fn python() {
    check("python.txt", &[]);
}

#[test]
fn node() {
    check("node.txt", &[]);
}

/// The image in the end has no program that could ask the server how it is.
#[test]
fn go() {
    check("go.txt", &["missing-healthcheck"]);
}

/// The same with the line endings of Windows, to the letter.
#[test]
fn line_endings_stay() {
    for name in ["python.txt", "node.txt", "go.txt"] {
        let (_, case) = read(name);
        let result = |text: &dyn Fn(&str) -> String| {
            let files = case.files.iter().map(|(name, content)| (name.clone(), text(content))).collect();
            let mut editor = Editor::new(&files);
            put_right(&mut editor);
            editor.text("Dockerfile")
        };
        let with_crlf = |text: &str| text.replace('\n', "\r\n");
        assert_eq!(result(&with_crlf), with_crlf(&result(&str::to_owned)), "{name}");
    }
}

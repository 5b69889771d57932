//! What is linted.

use serde_json::json;

use crate::{BAD, Folder, GOOD, RULE};

fn paths(outcome: &crate::Outcome) -> Vec<String> {
    let findings = outcome.json();
    findings.as_array().unwrap().iter().map(|finding| finding["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_folder_gives_its_dockerfiles_in_order() {
    let folder = Folder::new(&[
        ("b/Dockerfile", BAD),
        ("a/Containerfile", BAD),
        ("a/web.Dockerfile", BAD),
        ("a/README.md", BAD),
        ("node_modules/Dockerfile", BAD),
        (".gitignore", "node_modules\n"),
    ]);
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    let expected = ["a/Containerfile", "a/web.Dockerfile", "b/Dockerfile"];
    assert_eq!(paths(&folder.lint(&["--format", "json"])), expected);
    assert_eq!(paths(&folder.lint(&["--format", "json", "."])), expected);
}

#[test]
fn a_file_that_is_named_is_linted_once_whatever_its_name() {
    let folder = Folder::new(&[("build.txt", BAD)]);
    assert_eq!(paths(&folder.lint(&["--format", "json", "build.txt", "./build.txt"])), ["build.txt"]);
}

#[test]
fn a_folder_without_a_dockerfile_is_worth_a_word() {
    let folder = Folder::new(&[("README.md", "")]);
    let outcome = folder.lint(&["--format", "json"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, "[]\n"));
    assert_eq!(outcome.stderr, "warning: no Dockerfile found\n");
}

#[test]
fn standard_input_goes_by_its_name() {
    let folder = Folder::new(&[("web/README.md", "")]);
    let lint = |args: &[&str]| {
        let args = [&["lint", "-", "--format", "json", "--select", RULE], args].concat();
        folder.run_with(&args, BAD, &[])
    };
    assert_eq!(paths(&lint(&[])), ["<stdin>"]);
    assert_eq!(paths(&lint(&["--stdin-filename", "web/Dockerfile"])), ["web/Dockerfile"]);
}

#[test]
fn bytes_that_are_no_text_are_read_anyway() {
    let folder = Folder::new(&[("good/Dockerfile", GOOD)]);
    folder.write("Dockerfile", b"FROM alpine:3.22\n# \xff\n# plimsoll ignore=all\n");
    assert_eq!(paths(&folder.lint(&["--format", "json"])), ["Dockerfile"]);
}

#[test]
fn a_wrong_configuration_is_one_failure_with_its_place() {
    let folder = Folder::new(&[
        ("a/Dockerfile", BAD),
        ("a/web.Dockerfile", BAD),
        ("a/plimsoll.toml", "exclude = []\nignore = [\"no-such-rule\"]\n"),
        ("b/Dockerfile", BAD),
    ]);
    let outcome = folder.lint(&["--format", "json"]);
    assert_eq!(outcome.status, 2);
    assert_eq!(outcome.stderr, "error: a/plimsoll.toml:2:11: unknown rule `no-such-rule`\n");
    assert_eq!(paths(&outcome), ["b/Dockerfile", "a/plimsoll.toml"]);
    let failure = &outcome.json()[1];
    assert_eq!(
        (&failure["rule"], &failure["message"]),
        (&json!(null), &json!("unknown rule `no-such-rule`"))
    );

    let github = folder.lint(&["--format", "github"]).stdout;
    assert!(github.contains("::error file=a/plimsoll.toml,line=2,"), "{github}");
    let run = &folder.lint(&["--format", "sarif"]).json()["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert_eq!(run["results"].as_array().unwrap().len(), 1);

    let named = folder.lint(&["b", "--config", "a/plimsoll.toml"]);
    assert_eq!((named.status, named.stdout.as_str()), (2, ""));
    assert_eq!(folder.lint(&["b", "--config", "missing.toml"]).status, 2);
}

#[test]
fn a_configuration_leaves_files_out() {
    let folder = Folder::new(&[
        ("Dockerfile", BAD),
        ("vendor/Dockerfile", BAD),
        ("plimsoll.toml", "exclude = [\"vendor\"]\n"),
    ]);
    assert_eq!(paths(&folder.lint(&["--format", "json"])), ["Dockerfile"]);
    let named = ["--format", "json", "vendor/Dockerfile"];
    assert_eq!(paths(&folder.lint(&named)), ["vendor/Dockerfile"]);
}

//! The exit status.

use crate::{BAD, Folder, GOOD};

#[test]
fn says_whether_something_was_found() {
    let folder = Folder::new(&[("bad/Dockerfile", BAD), ("good/Dockerfile", GOOD)]);
    let lint = |args: &[&str]| folder.lint(&[&["--fail-on", "hint"], args].concat()).status;
    assert_eq!(lint(&["good"]), 0);
    assert_eq!(lint(&["bad"]), 1);
    assert_eq!(lint(&["bad", "--exit-zero"]), 0);
}

#[test]
fn looks_only_at_what_reaches_the_threshold() {
    let folder = Folder::new(&[("Dockerfile", BAD)]);
    assert_eq!(folder.lint(&["--fail-on", "warning"]).status, 0);
    assert_eq!(folder.lint(&["--fail-on", "information"]).status, 1);
    assert_eq!(folder.lint(&["--fail-on", "hint"]).status, 1);
    assert_eq!(folder.lint(&[]).status, 0, "a warning is the least by default");
    folder.write("plimsoll.toml", b"[severity]\nunused-suppression = \"warning\"\n");
    assert_eq!(folder.lint(&[]).status, 1);
}

#[test]
fn a_bad_file_does_not_keep_the_good_ones_from_being_linted() {
    let folder = Folder::new(&[("Dockerfile", BAD)]);
    let outcome = folder.lint(&["missing/Dockerfile", "Dockerfile"]);
    assert_eq!(outcome.status, 2);
    assert!(outcome.stderr.starts_with("error: missing/Dockerfile: "), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("--> Dockerfile:2:19"), "{}", outcome.stdout);
    assert_eq!(folder.lint(&["missing/Dockerfile", "--exit-zero"]).status, 2);
}

#[test]
fn a_wrong_command_line_could_not_run() {
    let folder = Folder::new(&[("Dockerfile", GOOD)]);
    assert_eq!(folder.run(&["lint", "--nonsense"]).status, 2);
    assert_eq!(folder.run(&["lint", "--format", "json", "--diff"]).status, 2);
    assert_eq!(folder.run(&[]).status, 2);
}

#[test]
fn the_configuration_and_the_directive_of_buildkit_say_what_fails() {
    let text = "FROM alpine:3.22 as base\n";
    let folder = Folder::new(&[("Dockerfile", text), ("plimsoll.toml", "fail-on = 'error'\n")]);
    assert_eq!(folder.run(&["lint"]).status, 0);
    assert_eq!(folder.run(&["lint", "--fail-on", "hint"]).status, 1);
    folder.write("Dockerfile", format!("# check=error=true\n{text}").as_bytes());
    assert_eq!(folder.run(&["lint"]).status, 1);
    assert_eq!(folder.run(&["lint", "--exit-zero"]).status, 0);
}

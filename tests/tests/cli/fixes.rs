//! `--fix` and `--diff`.

use expect_test::expect;

use crate::{BAD, Folder, GOOD, RULE};

#[test]
fn fix_changes_the_file_and_reports_what_is_left() {
    let folder = Folder::new(&[("Dockerfile", BAD), ("other/Dockerfile", GOOD)]);
    let outcome = folder.lint(&["--fix"]);
    assert_eq!(folder.read("Dockerfile"), GOOD);
    assert_eq!(outcome.status, 0);
    assert_eq!(outcome.stdout, "No problems found in 2 files\n");
    assert_eq!(outcome.stderr, "Fixed 1 problem in 1 file\n");
}

#[test]
fn fix_keeps_line_endings_and_the_byte_order_mark() {
    let folder = Folder::new(&[("Dockerfile", "\u{feff}FROM alpine:3.22\r\n# plimsoll ignore=all\r\nCMD a")]);
    assert_eq!(folder.lint(&["--fix"]).status, 0);
    assert_eq!(folder.read("Dockerfile"), "\u{feff}FROM alpine:3.22\r\nCMD a");
}

#[test]
fn fix_of_standard_input_goes_to_standard_output() {
    let folder = Folder::new(&[("Dockerfile", GOOD)]);
    let args = ["lint", "-", "--fix", "--select", RULE];
    let outcome = folder.run_with(&args, BAD, &[]);
    assert_eq!(outcome.stdout, GOOD);
    assert_eq!(outcome.stderr, "Fixed 1 problem in 1 file\nNo problems found\n");
    assert_eq!(folder.run_with(&args, GOOD, &[]).stdout, GOOD);
}

#[test]
fn bytes_that_are_no_text_are_not_lost_in_a_fix() {
    let folder = Folder::new(&[]);
    let bytes = b"FROM alpine:3.22\n# \xff\n# plimsoll ignore=all\n";
    folder.write("Dockerfile", bytes);
    let outcome = folder.lint(&["--fix"]);
    assert_eq!(outcome.status, 2);
    assert!(outcome.stderr.contains("Dockerfile: it holds bytes that are no UTF-8"), "{}", outcome.stderr);
    assert_eq!(std::fs::read(folder.path().join("Dockerfile")).unwrap(), bytes);
}

#[test]
fn nor_are_they_on_standard_input() {
    let folder = Folder::new(&[("Dockerfile", GOOD)]);
    let stdin = b"FROM alpine:3.22\n# plimsoll ignore=all\nRUN echo caf\xe9\n";
    let outcome = folder.run_with(&["lint", "-", "--fix"], stdin, &[]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.contains("it holds bytes that are no UTF-8"), "{}", outcome.stderr);
}

#[test]
fn bytes_that_are_no_text_are_found() {
    let folder = Folder::new(&[]);
    folder.write("Dockerfile", b"FROM alpine:3.22\nRUN echo caf\xe9\n");
    let outcome = folder.run(&["lint", "--select", "invalid-utf8"]);
    assert_eq!(outcome.status, 1);
    assert!(outcome.stdout.contains("Dockerfile:2:13"), "{}", outcome.stdout);
}

#[test]
fn diff_shows_and_writes_nothing() {
    let folder = Folder::new(&[("app/Dockerfile", BAD)]);
    let outcome = folder.lint(&["--diff"]);
    assert_eq!(folder.read("app/Dockerfile"), BAD);
    assert_eq!(outcome.status, 1);
    expect![[r#"
        --- app/Dockerfile
        +++ app/Dockerfile
        @@ -1,3 +1,2 @@
         FROM alpine:3.22
        -# plimsoll ignore=all
         CMD ["date"]
    "#]]
    .assert_eq(&outcome.stdout);
    assert_eq!(outcome.stderr, "Would fix 1 problem in 1 file\n");
    assert_eq!(folder.lint(&["--diff", "--exit-zero"]).status, 0);
    assert_eq!(folder.lint(&["--diff", "--fix"]).stdout, outcome.stdout, "which changes nothing either");
    assert_eq!(folder.read("app/Dockerfile"), BAD);
    folder.lint(&["--fix"]);
    let nothing = folder.lint(&["--diff", "--quiet"]);
    assert_eq!((nothing.status, nothing.stdout.as_str(), nothing.stderr.as_str()), (0, "", ""));
}

#[test]
fn a_file_without_findings_is_not_written() {
    let folder = Folder::new(&[("Dockerfile", GOOD)]);
    let path = folder.path().join("Dockerfile");
    let before = std::fs::metadata(&path).unwrap().modified().unwrap();
    folder.lint(&["--fix"]);
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), before);
}

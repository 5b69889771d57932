//! Ignore files, as files of their own and as what a Dockerfile needs.

use expect_test::expect;

use crate::Folder;

const BROKEN: &str = "# Build output\n[a\n";

#[test]
fn ignore_files_are_found_beside_dockerfiles_and_alone() {
    let folder = Folder::new(&[
        ("app/.dockerignore", BROKEN),
        ("web.Dockerfile.dockerignore", BROKEN),
        ("Containerfile.containerignore", BROKEN),
        ("node_modules/a/.dockerignore", BROKEN),
        ("out/.dockerignore", BROKEN),
        (".gitignore", "out\n"),
    ]);
    let outcome = folder.run(&["lint", "--format", "github"]);
    let files: Vec<&str> = outcome.stdout.lines().filter_map(|line| line.split(['=', ',']).nth(1)).collect();
    assert_eq!(files, ["Containerfile.containerignore", "app/.dockerignore", "web.Dockerfile.dockerignore"]);
    assert_eq!(outcome.status, 1);
    assert_eq!(folder.run(&["lint", "out/.dockerignore"]).status, 1, "when it is named");
}

#[test]
fn comments_and_the_configuration_silence() {
    let silent = "# plimsoll ignore=dockerignore-syntax\n[a\n";
    let folder = Folder::new(&[(".dockerignore", silent), ("a/.dockerignore", BROKEN)]);
    assert_eq!(folder.run(&["lint", ".dockerignore"]).stdout, "No problems found\n");
    let settings = "[[overrides]]\nfiles = [\"a/.dockerignore\"]\nignore = [\"dockerignore-syntax\"]\n";
    folder.write("plimsoll.toml", settings.as_bytes());
    assert_eq!(folder.run(&["lint"]).stdout, "No problems found in 2 files\n");
}

#[test]
fn standard_input_goes_by_its_name() {
    let folder = Folder::new(&[("Dockerfile", "FROM scratch\n")]);
    let lint = |name: &str| {
        let args = ["lint", "-", "--stdin-filename", name, "--select", "dockerignore-syntax"];
        folder.run_with(&args, BROKEN, &[]).status
    };
    assert_eq!((lint(".dockerignore"), lint("Dockerfile")), (1, 0));
}

/// Two Dockerfiles that bring along what their common ignore file does not leave out.
fn leaking() -> Folder {
    Folder::new(&[
        ("a.Dockerfile", "FROM alpine:3.22\nCOPY . /a\n"),
        ("b.Dockerfile", "FROM alpine:3.22\nCOPY . /b\n"),
        (".dockerignore", "# Logs\r\n*.log # of all kinds\r\n!.env"),
        (".env", "A=b\n"),
        ("app/__pycache__/a.pyc", ""),
    ])
}

const LEAKS: [&str; 3] = ["lint", "--select", "context-leak,misleading-ignore-pattern,dockerignore-no-match"];

#[test]
fn fixes_of_several_files_meet_in_one_ignore_file() {
    let folder = leaking();
    let outcome = folder.run(&[&LEAKS[..], &["--fix", "--unsafe-fixes"]].concat());
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, "No problems found in 3 files\n"));
    let expected = "# Logs\r\n# of all kinds\r\n*.log\r\n!.env\r\n**/.env\r\n**/__pycache__";
    assert_eq!(folder.read(".dockerignore"), expected);
    assert_eq!(folder.read("a.Dockerfile"), "FROM alpine:3.22\nCOPY . /a\n");
}

#[test]
fn a_diff_shows_each_file_once() {
    let folder = leaking();
    let before = folder.read(".dockerignore");
    let outcome = folder.run(&[&LEAKS[..], &["--diff", "--unsafe-fixes"]].concat());
    assert_eq!(folder.read(".dockerignore"), before);
    assert_eq!(outcome.status, 1);
    expect![[r#"
        --- .dockerignore
        +++ .dockerignore
        @@ -1,3 +1,6 @@
         # Logs
        -*.log # of all kinds
        -!.env
        \ No newline at end of file
        +# of all kinds
        +*.log
        +!.env
        +**/.env
        +**/__pycache__
        \ No newline at end of file
    "#]]
    .assert_eq(&outcome.stdout.replace('\r', ""));
}

#[test]
fn what_a_run_mounts_is_looked_for_in_the_context() {
    let run = "FROM alpine:3.22\nRUN --mount=type=bind,source=a.txt,target=/a.txt cat /a.txt\n";
    let folder = Folder::new(&[("Dockerfile", run), (".dockerignore", "*.txt\n"), ("a.txt", "")]);
    assert_eq!(folder.run(&["lint", "--select", "copy-ignored-file"]).status, 1);
}

#[test]
fn programs_are_told_what_becomes_of_other_files() {
    let folder = leaking();
    let outcome = folder.run(&[&LEAKS[..], &["--format", "json", "a.Dockerfile"]].concat());
    let findings: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let expected = serde_json::json!([{ "path": ".dockerignore", "append": ["**/.env", "**/__pycache__"] }]);
    assert_eq!(findings[0]["fix"]["other_files"], expected);
    assert_eq!(findings[0]["fix"]["edits"], serde_json::json!([]));
}

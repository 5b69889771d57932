//! Whoever comes from hadolint: its configuration, its variables, and `plimsoll config import`.

use expect_test::expect;

use crate::Folder;

const SHELL_FORM: &str = "FROM alpine:3.22\nUSER 1000\nCMD date\n";

#[test]
fn its_configuration_counts_where_there_is_none_of_ours() {
    let folder = Folder::new(&[
        ("app/Dockerfile", SHELL_FORM),
        (".hadolint.yaml", "override:\n  error: [DL3025]\nformat: tty\n"),
    ]);
    let outcome = folder.run(&["lint", "--format", "hadolint-json"]);
    expect![[r#"
        [{"code":"DL3025","column":5,"file":"app/Dockerfile","level":"error","line":3,"message":"`date` runs below a shell, which may keep signals from it"}]
    "#]].assert_eq(&outcome.stdout);
    expect![[r#"
        warning: .hadolint.yaml:3:1: `format` is not taken from here: see `plimsoll lint --help`
    "#]]
    .assert_eq(&outcome.stderr);
    assert_eq!(folder.run(&["lint", "--quiet"]).stderr, "");

    folder.write("plimsoll.toml", b"ignore = ['DL3025']\n");
    assert!(!folder.run(&["lint"]).stdout.contains("DL3025"));
}

#[test]
fn what_is_wrong_in_it_is_shown_at_its_place() {
    let folder =
        Folder::new(&[("Dockerfile", SHELL_FORM), (".hadolint.yml", "ignored:\n  - DL3025\n - X\n")]);
    let outcome = folder.run(&["lint"]);
    assert_eq!(outcome.status, 2);
    expect![[r#"
        error: .hadolint.yml:3:2: while parsing a block mapping, did not find expected key
    "#]]
    .assert_eq(&outcome.stderr);
}

#[test]
fn its_variables_count_where_there_is_no_configuration_of_ours() {
    let folder = Folder::new(&[("Dockerfile", SHELL_FORM)]);
    let finds = |variables: &[(&str, &str)]| {
        let outcome = folder.run_with(&["lint"], "", variables);
        (outcome.status, outcome.stdout.contains("DL3025"))
    };
    assert_eq!(finds(&[]), (1, true));
    assert_eq!(finds(&[("HADOLINT_IGNORE", "DL3006,DL3025")]), (0, false));
    assert_eq!(finds(&[("HADOLINT_FAILURE_THRESHOLD", "error")]), (0, true));
    assert_eq!(finds(&[("HADOLINT_NOFAIL", "1")]), (0, true));
    folder.write("plimsoll.toml", b"");
    assert_eq!(finds(&[("HADOLINT_NOFAIL", "1")]), (1, true));
}

#[test]
fn comments_may_be_forbidden_to_silence_anything() {
    let text = "FROM alpine:3.22\nUSER 1000\n# hadolint ignore=DL3025\nCMD date\n";
    let folder = Folder::new(&[("Dockerfile", text)]);
    assert_eq!(folder.run(&["lint"]).status, 0);
    folder.write(".hadolint.yaml", b"disable-ignore-pragma: true\n");
    assert_eq!(folder.run(&["lint"]).status, 1);
}

#[test]
fn an_import_writes_what_means_the_same() {
    let yaml = "failure-threshold: info\nignored:\n  - DL3020\n  - DL3999\noverride:\n  style: [DL3025]\n";
    let folder = Folder::new(&[("Dockerfile", SHELL_FORM), (".hadolint.yaml", yaml)]);
    let before = folder.run(&["lint", "--format", "json"]);
    let outcome = folder.run(&["config", "import"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, "Wrote plimsoll.toml\n"));
    expect![[r##"
        # From .hadolint.yaml

        fail-on = "information"
        ignore = [
            "add-instead-of-copy", # DL3020
            # DL3999: no rule has this code
        ]

        [severity]
        cmd-ignored = "hint" # DL3025
        malformed-exec-form = "hint" # DL3025
        quoted-command = "hint" # DL3025
        shell-form-command = "hint" # DL3025

        [rules.cd-instead-of-workdir]
        every-cd = true

        [rules.missing-pipefail]
        every-pipe = true

        [rules.unpinned-package]
        system-packages = true
    "##]]
    .assert_eq(&folder.read("plimsoll.toml"));
    let after = folder.run(&["lint", "--format", "json"]);
    assert_eq!((before.status, before.stdout), (after.status, after.stdout));
}

#[test]
fn an_import_replaces_nothing_unasked() {
    let folder = Folder::new(&[("a/h.yaml", "no-fail: true\n"), ("a/plimsoll.toml", "select = []\n")]);
    let refused = folder.run(&["config", "import", "a/h.yaml"]);
    assert_eq!(refused.status, 2);
    assert_eq!(refused.stderr, "error: a/plimsoll.toml: it is there already: --force replaces it\n");
    assert_eq!(folder.read("a/plimsoll.toml"), "select = []\n");

    assert_eq!(folder.run(&["config", "import", "--force", "a/h.yaml"]).status, 0);
    assert!(folder.read("a/plimsoll.toml").starts_with("# From h.yaml\n\nfail-on = \"never\"\n"));
    assert_eq!(folder.run(&["config", "import"]).status, 2);
}

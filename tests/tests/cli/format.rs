//! `plimsoll format`.

use expect_test::expect;

use crate::Folder;

const LOOSE: &str = "FROM   alpine:3.22\nRUN a \\\n  && b  \n";
const NEAT: &str = "FROM alpine:3.22\nRUN a \\\n    && b\n";

#[test]
fn files_are_laid_out_and_ignore_files_are_not() {
    let folder =
        Folder::new(&[("Dockerfile", LOOSE), ("b/Dockerfile", NEAT), (".dockerignore", "a  \n\n\n\nb")]);
    let outcome = folder.run(&["format"]);
    assert_eq!((outcome.status, &*outcome.stdout), (0, ""));
    assert_eq!(outcome.stderr, "Formatted 1 of 2 files\n");
    assert_eq!((&*folder.read("Dockerfile"), &*folder.read("b/Dockerfile")), (NEAT, NEAT));
    assert_eq!(folder.read(".dockerignore"), "a  \n\n\n\nb");
    assert_eq!(folder.run(&["format"]).stderr, "Formatted 0 of 2 files\n");
}

#[test]
fn check_lists_what_would_change() {
    let folder = Folder::new(&[("a/Dockerfile", LOOSE), ("b.Dockerfile", LOOSE), ("c/Dockerfile", NEAT)]);
    let outcome = folder.run(&["format", "--check", "."]);
    assert_eq!((outcome.status, &*outcome.stdout), (1, "a/Dockerfile\nb.Dockerfile\n"));
    assert_eq!(outcome.stderr, "Would format 2 of 3 files\n");
    assert_eq!(folder.read("a/Dockerfile"), LOOSE);
    let neat = folder.run(&["format", "--check", "--quiet", "c"]);
    assert_eq!((neat.status, &*neat.stdout, &*neat.stderr), (0, "", ""));
}

#[test]
fn diff_shows_what_would_change_but_for_secrets() {
    let text = "FROM alpine:3.22\nENV API_TOKEN=swordfish  \n";
    let folder = Folder::new(&[("Dockerfile", text)]);
    let outcome = folder.run(&["format", "--diff"]);
    assert_eq!((outcome.status, &*folder.read("Dockerfile")), (1, text));
    assert!(!outcome.stdout.contains("swordfish"), "{}", outcome.stdout);
    folder.write("Dockerfile", LOOSE.as_bytes());
    expect![[r#"
        --- Dockerfile
        +++ Dockerfile
        @@ -1,3 +1,3 @@
        -FROM   alpine:3.22
        +FROM alpine:3.22
         RUN a \
        -  && b  
        +    && b
    "#]]
    .assert_eq(&folder.run(&["format", "--diff"]).stdout);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = Folder::new(&[("plimsoll.toml", "[format]\nindent-style = 'tab'\n")]);
    let args = ["format", "-", "--stdin-filename", "Dockerfile"];
    let neat = NEAT.replace("    ", "\t");
    for text in [LOOSE, &neat] {
        let outcome = folder.run_with(&args, text, &[]);
        assert_eq!((outcome.status, &*outcome.stdout), (0, &*neat), "{}", outcome.stderr);
    }
}

#[test]
fn what_is_excluded_or_wrong_is_left_alone() {
    let folder = Folder::new(&[
        ("plimsoll.toml", "exclude = ['vendor']\n"),
        ("vendor/Dockerfile", LOOSE),
        ("Dockerfile", LOOSE),
    ]);
    assert_eq!(folder.run(&["format", "--check"]).stdout, "Dockerfile\n");
    folder.write("plimsoll.toml", b"[format]\nindent = 2\n");
    let outcome = folder.run(&["format"]);
    assert_eq!((outcome.status, &*folder.read("Dockerfile")), (2, LOOSE));
    assert!(outcome.stderr.contains("plimsoll.toml:2:1: unknown key `indent`"), "{}", outcome.stderr);

    let bytes = b"FROM  alpine:3.22\n# \xff\n";
    folder.write("plimsoll.toml", b"");
    folder.write("Dockerfile", bytes);
    let outcome = folder.run(&["format", "Dockerfile"]);
    assert_eq!(outcome.status, 2);
    assert!(outcome.stderr.contains("it holds bytes that are no UTF-8"), "{}", outcome.stderr);
    assert_eq!(std::fs::read(folder.path().join("Dockerfile")).unwrap(), bytes);
}

//! Ignore files, as files of their own and as what a Dockerfile needs.

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

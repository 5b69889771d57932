//! Which rules run.

use std::collections::BTreeSet;

use crate::{BAD, Folder, RULE};

fn rules(folder: &Folder, args: &[&str]) -> BTreeSet<String> {
    let outcome = folder.run(&[&["lint", "--format", "json"], args].concat());
    let findings = outcome.json();
    findings.as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn select_takes_names_groups_and_all() {
    let folder = Folder::new(&[("Dockerfile", BAD)]);
    let only = BTreeSet::from([RULE.to_owned()]);
    assert_eq!(rules(&folder, &["--select", RULE]), only);
    assert!(rules(&folder, &["--select", "style"]).contains(RULE));
    assert!(rules(&folder, &["--select", "all"]).is_superset(&rules(&folder, &[])));
}

#[test]
fn ignore_wins_over_select() {
    let folder = Folder::new(&[("Dockerfile", BAD)]);
    let mut style = rules(&folder, &["--select", "style"]);
    assert!(style.remove(RULE));
    assert_eq!(rules(&folder, &["--select", "style", "--ignore", RULE]), style);
}

#[test]
fn the_command_line_wins_over_the_configuration() {
    let folder =
        Folder::new(&[("Dockerfile", BAD), ("plimsoll.toml", "ignore = [\"unused-suppression\"]\n")]);
    assert!(!rules(&folder, &[]).contains(RULE));
    assert!(rules(&folder, &["--select", RULE]).contains(RULE));
}

#[test]
fn an_unknown_rule_is_refused_with_a_guess() {
    let folder = Folder::new(&[("Dockerfile", BAD)]);
    for option in ["--select", "--ignore"] {
        let outcome = folder.run(&["lint", option, "unused-supression"]);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""));
        assert!(outcome.stderr.contains("did you mean `unused-suppression`?"), "{}", outcome.stderr);
    }
}

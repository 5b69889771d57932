//! `plimsoll explain`.

use crate::{Folder, RULE};

#[test]
fn every_name_of_a_rule_leads_to_its_page() {
    let folder = Folder::new(&[("Dockerfile", "")]);
    for rule in folder.run(&["rules", "--format", "json"]).json().as_array().unwrap() {
        let name = rule["name"].as_str().unwrap();
        let aliases = rule["aliases"].as_array().unwrap().iter().map(|alias| alias.as_str().unwrap());
        for called in aliases.chain([name]) {
            let page = folder.run(&["explain", &called.to_lowercase()]);
            assert_eq!(page.status, 0, "{called}");
            let is_there = [format!("# {name}\n\n"), format!("\n- `{name}`: ")];
            assert!(is_there.iter().any(|line| page.stdout.contains(line)), "{called}: {}", page.stdout);
        }
    }
}

#[test]
fn a_name_of_several_rules_leads_to_the_one_it_means_first_of_all() {
    let folder = Folder::new(&[("Dockerfile", "")]);
    let page = folder.run(&["explain", "DL3025"]).stdout;
    assert!(page.starts_with("# shell-form-command\n"), "{page}");
    let (_, others) = page.split_once("\n## Also DL3025\n\n").unwrap();
    let names: Vec<_> = others.lines().map(|line| line.split('`').nth(1).unwrap()).collect();
    assert_eq!(names, ["cmd-ignored", "malformed-exec-form", "quoted-command"]);
}

#[test]
fn a_page_is_markdown_unless_it_is_styled() {
    let folder = Folder::new(&[("Dockerfile", "")]);
    let page = folder.run(&["explain", RULE]).stdout;
    assert!(page.starts_with("# unused-suppression\n\ninformation · on by default · safe fix · "), "{page}");
    assert!(page.contains("\n## Why\n") && page.contains("\n```dockerfile bad"), "{page}");
    let styled = folder.run(&["explain", RULE, "--color", "always"]).stdout;
    assert!(styled.starts_with("\x1b[1munused-suppression\x1b[0m\n"), "{styled}");
}

#[test]
fn an_unknown_name_gets_a_guess() {
    let folder = Folder::new(&[("Dockerfile", "")]);
    let outcome = folder.run(&["explain", "unused-supression"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""));
    assert_eq!(
        outcome.stderr,
        "error: there is no rule `unused-supression`; did you mean `unused-suppression`?\n"
    );
}

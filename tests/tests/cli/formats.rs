//! What is written, and how.

use std::collections::BTreeMap;

use expect_test::expect;
use serde_json::{Value, json};

use crate::{BAD, Folder, GOOD, RULE};

#[test]
fn text_shows_the_source_the_fix_and_a_summary() {
    let folder = Folder::new(&[("app/Dockerfile", BAD)]);
    let outcome = folder.lint(&[]);
    expect![[r#"
        information[unused-suppression]: `all` finds nothing to ignore here
         --> app/Dockerfile:2:19
          |
        2 | # plimsoll ignore=all
          |                   ^^^
          |
          = help: Remove it

        Found 1 problem in 1 file (1 fixable with --fix)
    "#]]
    .assert_eq(&outcome.stdout);
    assert_eq!(outcome.stderr, "");
}

#[test]
fn quiet_leaves_the_summary_out() {
    let folder = Folder::new(&[("Dockerfile", BAD)]);
    assert!(!folder.lint(&["-q"]).stdout.contains("Found"));
    assert_eq!(folder.lint(&["--quiet", "--ignore", RULE]).stdout, "");
}

#[test]
fn colors_are_for_terminals_unless_asked_for() {
    let folder = Folder::new(&[("Dockerfile", BAD)]);
    let colored = |args: &[&str], environment: &[(&str, &str)]| {
        let args = [&["lint", "--select", RULE], args].concat();
        folder.run_with(&args, "", environment).stdout.contains('\x1b')
    };
    assert!(!colored(&[], &[]));
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["--format", "json"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn json_has_everything_in_lines_and_characters() {
    let folder = Folder::new(&[("Dockerfile", "FROM alpine:3.22\n# plimsoll ignore=é😀x,all\n")]);
    assert_eq!(
        folder.lint(&["--format", "json"]).json(),
        json!([{
            "path": "Dockerfile",
            "rule": "unused-suppression",
            "aliases": [],
            "severity": "information",
            "message": "`all` finds nothing to ignore here",
            "range": {"start": {"line": 2, "column": 23}, "end": {"line": 2, "column": 26}},
            "fix": {
                "title": "Remove it",
                "safe": true,
                "edits": [{
                    "range": {"start": {"line": 2, "column": 22}, "end": {"line": 2, "column": 26}},
                    "text": "",
                }],
            },
        }])
    );
}

#[test]
fn nothing_found_is_still_a_document() {
    let folder = Folder::new(&[("Dockerfile", GOOD)]);
    assert_eq!(folder.lint(&["--format", "json"]).stdout, "[]\n");
    assert_eq!(folder.lint(&["--format", "github"]).stdout, "");
    assert_eq!(folder.lint(&["--format", "gitlab"]).stdout, "[]\n");
    assert_eq!(folder.lint(&["--format", "hadolint-json"]).stdout, "[]\n");
    assert_eq!(folder.lint(&["--format", "sarif"]).json()["runs"][0]["results"], json!([]));
}

#[test]
fn github_annotations_escape_what_would_end_them() {
    let folder = Folder::new(&[("50%,a/Dockerfile", BAD)]);
    let outcome = folder.lint(&["--format", "github"]);
    expect![[r#"
        ::notice file=50%25%2Ca/Dockerfile,line=2,endLine=2,col=19,endColumn=22,title=unused-suppression::`all` finds nothing to ignore here
    "#]].assert_eq(&outcome.stdout);
}

#[test]
fn sarif_refers_to_what_it_contains() {
    let folder = Folder::new(&[("my app/Dockerfile", BAD)]);
    let log = folder.lint(&["--format", "sarif"]).json();
    assert_eq!((&log["version"], log["$schema"].is_string()), (&json!("2.1.0"), true));
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");

    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in run["results"].as_array().unwrap() {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(rule["name"], "UnusedSuppression");
        assert!(rule["help"]["markdown"].as_str().unwrap().contains("## Why"));
    }

    let location = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "my%20app/Dockerfile");
    let region = json!({"startLine": 2, "startColumn": 19, "endLine": 2, "endColumn": 22});
    assert_eq!(location["region"], region);
    let change = &run["results"][0]["fixes"][0]["artifactChanges"][0];
    let line = json!({"startLine": 2, "startColumn": 1, "endLine": 3, "endColumn": 1});
    assert_eq!(change["replacements"][0]["deletedRegion"], line);
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "");
}

/// A finding that other tools have a code for, and a configuration that is wrong.
fn in_format(format: &str) -> String {
    let folder = Folder::new(&[
        ("a & b/Dockerfile", "FROM alpine:3.22\nCMD date\n"),
        ("c/Dockerfile", GOOD),
        ("c/plimsoll.toml", "ignore = [\"<b>\"]\n"),
    ]);
    let outcome = folder.run(&["lint", "--select", "shell-form-command", "--format", format]);
    assert_eq!(outcome.status, 2, "{}", outcome.stderr);
    outcome.stdout
}

#[test]
fn gitlab_gets_a_code_quality_report() {
    expect![[r#"
        [
          {
            "check_name": "shell-form-command",
            "description": "`date` runs below a shell, which may keep signals from it",
            "severity": "major",
            "fingerprint": "97d193eeea88a7b3-0",
            "location": {
              "path": "a & b/Dockerfile",
              "positions": {
                "begin": {
                  "line": 2,
                  "column": 5
                },
                "end": {
                  "line": 2,
                  "column": 9
                }
              }
            }
          },
          {
            "check_name": "failure",
            "description": "unknown rule `<b>`",
            "severity": "blocker",
            "fingerprint": "47b9d9fb7282c259-0",
            "location": {
              "path": "c/plimsoll.toml",
              "positions": {
                "begin": {
                  "line": 1,
                  "column": 11
                },
                "end": {
                  "line": 1,
                  "column": 16
                }
              }
            }
          }
        ]
    "#]]
    .assert_eq(&in_format("gitlab"));
}

#[test]
fn checkstyle_names_files_and_their_errors() {
    expect![[r#"
        <?xml version="1.0" encoding="utf-8"?>
        <checkstyle version="4.3">
          <file name="a &amp; b/Dockerfile">
            <error line="2" column="5" severity="warning" message="`date` runs below a shell, which may keep signals from it" source="plimsoll.shell-form-command"/>
          </file>
          <file name="c/plimsoll.toml">
            <error line="1" column="11" severity="error" message="unknown rule `&lt;b&gt;`" source="plimsoll.failure"/>
          </file>
        </checkstyle>
    "#]].assert_eq(&in_format("checkstyle"));
}

#[test]
fn junit_fails_a_test_for_each_finding() {
    expect![[r#"
        <?xml version="1.0" encoding="utf-8"?>
        <testsuites name="plimsoll" tests="2" failures="1" errors="1">
          <testsuite name="a &amp; b/Dockerfile" tests="1" failures="1" errors="0">
            <testcase name="shell-form-command" classname="a &amp; b/Dockerfile"><failure type="warning" message="`date` runs below a shell, which may keep signals from it">a &amp; b/Dockerfile:2:5: `date` runs below a shell, which may keep signals from it</failure></testcase>
          </testsuite>
          <testsuite name="c/plimsoll.toml" tests="1" failures="0" errors="1">
            <testcase name="failure" classname="c/plimsoll.toml"><error type="error" message="unknown rule `&lt;b&gt;`">c/plimsoll.toml:1:11: unknown rule `&lt;b&gt;`</error></testcase>
          </testsuite>
        </testsuites>
    "#]].assert_eq(&in_format("junit"));
}

#[test]
fn hadolint_json_has_the_codes_of_hadolint() {
    expect![[r#"
        [{"code":"DL3025","column":5,"file":"a & b/Dockerfile","level":"warning","line":2,"message":"`date` runs below a shell, which may keep signals from it"},{"code":"failure","column":11,"file":"c/plimsoll.toml","level":"error","line":1,"message":"unknown rule `<b>`"}]
    "#]].assert_eq(&in_format("hadolint-json"));
}

#[test]
fn severities_have_their_level_in_every_format() {
    let folder = Folder::new(&[
        ("Dockerfile", BAD),
        ("plimsoll.toml", "[severity]\nunused-suppression = \"error\"\n"),
    ]);
    assert!(folder.lint(&[]).stdout.starts_with("error[unused-suppression]: "));
    assert!(folder.lint(&["--format", "github"]).stdout.starts_with("::error "));
    let log: Value = folder.lint(&["--format", "sarif"]).json();
    assert_eq!(log["runs"][0]["results"][0]["level"], "error");
}

#[test]
fn rules_are_listed_for_people_and_programs() {
    let folder = Folder::new(&[("Dockerfile", BAD)]);
    let rules = folder.run(&["rules", "--format", "json"]).json();
    let names: BTreeMap<&str, &Value> =
        rules.as_array().unwrap().iter().map(|rule| (rule["name"].as_str().unwrap(), rule)).collect();
    let rule = names[RULE];
    assert_eq!(rule["default"], true);
    assert_eq!((&rule["group"], &rule["fix"]), (&json!("style"), &json!("safe")));

    let table = folder.run(&["rules"]).stdout;
    assert!(table.starts_with("NAME "), "{table}");
    assert_eq!(table.lines().count(), names.len() + 1);
}

/// Whatever rules are on, and in what is written as well as in what is to be changed.
#[test]
fn nothing_shows_a_secret() {
    let token = ["ghp", "_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"].concat();
    let text = format!(
        "FROM alpine:3.22\nENV TOKEN {token}\nENV API_KEY swordfish\nCMD echo {token}\n\
         RUN curl -u ci:wrong-donkey https://acme.dev\n"
    );
    let folder = Folder::new(&[("Dockerfile", &text)]);
    let all = ["lint", "--select", "all"];
    let layout = ["lint", "--select", "legacy-key-value,runs-as-root,shell-form-command"];
    let ways: [&[&str]; 11] = [
        &[],
        &["--format", "text", "--unsafe-fixes"],
        &["--format", "json"],
        &["--format", "github"],
        &["--format", "sarif"],
        &["--format", "gitlab"],
        &["--format", "checkstyle"],
        &["--format", "junit"],
        &["--format", "hadolint-json"],
        &["--diff"],
        &["--diff", "--unsafe-fixes"],
    ];
    for command in [&all, &layout] {
        for way in ways {
            let outcome = folder.run(&[command, way].concat());
            let shown = format!("{}{}", outcome.stdout, outcome.stderr);
            assert!(shown.len() > 100, "{way:?}: {shown}");
            for secret in [&token, "swordfish", "wrong-donkey"] {
                assert!(!shown.contains(secret), "{way:?}: {shown}");
            }
        }
    }
    let shown = folder.run(&["lint"]).stdout;
    assert!(shown.contains(&format!("2 | ENV TOKEN {}\n", "*".repeat(token.len()))), "{shown}");
    folder.run(&["lint", "--fix", "--unsafe-fixes", "--select", "legacy-key-value"]);
    assert!(folder.read("Dockerfile").contains(&format!("ENV TOKEN={token}\nENV API_KEY=swordfish\n")));
}

//! Every rule's page is true: each `bad` example fires the rule at the marked places, each `good` one does not,
//! and applying the first fix to a `bad` example gives the `fixed` one below it.
//!
//! A fence says `dockerfile bad`, `dockerfile good` or `dockerfile fixed`; `dockerignore` stands for `dockerfile` where the
//! example is an ignore file. `text created` or `text appended` shows what the fix puts into another file. With `all`, all
//! fixes of the rule are applied until none is left. What else a fence may say stands in `examples`.
//! In a `bad` example a line `#   ^^^^ message` marks the place of a finding on the line above; `#^^^^` begins at the
//! first column. Where there is a mark, all findings must be marked.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod examples;

use std::collections::BTreeSet;
use std::path::Path;

use examples::{Example, examples, findings, fixed};
use plimsoll_linter::{Rule, Safety, rules, rules_called};
use plimsoll_text::{Encoding, LineIndex, TextRange};

/// All but those whose page the library of shell checks writes; `shell_rules.rs` has examples of these.
fn rules_with_pages() -> impl Iterator<Item = &'static Rule> {
    rules().iter().copied().filter(|rule| rule.meta().group != "shell")
}

/// The text without the marks, and the marked places: line, columns and message.
fn marks(example: &Example) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut number = 0;
    for line in example.text.lines() {
        let rest = line.strip_prefix('#').map(str::trim_start).filter(|rest| rest.starts_with('^'));
        if let Some(rest) = rest {
            let length = rest.chars().take_while(|c| *c == '^').count();
            let at = line.chars().count() - rest.chars().count();
            let (start, end) = if at == 1 { (0, length + 1) } else { (at, at + length) };
            marks.push(format!("{number}:{start}-{end} {}", rest[length..].trim()).trim_end().to_owned());
        } else {
            text.push_str(line);
            text.push('\n');
            number += 1;
        }
    }
    (text, marks)
}

fn place(text: &str, range: TextRange) -> String {
    let index = LineIndex::new(text);
    let start = index.position(range.start(), Encoding::Utf32);
    let end = index.position(range.end(), Encoding::Utf32);
    // A mark covers one line: of a longer finding, its first.
    let last = if end.line == start.line {
        end.character
    } else {
        let line = index.line_range(start.line).unwrap();
        index.position(line.end(), Encoding::Utf32).character
    };
    format!("{}:{}-{}", start.line + 1, start.character, last)
}

fn check_bad(rule: &Rule, example: &Example, at: &str) {
    let (text, marks) = marks(example);
    let found = findings(example, rule, &text);
    assert!(!found.is_empty(), "{at}: finds nothing in\n{text}");
    if marks.is_empty() {
        return;
    }
    let without_message = marks.iter().all(|mark| !mark.contains(' '));
    let found: BTreeSet<String> = found
        .iter()
        .map(|finding| {
            let place = place(&text, finding.range);
            if without_message { place } else { format!("{place} {}", finding.message) }
        })
        .collect();
    assert_eq!(found, marks.into_iter().collect(), "{at}: findings differ from the marks in\n{text}");
}

fn check_fixed(rule: &Rule, bad: &Example, expected: &Example, at: &str) {
    let (text, _) = marks(bad);
    let outcome = fixed(bad, rule, text, bad.is("all"));
    assert_eq!(outcome, (&*expected.kind, expected.text.clone()), "{at}: the fix gives something else");
}

#[test]
fn pages_are_true() {
    for rule in rules_with_pages() {
        let examples = examples(&rule.page());
        let has = |kind: &str| examples.iter().any(|example| example.kind == kind);
        assert!(
            has("bad") && has("good") || has("fixed"),
            "{}: a page needs a bad and a good example",
            rule.name
        );
        for (index, example) in examples.iter().enumerate() {
            let at = format!("{} (line {} of its page)", rule.name, example.line);
            match example.kind.as_str() {
                "bad" => check_bad(rule, example, &at),
                "good" => assert!(
                    findings(example, rule, &example.text).is_empty(),
                    "{at}: {:?}",
                    findings(example, rule, &example.text)
                ),
                "fixed" | "created" | "appended" => check_fixed(rule, &examples[index - 1], example, &at),
                kind => panic!("{at}: what is a {kind} example?"),
            }
        }
    }
}

#[test]
fn front_matter_is_complete() {
    for rule in rules_with_pages() {
        let meta = rule.meta();
        assert!(!meta.summary.is_empty(), "{}: says nothing under `What it does`", rule.name);
        assert!(!meta.since.is_empty(), "{}: since when?", rule.name);
        assert!(rule.page().contains("\n## Why\n"), "{}: does not say why", rule.name);
        assert!(
            rule.page().starts_with(&format!("# {}\n", rule.name)),
            "{}: begins with another name",
            rule.name
        );
        let shows_fix = |example: &Example| matches!(&*example.kind, "fixed" | "created" | "appended");
        let has_fixed = examples(&rule.page()).iter().any(shows_fix);
        assert_eq!(has_fixed, meta.fix.is_some(), "{}: shows its fix if it has one", rule.name);
        assert!(
            rule.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        );
    }
}

/// A fix is as safe as the page promises, and no error says less than a warning.
#[test]
fn fixes_are_as_safe_as_promised() {
    for rule in rules_with_pages() {
        for example in examples(&rule.page()).iter().filter(|example| example.kind == "bad") {
            let (text, _) = marks(example);
            for fix in findings(example, rule, &text).iter().flat_map(|finding| &finding.fixes) {
                let promised = rule.meta().fix;
                assert!(promised.is_some(), "{}: the page says that it has no fix", rule.name);
                let is_kept = fix.safety == Safety::Unsafe || promised == Some(Safety::Safe);
                assert!(is_kept, "{}: a safe fix where the page promises none", rule.name);
            }
        }
    }
}

#[test]
fn names_and_aliases_are_found() {
    let mut names = BTreeSet::new();
    for rule in rules() {
        assert!(names.insert(rule.name), "{} is there twice", rule.name);
        for alias in &rule.meta().aliases {
            let called = rules_called(&alias.to_lowercase());
            assert!(called.contains(rule), "{alias}");
            let first = called.iter().filter(|rule| rule.meta().stands_for.contains(alias)).count();
            assert_eq!(
                first,
                usize::from(called.len() > 1),
                "{alias} must mean one of {called:?} first of all"
            );
        }
    }
}

/// Every rule file is in the table, with its page.
#[test]
fn every_file_is_registered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut files = BTreeSet::new();
    for theme in std::fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        let entries = std::fs::read_dir(theme.path()).unwrap().flatten();
        for path in entries.map(|entry| entry.path()).filter(|path| path.is_file()) {
            let name = path.file_stem().unwrap().to_str().unwrap().replace('_', "-");
            if path.extension().is_some_and(|extension| extension == "md") {
                assert!(path.with_extension("rs").exists(), "{name} has no code");
                files.insert((theme.file_name().into_string().unwrap(), name));
            } else {
                let shared = std::fs::read_to_string(&path).unwrap().starts_with("//! Shared");
                assert!(shared || path.with_extension("md").exists(), "{name} has no page");
            }
        }
    }
    let registered =
        rules_with_pages().map(|rule| (rule.meta().group.to_owned(), rule.name.to_owned())).collect();
    assert_eq!(files, registered);
}

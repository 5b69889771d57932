//! The guide is true: each `before` fires the rule of its section, or the one that it names with `rule=`; the `after` below it does
//! not, and the fixes of that rule give it, unless it says `by-hand`. In `good` no rule that is on by default finds anything.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod examples;

use std::collections::BTreeSet;

use examples::{Example, examples, findings, fixed};
use plimsoll_linter::{GUIDE, Rule, Settings, find_rule, lint, practices};

fn rule_of(example: &Example) -> &'static Rule {
    let named = example.option("rule").and_then(find_rule);
    let before = GUIDE.lines().take(example.line).collect::<Vec<_>>().join("\n");
    let inside = |title: &str| before.rfind(&format!(". {title}\n"));
    let section = practices().iter().max_by_key(|practice| inside(practice.title)).unwrap();
    named.unwrap_or(section.rules[0])
}

#[test]
fn every_pair_is_true() {
    let all = examples(GUIDE);
    let mut shown = BTreeSet::new();
    for pair in all.windows(2).filter(|pair| pair[0].kind == "before") {
        let (before, after) = (&pair[0], &pair[1]);
        let rule = rule_of(before);
        let at = format!("{} (line {} of the guide)", rule.name, before.line);
        shown.insert(rule.name);
        assert!(!findings(before, rule, &before.text).is_empty(), "{at}: finds nothing");
        let (kind, text) = fixed(before, rule, before.text.clone(), true);
        let is_fixed =
            (kind, &text) == (if after.kind == "after" { "fixed" } else { &after.kind }, &after.text);
        assert_eq!(is_fixed, !after.is("by-hand"), "{at}: the fixes give this, {kind}:\n{text}");
        if after.kind == "after" {
            let left = findings(before, rule, &after.text);
            assert!(left.is_empty(), "{at}: still finds {left:?}");
        }
    }
    let named: BTreeSet<&str> = practices().iter().flat_map(|one| &one.rules).map(|rule| rule.name).collect();
    assert_eq!(shown, named, "a rule that the guide names, it shows");
}

#[test]
fn nothing_is_wrong_in_the_end() {
    for good in examples(GUIDE).iter().filter(|example| example.kind == "good") {
        let found = lint(&*good.file(&good.text), &Settings::default());
        assert!(found.is_empty(), "{found:?}");
    }
}

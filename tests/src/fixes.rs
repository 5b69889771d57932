//! What must be true of the fixes of a Dockerfile: each does what it says, and together they come to an end.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use plimsoll_linter::{Finding, Fix, Safety, Settings, Severity, apply_fix, fix_all, lint, verify_all};
use plimsoll_semantics::{BuildContext, Dockerfile};
use plimsoll_syntax::SyntaxTree;

/// The outcome of [`check_fixes`].
#[derive(Debug)]
pub struct Checked {
    pub findings: Vec<Finding>,
    /// The rules whose fixes the linter itself holds back: they would break the file, or lose a comment.
    pub withheld: Vec<&'static str>,
    pub failures: Vec<Failure>,
}

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The rule whose fix it is, or nothing for all fixes together.
    pub rule: Option<&'static str>,
    /// The title of the fix, or which fixes.
    pub title: String,
    pub kind: FailureKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailureKind {
    /// The rule says the same of as many places as before.
    Stays,
    /// These rules find something new, and all in all the file is no better than before.
    Trades(Vec<&'static str>),
    /// A rule could still be satisfied by a fix of that title.
    Left(&'static str, String),
}

/// Applies every fix alone, then all the safe ones together, then all of them.
pub fn check_fixes(text: &str, context: &Arc<dyn BuildContext>, settings: &Settings) -> Checked {
    let file = Dockerfile::new(SyntaxTree::parse(text), Arc::clone(context));
    let findings = lint(&file, settings);
    let attempt = Attempt { file: &file, settings, before: &findings };
    let mut failures = Vec::new();
    let mut withheld = Vec::new();
    for (finding, verified) in findings.iter().zip(verify_all(&file, &findings)) {
        withheld.extend(std::iter::repeat_n(finding.rule.name, finding.fixes.len() - verified.len()));
        failures.extend(verified.into_iter().filter_map(|fix| attempt.one(finding, fix)));
    }
    failures.extend(attempt.all(false));
    failures.extend(attempt.all(true));
    Checked { failures, withheld, findings }
}

struct Attempt<'a> {
    file: &'a Dockerfile,
    settings: &'a Settings,
    before: &'a [Finding],
}

impl Attempt<'_> {
    fn one(&self, finding: &Finding, fix: &Fix) -> Option<Failure> {
        // What a change of another file is good for shows only where there is a disk.
        if !fix.other_files.is_empty() {
            return None;
        }
        let (file, after) = self.lint(&apply_fix(self.file, fix)?);
        let rule = finding.rule.name;
        let places = |findings: &[Finding]| -> usize {
            let alike =
                findings.iter().filter(|one| one.rule == finding.rule && one.message == finding.message);
            alike.map(|one| 1 + one.related.len()).sum()
        };
        let kind = if places(&after) >= places(self.before) {
            FailureKind::Stays
        } else if !self.is_better(&file, &after) {
            FailureKind::Trades(new_rules(self.before, &after))
        } else {
            return None;
        };
        Some(Failure { rule: Some(rule), title: fix.title.clone(), kind })
    }

    fn all(&self, with_unsafe: bool) -> Vec<Failure> {
        let fixed = fix_all(self.file, self.settings, with_unsafe);
        let (file, after) = self.lint(&fixed.text);
        let is_changed = |path: &str| fixed.other_files.iter().any(|other| other.path == path);
        let is_left = |fix: &&&Fix| {
            (with_unsafe || fix.safety == Safety::Safe)
                && (fix.other_files.is_empty()
                    || fix.other_files.iter().any(|other| !is_changed(&other.path)))
        };
        let verified = verify_all(&file, &after);
        let left = after.iter().zip(&verified).filter_map(|(finding, fixes)| {
            let fix = fixes.iter().find(is_left)?;
            Some(FailureKind::Left(finding.rule.name, fix.title.clone()))
        });
        let is_worse = weight(&after) > weight(self.before);
        let trade = is_worse.then(|| FailureKind::Trades(new_rules(self.before, &after)));
        let title = if with_unsafe { "all fixes" } else { "all safe fixes" };
        left.chain(trade).map(|kind| Failure { rule: None, title: title.to_owned(), kind }).collect()
    }

    /// What safe fixes do away with does not count: one fix may be the first step of two.
    fn is_better(&self, file: &Dockerfile, after: &[Finding]) -> bool {
        weight(after) < weight(self.before) || {
            let settled = fix_all(file, self.settings, false);
            weight(&self.lint(&settled.text).1) < weight(self.before)
        }
    }

    fn lint(&self, text: &str) -> (Dockerfile, Vec<Finding>) {
        let file = self.file.with_tree(SyntaxTree::parse(text));
        let findings = lint(&file, self.settings);
        (file, findings)
    }
}

fn count(findings: &[Finding], rule: &str) -> usize {
    findings.iter().filter(|finding| finding.rule.name == rule).count()
}

/// How many findings of each severity there are, the worst first, and how many places they are about: what is less in
/// this order is better.
fn weight(findings: &[Finding]) -> Vec<usize> {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let places = findings.iter().map(|finding| 1 + finding.related.len()).sum();
    Severity::ALL.into_iter().map(count).chain([places]).collect()
}

/// The rules that find more after than before.
fn new_rules(before: &[Finding], after: &[Finding]) -> Vec<&'static str> {
    let rules: BTreeSet<&str> = after.iter().map(|finding| finding.rule.name).collect();
    rules.into_iter().filter(|rule| count(after, rule) > count(before, rule)).collect()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { rule, title, kind } = self;
        if let Some(rule) = rule {
            write!(f, "{rule}: ")?;
        }
        match kind {
            FailureKind::Stays => write!(f, "`{title}` changes nothing"),
            FailureKind::Trades(rules) => write!(f, "`{title}` is traded for {}", rules.join(" and ")),
            FailureKind::Left(rule, fix) => write!(f, "`{title}` leaves `{fix}` of {rule}"),
        }
    }
}

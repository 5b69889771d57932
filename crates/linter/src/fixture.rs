//! What the unit tests of the linter share.

use std::sync::Arc;

use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;

use crate::{Finding, Settings, apply_fix, lint, verified_fixes};

/// A Dockerfile without a build context.
pub(crate) fn file(text: &str) -> Dockerfile {
    Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext))
}

/// These rules, or codes of other tools, and no others.
pub(crate) fn settings(rules: &[&str]) -> Settings {
    let rules: Vec<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
    Settings::from_selection(&rules, &[]).unwrap()
}

pub(crate) fn findings(text: &str, rule: &str) -> Vec<Finding> {
    lint(&file(text), &settings(&[rule]))
}

/// The text after the first fix of the rule's first finding, or the reason why there is none, if one is given. Nothing
/// without a finding.
pub(crate) fn fixed(text: &str, rule: &str) -> Option<Result<String, Option<String>>> {
    let file = file(text);
    let findings = lint(&file, &settings(&[rule]));
    let finding = findings.first()?;
    let fix = verified_fixes(&file, finding).into_iter().next();
    let reason = || finding.declined.first().map(|declined| declined.reason.clone());
    Some(fix.and_then(|fix| apply_fix(&file, fix)).ok_or_else(reason))
}

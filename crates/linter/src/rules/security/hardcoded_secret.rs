//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_semantics::facts::tokens;
use plimsoll_text::{TextRange, TextSize};

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("hardcoded-secret", include_str!("hardcoded_secret.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for (range, kind) in tokens_in(file) {
        report.at(range, format!("this looks like {kind}, and everybody who has the file can use it"));
    }
}

/// Their places, and what they are.
pub(super) fn tokens_in(file: &Dockerfile) -> impl Iterator<Item = (TextRange, &'static str)> + use<> {
    // All of the file at once: a key may go over several comments.
    let tokens = tokens::find(&file.tree().text()).into_iter();
    let offset = |at: usize| TextSize::new(at as u32);
    tokens.map(move |token| (TextRange::new(offset(token.range.start), offset(token.range.end)), token.kind))
}

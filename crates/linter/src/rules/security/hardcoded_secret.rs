//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_semantics::facts::tokens;
use plimsoll_text::{TextRange, TextSize};

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("hardcoded-secret", include_str!("hardcoded_secret.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    // All of the file at once: a key may go over several comments.
    for token in tokens::find(&file.tree().text()) {
        let offset = |at: usize| TextSize::new(at as u32);
        let range = TextRange::new(offset(token.range.start), offset(token.range.end));
        let kind = token.kind;
        report
            .at(range, format!("this looks like {kind}, and everybody who has the file can use it"))
            .conceal();
    }
}

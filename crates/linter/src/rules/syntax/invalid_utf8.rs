//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_text::{TextRange, TextSize};

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("invalid-utf8", include_str!("invalid_utf8.md"), check);

/// What stands for bytes that are no UTF-8, wherever the text was read.
const REPLACEMENT: char = '\u{fffd}';

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for item in file.tree().items() {
        let source = item.node.source();
        if let Some(at) = source.find(REPLACEMENT) {
            let behind = &source[at..];
            let length = behind.len() - behind.trim_start_matches(REPLACEMENT).len();
            let start = item.start + TextSize::new(at as u32);
            let range = TextRange::at(start, TextSize::new(length as u32));
            report.at(range, "the bytes here are no UTF-8, or were lost when the text was converted");
        }
    }
}

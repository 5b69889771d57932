//! See the page beside this file.

use plimsoll_semantics::{Copy, Dockerfile};
use plimsoll_syntax::Keyword;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("copy-to-file-destination", include_str!("copy_to_file_destination.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let copies = file.instructions_of(Keyword::Copy).chain(file.instructions_of(Keyword::Add));
    let readable = copies.filter(|copy| copy.instruction.errors().is_empty());
    for copy in readable.filter_map(|copy| file.copy(copy)).filter(is_taken_for_file) {
        let name = copy.instruction.text(copy.destination.span);
        let message = format!("all sources get the one name `{name}`, unless that is a folder already");
        let slash = edit::insert_at(copy.instruction, copy.destination.span.end, "/");
        report.at(copy.destination.range, message).fix(Fix::safe("Add `/`", vec![slash]));
    }
}

/// More than one source, and a destination that is not written as a folder.
fn is_taken_for_file(copy: &Copy<'_>) -> bool {
    let Some(text) = copy.destination.text().filter(|_| copy.sources.len() > 1) else { return false };
    // What a template language will replace may be one word.
    let is_template = ["{{", "<%"].iter().any(|start| copy.instruction.source().contains(start));
    !is_template && !text.ends_with(['/', '\\']) && !matches!(text.rsplit('/').next(), Some("." | ".."))
}

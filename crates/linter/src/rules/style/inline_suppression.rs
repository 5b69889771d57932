//! See the page beside this file.

use plimsoll_text::{TextRange, TextSize};

use crate::report::Report;
use crate::rule::Rule;
use crate::source::PieceKind;
use crate::suppression::{Suppressions, is_for_next_instruction};

pub(crate) static RULE: Rule =
    Rule::of_suppressions("inline-suppression", include_str!("inline_suppression.md"), check);

fn check(suppressions: &Suppressions<'_>, report: &mut Report<'_>) {
    let comments = suppressions.file.pieces().filter(|piece| matches!(piece.kind, PieceKind::Comment));
    for comment in comments.filter(|comment| is_for_next_instruction(comment.source)) {
        let text = comment.source.trim_start();
        let lead = TextSize::of(comment.source) - TextSize::of(text);
        let range = TextRange::at(comment.range.start() + lead, TextSize::of(text.trim_end()));
        report.at(range, "this comment hides findings: exceptions belong into the configuration");
    }
}

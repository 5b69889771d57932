//! See the page beside this file.

use plimsoll_text::{TextEdit, TextRange, TextSize};

use crate::finding::{Fix, Tag};
use crate::report::Report;
use crate::rule::Rule;
use crate::source::{Piece, Source};
use crate::suppression::{Suppression, Suppressions};

pub(crate) static RULE: Rule =
    Rule::of_suppressions("unused-suppression", include_str!("unused_suppression.md"), check);

fn check(suppressions: &Suppressions<'_>, report: &mut Report<'_>) {
    for entry in suppressions.unused().filter(|entry| entry.is_useless_everywhere()) {
        let could_find = |rule| report.is_enabled(rule) && knows_enough(suppressions.file, rule);
        if !entry.is_all() && !entry.rules().any(could_find) {
            continue;
        }
        let message = format!("`{}` finds nothing to ignore here", entry.name);
        let finding = report.at(entry.range, message).tag(Tag::Unnecessary);
        if let Some(comment) = suppressions.file.piece(entry.piece) {
            finding.fix(Fix::safe("Remove it", vec![removal(comment, entry)]));
        }
    }
}

/// What a rule that is off would find, or one about the files of a context that is not known, nobody can tell.
fn knows_enough(file: &dyn Source, rule: &Rule) -> bool {
    file.context().is_known() || rule.meta().group != "context"
}

/// The name with its comma, or the whole comment if it is the only name.
fn removal(comment: Piece<'_>, entry: &Suppression<'_>) -> TextEdit {
    let text = comment.source;
    let start = usize::from(entry.range.start() - comment.range.start());
    let end = start + entry.name.len();
    let before = text[..start].trim_end();
    let range = if let Some(rest) = text[end..].trim_start().strip_prefix(',') {
        Some((start, text.len() - rest.trim_start().len()))
    } else {
        before.strip_suffix(',').map(|before| (before.len(), end))
    };
    let Some((start, end)) = range else { return TextEdit::delete(comment.range) };
    let offset = |at: usize| comment.range.start() + TextSize::new(at as u32);
    TextEdit::delete(TextRange::new(offset(start), offset(end)))
}

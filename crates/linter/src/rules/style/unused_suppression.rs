//! See the page beside this file.

use plimsoll_text::{TextEdit, TextRange, TextSize};

use crate::finding::{Fix, Tag};
use crate::report::Report;
use crate::rule::Rule;
use crate::source::{Piece, Source};
use crate::suppression::{Dialect, Suppression, Suppressions};

pub(crate) static RULE: Rule =
    Rule::of_suppressions("unused-suppression", include_str!("unused_suppression.md"), check);

fn check(suppressions: &Suppressions<'_>, report: &mut Report<'_>) {
    for entry in suppressions.unused() {
        let could_find = |rule| report.is_enabled(rule) && knows_enough(suppressions.file, rule);
        if !entry.is_all() && !entry.rules().any(could_find) {
            continue;
        }
        let message = format!("`{}` finds nothing to ignore here", entry.name);
        let finding = report.at(entry.range, message).tag(Tag::Unnecessary);
        if let Some(comment) = suppressions.file.piece(entry.piece) {
            let edits = vec![removal(comment, entry)];
            finding.fix(match entry.dialect {
                Dialect::Plimsoll => Fix::safe("Remove it", edits),
                // The other tool may look at it in another way.
                Dialect::Hadolint | Dialect::Check => Fix::not_safe("Remove it", edits),
            });
        }
    }
}

/// What a rule that is off would find, or one about the files of a context that is not known, nobody can tell.
fn knows_enough(file: &dyn Source, rule: &Rule) -> bool {
    file.context().is_known() || rule.meta().group != "context"
}

/// The name with its comma, the option if it is the only name, the whole comment if that is the only option.
fn removal(comment: Piece<'_>, entry: &Suppression<'_>) -> TextEdit {
    let text = comment.source;
    let start = usize::from(entry.range.start() - comment.range.start());
    let end = start + entry.name.len();
    let before = text[..start].trim_end();
    let range = if let Some(rest) = text[end..].trim_start().strip_prefix(',') {
        Some((start, text.len() - rest.trim_start().len()))
    } else if let Some(before) = before.strip_suffix(',') {
        Some((before.len(), end))
    } else if entry.dialect == Dialect::Check {
        option_among_others(text, before, end)
    } else {
        None
    };
    let Some((start, end)) = range else { return TextEdit::delete(comment.range) };
    let offset = |at: usize| comment.range.start() + TextSize::new(at as u32);
    TextEdit::delete(TextRange::new(offset(start), offset(end)))
}

/// `skip=…` with one semicolon, if there are options besides.
fn option_among_others(text: &str, before: &str, end: usize) -> Option<(usize, usize)> {
    let before = before.strip_suffix("skip=")?;
    if let Some(other) = before.strip_suffix(';') {
        return Some((other.len(), end));
    }
    let other = text[end..].strip_prefix(';')?;
    let is_option = other.starts_with(|c: char| !c.is_whitespace());
    is_option.then_some((before.len(), end + 1))
}

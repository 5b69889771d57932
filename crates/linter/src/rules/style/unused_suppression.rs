//! See the page beside this file.

use plimsoll_text::{TextEdit, TextRange};

use crate::finding::{Fix, Tag};
use crate::report::Report;
use crate::rule::Rule;
use crate::suppression::{Dialect, Suppression, Suppressions};

pub(crate) static RULE: Rule =
    Rule::of_suppressions("unused-suppression", include_str!("unused_suppression.md"), check);

fn check(suppressions: &Suppressions<'_>, report: &mut Report<'_>) {
    for entry in suppressions.unused() {
        let is_known = entry.is_all() || entry.rules().next().is_some();
        // Other tools have rules of their own.
        if !is_known && entry.dialect != Dialect::Plimsoll {
            continue;
        }
        // Whether a rule that is off would have found something, nobody knows.
        if is_known && !entry.is_all() && !entry.rules().any(|rule| report.is_enabled(rule)) {
            continue;
        }
        let message = match is_known {
            true => format!("`{}` finds nothing to ignore here", entry.name),
            false => format!("there is no rule `{}`", entry.name),
        };
        let edit = removal(suppressions, entry);
        report.at(entry.range, message).tag(Tag::Unnecessary).fix(Fix::safe("Remove it", vec![edit]));
    }
}

/// The name with its comma; the whole comment if it is the only name.
fn removal(suppressions: &Suppressions<'_>, entry: &Suppression<'_>) -> TextEdit {
    let item = &suppressions.file.tree().items()[entry.item];
    let text = item.node.source();
    let at = usize::from(entry.range.start() - item.start);
    let before = text[..at].trim_end();
    let after = &text[at + entry.name.len()..];
    let range = if let Some(rest) = after.trim_start().strip_prefix(',') {
        let end = text.len() - rest.trim_start().len();
        TextRange::new(entry.range.start(), item.start + plimsoll_text::TextSize::new(end as u32))
    } else if before.ends_with(',') {
        TextRange::new(item.start + plimsoll_text::TextSize::new(before.len() as u32 - 1), entry.range.end())
    } else {
        item.range()
    };
    TextEdit::delete(range)
}

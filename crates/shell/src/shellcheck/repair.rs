//! What would put a problem right.

use std::collections::BTreeSet;
use std::ops::Range;

use plimsoll_text::Span;
use shuck_linter::{Diagnostic, rule_metadata};

use super::{Place, Problem};
use crate::view::View;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    pub title: String,
    /// What to put in the place of which span.
    pub edits: Vec<(Span, String)>,
}

/// The repair that the library has for a finding, if it can stand in the instruction.
pub(super) fn of(diagnostic: &Diagnostic, place: &Place, view: &View) -> Option<Repair> {
    let fix = diagnostic.fix.as_ref()?;
    let edit = |edit: &shuck_linter::Edit| {
        let span = place.span(usize::from(edit.range().start()), usize::from(edit.range().end()))?;
        // What is put in was made from the view, in which a line break is blank.
        // A comment would go on to the end of the instruction.
        let is_comment = edit.content().trim_start().starts_with('#');
        let is_whole = !view.has_gap_in(span) && !edit.content().contains('\n') && !is_comment;
        is_whole.then(|| (span, edit.content().to_owned()))
    };
    let edits = fix.edits().iter().map(edit).collect::<Option<Vec<_>>>()?;
    let title = diagnostic
        .fix_title
        .clone()
        .or_else(|| rule_metadata(diagnostic.rule)?.fix_description.map(str::to_owned))?;
    Some(Repair { title: as_title(&title), edits })
}

/// Begins with a capital, and has no full stop.
fn as_title(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whose repairs need no trial: none of 2,900 in 4,455 public Dockerfiles was in vain, and a trial takes as long as the
/// search for problems.
const TRIED: &[&str] = &["SC2034", "SC2035", "SC2038", "SC2046", "SC2068", "SC2086"];

/// Some repairs leave what is wrong as it is, or make something else wrong: they are dropped. Those of one check are tried
/// together, as a try for each would take too long. `count` problems are in the text, and `count_in` another one.
pub(super) fn drop_vain(
    problems: &mut [Problem],
    text: &str,
    place: &Place,
    count: usize,
    count_in: impl Fn(&str) -> usize,
) {
    let with_repair = problems.iter().filter(|one| one.repair.is_some());
    let codes: BTreeSet<&str> = with_repair.map(|one| one.check.code).collect();
    for code in codes.into_iter().filter(|code| !TRIED.contains(code)) {
        let of_code = problems.iter().filter(|one| one.check.code == code);
        let repairs: Vec<&Repair> = of_code.filter_map(|one| one.repair.as_ref()).collect();
        let (repaired, applied) = apply(&repairs, text, place);
        if count_in(&repaired) + applied > count {
            problems.iter_mut().filter(|one| one.check.code == code).for_each(|one| one.repair = None);
        }
    }
}

/// The text after those of some repairs that are apart, and how many these are.
fn apply(repairs: &[&Repair], text: &str, place: &Place) -> (String, usize) {
    let mut repaired = text.to_owned();
    let mut start_of_last = text.len() + 1;
    let mut applied = 0;
    // From the end, so that no edit moves the place of another one.
    for repair in repairs.iter().rev() {
        let mut edits: Vec<(Range<usize>, &str)> =
            repair.edits.iter().map(|(span, insert)| (place.bytes(*span), insert.as_str())).collect();
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        if edits.first().is_none_or(|(range, _)| range.end >= start_of_last) {
            continue;
        }
        applied += 1;
        for (range, insert) in edits {
            start_of_last = range.start;
            repaired.replace_range(range, insert);
        }
    }
    (repaired, applied)
}

//! See the page beside this file.

use plimsoll_text::{TextEdit, TextRange, TextSize};

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::{Rule, closest_name};
use crate::suppression::{Malformed, Suppressions, is_ours, malformed};

pub(crate) static RULE: Rule =
    Rule::of_suppressions("invalid-suppression", include_str!("invalid_suppression.md"), check);

fn check(suppressions: &Suppressions<'_>, report: &mut Report<'_>) {
    check_names(suppressions, report);
    let file = suppressions.file;
    for (range, text) in file.comments() {
        let around = file.piece_at(range.start()).and_then(|piece| file.piece(piece));
        if let Some(malformed) = malformed(text) {
            check_form(range.start(), &malformed, report);
        } else if is_ours(text) && around.is_some_and(|piece| piece.is_statement()) {
            let lead = TextSize::of(text) - TextSize::of(text.trim_start());
            let range = TextRange::at(range.start() + lead, TextSize::of(text.trim()));
            report.at(range, "a comment inside an instruction ignores nothing: put it above");
        }
    }
}

fn check_names(suppressions: &Suppressions<'_>, report: &mut Report<'_>) {
    for entry in suppressions.unknown() {
        let name = entry.name;
        match closest_name(name) {
            Some(meant) => {
                let edit = TextEdit::replace(entry.range, meant);
                report
                    .at(entry.range, format!("there is no rule `{name}`: did you mean `{meant}`?"))
                    .fix(Fix::not_safe(format!("Change to `{meant}`"), vec![edit]));
            }
            None => _ = report.at(entry.range, format!("there is no rule `{name}`")),
        }
    }
}

fn check_form(start: TextSize, malformed: &Malformed<'_>, report: &mut Report<'_>) {
    let Malformed { span, whole_file, names } = malformed;
    let at = |offset: usize| start + TextSize::new(offset as u32);
    let range = TextRange::new(at(span.start), at(span.end));
    let word = if *whole_file { "ignore-file" } else { "ignore" };
    if names.is_empty() {
        report.at(range, format!("this ignores nothing: write `plimsoll {word}=`, and names of rules"));
        return;
    }
    let right = format!("plimsoll {word}={}", names.join(","));
    report
        .at(range, format!("this ignores nothing: write `{right}`"))
        .fix(Fix::safe(format!("Write `{right}`"), vec![TextEdit::replace(range, right)]));
}

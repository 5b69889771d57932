//! Making sure that fixes break nothing: their result has no error that was not there before, and every comment.

use std::collections::BTreeMap;

use plimsoll_text::{TextEdit, TextRange, TextSize};

use crate::finding::{Finding, Fix};
use crate::source::Source;

/// The fixes of a finding that survive the check.
pub fn verified_fixes<'a>(file: &dyn Source, finding: &'a Finding) -> Vec<&'a Fix> {
    verify_all(file, [finding]).pop().unwrap_or_default()
}

/// For each finding its fixes that survive the check. Fixes that are apart are checked together, so that thousands
/// of them cost a few checks and not thousands.
pub fn verify_all<'a>(
    file: &dyn Source,
    findings: impl IntoIterator<Item = &'a Finding>,
) -> Vec<Vec<&'a Fix>> {
    let findings: Vec<&Finding> = findings.into_iter().collect();
    let owners = findings
        .iter()
        .enumerate()
        .flat_map(|(owner, finding)| finding.fixes.iter().map(move |fix| (owner, fix)));
    let mut verified = vec![Vec::new(); findings.len()];
    let before = State::of(file);
    for group in groups(owners.collect()) {
        keep_sound(file, &before, &group, &mut |(owner, fix)| verified[owner].push(fix));
    }
    for (fixes, finding) in verified.iter_mut().zip(findings) {
        fixes.sort_by_key(|fix: &&Fix| finding.fixes.iter().position(|own| std::ptr::eq(own, *fix)));
    }
    verified
}

/// Whether some edits make no new error and lose no comment.
pub fn is_sound(file: &dyn Source, edits: &[TextEdit]) -> bool {
    State::of(file).allows(file, edits)
}

/// Those of some fixes that survive the check. They must be apart.
pub(crate) fn sound<'a>(file: &dyn Source, fixes: Vec<&'a Fix>) -> Vec<&'a Fix> {
    let mut kept = Vec::new();
    let group: Vec<_> = fixes.into_iter().map(|fix| ((), fix)).collect();
    keep_sound(file, &State::of(file), &group, &mut |((), fix)| kept.push(fix));
    kept
}

/// Tries all together, and where that breaks something, each half.
fn keep_sound<'a, T: Copy>(
    file: &dyn Source,
    before: &State,
    group: &[(T, &'a Fix)],
    keep: &mut dyn FnMut((T, &'a Fix)),
) {
    let edits: Vec<TextEdit> = group.iter().flat_map(|(_, fix)| fix.edits.iter().cloned()).collect();
    if before.allows(file, &edits) {
        group.iter().copied().for_each(keep);
    } else if group.len() > 1 {
        let (first, second) = group.split_at(group.len() / 2);
        keep_sound(file, before, first, keep);
        keep_sound(file, before, second, keep);
    }
}

/// Parts fixes into groups in which no two touch, but for those that only put something in at the same place.
fn groups<T>(fixes: Vec<(T, &Fix)>) -> Vec<Vec<(T, &Fix)>> {
    let mut sorted: Vec<(TextRange, (T, &Fix))> = fixes.into_iter().map(|one| (extent(one.1), one)).collect();
    sorted.sort_by_key(|(extent, _)| (extent.start(), extent.end()));
    // Each with the extent of its last fix.
    let mut groups: Vec<(TextRange, Vec<(T, &Fix)>)> = Vec::new();
    for (extent, one) in sorted {
        let has_room = |last: TextRange| last.end() < extent.start() || (last.is_empty() && last == extent);
        match groups.iter_mut().find(|(last, _)| has_room(*last)) {
            Some((last, group)) => {
                *last = extent;
                group.push(one);
            }
            None => groups.push((extent, vec![one])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// From the start of its first edit to the end of its last one.
fn extent(fix: &Fix) -> TextRange {
    let cover = fix.edits.iter().map(|edit| edit.range).reduce(TextRange::cover);
    cover.unwrap_or(TextRange::empty(TextSize::new(0)))
}

type Counts = BTreeMap<String, usize>;

/// What a fix must not make worse.
struct State {
    errors: Counts,
}

impl State {
    fn of(file: &dyn Source) -> Self {
        State { errors: count(file.errors()) }
    }

    fn allows(&self, file: &dyn Source, edits: &[TextEdit]) -> bool {
        if edits.is_empty() {
            return true;
        }
        let Some(after) = file.edited(edits) else { return false };
        contains_all(&comment_lines(&after.text()), &comments(file, edits))
            && contains_all(&self.errors, &count(after.errors()))
    }
}

fn count(texts: impl IntoIterator<Item = String>) -> Counts {
    let mut counts = Counts::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    counts
}

fn contains_all(all: &Counts, some: &Counts) -> bool {
    some.iter().all(|(text, count)| all.get(text).is_some_and(|there| there >= count))
}

/// Every line that begins with `#`: a comment of the Dockerfile may become one of a script.
fn comment_lines(text: &str) -> Counts {
    count(text.lines().map(bare).filter(|line| line.starts_with('#')).map(str::to_owned))
}

/// All comments, but for those that an edit is all about: it removes a comment because the comment is wrong.
fn comments(file: &dyn Source, edits: &[TextEdit]) -> Counts {
    let mut changed: Vec<TextRange> =
        edits.iter().map(|edit| edit.range).filter(|range| !range.is_empty()).collect();
    changed.sort_by_key(|range| range.start());
    let is_meant = |range: TextRange| {
        let first = changed.partition_point(|changed| changed.start() < range.start());
        changed.get(first).is_some_and(|changed| range.contains_range(*changed))
    };
    let kept = file.comments().into_iter().filter(|(range, _)| !is_meant(*range));
    count(kept.map(|(_, text)| bare(text).to_owned()))
}

/// Without blanks around it, and without a byte order mark.
fn bare(line: &str) -> &str {
    line.trim_start_matches('\u{feff}').trim()
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::fixture::file;
    use crate::{Settings, lint};

    fn replace(text: &str, from: &str, to: &str) -> Fix {
        let start = TextSize::new(text.find(from).unwrap() as u32);
        Fix::safe(to, vec![TextEdit::replace(TextRange::at(start, TextSize::of(from)), to)])
    }

    #[test]
    fn a_fix_that_breaks_something_does_not_spoil_the_others() {
        let text = "FROM alpine\n# why\nRUN a\nEXPOSE 80\nLABEL a=b\n";
        let fixes = [
            replace(text, "a\nEXPOSE", "b\nEXPOSE"),
            replace(text, "80", "x"),
            replace(text, "a=b", "a"),
            replace(text, "FROM alpine\n# why", "FROM alpine:3"),
        ];
        let kept = |fixes: &[&Fix]| -> Vec<String> {
            sound(&file(text), fixes.to_vec()).into_iter().map(|fix| fix.title.clone()).collect()
        };
        assert_eq!(kept(&[&fixes[0], &fixes[1], &fixes[2]]), ["b\nEXPOSE"]);
        assert_eq!(kept(&[&fixes[3]]), [""; 0], "the comment would be lost");
    }

    #[test]
    fn fixes_that_touch_are_checked_apart() {
        let text = "FROM alpine\nRUN a\n";
        let insertion = |line: &str| Fix::safe(line, vec![TextEdit::insert(TextSize::new(12), line)]);
        let fixes = [
            insertion("ARG A\n"),
            insertion("ARG B\n"),
            replace(text, "RUN a", "RUN b"),
            insertion("ARG C\n"),
        ];
        let groups = groups(fixes.iter().map(|fix| ((), fix)).collect());
        let titles: Vec<Vec<&str>> =
            groups.iter().map(|group| group.iter().map(|(_, fix)| &*fix.title).collect()).collect();
        assert_eq!(titles, [vec!["ARG A\n", "ARG B\n", "ARG C\n"], vec!["RUN b"]]);
    }

    #[test]
    fn thousands_of_fixes_are_checked_in_a_few_goes() {
        let text = format!("FROM scratch\n{}", "ENV A b\nADD a.txt /a/\nCMD date\n".repeat(2_000));
        let file = file(&text);
        let findings = lint(&file, &Settings::default());
        assert!(findings.len() > 6_000);
        let verified = verify_all(&file, &findings);
        for (finding, fixes) in findings.iter().zip(verified) {
            assert_eq!(fixes.len(), finding.fixes.len(), "{finding:?}");
        }
    }
}

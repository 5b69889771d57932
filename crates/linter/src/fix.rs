//! Applying fixes: one, all of a rule, all of a file.

use std::collections::BTreeSet;

use plimsoll_text::{TextEdit, apply_edits};

use crate::finding::{Finding, Fix, Safety};
use crate::lint;
use crate::other_file::OtherFile;
use crate::rule::Rule;
use crate::settings::Settings;
use crate::source::Source;
use crate::verify::{sound, verify_all};

/// Real files need up to eight rounds, and one more for each further fix of the same instruction. A fix whose result it
/// would fix again must not go on for ever.
const MAX_ROUNDS: usize = 100;

/// What applying many fixes gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    pub text: String,
    /// How many fixes were applied.
    pub applied: usize,
    pub other_files: Vec<OtherFile>,
}

/// One fix for all findings of a rule: their first safe fixes together, but for those that break something, or touch what
/// one before them touches.
pub fn fix_rule(file: &dyn Source, findings: &[Finding], rule: &'static Rule) -> Option<Fix> {
    let mut apart: Vec<&Fix> = Vec::new();
    let mut other_files = BTreeSet::new();
    let mut end = None;
    for fix in findings.iter().filter(|finding| finding.rule == rule).filter_map(Finding::safe_fix) {
        let is_apart = fix.edits.iter().all(|edit| Some(edit.range.start()) > end);
        let is_new = fix.other_files.iter().all(|new| !other_files.contains(new.path.as_str()));
        if is_apart && is_new {
            end = fix.edits.iter().map(|edit| edit.range.end()).max().or(end);
            other_files.extend(fix.other_files.iter().map(|new| new.path.as_str()));
            apart.push(fix);
        }
    }
    let sound = sound(file, apart);
    let all = sound.iter().flat_map(|fix| fix.edits.iter().cloned()).collect();
    let other_files = sound.iter().flat_map(|fix| fix.other_files.iter().cloned()).collect();
    (!sound.is_empty()).then(|| Fix { other_files, ..Fix::safe(fix_rule_title(rule), all) })
}

/// What [`fix_rule`] is called, before it is worked out.
pub fn fix_rule_title(rule: &Rule) -> String {
    format!("Fix all `{}` in this file", rule.name)
}

/// Applies every safe fix (and unsafe ones when asked), again and again until nothing changes.
pub fn fix_all(file: &dyn Source, settings: &Settings, with_unsafe: bool) -> Fixed {
    let mut changed: Option<Box<dyn Source>> = None;
    let mut fixed = Fixed { text: file.text(), applied: 0, other_files: Vec::new() };
    let mut seen = BTreeSet::from([fixed.text.clone()]);
    for _ in 0..MAX_ROUNDS {
        let file = changed.as_deref().unwrap_or(file);
        let findings = lint(file, settings);
        let round = choose(file, &findings, with_unsafe, &fixed.other_files);
        if round.is_empty() {
            break;
        }
        let edits: Vec<TextEdit> = round.iter().flat_map(|fix| fix.edits.iter().cloned()).collect();
        let Some(after) = file.edited(&edits) else { break };
        let text = after.text();
        let other_files: Vec<OtherFile> =
            round.iter().flat_map(|fix| fix.other_files.iter().cloned()).collect();
        if other_files.is_empty() && !seen.insert(text.clone()) {
            break;
        }
        fixed.applied += round.len();
        fixed.other_files.extend(other_files);
        fixed.text = text;
        changed = Some(after);
    }
    fixed
}

/// The fixes of one round: for each finding the best that is allowed and breaks nothing. No two are for the same instruction or
/// line, nor one within another: what goes into several places counts on what is between them.
fn choose<'a>(
    file: &dyn Source,
    findings: &'a [Finding],
    with_unsafe: bool,
    done: &[OtherFile],
) -> Vec<&'a Fix> {
    let mut touched = BTreeSet::new();
    let mut touched_files = BTreeSet::new();
    let mut chosen: Vec<&Fix> = Vec::new();
    let is_done =
        |fix: &Fix| !fix.other_files.is_empty() && fix.other_files.iter().all(|new| is_in(done, new));
    for fixes in verify_all(file, findings) {
        let best = preferred(&fixes).filter(|fix| with_unsafe || fix.safety == Safety::Safe);
        let Some(fix) = best.filter(|fix| !is_done(fix)) else { continue };
        let pieces = touched_pieces(file, fix);
        let free = pieces.iter().all(|piece| !touched.contains(piece))
            && !fix.other_files.iter().any(|other| touched_files.contains(other.path.as_str()));
        if free {
            touched.extend(pieces);
            touched_files.extend(fix.other_files.iter().map(|other| other.path.as_str()));
            chosen.push(fix);
        }
    }
    sound(file, chosen)
}

/// Of several fixes the one to apply without asking which: the first safe one, else the first.
pub fn preferred<'a>(fixes: &[&'a Fix]) -> Option<&'a Fix> {
    fixes.iter().find(|fix| fix.safety == Safety::Safe).or(fixes.first()).copied()
}

fn is_in(files: &[OtherFile], file: &OtherFile) -> bool {
    files.iter().any(|other| other.repeats(file))
}

/// From the first that it changes to the last.
fn touched_pieces(file: &dyn Source, fix: &Fix) -> Vec<usize> {
    let pieces = |edit: &TextEdit| {
        let first = file.piece_at(edit.range.start()).unwrap_or(0);
        let last =
            if edit.range.is_empty() { first } else { file.piece_at(edit.range.end()).unwrap_or(first) };
        first..=last
    };
    let touched = || fix.edits.iter().map(pieces);
    let (first, last) = (touched().map(|one| *one.start()).min(), touched().map(|one| *one.end()).max());
    first.zip(last).map_or_else(Vec::new, |(first, last)| (first..=last).collect())
}

/// The text after a fix. For showing it; [`verified_fixes`](crate::verified_fixes) says whether it may be used.
pub fn apply_fix(file: &dyn Source, fix: &Fix) -> Option<String> {
    apply_edits(&file.text(), &fix.edits).ok()
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::fixture;

    #[test]
    fn fixes_all_findings_of_one_rule() {
        let fixed = |text: &str| {
            let file = fixture::file(text);
            let findings = lint(&file, &Settings::default());
            let fix = fix_rule(&file, &findings, crate::find_rule("unused-suppression")?)?;
            apply_fix(&file, &fix)
        };
        let text = "# plimsoll ignore=cmd-ignored\nFROM b\n# plimsoll ignore=invalid-port\nRUN d\n";
        assert_eq!(fixed(text).as_deref(), Some("FROM b\nRUN d\n"));
        assert_eq!(fixed("FROM b\n"), None);
    }

    #[test]
    fn an_instruction_may_need_many_fixes() {
        let text = format!("FROM debian:13\nRUN true{}\n", " && apt-get install -y x".repeat(50));
        let file = fixture::file(&text);
        let settings = fixture::settings(&["installs-recommended"]);
        assert_eq!(fix_all(&file, &settings, true).applied, 50);
    }

    /// The fix that comes first would lose a comment.
    #[test]
    fn a_fix_that_breaks_something_is_not_in_the_way_of_another_one() {
        let text = "FROM python:3.14-slim\nCMD gunicorn \\\n    # one for each core\n    -w 4\nCMD [\"sleep\", \"1\"]\n";
        let file = fixture::file(text);
        let rules = ["repeated-instruction".to_owned(), "shell-form-command".to_owned()];
        let settings = Settings::from_selection(&rules, &[]).unwrap();
        let findings = lint(&file, &settings);
        let fixed = fix_all(&file, &settings, true);
        let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.name).collect();
        expect_test::expect![[r#"
            ["repeated-instruction", "shell-form-command"]
            FROM python:3.14-slim
            CMD ["gunicorn", \
                # one for each core
                "-w", "4"]
            CMD ["sleep", "1"]
        "#]]
        .assert_eq(&format!("{rules:?}\n{}", fixed.text));
    }
}

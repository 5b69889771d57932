//! Applying fixes: one, all of a rule, all of a file.

use std::collections::BTreeSet;

use plimsoll_text::{TextEdit, apply_edits};

use crate::finding::{Finding, Fix, Safety};
use crate::lint;
use crate::other_file::OtherFile;
use crate::rule::Rule;
use crate::settings::Settings;
use crate::source::Source;
use crate::verify::sound;

/// More rounds than fixes can need that build on each other; a fix that undoes another one must not loop.
const MAX_ROUNDS: usize = 20;

/// What applying many fixes gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    pub text: String,
    /// How many fixes were applied.
    pub applied: usize,
    pub other_files: Vec<OtherFile>,
}

/// One fix for all findings of a rule: their first safe fixes together, but for those that touch what one before them
/// touches. Nothing for fewer than two, or where they break something.
pub fn fix_rule(file: &dyn Source, findings: &[Finding], rule: &'static Rule) -> Option<Fix> {
    let mut all = Fix::safe(format!("Fix all `{}` in this file", rule.name), Vec::new());
    let mut count = 0;
    let mut end = None;
    for finding in findings.iter().filter(|finding| finding.rule == rule) {
        let Some(fix) = finding.fixes.iter().find(|fix| fix.safety == Safety::Safe) else { continue };
        let is_apart = fix.edits.iter().all(|edit| Some(edit.range.start()) > end);
        let is_first =
            fix.other_files.iter().all(|other| all.other_files.iter().all(|first| first.path != other.path));
        if is_apart && is_first {
            end = fix.edits.iter().map(|edit| edit.range.end()).max().or(end);
            all.edits.extend(fix.edits.iter().cloned());
            all.other_files.extend(fix.other_files.iter().cloned());
            count += 1;
        }
    }
    (count > 1 && !sound(file, vec![&all]).is_empty()).then_some(all)
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

/// The fixes of one round: for each finding the first that is allowed, if it breaks nothing, no two for the same instruction
/// or line.
fn choose<'a>(
    file: &dyn Source,
    findings: &'a [Finding],
    with_unsafe: bool,
    done: &[OtherFile],
) -> Vec<&'a Fix> {
    let mut touched = BTreeSet::new();
    let mut touched_files = BTreeSet::new();
    let mut chosen: Vec<&Fix> = Vec::new();
    for finding in findings {
        let allowed = |fix: &&Fix| with_unsafe || fix.safety == Safety::Safe;
        let is_done =
            |fix: &Fix| !fix.other_files.is_empty() && fix.other_files.iter().all(|one| is_in(done, one));
        let Some(fix) = finding.fixes.iter().find(allowed).filter(|fix| !is_done(fix)) else { continue };
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

fn is_in(files: &[OtherFile], file: &OtherFile) -> bool {
    files.iter().any(|other| other.repeats(file))
}

fn touched_pieces(file: &dyn Source, fix: &Fix) -> Vec<usize> {
    let pieces = |edit: &TextEdit| {
        let first = file.piece_at(edit.range.start()).unwrap_or(0);
        let last =
            if edit.range.is_empty() { first } else { file.piece_at(edit.range.end()).unwrap_or(first) };
        first..=last
    };
    fix.edits.iter().flat_map(pieces).collect()
}

/// The text after a fix. For showing it; [`verified_fixes`](crate::verified_fixes) says whether it may be used.
pub fn apply_fix(file: &dyn Source, fix: &Fix) -> Option<String> {
    apply_edits(&file.text(), &fix.edits).ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_semantics::{Dockerfile, NoContext};
    use plimsoll_syntax::SyntaxTree;

    use super::*;

    #[test]
    fn fixes_all_findings_of_one_rule() {
        let fixed = |text: &str| {
            let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
            let findings = lint(&file, &Settings::default());
            let fix = fix_rule(&file, &findings, crate::find_rule("unused-suppression")?)?;
            apply_fix(&file, &fix)
        };
        let text = "# plimsoll ignore=cmd-ignored\nFROM b\n# plimsoll ignore=invalid-port\nRUN d\n";
        assert_eq!(fixed(text).as_deref(), Some("FROM b\nRUN d\n"));
        assert_eq!(
            fixed("# plimsoll ignore=cmd-ignored\nFROM b\n"),
            None,
            "one finding has a fix of its own"
        );
    }
}

//! Applying fixes, and making sure that they break nothing.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{GapKind, Node, SyntaxTree};
use plimsoll_text::{TextEdit, TextRange, apply_edits};

use crate::finding::{Finding, Fix, NewFile, Safety};
use crate::lint;
use crate::rule::Rule;
use crate::settings::Settings;

/// More rounds than fixes can need that build on each other; a fix that undoes another one must not loop.
const MAX_ROUNDS: usize = 20;

/// More edits than the fix of an ordinary instruction has.
const MANY_EDITS: usize = 32;

/// What applying many fixes gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    pub text: String,
    /// How many fixes were applied.
    pub applied: usize,
    pub new_files: Vec<NewFile>,
}

/// The fixes of a finding that survive the check: the result has no error that was not there before, and has lost no comment.
pub fn verified_fixes<'a>(file: &Dockerfile, finding: &'a Finding) -> Vec<&'a Fix> {
    finding.fixes.iter().filter(|fix| breaks_nothing(file, fix)).collect()
}

/// One fix for all findings of a rule: their first safe fixes together, but for those that touch what one before them
/// touches. Nothing for fewer than two, or where they break something.
pub fn fix_rule(file: &Dockerfile, findings: &[Finding], rule: &'static Rule) -> Option<Fix> {
    let mut all = Fix::safe(format!("Fix all `{}` in this file", rule.name), Vec::new());
    let mut count = 0;
    let mut end = None;
    for finding in findings.iter().filter(|finding| finding.rule == rule) {
        let Some(fix) = finding.fixes.iter().find(|fix| fix.safety == Safety::Safe) else { continue };
        let is_apart = fix.edits.iter().all(|edit| Some(edit.range.start()) > end);
        let is_new = fix.new_files.iter().all(|new| !is_in(&all.new_files, new));
        if is_apart && is_new {
            end = fix.edits.iter().map(|edit| edit.range.end()).max().or(end);
            all.edits.extend(fix.edits.iter().cloned());
            all.new_files.extend(fix.new_files.iter().cloned());
            count += 1;
        }
    }
    (count > 1 && breaks_nothing(file, &all)).then_some(all)
}

/// Applies every safe fix (and unsafe ones when asked), again and again until nothing changes.
pub fn fix_all(file: &Dockerfile, settings: &Settings, with_unsafe: bool) -> Fixed {
    let mut file = file.clone();
    let mut fixed = Fixed { text: file.tree().text(), applied: 0, new_files: Vec::new() };
    let mut seen = BTreeSet::from([fixed.text.clone()]);
    for _ in 0..MAX_ROUNDS {
        let findings = lint(&file, settings);
        let round = choose(&file, &findings, with_unsafe, &fixed.new_files);
        if round.is_empty() {
            break;
        }
        let edits: Vec<TextEdit> = round.iter().flat_map(|fix| fix.edits.iter().cloned()).collect();
        let Some(tree) = edited(file.tree(), &edits) else { break };
        let text = tree.text();
        let new_files: Vec<NewFile> = round.iter().flat_map(|fix| fix.new_files.iter().cloned()).collect();
        if new_files.is_empty() && !seen.insert(text.clone()) {
            break;
        }
        fixed.applied += round.len();
        fixed.new_files.extend(new_files);
        fixed.text = text;
        file = file.with_tree(tree);
    }
    fixed
}

/// The fixes of one round: for each finding the first that is allowed and breaks nothing, no two for the same instruction.
fn choose<'a>(
    file: &Dockerfile,
    findings: &'a [Finding],
    with_unsafe: bool,
    done: &[NewFile],
) -> Vec<&'a Fix> {
    let mut touched = BTreeSet::new();
    let mut chosen: Vec<&Fix> = Vec::new();
    for finding in findings {
        let allowed = |fix: &&Fix| with_unsafe || fix.safety == Safety::Safe;
        let is_done =
            |fix: &Fix| !fix.new_files.is_empty() && fix.new_files.iter().all(|new| is_in(done, new));
        let Some(fix) = finding.fixes.iter().find(allowed).filter(|fix| !is_done(fix)) else { continue };
        let items = touched_items(file, fix);
        let free = items.iter().all(|item| !touched.contains(item))
            && !chosen.iter().any(|other| fix.new_files.iter().any(|new| is_in(&other.new_files, new)));
        if free && breaks_nothing(file, fix) {
            touched.extend(items);
            chosen.push(fix);
        }
    }
    chosen
}

fn is_in(files: &[NewFile], file: &NewFile) -> bool {
    files.iter().any(|other| other.path == file.path)
}

fn touched_items(file: &Dockerfile, fix: &Fix) -> Vec<usize> {
    let tree = file.tree();
    let items = |edit: &TextEdit| {
        let first = tree.item_at(edit.range.start()).unwrap_or(0);
        let last =
            if edit.range.is_empty() { first } else { tree.item_at(edit.range.end()).unwrap_or(first) };
        first..=last
    };
    fix.edits.iter().flat_map(items).collect()
}

/// Whether the text after a fix has no error that was not there before, and every comment.
fn breaks_nothing(file: &Dockerfile, fix: &Fix) -> bool {
    if fix.edits.is_empty() {
        return !fix.new_files.is_empty();
    }
    let Some(tree) = edited(file.tree(), &fix.edits) else { return false };
    if !contains_all(&comments(&tree, &[]), &comments(file.tree(), &fix.edits)) {
        return false;
    }
    let before = errors(file);
    contains_all(&before, &errors(&file.with_tree(tree)))
}

/// The tree after edits that refer to the text as it is; nothing when they overlap.
fn edited(tree: &SyntaxTree, edits: &[TextEdit]) -> Option<SyntaxTree> {
    let mut sorted: Vec<&TextEdit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
    let apart = sorted.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start());
    let inside = sorted.last().is_none_or(|last| last.range.end() <= tree.len());
    if !apart || !inside {
        return None;
    }
    // Each edit reads its instruction again; from some number on, it is less work to read the whole file once.
    if edits.len() > MANY_EDITS {
        return apply_edits(&tree.text(), edits).ok().map(|text| SyntaxTree::parse(&text));
    }
    // From the end, so that no edit moves the place of another one.
    Some(sorted.into_iter().rev().fold(tree.clone(), |tree, edit| tree.edit(edit).0))
}

type Counts = BTreeMap<String, usize>;

fn count(texts: impl Iterator<Item = String>) -> Counts {
    let mut counts = Counts::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    counts
}

fn contains_all(all: &Counts, some: &Counts) -> bool {
    some.iter().all(|(text, count)| all.get(text).is_some_and(|there| there >= count))
}

fn errors(file: &Dockerfile) -> Counts {
    let syntax = file.syntax_errors().map(|(_, error)| error.kind.to_string());
    count(syntax.chain(file.problems().iter().map(|problem| problem.kind.to_string())))
}

/// All comments, but for those that an edit is all about: it removes a comment because the comment is wrong.
fn comments(tree: &SyntaxTree, edits: &[TextEdit]) -> Counts {
    let is_meant = |range: TextRange| {
        edits.iter().any(|edit| range.contains_range(edit.range) && !edit.range.is_empty())
    };
    let mut found = Vec::new();
    for item in tree.items() {
        match &*item.node {
            Node::Comment(text) if !is_meant(item.range()) => found.push(text.trim().to_owned()),
            Node::Directive(directive) if !is_meant(item.range()) => {
                found.push(directive.source().trim().to_owned());
            }
            Node::Instruction(instruction) => {
                let gaps = instruction.gaps().iter().filter(|gap| gap.kind == GapKind::Comment);
                let meant = |span: plimsoll_text::Span| is_meant(span.at(item.start));
                let texts = gaps
                    .filter(|gap| !meant(gap.span))
                    .map(|gap| instruction.source_of(gap.span).trim().to_owned());
                found.extend(texts);
            }
            _ => {}
        }
    }
    count(found.into_iter())
}

/// The text after a fix. For showing it; [`verified_fixes`] says whether it may be used.
pub fn apply_fix(file: &Dockerfile, fix: &Fix) -> Option<String> {
    apply_edits(&file.tree().text(), &fix.edits).ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_semantics::NoContext;

    use super::*;

    #[test]
    fn fixes_all_findings_of_one_rule() {
        let fixed = |text: &str| {
            let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
            let findings = lint(&file, &Settings::default());
            let fix = fix_rule(&file, &findings, crate::find_rule("unused-suppression")?)?;
            apply_fix(&file, &fix)
        };
        let text = "# plimsoll ignore=a\nFROM b\n# plimsoll ignore=c\nRUN d\n";
        assert_eq!(fixed(text).as_deref(), Some("FROM b\nRUN d\n"));
        assert_eq!(fixed("# plimsoll ignore=a\nFROM b\n"), None, "one finding has a fix of its own");
    }
}

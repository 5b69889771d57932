//! What can be done: about findings, fix, ignore, explain. What needs no finding is in [`crate::refactor`].

use plimsoll_linter::{
    Declined, Finding, Fix, OtherFile, Piece, PieceKind, Rule, Safety, Settings, Source, fix_rule_title,
    ignore_in_file, ignore_in_statement, preferred, verify_all,
};
use plimsoll_text::{TextEdit, TextRange};

use crate::edits_between;

/// Something the editor can offer at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeAction {
    pub title: String,
    pub kind: ActionKind,
    /// The finding that it is for, as an index into the findings it was asked with.
    pub finding: Option<usize>,
    /// The one to apply without asking which.
    pub preferred: bool,
    pub effect: Effect,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    QuickFix,
    /// Applies every safe fix of the file.
    FixAll,
    /// Gives a part of the file a name of its own.
    Extract,
    /// Puts something in the place of its name.
    Inline,
    /// Says the same in another way.
    Rewrite,
    /// Shows something, changes nothing.
    Explain,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Edit(FileEdit),
    /// What [`fix_all`] gives: it takes too long to work it out before it is chosen.
    FixAll,
    /// What [`fix_rule`] gives, for the same reason.
    FixRule(&'static Rule),
    /// Opens the page of a rule.
    OpenRule(&'static str),
    /// Can't be chosen: why not.
    Declined(String),
}

/// Changes to the file, and to others of its build context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEdit {
    pub edits: Vec<TextEdit>,
    pub other_files: Vec<OtherFile>,
    /// What may change beside the file, and can't be seen from here.
    pub caution: Option<String>,
}

/// The actions for the findings that touch `range`, and those for the whole file: fixes first, then ways to ignore a
/// finding, then pages to read.
///
/// `findings` are all those of the file.
pub fn code_actions(file: &dyn Source, findings: &[Finding], range: TextRange) -> Vec<CodeAction> {
    let here = findings.iter().enumerate().filter(|(_, finding)| touches(finding.range, range));
    let here: Vec<(usize, &Finding)> = here.collect();
    let mut actions = fixes(file, &here);
    actions.extend(here.iter().flat_map(|(index, finding)| declined(*index, finding)));
    let rules = one_of_each_rule(&here);
    actions.extend(rules.iter().filter_map(|(index, finding)| fix_same(findings, *index, finding)));
    actions.extend(fix_everything(findings));
    for (index, finding) in &rules {
        actions.extend(ignores(file, *index, finding));
    }
    actions.extend(rules.iter().map(|(index, finding)| explain(*index, finding.rule)));
    actions
}

/// What applying every safe fix of the file comes to; nothing where nothing changes.
pub fn fix_all(file: &dyn Source, settings: &Settings) -> Option<FileEdit> {
    let fixed = plimsoll_linter::fix_all(file, settings, false);
    let edits = edits_between(&file.text(), &fixed.text);
    let changes = !edits.is_empty() || !fixed.other_files.is_empty();
    changes.then_some(FileEdit { edits, other_files: fixed.other_files, caution: None })
}

/// The safe fixes of all findings of a rule.
pub fn fix_rule(file: &dyn Source, findings: &[Finding], rule: &'static Rule) -> Option<FileEdit> {
    let fix = plimsoll_linter::fix_rule(file, findings, rule)?;
    Some(FileEdit { edits: fix.edits, other_files: fix.other_files, caution: None })
}

/// Also where one ends as the other begins: a cursor behind a word means the word.
pub(crate) fn touches(a: TextRange, b: TextRange) -> bool {
    a.start() <= b.end() && b.start() <= a.end()
}

/// The first finding of each rule.
fn one_of_each_rule<'a>(findings: &[(usize, &'a Finding)]) -> Vec<(usize, &'a Finding)> {
    let mut first: Vec<(usize, &Finding)> = Vec::new();
    for (index, finding) in findings {
        if first.iter().all(|(_, other)| other.rule != finding.rule) {
            first.push((*index, finding));
        }
    }
    first
}

fn fixes(file: &dyn Source, here: &[(usize, &Finding)]) -> Vec<CodeAction> {
    let verified = verify_all(file, here.iter().map(|(_, finding)| *finding));
    let of_finding = |((index, _), fixes): (&(usize, &Finding), Vec<&Fix>)| -> Vec<CodeAction> {
        let preferred = preferred(&fixes);
        let action = |fix: &&Fix| CodeAction {
            preferred: preferred == Some(*fix),
            effect: Effect::Edit(FileEdit {
                edits: fix.edits.clone(),
                other_files: fix.other_files.clone(),
                caution: caution(fix),
            }),
            ..quick_fix(*index, title(fix), vec![])
        };
        fixes.iter().map(action).collect()
    };
    here.iter().zip(verified).flat_map(of_finding).collect()
}

fn declined(index: usize, finding: &Finding) -> impl Iterator<Item = CodeAction> {
    finding.declined.iter().map(move |Declined { title, reason }| CodeAction {
        title: title.clone(),
        kind: ActionKind::QuickFix,
        finding: Some(index),
        preferred: false,
        effect: Effect::Declined(reason.clone()),
    })
}

fn title(fix: &Fix) -> String {
    match fix.safety {
        Safety::Safe => fix.title.clone(),
        Safety::Unsafe => format!("{} (unsafe)", fix.title),
    }
}

fn caution(fix: &Fix) -> Option<String> {
    let is_unsafe = fix.safety == Safety::Unsafe;
    is_unsafe.then(|| "The image may do something else than before".to_owned())
}

/// Where there is more than one to fix.
fn fix_same(findings: &[Finding], index: usize, finding: &Finding) -> Option<CodeAction> {
    let same = findings.iter().filter(|one| one.rule == finding.rule && one.safe_fix().is_some());
    (same.take(2).count() == 2).then(|| CodeAction {
        title: fix_rule_title(finding.rule),
        kind: ActionKind::QuickFix,
        finding: Some(index),
        preferred: false,
        effect: Effect::FixRule(finding.rule),
    })
}

/// One for the file, wherever it is asked.
fn fix_everything(findings: &[Finding]) -> Option<CodeAction> {
    findings.iter().any(|finding| finding.safe_fix().is_some()).then(|| CodeAction {
        title: "Fix all problems that have a safe fix".to_owned(),
        kind: ActionKind::FixAll,
        finding: None,
        preferred: false,
        effect: Effect::FixAll,
    })
}

fn ignores(file: &dyn Source, index: usize, finding: &Finding) -> Vec<CodeAction> {
    let rule = finding.rule.name;
    let statement = match file.piece_at(finding.range.start()).and_then(|index| file.piece(index)) {
        Some(Piece { kind: PieceKind::Pattern, .. }) => "pattern",
        _ => "instruction",
    };
    let ways = [
        (ignore_in_statement(file, finding), format!("Ignore `{rule}` for this {statement}")),
        (ignore_in_file(file, finding), format!("Ignore `{rule}` in this file")),
    ];
    let action = |(edit, title): (Option<TextEdit>, String)| Some(quick_fix(index, title, vec![edit?]));
    ways.into_iter().filter_map(action).collect()
}

fn explain(index: usize, rule: &'static Rule) -> CodeAction {
    CodeAction {
        title: format!("Explain `{}`", rule.name),
        kind: ActionKind::Explain,
        finding: Some(index),
        preferred: false,
        effect: Effect::OpenRule(rule.name),
    }
}

fn quick_fix(finding: usize, title: String, edits: Vec<TextEdit>) -> CodeAction {
    CodeAction {
        title,
        kind: ActionKind::QuickFix,
        finding: Some(finding),
        preferred: false,
        effect: Effect::Edit(FileEdit { edits, other_files: Vec::new(), caution: None }),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use plimsoll_linter::lint;
    use plimsoll_text::apply_edits;

    use super::*;
    use crate::fixture::{Fixture, ODD_FILES, settings};

    const RULES: &[&str] =
        &["invalid-port", "shell-form-command", "unknown-instruction", "unused-suppression"];

    fn actions(fixture: &Fixture) -> Vec<CodeAction> {
        code_actions(&fixture.file, &fixture.findings_of(RULES), fixture.selection())
    }

    /// What is offered, the preferred ones with a star.
    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check_menu(text: &str, expected: Expect) {
        let line = |action: CodeAction| {
            let star = if action.preferred { "* " } else { "" };
            format!("{star}{} ({:?})\n", action.title, action.kind)
        };
        let menu: String = actions(&Fixture::new(text)).into_iter().map(line).collect();
        expected.assert_eq(&menu);
    }

    /// The file after the action of that title.
    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, title: &str, expected: Expect) {
        let fixture = Fixture::new(text);
        let action = actions(&fixture).into_iter().find(|action| action.title == title);
        let edits = match action.map(|action| action.effect) {
            Some(Effect::Edit(edit)) => edit.edits,
            Some(Effect::FixAll) => fix_all(&fixture.file, &settings(RULES)).unwrap().edits,
            Some(Effect::FixRule(rule)) => {
                fix_rule(&fixture.file, &fixture.findings_of(RULES), rule).unwrap().edits
            }
            other => panic!("no edit: {other:?}"),
        };
        expected.assert_eq(&apply_edits(&fixture.text, &edits).unwrap());
    }

    #[test]
    fn what_is_offered() {
        check_menu(
            "FORM$0 a\n",
            expect![[r#"
            * Change to `FROM` (unsafe) (QuickFix)
            Ignore `unknown-instruction` for this instruction (QuickFix)
            Ignore `unknown-instruction` in this file (QuickFix)
            Explain `unknown-instruction` (Explain)
        "#]],
        );
        check_menu(
            "FROM a\nEXPOSE $0x y\n",
            expect![[r#"
            Ignore `invalid-port` for this instruction (QuickFix)
            Ignore `invalid-port` in this file (QuickFix)
            Explain `invalid-port` (Explain)
        "#]],
        );
        check_menu(
            "FROM a\nCMD da$0te\n",
            expect![[r#"
            * Convert to exec form (QuickFix)
            Fix all problems that have a safe fix (FixAll)
            Ignore `shell-form-command` for this instruction (QuickFix)
            Ignore `shell-form-command` in this file (QuickFix)
            Explain `shell-form-command` (Explain)
        "#]],
        );
        check_menu(
            "FROM a\nCMD date $0&& b\n",
            expect![[r#"
            * Convert to exec form (unsafe) (QuickFix)
            Ignore `shell-form-command` for this instruction (QuickFix)
            Ignore `shell-form-command` in this file (QuickFix)
            Explain `shell-form-command` (Explain)
        "#]],
        );
        check_menu(
            "FROM a$0\nCMD date\n",
            expect![[r#"
            Fix all problems that have a safe fix (FixAll)
        "#]],
        );
        check_menu("FROM a$0\nEXPOSE x\n", expect![[""]]);
    }

    #[test]
    fn a_declined_fix_is_shown_behind_the_others_and_does_nothing() {
        let fixture = Fixture::new("FROM a\nCMD da$0te\n");
        let mut findings = fixture.findings_of(RULES);
        findings[0].decline("Do more", "nobody knows how");
        let actions = code_actions(&fixture.file, &findings, fixture.selection());
        let titles: Vec<&str> = actions.iter().map(|action| action.title.as_str()).collect();
        assert_eq!(titles[..2], ["Convert to exec form", "Do more"]);
        assert_eq!(actions[1].effect, Effect::Declined("nobody knows how".to_owned()));
        assert!(!actions[1].preferred);
    }

    #[test]
    fn one_way_to_ignore_and_explain_each_rule() {
        check_menu(
            "FROM a\nEXPOSE $0x y$0\n",
            expect![[r#"
            Ignore `invalid-port` for this instruction (QuickFix)
            Ignore `invalid-port` in this file (QuickFix)
            Explain `invalid-port` (Explain)
        "#]],
        );
        check_menu(
            "FROM a\n# plimsoll ignore=$0shell-form-command\nEXPOSE 1\n# plimsoll ignore=unknown-instruction\nLABEL a=b\n",
            expect![[r#"
                * Remove it (QuickFix)
                Fix all `unused-suppression` in this file (QuickFix)
                Fix all problems that have a safe fix (FixAll)
                Explain `unused-suppression` (Explain)
            "#]],
        );
    }

    #[test]
    fn all_of_a_rule() {
        let file = "FROM a\n# plimsoll ignore=$0unknown-instruction\nEXPOSE 1\n# plimsoll ignore=unknown-instruction\nCMD date\nFORM x\n";
        check(
            file,
            "Fix all `unused-suppression` in this file",
            expect![[r#"
            FROM a
            EXPOSE 1
            CMD date
            FORM x
        "#]],
        );
        check(
            file,
            "Fix all problems that have a safe fix",
            expect![[r#"
            FROM a
            EXPOSE 1
            CMD ["date"]
            FORM x
        "#]],
        );
    }

    #[test]
    fn ignoring() {
        let file = "# escape=`\nFROM a\n  EXPOSE $0x\n";
        check(
            file,
            "Ignore `invalid-port` for this instruction",
            expect![[r#"
            # escape=`
            FROM a
              # plimsoll ignore=invalid-port
              EXPOSE x
        "#]],
        );
        check(
            file,
            "Ignore `invalid-port` in this file",
            expect![[r#"
            # escape=`
            # plimsoll ignore-file=invalid-port
            FROM a
              EXPOSE x
        "#]],
        );
    }

    /// Every way to ignore any finding of any file: the rule says less after it, and nothing new is wrong.
    #[test]
    fn ignoring_silences() {
        let count =
            |findings: &[Finding], rule: &str| findings.iter().filter(|f| f.rule.name == rule).count();
        for text in ODD_FILES {
            let fixture = Fixture::without_cursor(text);
            let before = lint(&fixture.file, &Settings::default());
            assert!(!before.is_empty(), "{text:?}");
            for (index, finding) in before.iter().enumerate() {
                for action in ignores(&fixture.file, index, finding) {
                    let Effect::Edit(edit) = action.effect else { panic!("{action:?}") };
                    let text = apply_edits(text, &edit.edits).unwrap();
                    let after = lint(&Fixture::without_cursor(&text).file, &Settings::default());
                    let rule = finding.rule.name;
                    assert!(count(&after, rule) < count(&before, rule), "{finding:?}: {text:?}");
                    assert!(after.len() < before.len(), "{finding:?}: {text:?}: {after:?}");
                }
            }
        }
    }
}

//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, ReferenceKind};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::TextEdit;

use super::command::{ShellForm, codes_of_shell_form, exec_words, shell_form, shell_forms};
use super::{cmd_ignored, quoted_command};
use crate::report::Report;
use crate::rule::Rule;
use crate::settings::{OptionDefault, RuleOption};

pub(crate) static RULE: Rule = Rule::new("shell-form-command", include_str!("shell_form_command.md"), check)
    .with_options(&[HEALTHCHECK]);

const HEALTHCHECK: RuleOption = RuleOption {
    name: "healthcheck",
    default: OptionDefault::Flag(false),
    doc: "Report `HEALTHCHECK CMD` in shell form too, as hadolint does.",
};

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for form in shell_forms(file) {
        let is_healthcheck = form.keyword == Keyword::Healthcheck;
        let has_worse = quoted_command::quoted_string(&form).is_some()
            || cmd_ignored::fate(file, form.instruction).is_some();
        if has_worse || (is_healthcheck && !report.flag(&HEALTHCHECK)) {
            continue;
        }
        let finding = report.at(form.instruction.range(form.span), message(&form));
        finding.aliases(codes_of_shell_form(file, form.instruction));
        let exec_form = form.to_exec_form().filter(|exec| exec.is_plain || !is_healthcheck);
        if let Some(exec_form) = exec_form {
            finding.fix(exec_form.fix("Convert to exec form", !changes_more_than_the_shell(file, &form)));
        }
    }
}

/// The command of RUN, CMD or ENTRYPOINT without a shell, where it does the same without.
pub fn to_exec_form(file: &Dockerfile, instruction: Placed<'_>) -> Option<Vec<TextEdit>> {
    let is_line = instruction.heredocs().is_empty() && instruction.keyword() != Some(Keyword::Healthcheck);
    let form = shell_form(file, instruction).filter(|_| is_line)?;
    let exec_form = form.to_exec_form().filter(|exec| exec.is_plain)?;
    (!form.shell.reads_startup_files() && !changes_more_than_the_shell(file, &form))
        .then_some(exec_form.edits)
}

fn message(form: &ShellForm<'_>) -> String {
    let keyword = form.keyword.as_str();
    let starts_exec = form.script.is_some_and(|script| {
        script.as_exec_words().is_err()
            && script
                .commands()
                .last()
                .and_then(|last| last.command.words.first())
                .is_some_and(|word| word.text() == "exec")
    });
    if starts_exec || form.keyword == Keyword::Healthcheck {
        return format!("{keyword} in shell form needs a shell in the image");
    }
    match form.script.and_then(|script| script.replaceable()) {
        Some(program) => format!("`{}` runs below a shell, which may keep signals from it", program.text()),
        None => format!("{keyword} in shell form runs below a shell, which may keep signals from it"),
    }
}

/// Whether the words alone may act differently, for all that they need no shell.
fn changes_more_than_the_shell(file: &Dockerfile, form: &ShellForm<'_>) -> bool {
    let Some(stage) = file.stage_of(form.instruction) else { return true };
    let words = form.script.and_then(|script| script.as_exec_words().ok());
    // The kernel runs a script without `#!` for nobody but a shell.
    if words.and_then(|words| words.first()).is_some_and(|program| program.text().ends_with(".sh")) {
        return true;
    }
    let counts = stage.last(form.keyword).is_some_and(|last| last.index == form.instruction.index);
    match form.keyword {
        // It begins to get the CMD as arguments.
        Keyword::Entrypoint if counts => {
            let is_base = file.uses_of(stage.index()).any(|user| user.kind == ReferenceKind::From);
            is_base || stage.last(Keyword::Cmd).is_some()
        }
        // The ENTRYPOINT gets other arguments, be it one of the file or of the image.
        Keyword::Cmd if counts => {
            stage.has_image_entrypoint_by_command()
                || stage.entrypoint().is_some_and(|entrypoint| exec_words(entrypoint).is_some())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {

    use plimsoll_semantics::Dockerfile;

    use crate::fixture;
    use crate::{Finding, Safety, Settings, apply_fix, lint, verified_fixes};

    fn lint_with(text: &str, config: &str) -> (Dockerfile, Vec<Finding>) {
        let file = fixture::file(text);
        let config = format!("select = [\"shell-form-command\"]\n{config}");
        let findings = lint(&file, &Settings::from_toml(&config).unwrap());
        (file, findings)
    }

    fn fixed(text: &str) -> (String, Safety) {
        let (file, findings) = lint_with(text, "");
        let fix = verified_fixes(&file, &findings[0])[0];
        (apply_fix(&file, fix).unwrap(), fix.safety)
    }

    #[test]
    fn codes_are_those_that_other_tools_would_give() {
        let codes = |text: &str| {
            let (_, findings) = lint_with(text, "[rules.shell-form-command]\nhealthcheck = true\n");
            findings.iter().map(|finding| finding.aliases.join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(codes("FROM a\nCMD b\n"), ["DL3025 JSONArgsRecommended"]);
        assert_eq!(codes("FROM a AS x\nSHELL [\"bash\", \"-c\"]\nFROM x\nENTRYPOINT b\n"), ["DL3025"]);
        assert_eq!(codes("FROM a\nHEALTHCHECK CMD b\n"), ["DL3025"]);
    }

    #[test]
    fn health_checks_are_an_option() {
        let (_, findings) = lint_with("FROM a\nHEALTHCHECK CMD curl -f http://localhost\n", "");
        assert!(findings.is_empty());
    }

    #[test]
    fn keeps_line_endings_indentation_and_a_missing_newline() {
        assert_eq!(
            fixed("FROM a\r\n  cmd b \\\r\n\t'c d'"),
            ("FROM a\r\n  cmd [\"b\", \\\r\n\t\"c d\"]".to_owned(), Safety::Safe)
        );
        assert_eq!(
            fixed("FROM a\r\nCMD b \\\r\n # c\r\n $d \\\r\n\r\n").0,
            "FROM a\r\nCMD [\"sh\", \"-c\", \"exec b \\\r\n # c\r\n $d\"] \\\r\n\r\n"
        );
    }

    #[test]
    fn words_are_safe_where_nothing_else_changes() {
        let safety = |text: &str| fixed(text).1;
        assert_eq!(safety("FROM a\nENTRYPOINT b\n"), Safety::Safe);
        assert_eq!(safety("FROM a\nENTRYPOINT b.sh\n"), Safety::Unsafe);
        assert_eq!(safety("FROM a AS x\nENTRYPOINT b\nFROM x\n"), Safety::Unsafe);
        assert_eq!(safety("FROM a\nENTRYPOINT [\"b\"]\nCMD c\n"), Safety::Unsafe);
        assert_eq!(safety("FROM a\nCMD exec b $c\n"), Safety::Unsafe);
    }

    #[test]
    fn entrypoints_of_images_get_other_arguments() {
        let safety = |text: &str| fixed(text).1;
        assert_eq!(safety("FROM postgres:18\nCMD postgres -c x=1\n"), Safety::Unsafe);
        assert_eq!(safety("FROM postgres:18 AS x\nFROM x\nCMD postgres -c x=1\n"), Safety::Unsafe);
        assert_eq!(safety("FROM postgres:18\nENTRYPOINT []\nCMD postgres -c x=1\n"), Safety::Safe);
        assert_eq!(safety("FROM python:3.14\nCMD gunicorn main:app\n"), Safety::Safe);
        assert_eq!(safety("FROM node:24\nCMD node server.js\n"), Safety::Safe);
        assert_eq!(safety("FROM registry.example.com/base:1\nCMD app\n"), Safety::Safe);
    }

    #[test]
    fn leaves_other_shells_and_broken_scripts_alone() {
        let has_fix = |text: &str| !lint_with(text, "").1[0].fixes.is_empty();
        assert!(!has_fix("FROM a\nSHELL [\"pwsh\", \"-Command\"]\nCMD b\n"));
        assert!(!has_fix("FROM mcr.microsoft.com/windows/servercore:ltsc2025\nCMD b.exe\n"));
        assert!(!has_fix("FROM a\nCMD b \"c\n"));
    }
}

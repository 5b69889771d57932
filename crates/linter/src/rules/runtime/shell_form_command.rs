//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, ReferenceKind};
use plimsoll_syntax::Keyword;

use super::command::{ShellForm, exec_words, shell_forms};
use super::{cmd_ignored, quoted_command};
use crate::finding::Finding;
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
        set_aliases(finding, &form);
        let exec_form = form.to_exec_form().filter(|exec| exec.is_plain || !is_healthcheck);
        if let Some(exec_form) = exec_form {
            finding.fix(exec_form.fix("Convert to exec form", !changes_more_than_the_shell(file, &form)));
        }
    }
}

/// BuildKit knows no HEALTHCHECK here, and is silent once a SHELL was chosen.
pub(super) fn set_aliases(finding: &mut Finding, form: &ShellForm<'_>) {
    let by_buildkit = form.keyword != Keyword::Healthcheck && form.shell.item.is_none();
    let aliases = ["DL3025", "JSONArgsRecommended"];
    finding.aliases(aliases.into_iter().take(1 + usize::from(by_buildkit)));
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
        // The ENTRYPOINT gets other arguments.
        Keyword::Cmd if counts => {
            stage.entrypoint().is_some_and(|entrypoint| exec_words(entrypoint).is_some())
        }
        _ => false,
    }
}

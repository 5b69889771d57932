//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_syntax::{Keyword, Placed};

use super::command::{codes_of_shell_form, exec_array, exec_words, shell_form};
use crate::finding::{Finding, Tag};
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("cmd-ignored", include_str!("cmd_ignored.md"), check);

/// What becomes of a CMD.
pub(super) enum Fate<'a> {
    /// The shell of this ENTRYPOINT in shell form takes no arguments.
    Dropped(Placed<'a>),
    /// This ENTRYPOINT gets the shell of the CMD as its arguments.
    ShellAsArguments(Placed<'a>),
}

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.stages() {
        if let Some(cmd) = stage.last(Keyword::Cmd) {
            match fate(file, cmd) {
                Some(Fate::Dropped(entrypoint)) => report_dropped(file, cmd, entrypoint, report),
                Some(Fate::ShellAsArguments(entrypoint)) => report_shell(file, cmd, entrypoint, report),
                None => {}
            }
        } else if let Some((entrypoint, cmd)) = reset(stage) {
            let base = file.stage_of(cmd).map_or_else(String::new, Stage::label);
            let keyword = entrypoint.range(entrypoint.command().keyword_span);
            let message = format!("this ENTRYPOINT resets the CMD that `{base}` sets");
            report
                .at(keyword, message)
                .related(cmd.range(cmd.trimmed_span()), "the CMD that has no effect here");
        }
    }
}

/// What keeps a CMD from doing what it says; nothing for one that does, or that another CMD replaces.
pub(super) fn fate<'a>(file: &'a Dockerfile, cmd: Placed<'a>) -> Option<Fate<'a>> {
    let stage = file.stage_of(cmd).filter(|_| cmd.keyword() == Some(Keyword::Cmd))?;
    let says_nothing =
        cmd.command().rest.is_empty() || exec_array(cmd).is_some_and(|array| array.elements.is_empty());
    if stage.last(Keyword::Cmd)?.index != cmd.index || says_nothing {
        return None;
    }
    let entrypoint = stage.entrypoint()?;
    if shell_form(file, entrypoint).is_some() {
        return Some(Fate::Dropped(entrypoint));
    }
    let program = &exec_words(entrypoint)?.first()?.value;
    let script = shell_form(file, cmd)?.script?;
    let is_option = script.commands().next()?.command.words.first()?.text().starts_with('-');
    (is_option || runs_no_arguments(program)).then_some(Fate::ShellAsArguments(entrypoint))
}

/// An interpreter takes its first argument for a script, and `/bin/sh` is none.
fn runs_no_arguments(program: &str) -> bool {
    const INTERPRETERS: &[&str] = &[
        "ash", "bash", "bun", "dash", "deno", "dotnet", "java", "node", "perl", "php", "python", "ruby", "sh",
    ];
    let name = program.rsplit('/').next().unwrap_or(program);
    INTERPRETERS.contains(&name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'))
}

/// The ENTRYPOINT of a stage without a CMD that it could start, and the CMD that the stage below had for it.
fn reset(stage: Stage<'_>) -> Option<(Placed<'_>, Placed<'_>)> {
    let entrypoint = stage.last(Keyword::Entrypoint)?;
    exec_words(entrypoint)?.last().filter(|word| awaits_command(&word.value))?;
    let base = stage.chain().nth(1)?;
    let cmd = base.cmd().filter(|_| base.entrypoint().is_none())?;
    Some((entrypoint, cmd))
}

/// `docker-entrypoint.sh`, `tini` and `--`: what stands behind them is the command.
fn awaits_command(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    let is_init = matches!(name, "--" | "tini" | "dumb-init" | "catatonit");
    is_init || name.ends_with(".sh") || name.contains("entrypoint")
}

fn report_dropped(file: &Dockerfile, cmd: Placed<'_>, entrypoint: Placed<'_>, report: &mut Report<'_>) {
    let finding =
        report.at(cmd.range(cmd.trimmed_span()), "the ENTRYPOINT is in shell form, which ignores CMD");
    finding
        .tag(Tag::Unnecessary)
        .related(entrypoint.range(entrypoint.trimmed_span()), "the ENTRYPOINT in shell form");
    set_codes(finding, file, cmd);
    let words = shell_form(file, entrypoint).and_then(|form| form.to_exec_form());
    // Exec form is no help to a CMD in shell form.
    if let Some(exec_form) = words.filter(|form| form.is_plain && exec_words(cmd).is_some()) {
        finding.fix(exec_form.fix("Convert the ENTRYPOINT to exec form", false));
    }
}

fn report_shell(file: &Dockerfile, cmd: Placed<'_>, entrypoint: Placed<'_>, report: &mut Report<'_>) {
    let message = "the ENTRYPOINT gets a shell and its `-c` as arguments, not these words";
    let finding = report.at(cmd.range(cmd.command().rest), message);
    finding.related(entrypoint.range(entrypoint.trimmed_span()), "the ENTRYPOINT in exec form");
    set_codes(finding, file, cmd);
    let words = shell_form(file, cmd).and_then(|form| form.to_exec_form());
    if let Some(exec_form) = words.filter(|form| form.is_plain) {
        finding.fix(exec_form.fix("Convert to exec form", false));
    }
}

/// Other tools see no more than the shell form.
fn set_codes(finding: &mut Finding, file: &Dockerfile, cmd: Placed<'_>) {
    let is_shell_form = shell_form(file, cmd).is_some();
    finding.aliases(codes_of_shell_form(file, cmd).into_iter().filter(|_| is_shell_form));
}

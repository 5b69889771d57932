//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Found, PackageCommand};
use plimsoll_shell::{PieceKind, Word};
use plimsoll_syntax::expansion::Value;
use plimsoll_syntax::{Keyword, Placed};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("installs-recommended", include_str!("installs_recommended.md"), check);

const FLAG: &str = "--no-install-recommends";

/// In a configuration file or behind `-o`.
const OPTION: &str = "apt::install-recommends";

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    // By stage: whether the instructions so far configure apt.
    let mut is_configured = vec![false; file.stages().len()];
    for stage in file.stages() {
        let base = stage.chain().nth(1).map(|base| is_configured[base.index()]);
        let mut configured = base.unwrap_or(false);
        for instruction in stage.instructions() {
            if instruction.keyword() == Some(Keyword::Run) && !configured {
                check_run(file, instruction, report);
            }
            configured |= configures_apt(instruction);
        }
        is_configured[stage.index()] = configured;
    }
}

/// Writes the option to a file: in an `echo`, or in a heredoc.
fn configures_apt(instruction: Placed<'_>) -> bool {
    let writes = matches!(instruction.keyword(), Some(Keyword::Run | Keyword::Copy | Keyword::Add));
    let source = instruction.source();
    writes && source.contains("apt.conf") && source.to_ascii_lowercase().contains(OPTION)
}

fn check_run(file: &Dockerfile, run: Placed<'_>, report: &mut Report<'_>) {
    if configures_apt(run) {
        return;
    }
    for command in file.package_commands(run) {
        let is_apt = command.manager.required_only == Some(FLAG);
        if !is_apt || !command.installs() || decides(file, &command) {
            continue;
        }
        let message = format!("`{}` also installs the packages that are only recommended", command.name());
        let edit = edit::insert_at(run, end_of_plain_flags(&command), format!(" {FLAG}"));
        let fix = Fix::not_safe(format!("Add `{FLAG}`"), vec![edit]);
        report.at(run.range(command.span()), message).fix(fix);
    }
}

/// Behind `install -y`, as people write it. Other flags may have a value.
fn end_of_plain_flags(command: &PackageCommand<'_>) -> u32 {
    let is_plain = |word: &&Word| match word.literal().and_then(|text| text.strip_prefix('-')) {
        Some("-yes" | "-assume-yes" | "-quiet") => true,
        Some(letters) => !letters.is_empty() && letters.chars().all(|letter| "qyVf".contains(letter)),
        None => false,
    };
    let behind =
        command.invocation.arguments.iter().filter(|word| word.span.start >= command.action.span.end);
    behind.take_while(is_plain).last().map_or(command.action.span.end, |word| word.span.end)
}

/// The command says itself whether it wants them, in a flag, an option, or a variable that holds one.
fn decides(file: &Dockerfile, command: &PackageCommand<'_>) -> bool {
    let says = |word: &Word| {
        mentions_recommends(word.text())
            || word.pieces.iter().any(|piece| match &piece.kind {
                PieceKind::Parameter(parameter) => may_decide(file, command, &parameter.name),
                _ => false,
            })
    };
    command.invocation.arguments.iter().any(says)
}

fn mentions_recommends(text: &str) -> bool {
    text.to_ascii_lowercase().contains("install-recommends")
}

/// The value of a variable, of the Dockerfile or of the script, holds the flag.
fn may_decide(file: &Dockerfile, command: &PackageCommand<'_>, name: &str) -> bool {
    let assigned = command.script.commands().flat_map(|site| &site.command.assignments);
    let mut in_script = assigned.filter(|one| &*one.name == name).map(|one| one.value.text());
    let in_file = || match file.lookup(name, command.run) {
        Some(Found::Definition(definition)) => match &definition.value {
            Value::Set(value) => mentions_recommends(value),
            _ => true,
        },
        _ => false,
    };
    in_script.any(mentions_recommends) || in_file()
}

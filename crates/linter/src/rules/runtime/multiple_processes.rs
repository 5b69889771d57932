//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Script, Site, Word};
use plimsoll_text::Span;

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("multiple-processes", include_str!("multiple_processes.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let Some(stage) = file.final_stage() else { return };
    for command in [stage.entrypoint(), stage.cmd()].into_iter().flatten() {
        if let Some((span, message)) = file.scripts(command).iter().find_map(another_process) {
            report.at(command.range(span), message);
        }
    }
}

/// What starts more than one process, and stays.
fn another_process(script: &Script) -> Option<(Span, String)> {
    supervisor(script).or_else(|| service(script)).or_else(|| background(script))
}

/// Programs whose only work is to start others and to keep them running.
const SUPERVISORS: &[&str] = &["circusd", "foreman", "honcho", "runsvdir", "s6-svscan", "supervisord"];

fn supervisor(script: &Script) -> Option<(Span, String)> {
    let (_, found) = script.invocations().find(|(_, invocation)| SUPERVISORS.contains(&invocation.name))?;
    Some((found.name_span, format!("`{}` runs several processes in one container", found.name)))
}

/// `service nginx start && …`: a daemon, and whatever keeps the container alive.
fn service(script: &Script) -> Option<(Span, String)> {
    let has_others = script.commands().filter(runs_for_itself).count() > 1;
    let started =
        |site: Site<'_>| Some((site.command.span, started_service(&site.command.words)?.to_owned()));
    let (span, name) = script.commands().find_map(started).filter(|_| has_others)?;
    Some((span, format!("`{name}` runs as a service beside the container's own command")))
}

/// `nginx` of `service nginx start` and `/etc/init.d/nginx start`.
fn started_service(words: &[Word]) -> Option<&str> {
    let (name, verb) = match words {
        [program, name, verb, ..] if program.text() == "service" => (name.literal()?, verb.text()),
        [program, verb, ..] => (program.literal()?.strip_prefix("/etc/init.d/")?, verb.text()),
        _ => return None,
    };
    matches!(verb, "start" | "restart").then_some(name)
}

/// `a & b`
fn background(script: &Script) -> Option<(Span, String)> {
    let commands: Vec<Site<'_>> = script.commands().filter(runs_for_itself).collect();
    let is_background = |site: &Site<'_>| site.surroundings.background;
    let pair = commands.windows(2).find(|pair| is_background(&pair[0]) && !is_background(&pair[1]))?;
    let command = pair[0].command;
    let name =
        command.invocation().map_or("a command".to_owned(), |invocation| format!("`{}`", invocation.name));
    Some((command.span, format!("{name} runs in the background beside the container's own command")))
}

/// Not the `sh -c` around a script, nor what it computes.
fn runs_for_itself(site: &Site<'_>) -> bool {
    site.command.script.is_none() && !site.surroundings.substitution && !site.command.words.is_empty()
}

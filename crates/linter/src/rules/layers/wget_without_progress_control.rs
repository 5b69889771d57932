//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_semantics::facts::images::Family;
use plimsoll_shell::{Arguments, Flag, Invocation, RedirectKind, Script, Site};
use plimsoll_syntax::Keyword;

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;
use crate::script;

pub(crate) static RULE: Rule =
    Rule::new("wget-without-progress-control", include_str!("wget_without_progress_control.md"), check);

/// Options that take the next word as their value.
const VALUED: &[&str] = &[
    "-B", "-D", "-I", "-O", "-P", "-Q", "-T", "-U", "-X", "-a", "-e", "-i", "-l", "-o", "-t", "-w",
    "--header",
];

/// With one of these nothing is drawn, or not into the log, or there is nothing to draw.
const QUIET: &[&str] = &[
    "-a",
    "-o",
    "-q",
    "--append-output",
    "--help",
    "--no-verbose",
    "--output-file",
    "--progress",
    "--quiet",
    "--spider",
    "--version",
];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.stages() {
        // BusyBox knows no `--progress`.
        let is_busybox = matches!(stage.family(), Family::Alpine | Family::Busybox);
        let flag = if is_busybox { "-q" } else { "--progress=dot:giga" };
        let mut is_configured = false;
        for run in stage.instructions_of(Keyword::Run).filter(|run| run.source().contains("wget")) {
            is_configured |= run.source().contains("wgetrc");
            for (site, call) in file.scripts(run).iter().flat_map(Script::invocations) {
                if is_configured || call.name != "wget" || is_quiet(site, &call) {
                    continue;
                }
                let message = "`wget` fills the build log with its progress";
                let finding = report.at(run.range(call.name_span), message);
                if let Some(edit) = script::insert_argument(run, call.name_span, flag) {
                    finding.fix(Fix::not_safe(format!("Add `{flag}`"), vec![edit]));
                }
            }
        }
    }
}

fn is_quiet(site: Site<'_>, call: &Invocation<'_>) -> bool {
    let arguments: Arguments<'_> = call.parse(VALUED);
    // The only option of two letters: quiet, but for errors.
    let is_nv = |flag: &Flag<'_>| !flag.name.starts_with("--") && flag.name.contains("nv");
    let takes_errors = |kind| matches!(kind, RedirectKind::WriteBoth | RedirectKind::AppendBoth);
    let mut redirects = site.command.redirects.iter();
    QUIET.iter().any(|flag| arguments.has_flag(flag))
        || arguments.flags.iter().any(is_nv)
        || redirects.any(|redirect| redirect.descriptor == Some(2) || takes_errors(redirect.kind))
        || call.arguments.is_empty()
}

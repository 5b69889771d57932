//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Invocation, Script, Word};
use plimsoll_syntax::{Keyword, MountType, Placed};

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("host-command", include_str!("host_command.md"), check);

const PROGRAMS: &[&str] = &[
    "free",
    "halt",
    "htop",
    "ifconfig",
    "kill",
    "mount",
    "nano",
    "poweroff",
    "ps",
    "reboot",
    "service",
    "shutdown",
    "ssh",
    "systemctl",
    "top",
    "vi",
    "vim",
];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for run in file.instructions_of(Keyword::Run) {
        for script in file.scripts(run).iter().filter(|script| script.programs().any(is_suspect)) {
            for (_, call) in script.invocations().filter(|(_, call)| is_suspect(call.name)) {
                if let Some(reason) = reason(run, script, &call) {
                    report.at(run.range(call.name_span), format!("`{}` {reason}", call.name));
                }
            }
        }
    }
}

fn is_suspect(name: &str) -> bool {
    PROGRAMS.contains(&name)
}

/// Why a command makes no sense in a build; nothing where it does.
fn reason(run: Placed<'_>, script: &Script, call: &Invocation<'_>) -> Option<&'static str> {
    let has = |words: &[&str]| call.arguments.iter().any(|word| words.contains(&word.text()));
    let is_query = has(&["--version", "--help", "-V"]);
    let reason = match call.name {
        _ if is_query => return None,
        "htop" | "nano" | "top" | "vi" | "vim" if !runs_by_itself(call) => "waits for somebody at a terminal",
        "halt" | "poweroff" | "reboot" | "shutdown" => "has no machine to stop in a build",
        "service" | "systemctl" if has(&["restart", "start"]) && is_last(script, call) => {
            "starts what ends with this RUN"
        }
        "free" | "ifconfig" => "tells about the build machine, not about the container",
        "kill" | "ps" if !starts_jobs(script) => "finds no process but its own in a RUN",
        "mount" if !is_allowed(run) => "is not allowed in a build",
        "ssh" if !has_agent(run) => "has no key in a build",
        _ => return None,
    };
    Some(reason)
}

/// An editor that is told what to do: `vim +PluginInstall +qall`, `vim -es`.
fn runs_by_itself(call: &Invocation<'_>) -> bool {
    let tells = |word: &Word| {
        word.text().starts_with('+') || matches!(word.text(), "-c" | "-es" | "-Es" | "-S" | "-s" | "-b")
    };
    call.arguments.iter().any(tells)
}

/// Nothing behind it uses what it starts.
fn is_last(script: &Script, call: &Invocation<'_>) -> bool {
    script.invocations().all(|(_, other)| other.name_span.start <= call.name_span.start)
}

/// Other processes may be there: those of `&`, and of programs that put themselves in the background.
fn starts_jobs(script: &Script) -> bool {
    let is_other = |name: &str| !is_suspect(name) || name == "service";
    script.commands().any(|site| site.surroundings.background) || script.programs().any(is_other)
}

fn is_allowed(run: Placed<'_>) -> bool {
    let flag = run.instruction.flag("security");
    flag.and_then(|flag| run.instruction.flag_value(flag)).is_some_and(|value| value == "insecure")
}

fn has_agent(run: Placed<'_>) -> bool {
    run.instruction
        .mounts()
        .any(|(_, mount)| matches!(mount.kind(), Some(MountType::Ssh | MountType::Secret)))
}

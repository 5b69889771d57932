//! See the page beside this file.

use plimsoll_semantics::facts::images::Family;
use plimsoll_semantics::{Dockerfile, Shell, Stage};
use plimsoll_shell::{
    Command, CompoundKind, Dialect, Invocation, OperatorKind, Pipe, Pipeline, PosixShell, RedirectKind,
    Script, Site, Step,
};
use plimsoll_syntax::{Arguments, Keyword, Placed};
use plimsoll_text::{Span, TextEdit};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;
use crate::settings::{OptionDefault, RuleOption};

pub(crate) static RULE: Rule =
    Rule::new("missing-pipefail", include_str!("missing_pipefail.md"), check).with_options(&[EVERY_PIPE]);

const OPTION: &str = "pipefail";
const TITLE: &str = "Use a SHELL with `pipefail`";

const EVERY_PIPE: RuleOption = RuleOption {
    name: "every-pipe",
    default: OptionDefault::Flag(false),
    doc: "Report every pipe of a shell without the option, as hadolint does: whatever stands in front, and wherever.",
};

/// They don't fail.
const HARMLESS: &[&str] = &[":", "echo", "printf", "true", "yes"];

/// They look at what is in the image, and seldom fail.
#[rustfmt::skip]
const LOOKERS: &[&str] = &[
    "apk", "apt-cache", "apt-mark", "arch", "awk", "base64", "basename", "cat", "comm", "cut", "date", "df",
    "dirname", "dpkg", "dpkg-query", "du", "env", "file", "find", "gawk", "getconf", "getent", "grep", "head",
    "hostname", "id", "ldconfig", "ldd", "locale", "ls", "mawk", "md5sum", "mktemp", "nl", "nproc", "objdump",
    "od", "paste", "ps", "pwd", "readelf", "readlink", "realpath", "rev", "rpm", "scanelf", "sed", "seq",
    "sha256sum", "sort", "stat", "strings", "tac", "tail", "tee", "test", "tr", "uname", "uniq", "wc",
    "whereis", "which", "xargs", "xxd",
];

/// A RUN with a pipe whose left side may fail unseen.
struct Leak<'a> {
    run: Placed<'a>,
    /// The pipe, and what stands in front of it.
    pipe: Span,
    program: Option<String>,
    /// SHELL decides what happens.
    is_in_shell: bool,
}

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let every_pipe = report.flag(&EVERY_PIPE);
    for stage in file.stages() {
        let runs = stage.instructions_of(Keyword::Run).filter(|run| run.source().contains('|'));
        let leaks: Vec<Leak<'_>> = runs.filter_map(|run| leak(file, run, every_pipe)).collect();
        let first = leaks.iter().find(|leak| leak.is_in_shell);
        let fix = first.map(|first| with_pipefail(file, stage, first));
        for leak in &leaks {
            let finding = report.at(leak.run.range(leak.pipe), leak.message());
            match fix.as_ref().filter(|_| leak.is_in_shell) {
                Some(Ok(fix)) => finding.fixes.push(fix.clone()),
                Some(Err(reason)) => drop(finding.decline(TITLE, *reason)),
                None => {}
            }
        }
    }
}

impl Leak<'_> {
    fn message(&self) -> String {
        match &self.program {
            Some(program) => {
                format!("RUN goes on if `{program}` fails: only the last command of a pipe counts")
            }
            None => "RUN goes on if the left side fails: only the last command of a pipe counts".to_owned(),
        }
    }
}

fn leak<'a>(file: &'a Dockerfile, run: Placed<'a>, every_pipe: bool) -> Option<Leak<'a>> {
    let scripts = file.scripts(run);
    let is_line = matches!(run.command().arguments, Arguments::Shell(_));
    scripts.iter().find_map(|script| {
        let has_own_shell =
            script.comments().first().is_some_and(|one| run.instruction.source_of(*one).starts_with("#!"));
        let is_in_shell = is_line && !has_own_shell;
        if is_in_shell && has_pipefail(&file.shell_at(run)) {
            return None;
        }
        let (step, pipe) = pipelines(script).find_map(|site| match every_pipe {
            true => piped_steps(site.pipeline).next(),
            false if counts(run, script, &site) => unsafe_step(site.pipeline),
            false => None,
        })?;
        let (pipe, program) = (pipe.span, program(step));
        Some(Leak { run, pipe, program, is_in_shell })
    })
}

fn has_pipefail(shell: &Shell) -> bool {
    shell.argv.iter().any(|word| word.ends_with(OPTION))
}

/// Each pipeline of two or more commands once, at one of them.
fn pipelines(script: &Script) -> impl Iterator<Item = Site<'_>> {
    let mut last = None;
    script.commands().filter(move |site| {
        let is_new = last.replace(site.pipeline.span) != Some(site.pipeline.span);
        is_new && !site.pipeline.pipes.is_empty()
    })
}

/// Whether anybody would notice that the pipeline failed.
fn counts(run: Placed<'_>, script: &Script, site: &Site<'_>) -> bool {
    let around = site.surroundings;
    let span = site.pipeline.span;
    // `a=$(b | c)` fails as its command does, `echo $(b | c)` never.
    let is_assigned = || {
        let mut bare = script.commands().filter(|site| site.command.words.is_empty());
        bare.any(|bare| {
            bare.command
                .assignments
                .iter()
                .any(|one| one.span.start <= span.start && span.end <= one.span.end)
        })
    };
    let is_forgiven = site.operator.is_some_and(|operator| {
        let rest = run.source()[operator.span.end as usize..].trim_start_matches([' ', '\t', '\\', '\n']);
        operator.kind == OperatorKind::Or && (rest.starts_with("true") || rest.starts_with(':'))
    });
    let is_set = || {
        let mut earlier = script.commands().take_while(|other| other.command.span.start < span.start);
        earlier.any(|other| other.command.words.iter().skip(1).any(|word| word.text() == OPTION))
    };
    let is_ignored = around.condition || around.background || site.pipeline.negation.is_some() || is_forgiven;
    !is_ignored && (!around.substitution || is_assigned()) && !is_set()
}

/// What stands in front of a pipe, with that pipe.
fn piped_steps(pipeline: &Pipeline) -> impl Iterator<Item = (&Step, &Pipe)> {
    pipeline.steps.iter().zip(&pipeline.pipes)
}

/// The first that may fail.
fn unsafe_step(pipeline: &Pipeline) -> Option<(&Step, &Pipe)> {
    // It finds nothing in the output of what failed.
    let is_judged = pipeline.steps.last().is_some_and(is_search);
    piped_steps(pipeline).find(|(step, _)| can_fail(step)).filter(|_| !is_judged)
}

fn is_search(step: &Step) -> bool {
    let Step::Command(command) = step else { return false };
    command.invocation().is_some_and(|call| {
        matches!(call.name, "grep" | "egrep" | "fgrep")
            && !call.has_any_flag(&["-v", "-c", "--invert-match", "--count"])
    })
}

fn can_fail(step: &Step) -> bool {
    let command = match step {
        Step::Command(command) => command,
        Step::Compound(compound) => match &compound.kind {
            CompoundKind::Group(list) | CompoundKind::Subshell(list) => {
                let mut steps = list.items.iter().flat_map(|item| &item.pipeline.steps);
                return steps.any(can_fail);
            }
            _ => return true,
        },
    };
    // An assignment alone does nothing, and a variable may hold any program.
    let Some(call) = command.invocation() else { return !command.words.is_empty() };
    ![HARMLESS, LOOKERS].iter().any(|programs| programs.contains(&call.name))
        && !copies_heredoc(command, &call)
}

fn copies_heredoc(command: &Command, call: &Invocation<'_>) -> bool {
    let is_heredoc = |kind| {
        matches!(kind, RedirectKind::Heredoc | RedirectKind::HeredocWithoutTabs | RedirectKind::HereString)
    };
    call.name == "cat"
        && call.arguments.is_empty()
        && command.redirects.iter().any(|one| is_heredoc(one.kind))
}

fn program(step: &Step) -> Option<String> {
    match step {
        Step::Command(command) => command.invocation().map(|call| call.name.to_owned()),
        Step::Compound(_) => None,
    }
}

/// A SHELL above the first such RUN of the stage, or the option in the one that there is. It holds for all of them.
fn with_pipefail(file: &Dockerfile, stage: Stage<'_>, first: &Leak<'_>) -> Result<Fix, &'static str> {
    let runs = stage.instructions_of(Keyword::Run).filter(|run| run.index >= first.run.index);
    if runs.flat_map(|run| file.scripts(run)).any(stops_reading) {
        return Err("a program stops reading early, and what writes to it would be taken for a failure");
    }
    let shell = file.shell_at(first.run);
    let own = shell.item.and_then(|item| file.tree().instruction(item));
    let edit = match (own, shell.dialect()) {
        (Some(own), Dialect::Posix(PosixShell::Bash | PosixShell::Zsh | PosixShell::Ash)) => {
            option_behind_shell(own).ok_or("SHELL can't be read")?
        }
        (Some(_), _) => return Err("the shell that SHELL names may not know `pipefail`"),
        (None, _) => {
            let path = shell_of(stage.family()).ok_or("which shells are in the image is not known")?;
            let keyword = edit::keyword(file, Keyword::Shell);
            let line = format!("{keyword} [\"{path}\", \"-o\", \"{OPTION}\", \"-c\"]");
            edit::insert_above(file, first.run, &line)
        }
    };
    Ok(Fix::not_safe(TITLE, vec![edit]))
}

/// With `pipefail`, the end of the reader fails the writer: `yes | a`, `a | head -1`, `a | grep -q b`.
fn stops_reading(script: &Script) -> bool {
    script.invocations().any(|(site, call)| match call.name {
        "yes" => site.is_piped_on(),
        "head" => site.is_piped_into(),
        "grep" | "egrep" | "fgrep" => {
            site.is_piped_into() && call.has_any_flag(&["-q", "--quiet", "-m", "--max-count"])
        }
        _ => false,
    })
}

fn option_behind_shell(shell: Placed<'_>) -> Option<TextEdit> {
    let Arguments::Json(array) = &shell.command().arguments else { return None };
    let program = array.elements.first()?;
    Some(edit::insert_at(shell, program.span.end, format!(", \"-o\", \"{OPTION}\"")))
}

/// A shell that knows `pipefail`, in the images of a distribution.
fn shell_of(family: Family) -> Option<&'static str> {
    match family {
        Family::Alpine | Family::Busybox => Some("/bin/ash"),
        Family::Amazon
        | Family::Arch
        | Family::Debian
        | Family::Fedora
        | Family::Rhel
        | Family::Suse
        | Family::Ubuntu => Some("/bin/bash"),
        Family::Distroless | Family::Scratch | Family::Unknown | Family::Windows | Family::Wolfi => None,
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::{Settings, fixture, lint};

    /// How many are found.
    fn count(text: &str) -> usize {
        fixture::findings(&format!("FROM debian:13\n{text}\n"), RULE.name).len()
    }

    #[test]
    fn finds_pipes_that_hide_failures() {
        let found = [
            "RUN a | b",
            "RUN a |& b",
            "RUN a && b | c | d",
            "RUN A=$(b | c) && d",
            "RUN (a | b)",
            "RUN echo a | b | c",
            "RUN a | grep -v b",
            "RUN a | b || exit 1",
            "RUN bash -c 'a | b'",
            "RUN set -e; a | b; set -o pipefail",
            "SHELL [\"/bin/bash\", \"-c\"]\nRUN a | b",
            "RUN <<E\na | b\nE",
            "RUN { a; } | b",
        ];
        for text in found {
            assert_eq!(count(text), 1, "{text}");
        }
    }

    #[test]
    fn finds_every_pipe_if_asked() {
        let settings = Settings::from_toml("[rules.missing-pipefail]\nevery-pipe = true\n").unwrap();
        let count = |run: &str| {
            let findings = lint(&fixture::file(&format!("FROM debian:13\n{run}\n")), &settings);
            findings.iter().filter(|finding| finding.rule.name == RULE.name).count()
        };
        for run in
            ["RUN echo a | b", "RUN cat a | b", "RUN echo $(a | b)", "RUN a | b || true", "RUN a | grep b"]
        {
            assert_eq!(count(run), 1, "{run}");
        }
        for run in ["RUN a || b", "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b"] {
            assert_eq!(count(run), 0, "{run}");
        }
    }

    #[test]
    fn is_quiet_where_nothing_is_hidden() {
        let quiet = [
            "RUN a || b",
            "RUN find /x | xargs b",
            "RUN { echo a; echo b; } | c",
            "RUN gpg --fingerprint | grep ABCD",
            "RUN echo 'a | b'",
            "RUN echo a | b",
            "RUN echo $(a | b)",
            "RUN export A=$(b | c)",
            "RUN if a | b; then c; fi",
            "RUN ! a | b",
            "RUN a | b || true",
            "RUN set -euo pipefail && a | b",
            "RUN bash -o pipefail -c 'a | b'",
            "RUN cat <<< x | b",
            "SHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN a | b",
            "SHELL [\"pwsh\", \"-c\"]\nRUN a | b",
            "RUN <<E\nset -o pipefail\na | b\nE",
        ];
        for text in quiet {
            assert_eq!(count(text), 0, "{text}");
        }
    }
}

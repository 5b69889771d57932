//! See the page beside this file.

use plimsoll_semantics::{Base, Dockerfile, Stage};
use plimsoll_shell::{Command, OperatorKind, PieceKind, Script, Step, Word};
use plimsoll_syntax::expansion::Value;
use plimsoll_syntax::{Arguments, Keyword, Placed, clean_path};
use plimsoll_text::TextEdit;

use crate::finding::{Fix, Tag};
use crate::report::Report;
use crate::rule::Rule;
use crate::settings::{OptionDefault, RuleOption};
use crate::{edit, script};

pub(crate) static RULE: Rule =
    Rule::new("cd-instead-of-workdir", include_str!("cd_instead_of_workdir.md"), check)
        .with_options(&[EVERY_CD]);

const EVERY_CD: RuleOption = RuleOption {
    name: "every-cd",
    default: OptionDefault::Flag(false),
    doc: "Report the first `cd` of each RUN, wherever it stands and leads, as hadolint does.",
};

/// A `cd` that a script begins with.
struct LeadingCd<'a> {
    script: &'a Script,
    command: &'a Command,
    /// The folder as WORKDIR takes it.
    folder: &'a str,
    is_alone: bool,
}

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.stages() {
        for run in stage.instructions_of(Keyword::Run) {
            match leading_cd(file, run) {
                Some(cd) => report_cd(file, stage, run, &cd, report),
                None if report.flag(&EVERY_CD) => report_any_cd(file, run, report),
                None => {}
            }
        }
    }
}

fn report_cd(
    file: &Dockerfile,
    stage: Stage<'_>,
    run: Placed<'_>,
    cd: &LeadingCd<'_>,
    report: &mut Report<'_>,
) {
    let folder = cd.folder;
    let is_there = file.workdir_at(run).as_set() == Some(clean_path(folder).as_str());
    let message = match (is_there, cd.is_alone) {
        (true, _) => format!("RUN starts in `{folder}` already"),
        (false, true) => format!("`cd {folder}` ends with this RUN"),
        (false, false) => format!("`cd {folder}` could be a WORKDIR"),
    };
    let finding = report.at(run.range(cd.command.span), message);
    if is_there {
        finding.tag(Tag::Unnecessary);
        let without = if cd.is_alone { Some(edit::remove(run)) } else { without_cd(run, cd) };
        finding.fixes.extend(without.map(|edit| Fix::safe(format!("Remove `cd {folder}`"), vec![edit])));
    } else if let Some(edits) = workdir_instead(file, stage, run, cd) {
        finding.fix(Fix::not_safe(format!("Use `WORKDIR {folder}`"), edits));
    }
}

fn report_any_cd(file: &Dockerfile, run: Placed<'_>, report: &mut Report<'_>) {
    let mut calls = file.scripts(run).iter().flat_map(Script::invocations);
    if let Some((site, _)) = calls.find(|(_, call)| call.name == "cd") {
        report.at(run.range(site.command.span), "a `cd` within RUN");
    }
}

/// The `cd` that a RUN begins with, if the rest of it stays in that folder, and WORKDIR could name it.
fn leading_cd<'a>(file: &'a Dockerfile, run: Placed<'a>) -> Option<LeadingCd<'a>> {
    if !run.source().contains("cd ") || !run.instruction.heredocs().is_empty() {
        return None;
    }
    let Arguments::Shell(_) = run.command().arguments else { return None };
    let [script] = file.scripts(run) else { return None };
    let (first, rest) = script.list().items.split_first()?;
    let [Step::Command(command)] = &first.pipeline.steps[..] else { return None };
    let goes_on =
        first.operator.is_none_or(|one| matches!(one.kind, OperatorKind::And | OperatorKind::Sequence));
    let call = command.invocation().filter(|call| call.name == "cd" && call.wrappers.is_empty())?;
    let ([word], [], [], None) =
        (call.arguments, &command.assignments[..], &command.redirects[..], first.pipeline.negation)
    else {
        return None;
    };
    let is_alone = rest.is_empty();
    let is_for_once = !word.text().starts_with(['/', '$']) || leaves_or_deletes(script, word.text());
    if !goes_on
        || (is_for_once && !is_alone)
        || !is_for_workdir(file, run, word)
        || !script.faults().is_empty()
    {
        return None;
    }
    Some(LeadingCd { script, command, folder: word.text(), is_alone })
}

/// Whether WORKDIR understands the folder: a path, with variables of ARG and ENV at most.
fn is_for_workdir(file: &Dockerfile, run: Placed<'_>, folder: &Word) -> bool {
    let is_known = |kind: &PieceKind| match kind {
        PieceKind::Literal => true,
        PieceKind::Parameter(parameter) => {
            parameter.argument.is_empty() && file.lookup(&parameter.name, run).is_some()
        }
        _ => false,
    };
    let text = folder.text();
    let is_path =
        !text.is_empty() && !text.starts_with(['-', '~']) && !text.contains([' ', '\t', '\\', '"', '\'']);
    // Folders for a while are left again.
    let is_temporary = ["/tmp", "/var/tmp", "/dev"].iter().any(|top| text.starts_with(top));
    is_path && !is_temporary && folder.pieces.iter().all(|piece| is_known(&piece.kind))
}

/// The script goes on to other folders, or deletes this one in the end: it is a place to work for once.
fn leaves_or_deletes(script: &Script, folder: &str) -> bool {
    let mut calls = script.invocations().skip(1);
    calls.any(|(site, call)| match call.name {
        "cd" | "popd" | "pushd" => !site.surroundings.subshell && !site.surroundings.substitution,
        "rm" => call
            .arguments
            .iter()
            .any(|word| folder.starts_with(word.text()) || word.text().starts_with(folder)),
        _ => false,
    })
}

fn without_cd(run: Placed<'_>, cd: &LeadingCd<'_>) -> Option<TextEdit> {
    script::remove(run, cd.script, cd.command.span)
}

fn workdir_instead(
    file: &Dockerfile,
    stage: Stage<'_>,
    run: Placed<'_>,
    cd: &LeadingCd<'_>,
) -> Option<Vec<TextEdit>> {
    let line = format!("{} {}", edit::keyword(file, Keyword::Workdir), cd.folder);
    let is_anchored = cd.folder.starts_with(['/', '$']) || file.workdir_at(run) != Value::Unknown;
    let has_relative_mount = run
        .instruction
        .mounts()
        .any(|(_, mount)| !mount.target().is_some_and(|target| target.starts_with('/')));
    if !is_anchored {
        return None;
    }
    if cd.is_alone {
        return Some(vec![TextEdit::replace(run.range(run.instruction.line()), line)]);
    }
    if has_relative_mount || !is_free_behind(file, stage, run) {
        return None;
    }
    Some(vec![edit::insert_above(file, run, &line), without_cd(run, cd)?])
}

/// Nothing behind the RUN starts from the working directory, up to a WORKDIR that sets it anew.
fn is_free_behind(file: &Dockerfile, stage: Stage<'_>, run: Placed<'_>) -> bool {
    let behind = stage.instructions().skip_while(|one| one.index <= run.index);
    for one in behind {
        let is_free = match one.keyword() {
            Some(Keyword::Workdir) => return is_absolute(one),
            Some(
                Keyword::Arg
                | Keyword::Env
                | Keyword::Expose
                | Keyword::Label
                | Keyword::Maintainer
                | Keyword::Shell
                | Keyword::Stopsignal
                | Keyword::User
                | Keyword::Volume,
            ) => true,
            Some(Keyword::Add | Keyword::Copy) => file
                .copy(one)
                .and_then(|copy| copy.destination.text().map(|path| path.starts_with('/')))
                .unwrap_or(false),
            Some(Keyword::Run) => leading_cd(file, one).is_some_and(|cd| cd.folder.starts_with('/')),
            _ => false,
        };
        if !is_free {
            return false;
        }
    }
    let is_base = |other: Stage<'_>| matches!(other.base(), Base::Stage(index) if *index == stage.index());
    !file.stages().any(is_base)
}

fn is_absolute(workdir: Placed<'_>) -> bool {
    matches!(workdir.command().arguments, Arguments::Text(text) if workdir.text(text).starts_with('/'))
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::{Settings, fixture, lint};

    /// The text behind FROM after the fix of the first finding; `no fix`, or nothing found.
    fn fixed(text: &str) -> Option<String> {
        let from = "FROM a:1\n";
        let fixed = fixture::fixed(&format!("{from}{text}"), RULE.name)?;
        Some(fixed.map_or("no fix".to_owned(), |text| text[from.len()..].to_owned()))
    }

    #[test]
    fn finds_every_cd_if_asked() {
        let found = |settings: &str| -> Vec<String> {
            let text = "FROM a:1\nRUN a && cd b && cd c\nRUN (cd d)\nRUN cd /e && f\n";
            let settings = Settings::from_toml(settings).unwrap();
            let findings = lint(&fixture::file(text), &settings).into_iter();
            let own = findings.filter(|finding| finding.rule.name == RULE.name);
            own.map(|finding| text[finding.range].to_owned()).collect()
        };
        assert_eq!(found(""), ["cd /e"]);
        assert_eq!(found("[rules.cd-instead-of-workdir]\nevery-cd = true\n"), ["cd b", "cd d", "cd /e"]);
    }

    #[test]
    fn becomes_a_workdir_where_nothing_else_moves() {
        let cases = [
            ("RUN cd /a && b", "WORKDIR /a\nRUN b"),
            (
                "RUN cd /a; b\nUSER c\nCOPY d /e\nWORKDIR /f\nRUN g\n",
                "WORKDIR /a\nRUN b\nUSER c\nCOPY d /e\nWORKDIR /f\nRUN g\n",
            ),
            ("RUN cd /a && b\nRUN c\n", "no fix"),
            ("RUN cd /a && b\nCMD c\n", "no fix"),
            ("RUN cd /a && b\nWORKDIR c\n", "no fix"),
            ("RUN --mount=target=. cd /a && b\n", "no fix"),
            ("RUN cd a\n", "no fix"),
            ("WORKDIR /a\nRUN cd b\nRUN c\n", "WORKDIR /a\nWORKDIR b\nRUN c\n"),
            ("WORKDIR /a\nRUN cd /a/ && \\\n    c\nCMD d\n", "WORKDIR /a\nRUN c\nCMD d\n"),
            ("ARG A=/a\nRUN cd ${A}/b && c\n", "ARG A=/a\nWORKDIR ${A}/b\nRUN c\n"),
            ("RUN cd /a\nRUN b\n", "WORKDIR /a\nRUN b\n"),
        ];
        for (before, after) in cases {
            assert_eq!(fixed(before).as_deref(), Some(after), "{before}");
        }
    }

    #[test]
    fn is_quiet_where_a_script_works_elsewhere_for_once() {
        let scripts = [
            "cd /tmp && make",
            "cd /src && make && cd -",
            "cd /src && make && rm -rf /src",
            "(cd /src && make)",
            "a && cd /src && make",
            "cd web && npm ci",
            "cd /src || exit 1",
            "cd $(mktemp -d) && make",
            "cd \"$HOME\" && make",
            "cd ~ && make",
            "cd /src-* && make",
            "cd",
        ];
        for script in scripts {
            assert_eq!(fixed(&format!("RUN {script}\n")), None, "{script}");
        }
    }
}

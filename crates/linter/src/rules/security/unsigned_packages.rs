//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::Script;
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::Span;

use super::switch::{self, Programs, Switch, Thrown};
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("unsigned-packages", include_str!("unsigned_packages.md"), check);

const APT_LAX: &[&str] = &[
    "allowinsecurerepositories=1",
    "allowinsecurerepositories=true",
    "allowunauthenticated=1",
    "allowunauthenticated=true",
];

const PROGRAMS: &[Programs] = &[
    Programs {
        names: &["apk"],
        valued: &[],
        switches: &[Switch::new("--allow-untrusted").alias("CKV2_DOCKER_7")],
    },
    Programs {
        names: &["apt", "apt-get", "aptitude"],
        valued: &["-o", "--option", "-t"],
        switches: &[
            Switch::new("--allow-unauthenticated").alias("CKV2_DOCKER_8"),
            Switch::new("--allow-insecure-repositories"),
            Switch::new("--force-yes").alias("CKV2_DOCKER_11"),
            Switch::new("-o").values(APT_LAX),
            Switch::new("--option").values(APT_LAX),
        ],
    },
    Programs {
        names: &["dnf", "dnf5", "microdnf", "tdnf", "yum", "yum-config-manager"],
        valued: &["--setopt"],
        switches: &[
            Switch::new("--nogpgcheck").alias("CKV2_DOCKER_9"),
            Switch::new("--no-gpgchecks"),
            Switch::new("--setopt").values(&["gpgcheck=0", "gpgcheck=false", "gpgcheck=no"]),
        ],
    },
    Programs {
        names: &["rpm"],
        valued: &[],
        switches: &[
            Switch::new("--nosignature").alias("CKV2_DOCKER_10"),
            Switch::new("--nodigest").alias("CKV2_DOCKER_10"),
        ],
    },
    Programs {
        names: &["zypper"],
        valued: &[],
        switches: &[
            Switch::new("--allow-unsigned-rpm"),
            Switch::new("--no-gpg-checks"),
            Switch::new("--no-gpgcheck"),
        ],
    },
];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for instruction in file.instructions() {
        match instruction.keyword() {
            Some(Keyword::Run) => {
                check_run(file, instruction, report);
                check_sources(instruction, report);
            }
            Some(Keyword::Copy | Keyword::Add) => check_sources(instruction, report),
            _ => {}
        }
    }
}

fn check_run(file: &Dockerfile, run: Placed<'_>, report: &mut Report<'_>) {
    let thrown = switch::thrown(file, run, PROGRAMS);
    let installs = |thrown: &&Thrown<'_>| {
        thrown.call.subcommand() != Some("index") && (downloads(file, run) || !takes_files(thrown))
    };
    for thrown in thrown.iter().filter(installs) {
        let message = format!("`{}` does not check who made the packages here", thrown.call.name);
        thrown.report(report, message);
    }
}

/// The files are there from the start: an earlier stage made them, or the build context holds them.
fn takes_files(thrown: &Thrown<'_>) -> bool {
    let operands = thrown.call.parse(&[]).operands;
    let is_package = |text: &str| [".apk", ".deb", ".rpm"].iter().any(|end| text.ends_with(end));
    let is_file = |text: &str| !text.contains("://") && (text.contains('/') || is_package(text));
    let mut files = operands.iter().map(|word| word.text()).skip_while(|text| !is_file(text)).peekable();
    files.peek().is_some() && files.all(is_file)
}

fn downloads(file: &Dockerfile, run: Placed<'_>) -> bool {
    let mut calls = file.scripts(run).iter().flat_map(Script::invocations);
    calls.any(|(_, call)| matches!(call.name, "curl" | "wget"))
}

/// Package sources that are written out: `deb [trusted=yes] …`, or `gpgcheck=0` in a file for dnf.
fn check_sources(instruction: Placed<'_>, report: &mut Report<'_>) {
    let source = instruction.source();
    let is_dnf = source.contains(".repo");
    let marks = ["trusted=yes", "gpgcheck=0"];
    for mark in marks.into_iter().filter(|mark| *mark == "trusted=yes" || is_dnf) {
        for (at, _) in source.match_indices(mark).filter(|(at, _)| is_setting(source, *at, mark)) {
            let span = Span::new(at as u32, (at + mark.len()) as u32);
            report
                .at(instruction.range(span), "nobody checks who made the packages of this source")
                .aliases([]);
        }
    }
}

/// In the options of a remote source of apt, or at the start of a line.
fn is_setting(source: &str, at: usize, mark: &str) -> bool {
    let (before, behind) = (&source[..at], &source[at + mark.len()..]);
    if mark == "trusted=yes" {
        let address = behind.split_once(']').map_or("", |(_, rest)| rest.trim_start());
        let is_local = ["file:", "copy:", "cdrom:", "/", "./"].iter().any(|start| address.starts_with(start));
        return before.ends_with(['[', ' ', ',']) && !address.is_empty() && !is_local;
    }
    // `repo_gpgcheck` is about the index.
    let is_start = before.ends_with(['\n', '\'', '"', ' ', '\t']) || before.ends_with("\\n");
    is_start && !before.trim_end().ends_with("--setopt")
}

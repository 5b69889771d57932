//! What ShellCheck finds in shell scripts: a rule for each of its codes, without a file of its own.
//!
//! What is said about them is the library's; `plimsoll_shell::shellcheck` is the way to it.

mod harmless;

use std::sync::LazyLock;

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::shellcheck::{Check as ShellCheck, CheckSet, Level, Problem, Repair};
use plimsoll_syntax::Placed;

use crate::edit;
use crate::finding::{Finding, Fix, Safety, Severity};
use crate::report::Report;
use crate::rule::{Check, Meta, Rule};
use crate::rules::is_meant_as_array;
use crate::settings::Settings;

const THEME: &str = "shell";

/// Off unless asked for: a script that an instruction sources is in the image, where nobody can look; and who writes
/// `echo 'PATH=$HOME/bin' >> .profile` means it.
const OFF: &[&str] = &["SC1090", "SC1091", "SC2016"];

/// A rule for each check, by code.
static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| ShellCheck::all().iter().map(Rule::of_shell).collect());

pub(crate) fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter()
}

fn rule_of(check: &ShellCheck) -> Option<&'static Rule> {
    let index = ShellCheck::all().binary_search_by_key(&check.code, |check| check.code).ok()?;
    RULES.get(index)
}

/// Looks for what all of these rules are about at once.
pub(crate) fn check(file: &Dockerfile, rules: &[&'static Rule], settings: &Settings) -> Vec<Finding> {
    let checks: CheckSet = rules.iter().filter_map(|rule| code(rule)).collect();
    if checks.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for instruction in file.instructions().filter(|one| !is_meant_as_array(*one)) {
        for problem in file.shell_problems(instruction, &checks).iter() {
            let is_harmless = harmless::is_harmless(file, instruction, problem);
            if let Some(rule) = rule_of(problem.check).filter(|_| !is_harmless) {
                let mut report = Report::new(rule, settings);
                add(instruction, problem, &mut report);
                findings.extend(report.into_findings());
            }
        }
    }
    findings
}

fn code(rule: &Rule) -> Option<&'static ShellCheck> {
    match rule.check() {
        Check::Shell(check) => Some(check),
        _ => None,
    }
}

fn add(instruction: Placed<'_>, problem: &Problem, report: &mut Report<'_>) {
    let finding = report.at(instruction.range(problem.span), problem.message.clone());
    finding.fixes.extend(problem.repair.as_ref().map(|repair| fix(instruction, repair)));
}

fn fix(instruction: Placed<'_>, repair: &Repair) -> Fix {
    let edits = repair.edits.iter().map(|(span, text)| edit::replace(instruction, *span, text)).collect();
    // The library calls some of them safe; that they are in a Dockerfile, nobody has shown.
    Fix::not_safe(repair.title.clone(), edits)
}

pub(crate) fn is_default(check: &ShellCheck) -> bool {
    !OFF.contains(&check.code)
}

pub(crate) fn meta(check: &'static ShellCheck) -> Meta {
    Meta {
        severity: severity(check),
        default: is_default(check),
        aliases: vec![check.code],
        stands_for: Vec::new(),
        fix: check.repair().map(|_| Safety::Unsafe),
        since: "0.1.0",
        group: THEME,
        summary: check.description(),
    }
}

/// What a shell can't read fails the build; what it reads otherwise than meant may not.
fn severity(check: &ShellCheck) -> Severity {
    match check.level() {
        Level::Error if check.code.starts_with("SC1") => Severity::Error,
        Level::Error | Level::Warning => Severity::Warning,
        Level::Info => Severity::Information,
        Level::Style => Severity::Hint,
    }
}

pub(crate) fn page(check: &ShellCheck) -> String {
    let (name, code, url) = (check.name, check.code, url(check));
    let fix = check.repair().map_or_else(String::new, |fix| format!("## Fix\n\n{fix}\n\n"));
    format!(
        "# {name}\n\n## What it does\n\n{}\n\n## Why\n\n{}\n\n{fix}## Other tools\n\n\
         ShellCheck calls this [{code}]({url}), and so does hadolint.\n",
        check.description(),
        check.rationale()
    )
}

pub(crate) fn url(check: &ShellCheck) -> String {
    format!("https://www.shellcheck.net/wiki/{}", check.code)
}

//! Shared by the rules about builds that fail: which of them each error belongs to.

use plimsoll_semantics::{Dockerfile, Problem, ProblemKind};
use plimsoll_syntax::ErrorKind;

use crate::finding::Finding;
use crate::report::Report;
use crate::rule::Rule;
use crate::rules::syntax::repairs;
use crate::rules::{stages, syntax};

/// Reports the errors that belong to the rule of the report.
pub(in crate::rules) fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let rule = report.rule();
    for (range, error) in file.syntax_errors().filter(|(_, error)| rule_of(&error.kind) == rule) {
        let fix = repairs::of_error(file, range, &error.kind);
        report.at(range, error.kind.to_string()).fixes.extend(fix);
    }
    for problem in problems_of(rule, file) {
        report_problem(file, problem, report);
    }
}

/// The problems that belong to a rule.
pub(in crate::rules) fn problems_of<'a>(
    rule: &'static Rule,
    file: &'a Dockerfile,
) -> impl Iterator<Item = &'a Problem> {
    file.problems().iter().filter(move |problem| rule_of_problem(&problem.kind) == rule)
}

pub(in crate::rules) fn report_problem<'r>(
    file: &Dockerfile,
    problem: &Problem,
    report: &'r mut Report<'_>,
) -> &'r mut Finding {
    let finding = report.at(problem.range, problem.kind.to_string());
    finding.fixes.extend(repairs::of_problem(file, problem));
    finding
}

fn rule_of(kind: &ErrorKind) -> &'static Rule {
    match kind {
        ErrorKind::RepeatedDirective(_) | ErrorKind::InvalidEscape { .. } => &syntax::invalid_directive::RULE,
        ErrorKind::LineTooLong => &syntax::line_too_long::RULE,
        ErrorKind::UnterminatedHeredoc { .. } => &syntax::unterminated_heredoc::RULE,
        ErrorKind::UnknownInstruction { .. } => &syntax::unknown_instruction::RULE,
        ErrorKind::JsonNotStrings | ErrorKind::ShellNotJson => &syntax::invalid_json_arguments::RULE,
        ErrorKind::MissingValue { .. } | ErrorKind::MissingEquals { .. } | ErrorKind::BlankName { .. } => {
            &syntax::invalid_key_value::RULE
        }
        ErrorKind::ArgumentCount { .. } => &syntax::wrong_argument_count::RULE,
        ErrorKind::UnknownFlag { .. }
        | ErrorKind::DuplicateFlag { .. }
        | ErrorKind::FlagNeedsValue { .. }
        | ErrorKind::FlagNotBool { .. }
        | ErrorKind::FlagValue { .. }
        | ErrorKind::Device { .. } => &syntax::invalid_flag::RULE,
        ErrorKind::Mount(_) => &syntax::invalid_mount::RULE,
        ErrorKind::HeredocAsDestination => &syntax::invalid_copy::RULE,
        ErrorKind::StageName { .. } => &stages::invalid_stage_name::RULE,
        ErrorKind::HealthKeyword { .. }
        | ErrorKind::HealthNoneWithArguments
        | ErrorKind::HealthWithoutCommand
        | ErrorKind::Duration { .. }
        | ErrorKind::Retries { .. } => &syntax::invalid_healthcheck::RULE,
        ErrorKind::EmptyVolume => &syntax::empty_volume::RULE,
        ErrorKind::NotATrigger { .. } => &syntax::invalid_onbuild::RULE,
    }
}

fn rule_of_problem(kind: &ProblemKind) -> &'static Rule {
    match kind {
        ProblemKind::NoInstructions | ProblemKind::NoStage => &stages::no_build_stage::RULE,
        ProblemKind::BeforeFirstFrom(_) => &stages::instruction_before_from::RULE,
        ProblemKind::CheckOption { .. } => &syntax::invalid_check_option::RULE,
        ProblemKind::EmptyBase | ProblemKind::InvalidImage { .. } => &stages::invalid_base_image::RULE,
        ProblemKind::InvalidPlatform { .. } => &stages::invalid_platform::RULE,
        ProblemKind::LaterStage { .. }
        | ProblemKind::OwnStage
        | ProblemKind::NoSuchStage { .. }
        | ProblemKind::VariableInFrom => &stages::invalid_stage_reference::RULE,
        ProblemKind::Expansion { .. } => &syntax::invalid_variable::RULE,
        ProblemKind::Port { .. } => &syntax::invalid_port::RULE,
        ProblemKind::Signal { .. } => &syntax::invalid_signal::RULE,
        ProblemKind::FileMode { .. } | ProblemKind::RemoteCopy | ProblemKind::ChecksumNotRemote => {
            &syntax::invalid_copy::RULE
        }
        ProblemKind::EmptyVolume => &syntax::empty_volume::RULE,
    }
}

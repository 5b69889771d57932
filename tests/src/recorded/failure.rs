//! The error that ends a build: BuildKit reports only one, we all of them.

use plimsoll_semantics::{Base, Dockerfile, ExpandedText, ProblemKind, Stage};
use plimsoll_syntax::expansion::ExpansionError;
use plimsoll_syntax::image::ImageErrorKind;
use plimsoll_syntax::{ErrorKind, Keyword, Placed};
use plimsoll_text::TextRange;

use super::messages::{Layer, layer, message};
use super::nodes::{fatal_error, line};
use super::words;

pub(crate) struct Failure {
    pub(crate) message: String,
    /// From 1; nothing when BuildKit names no place.
    pub(crate) line: Option<usize>,
}

/// The steps of a build, in the order in which BuildKit takes them. Each stops at its first error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    CheckOptions,
    Instructions,
    Bases,
    References,
    Values,
}

/// The first error of the first step that has one.
pub(crate) fn failure(text: &str, file: &Dockerfile) -> Option<Failure> {
    if let Some(message) = fatal_error(text, file.tree()) {
        return Some(Failure { message, line: None });
    }
    let mut failures: Vec<(Step, Failure)> = Vec::new();
    failures.extend(instruction_failures(text, file));
    failures.extend(
        file.problems().iter().map(|problem| problem_failure(text, file, problem.range, &problem.kind)),
    );
    failures.sort_by_key(|(step, failure)| (*step, failure.line));
    failures.into_iter().map(|(_, failure)| failure).next()
}

/// The errors of single instructions; those behind ONBUILD where they fire.
fn instruction_failures(text: &str, file: &Dockerfile) -> Vec<(Step, Failure)> {
    let mut failures = Vec::new();
    for instruction in file.instructions() {
        for error in instruction.errors() {
            let (message, place) = (message(&error.kind), line(text, instruction.start));
            let is_triggers = instruction.keyword() == Some(Keyword::Onbuild)
                && !matches!(error.kind, ErrorKind::NotATrigger { .. } | ErrorKind::ArgumentCount { .. });
            if is_triggers {
                let fired = children(file, instruction).map(|child| line(text, child.from().start));
                failures.extend(
                    fired.map(|line| (Step::Bases, Failure { message: message.clone(), line: Some(line) })),
                );
            } else if layer(&error.kind) == Layer::Conversion {
                failures.push((Step::Values, Failure { message, line: Some(place) }));
            } else {
                let message = format!("dockerfile parse error on line {place}: {message}");
                failures.push((Step::Instructions, Failure { message, line: Some(place) }));
            }
        }
    }
    failures
}

/// The stages that are built from the stage of an instruction.
fn children<'a>(file: &'a Dockerfile, instruction: Placed<'_>) -> impl Iterator<Item = Stage<'a>> {
    let parent = file.stage_of(instruction).map(Stage::index);
    file.stages().filter(move |stage| matches!(stage.base(), Base::Stage(index) if Some(*index) == parent))
}

fn problem_failure(text: &str, file: &Dockerfile, range: TextRange, kind: &ProblemKind) -> (Step, Failure) {
    let place = Some(line(text, range.start()));
    let failure = |step, line, message: String| (step, Failure { message, line });
    let instruction = file.instruction_at(range.start());
    let stage = instruction.and_then(|instruction| file.stage_of(instruction));
    match kind {
        ProblemKind::CheckOption { .. } => {
            let message = format!("failed to parse check options: invalid check option {:?}", &text[range]);
            failure(Step::CheckOptions, None, message)
        }
        ProblemKind::NoStage => failure(Step::Bases, None, "dockerfile contains no stages to build".into()),
        ProblemKind::InvalidImage { .. } => {
            failure(Step::Bases, place, stage.map_or_else(String::new, invalid_base))
        }
        ProblemKind::LaterStage { label } => {
            let own = stage.map_or_else(String::new, Stage::label);
            let message = format!(
                "cannot copy from stage {label:?}, it needs to be defined before current stage {own:?}"
            );
            failure(Step::References, place, message)
        }
        ProblemKind::Expansion { .. } => {
            let error = instruction.and_then(|instruction| expansion_failure(file, instruction));
            failure(Step::Values, place, error.unwrap_or_default())
        }
        other => failure(Step::Values, place, other.to_string()),
    }
}

fn invalid_base(stage: Stage<'_>) -> String {
    let Some(image) = stage.base().image() else { return String::new() };
    let reason = match image.reference.as_ref().map_err(|error| &error.kind) {
        Err(ImageErrorKind::UpperCase { .. }) => {
            format!(": {}", words::upper_case_image(&image.text))
        }
        _ => String::new(),
    };
    format!("failed to parse stage name {:?}: invalid reference format{reason}", image.text)
}

/// The first text of an instruction that can't be expanded.
fn expansion_failure(file: &Dockerfile, instruction: Placed<'_>) -> Option<String> {
    let texts = file.expanded_texts(instruction);
    let failed = |text: &ExpandedText<'_>| -> Option<ExpansionError> {
        match text.parse() {
            (_, Some(error)) => Some(error),
            _ => file.evaluate(text).err(),
        }
    };
    texts.iter().find_map(|text| {
        let error = failed(text)?;
        Some(format!("failed to process {:?}: {}", text.text, words::message(&error.kind)))
    })
}

//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Found, ProblemKind, Stage};
use plimsoll_syntax::expansion::Value;

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("invalid-default-arg-in-from", include_str!("invalid_default_arg_in_from.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let chosen: Vec<Stage<'_>> = file.stages().filter(|stage| stage.is_chosen_by_args()).collect();
    if chosen.is_empty() {
        return;
    }
    let defaults = file.without_build_args();
    let mut problems = defaults.problems().iter().peekable();
    for stage in chosen {
        let Some(range) = stage.image_range() else { continue };
        while problems.next_if(|problem| problem.range.start() < range.start()).is_some() {}
        let what = match problems.peek().map(|problem| (problem.range, &problem.kind)) {
            Some((place, ProblemKind::EmptyBase)) if range.contains_range(place) => "empty".to_owned(),
            Some((place, ProblemKind::InvalidImage { .. })) if range.contains_range(place) => {
                invalid_name(&defaults, stage)
            }
            _ => continue,
        };
        let finding = report.at(range, format!("without build arguments, the name of this image is {what}"));
        for reading in file.builder_readings(stage.from()) {
            if let Some(Found::Definition(arg)) = reading.found
                && arg.value == Value::Unknown
                && let Some(range) = file.definition_range(arg)
            {
                finding.related(range, "it has no default");
            }
        }
    }
}

fn invalid_name(defaults: &Dockerfile, stage: Stage<'_>) -> String {
    let image = defaults.stage(stage.index()).and_then(|stage| stage.base().image());
    image.map_or_else(|| "invalid".to_owned(), |image| format!("`{}`, which is not valid", image.text))
}

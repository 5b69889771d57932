//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Problem, Stage};

use crate::report::Report;
use crate::rule::Rule;
use crate::rules::syntax::errors;

pub(crate) static RULE: Rule = Rule::new("invalid-base-image", include_str!("invalid_base_image.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for problem in errors::problems_of(&RULE, file).filter(|problem| !can_be_chosen(file, problem)) {
        // BuildKit's check looks at the defaults of ARGs, but finds this too, and then fails.
        errors::report_problem(file, problem, report).aliases(["InvalidDefaultArgInFrom"]);
    }
}

/// A build argument may give a better image: `invalid-default-arg-in-from` is about that.
fn can_be_chosen(file: &Dockerfile, problem: &Problem) -> bool {
    let from = file.instruction_at(problem.range.start());
    from.and_then(|from| file.stage_of(from)).is_some_and(Stage::is_chosen_by_args)
}

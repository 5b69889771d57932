//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, ProblemKind};

use crate::report::Report;
use crate::rule::Rule;
use crate::rules::syntax::errors;

pub(crate) static RULE: Rule =
    Rule::new("invalid-stage-reference", include_str!("invalid_stage_reference.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for problem in errors::problems_of(&RULE, file) {
        let codes: &[&str] = match problem.kind {
            ProblemKind::OwnStage => &["DL3023"],
            ProblemKind::LaterStage { .. } | ProblemKind::NoSuchStage { .. } => &["DL3022"],
            _ => &[],
        };
        errors::report_problem(file, problem, report).aliases(codes.iter().copied());
    }
}

//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Operator, Pipeline, Script, Step};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::Span;

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;
use crate::{edit, script};

pub(crate) static RULE: Rule =
    Rule::new("negation-without-effect", include_str!("negation_without_effect.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for run in file.instructions_of(Keyword::Run).filter(|run| run.source().contains("! ")) {
        for script in file.scripts(run) {
            // Asked last, as few scripts have a negation.
            let mut negated = negated(script).peekable();
            if negated.peek().is_some() && script::stops_at_failure(file, run, script) {
                negated.for_each(|(negation, pipeline)| report_negation(run, negation, pipeline, report));
            }
        }
    }
}

fn report_negation(run: Placed<'_>, negation: Span, pipeline: &Pipeline, report: &mut Report<'_>) {
    let program = match pipeline.steps.last() {
        Some(Step::Command(command)) => command.invocation().map(|call| format!("`{}`", call.name)),
        _ => None,
    };
    let program = program.unwrap_or_else(|| "the command".to_owned());
    let message = format!("`-e` overlooks what `!` makes fail: RUN goes on if {program} succeeds");
    let exit = edit::insert_at(run, pipeline.span.end, " || exit 1".to_owned());
    report.at(run.range(negation), message).fix(Fix::not_safe("Exit if it fails", vec![exit]));
}

/// The pipelines that a `!` negates for nobody: more follows, and it does not depend on the outcome.
fn negated(script: &Script) -> impl Iterator<Item = (Span, &Pipeline)> {
    let goes_on = |operator: Option<Operator>| operator.is_some_and(|one| !one.kind.is_conditional());
    let is_compound = |pipeline: &Pipeline| matches!(pipeline.steps.first(), Some(Step::Compound(_)));
    let items = script.list().items.iter();
    let blocks = items.filter(move |item| goes_on(item.operator) && is_compound(&item.pipeline));
    let sites = script.commands().filter(move |site| {
        let around = site.surroundings;
        let is_asked = around.condition || around.function || around.subshell || around.substitution;
        site.step == 0 && goes_on(site.operator) && !is_asked && !around.background && !around.inner_script
    });
    let pipelines = blocks.map(|item| &item.pipeline).chain(sites.map(|site| site.pipeline));
    pipelines.filter_map(|pipeline| Some((pipeline.negation?, pipeline)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn finds_what_nobody_looks_at() {
        let count = |run: &str| fixture::findings(&format!("FROM debian:13\nRUN {run}\n"), RULE.name).len();
        for run in [
            "set -e; ! a; b",
            "set -e; ! a | b; c",
            "set -e; ! { a; b; }; c",
            "set -e; if a; then ! b; fi; c",
        ] {
            assert_eq!(count(run), 1, "{run}");
        }
        for run in [
            "! a; b",
            "set -e; ! a",
            "set -e; ! a || b",
            "set -e; ! a && b",
            "set -e; while ! a; do b; done; c",
            "set -e; set +e; ! a; b",
            "set -e; x=$(! a; b); c",
        ] {
            assert_eq!(count(run), 0, "{run}");
        }
    }
}

//! See the page beside this file.

use std::collections::{HashMap, HashSet};

use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_shell::{Handling, Operation, Script};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::Span;

use super::undefined_variable::{declaration, is_version_of_image};
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("global-arg-in-run", include_str!("global_arg_in_run.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let globals: HashSet<&str> = file.global_args().iter().map(|arg| arg.name.as_str()).collect();
    if globals.is_empty() {
        return;
    }
    for stage in file.stages() {
        let mut first_readers: HashMap<&str, Placed<'_>> = HashMap::new();
        for run in stage.instructions_of(Keyword::Run) {
            for (name, span) in reads(file, stage, run, &globals) {
                let first = *first_readers.entry(name).or_insert(run);
                let message =
                    format!("`{name}` is not set here: its ARG above the first FROM counts in FROM alone");
                report.at(run.range(span), message).fix(declaration(file, first, name));
            }
        }
    }
}

/// The first place of each global argument that the scripts of a RUN read, where nothing sets it.
fn reads<'a>(
    file: &'a Dockerfile,
    stage: Stage<'_>,
    run: Placed<'a>,
    globals: &HashSet<&'a str>,
) -> Vec<(&'a str, Span)> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for script in file.scripts(run) {
        for reference in script.references() {
            let parameter = reference.parameter;
            let Some(name) = globals.get(&*parameter.name) else { continue };
            let is_unset = parameter.operation == Operation::Value
                && file.lookup(name, run).is_none()
                && !is_version_of_image(stage, name)
                && is_from_outside(script, run, name);
            if is_unset && seen.insert(*name) {
                found.push((*name, reference.span));
            }
        }
    }
    found
}

fn is_from_outside(script: &Script, run: Placed<'_>, name: &str) -> bool {
    script.handling_of(name, run.source()) == Handling::Reads
}

//! See the page beside this file.

use plimsoll_semantics::facts::images;
use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_shell::Script;
use plimsoll_syntax::Keyword;
use plimsoll_text::TextRange;

use crate::report::Report;
use crate::rule::Rule;
use crate::rules::packages::package_cache_in_layer::final_chain;

pub(crate) static RULE: Rule = Rule::new("wget-and-curl", include_str!("wget_and_curl.md"), check);

const PROGRAMS: [&str; 2] = ["curl", "wget"];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let mut stages: Vec<Stage<'_>> = final_chain(file).collect();
    stages.reverse();
    let has_both = |stage: &Stage<'_>| PROGRAMS.iter().all(|program| is_in_base(*stage, program));
    if stages.first().is_some_and(has_both) {
        return;
    }
    let [Some(curl), Some(wget)] = PROGRAMS.map(|program| first_call(file, &stages, program)) else { return };
    let (first, second) = if curl.start() < wget.start() { (curl, wget) } else { (wget, curl) };
    let message = "both `curl` and `wget` download into this image, where one of them is enough";
    report.at(second, message).related(first, "the other one");
}

fn is_in_base(stage: Stage<'_>, program: &str) -> bool {
    let reference = stage.root_base().image().and_then(|image| image.reference.as_ref().ok());
    reference.is_some_and(|reference| {
        images::has_tool(reference.familiar_name(), reference.tag(), program) == Some(true)
    })
}

/// One that runs in any case: of `if … curl … else … wget` only one does.
fn first_call(file: &Dockerfile, stages: &[Stage<'_>], program: &str) -> Option<TextRange> {
    let runs = stages.iter().flat_map(|stage| stage.instructions_of(Keyword::Run));
    runs.filter(|run| run.source().contains(program)).find_map(|run| {
        let mut calls = file.scripts(run).iter().flat_map(Script::invocations);
        let call = calls.find(|(site, call)| {
            call.name == program && !site.surroundings.conditional && !site.surroundings.condition
        });
        call.map(|(_, call)| run.range(call.name_span))
    })
}

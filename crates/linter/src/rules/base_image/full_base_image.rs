//! See the page beside this file.

use plimsoll_semantics::facts::images;
use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_shell::{Invocation, Script, Word};
use plimsoll_syntax::Keyword;

use super::tag::{images_by_variable, retag};
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("full-base-image", include_str!("full_base_image.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let Some(last) = file.final_stage() else { return };
    let Some(root) = last.chain().last() else { return };
    let Some(image) = root.base().image() else { return };
    let Ok(reference) = &image.reference else { return };
    let name = reference.familiar_name();
    let Some(slim) = images::slim_tag(name, reference.tag()) else { return };

    let full = reference.tag().map_or_else(|| name.to_owned(), |tag| format!("{name}:{tag}"));
    let message = format!("`{full}` is the full image: `{name}:{slim}` has all that most programs need");
    let finding = report.at(root.from().range(image.span), message);
    // Without a version the slim image of the same version has no name.
    let has_version = reference.tag().is_some_and(|tag| tag != "latest");
    if has_version
        && !uses_what_slim_lacks(file, last)
        && let Some(edit) = retag(file, root, &slim, &images_by_variable(file))
    {
        finding.fix(Fix::not_safe(format!("Use {name}:{slim}"), vec![edit]));
    }
}

/// Programs that full images have and slim ones lack.
const FULL_ONLY: &[&str] = &["cc", "curl", "dnf", "g++", "gcc", "git", "hg", "make", "svn", "wget", "yum"];

/// Whether a RUN of the final image calls such a program that no command names as an argument, as one that installs it would.
fn uses_what_slim_lacks(file: &Dockerfile, last: Stage<'_>) -> bool {
    let runs = last.chain().flat_map(|stage| stage.instructions_of(Keyword::Run));
    let invocations: Vec<Invocation<'_>> = runs
        .flat_map(|run| file.scripts(run))
        .flat_map(Script::invocations)
        .map(|(_, invocation)| invocation)
        .collect();
    FULL_ONLY.iter().any(|program| {
        let names = |word: &Word| word.text() == *program;
        invocations.iter().any(|one| one.name == *program)
            && !invocations.iter().any(|one| one.arguments.iter().any(names))
    })
}

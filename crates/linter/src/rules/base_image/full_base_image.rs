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
    if !has_version {
        return;
    }
    let title = format!("Use {name}:{slim}");
    if let Some(program) = use_of_what_slim_lacks(file, last) {
        finding.decline(title, format!("the slim image has no `{program}`, and nothing installs it"));
    } else if let Some(edit) = retag(file, root, &slim, &images_by_variable(file)) {
        finding.fix(Fix::not_safe(title, vec![edit]));
    }
}

/// Programs that full images have and slim ones lack.
const FULL_ONLY: &[&str] =
    &["cc", "curl", "dnf", "g++", "gcc", "git", "hg", "make", "svn", "swift", "swiftc", "wget", "yum"];

/// Such a program that the final image calls, and that no command names as an argument, as one that installs it would.
fn use_of_what_slim_lacks(file: &Dockerfile, last: Stage<'_>) -> Option<&'static str> {
    let runs = last.chain().flat_map(|stage| stage.instructions_of(Keyword::Run));
    let when_it_runs = [last.entrypoint(), last.cmd(), last.healthcheck()].into_iter().flatten();
    let invocations: Vec<Invocation<'_>> = runs
        .chain(when_it_runs)
        .flat_map(|instruction| file.scripts(instruction))
        .flat_map(Script::invocations)
        .map(|(_, invocation)| invocation)
        .collect();
    FULL_ONLY.iter().copied().find(|program| {
        let names = |word: &Word| word.text() == *program;
        invocations.iter().any(|one| one.name == *program)
            && !invocations.iter().any(|one| one.arguments.iter().any(names))
    })
}

#[cfg(test)]
mod tests {

    use crate::fixture;

    #[test]
    fn has_no_fix_where_something_of_the_full_image_is_used() {
        let fixes = |rest: &str| {
            let text = format!("FROM node:24\n{rest}\n");
            fixture::findings(&text, "full-base-image")[0].fixes.len()
        };
        assert_eq!(fixes("RUN git clone x"), 0);
        assert_eq!(fixes("RUN apt-get install -y git && git clone x"), 1);
        assert_eq!(fixes("HEALTHCHECK CMD curl -f http://localhost/"), 0);
        assert_eq!(fixes("CMD [\"make\", \"serve\"]"), 0);
        assert_eq!(fixes("CMD [\"node\", \"make\"]"), 1);
    }
}

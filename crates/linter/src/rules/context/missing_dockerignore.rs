//! See the page beside this file.

use plimsoll_semantics::{BuildContext, Dockerfile, Path};
use plimsoll_text::TextRange;

use super::ignore_entries::{is_below, paths_by_name, suggest};
use crate::finding::Fix;
use crate::other_file::OtherFile;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("missing-dockerignore", include_str!("missing_dockerignore.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let context = file.context();
    if !context.is_known() || context.ignore_file().is_some() {
        return;
    }
    let Some((range, source)) = first_copy_of_everything(file) else { return };
    let named = paths_by_name(file);
    if is_elsewhere(context, &named) {
        return;
    }
    let text = suggest(file, &named);
    let new_file = OtherFile::create(".dockerignore", text);
    let fix = Fix { other_files: vec![new_file], ..Fix::not_safe("Create .dockerignore", Vec::new()) };
    let message = format!("there is no .dockerignore: `{source}` copies whatever is in the folder");
    report.at(range, message).fix(fix);
}

/// Whether the build takes its context from another folder than that of the file: nothing that is copied by name is
/// here, or nothing but Dockerfiles is.
fn is_elsewhere(context: &dyn BuildContext, named: &[String]) -> bool {
    let mut plain = named.iter().filter(|path| !path.contains(['*', '?', '['])).peekable();
    let has_none = plain.peek().is_some() && plain.all(|path| context.entry(path).is_none());
    let is_dockerfile = |name: &str| name.starts_with("Dockerfile") || name.ends_with("Dockerfile");
    let is_bare = context.children("").iter().all(|(name, _)| is_dockerfile(name));
    context.is_listed("") && (has_none || is_bare)
}

/// The first source that is the whole context, or a folder in which something lies that has no place in an image.
fn first_copy_of_everything(file: &Dockerfile) -> Option<(TextRange, String)> {
    let context = file.context();
    let brings_unwanted = |source: &Path<'_>| {
        let Some(folder) = source.in_context() else { return false };
        matches!(folder.as_str(), "." | "*" | "**")
            || context.unwanted().iter().any(|path| is_below(path, &folder))
    };
    file.instructions().find_map(|instruction| {
        let copy = file.copy(instruction)?;
        let source = copy.broad_sources(file).find(|source| brings_unwanted(source))?;
        Some((source.range, instruction.text(source.span).into_owned()))
    })
}

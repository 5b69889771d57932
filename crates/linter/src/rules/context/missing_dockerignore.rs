//! See the page beside this file.

use plimsoll_semantics::{Copy, Dockerfile, Path};
use plimsoll_syntax::{Keyword, MountType};
use plimsoll_text::TextRange;

use super::ignore_entries::{is_unwanted, suggest};
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
    let text = suggest(file, &copied_by_name(file));
    let new_file = OtherFile::create(".dockerignore", text);
    let fix = Fix { other_files: vec![new_file], ..Fix::not_safe("Create .dockerignore", Vec::new()) };
    let message = format!("there is no .dockerignore: `{source}` copies whatever is in the folder");
    report.at(range, message).fix(fix);
}

/// The first source that is the whole context, or a folder in which something lies that has no place in an image.
fn first_copy_of_everything(file: &Dockerfile) -> Option<(TextRange, String)> {
    let context = file.context();
    let brings_unwanted = |source: &Path<'_>| {
        let Some(folder) = source.in_context() else { return false };
        matches!(folder.as_str(), "." | "*" | "**")
            || context.children(&folder).iter().any(|(name, _)| is_unwanted(name))
    };
    file.instructions().find_map(|instruction| {
        let copy = file.copy(instruction)?;
        let source = copy.broad_sources(file).find(|source| brings_unwanted(source))?;
        Some((source.range, instruction.text(source.span).into_owned()))
    })
}

/// Paths of the context that the Dockerfile names one by one.
fn copied_by_name(file: &Dockerfile) -> Vec<String> {
    let copies = file.instructions().filter_map(|instruction| file.copy(instruction));
    let sources = copies.filter(Copy::is_from_context).flat_map(|copy| copy.sources);
    let mounts = file.instructions_of(Keyword::Run).flat_map(|run| run.instruction.mounts());
    let bound = mounts.filter(|(_, mount)| mount.kind() == Some(MountType::Bind)).filter_map(|(_, mount)| {
        let source = mount.get(&["source", "src"])?.value.clone()?;
        mount.get(&["from"]).is_none().then(|| source.trim_start_matches(['.', '/']).to_owned())
    });
    sources.filter_map(|source| source.in_context()).chain(bound).filter(|path| path != ".").collect()
}

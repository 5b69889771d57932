//! See the page beside this file.

use plimsoll_semantics::{Copy, Dockerfile, Stage};
use plimsoll_shell::{Invocation, Script, Site};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::TextEdit;

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;
use crate::{edit, script};

pub(crate) static RULE: Rule =
    Rule::new("archive-copied-then-extracted", include_str!("archive_copied_then_extracted.md"), check);

/// What ADD unpacks.
const ARCHIVES: &[&str] =
    &[".tar", ".tar.bz2", ".tar.gz", ".tar.xz", ".tar.zst", ".tbz", ".tbz2", ".tgz", ".txz", ".tzst"];

/// A RUN that unpacks what a COPY brought.
struct Extraction<'a> {
    run: Placed<'a>,
    script: &'a Script,
    site: Site<'a>,
    /// Where `-C` says; else the working directory.
    folder: Option<&'a str>,
}

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.stages() {
        for instruction in stage.instructions_of(Keyword::Copy) {
            let Some(copy) = file.copy(instruction).filter(Copy::is_from_context) else { continue };
            let Some(name) = archive(&copy) else { continue };
            let Some(extraction) = extraction(file, stage, instruction, name) else { continue };
            let message = format!("`{name}` stays in a layer: ADD unpacks it at once");
            let finding = report.at(instruction.range(instruction.command().keyword_span), message);
            finding.related(extraction.run.range(extraction.site.command.span), "unpacked here");
            if let Some(edits) = with_add(file, stage, &copy, name, &extraction) {
                finding.fix(Fix::not_safe("Unpack with ADD", edits));
            }
        }
    }
}

/// The name of the only file that is copied, in the image.
fn archive<'c>(copy: &'c Copy<'_>) -> Option<&'c str> {
    let [source] = &copy.sources[..] else { return None };
    let base = |path: &'c str| path.rsplit('/').next().unwrap_or(path);
    let name = base(source.text()?);
    let is_archive =
        |name: &str| ARCHIVES.iter().any(|end| name.ends_with(end)) && !name.contains(['*', '?', '[']);
    if copy.names_folder() {
        return is_archive(name).then_some(name);
    }
    let target = base(copy.destination.text()?);
    is_archive(target).then_some(target).or_else(|| is_archive(name).then_some(name))
}

fn extraction<'a>(
    file: &'a Dockerfile,
    stage: Stage<'a>,
    copy: Placed<'a>,
    name: &str,
) -> Option<Extraction<'a>> {
    let runs = stage.instructions_of(Keyword::Run).filter(|run| run.index > copy.index);
    runs.filter(|run| run.source().contains(name)).find_map(|run| {
        file.scripts(run).iter().find_map(|script| {
            let mut calls = script.invocations().filter(|(site, _)| site.is_top_level());
            calls.find_map(|(site, call)| {
                let folder = extracts(&call, name)?;
                Some(Extraction { run, script, site, folder })
            })
        })
    })
}

/// Whether `tar` does no more than ADD would, and where: nothing with `--strip-components` and the like, or for single files.
fn extracts<'s>(call: &Invocation<'s>, name: &str) -> Option<Option<&'s str>> {
    let mut words = call.arguments.iter().map(|word| word.literal());
    let (mut unpacks, mut folder, mut is_found) = (false, None, false);
    let mut at = 0;
    if call.name != "tar" {
        return None;
    }
    while let Some(word) = words.next() {
        let word = word?;
        at += 1;
        let letters = match word.strip_prefix("--") {
            Some("extract" | "get") => {
                unpacks = true;
                continue;
            }
            Some("verbose" | "gzip" | "bzip2" | "xz" | "zstd" | "gunzip") => continue,
            Some("directory") => {
                folder = Some(words.next()??);
                continue;
            }
            Some(option) => {
                folder = Some(option.strip_prefix("directory=")?);
                continue;
            }
            None => word.strip_prefix('-').or((at == 1).then_some(word)),
        };
        match letters {
            Some(letters) if letters.chars().all(|letter| "xvfzjJC".contains(letter)) => {
                unpacks |= letters.contains('x');
                if letters.contains('f') {
                    is_found = words.next()??.rsplit('/').next() == Some(name);
                }
                if letters.contains('C') {
                    folder = Some(words.next()??);
                }
            }
            _ => return None,
        }
    }
    (unpacks && is_found).then_some(folder)
}

fn with_add(
    file: &Dockerfile,
    stage: Stage<'_>,
    copy: &Copy<'_>,
    name: &str,
    extraction: &Extraction<'_>,
) -> Option<Vec<TextEdit>> {
    let behind = stage.instructions().filter(|one| one.index > copy.instruction.index);
    let mentions: usize = behind.map(|one| one.source().matches(name).count()).sum();
    let has_same_folder = file.workdir_at(copy.instruction) == file.workdir_at(extraction.run);
    let folder = extraction.folder.unwrap_or("./");
    let is_written_out = copy.destination.text() == Some(&*copy.instruction.text(copy.destination.span));
    let is_clear = is_written_out
        && mentions == 1
        && (folder.starts_with('/') || has_same_folder)
        && !folder.contains([' ', '"', '\'']);
    if !is_clear {
        return None;
    }
    let folder = if folder.ends_with('/') { folder.to_owned() } else { format!("{folder}/") };
    let keyword = copy.instruction.command().keyword_span;
    let is_only = extraction.script.list().items.len() == 1;
    let without = match is_only {
        true => edit::remove(extraction.run),
        false => script::remove(extraction.run, extraction.script, extraction.site.pipeline.span)?,
    };
    Some(vec![
        edit::replace(copy.instruction, keyword, edit::keyword(file, Keyword::Add)),
        edit::replace(copy.instruction, copy.destination.span, folder),
        without,
    ])
}

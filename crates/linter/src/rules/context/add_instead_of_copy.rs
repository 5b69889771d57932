//! See the page beside this file.

use plimsoll_semantics::{ContextEntry, Copy, Dockerfile, Path, PathKind};
use plimsoll_syntax::Keyword;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("add-instead-of-copy", include_str!("add_instead_of_copy.md"), check);

/// Names of archives. BuildKit looks at the content, and unpacks tar, plain or compressed.
const ARCHIVES: &[&str] = &[
    "tar", "z", "bz2", "gz", "lz", "lzma", "tz", "tb2", "tbz", "tbz2", "tgz", "tlz", "tpz", "txz", "xz",
    "tzst", "zst",
];

/// Flags that only ADD has.
const ADD_ONLY: &[&str] = &["checksum", "keep-git-dir", "unpack"];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for instruction in file.instructions_of(Keyword::Add) {
        let Some(add) = file.copy(instruction) else { continue };
        if ADD_ONLY.iter().any(|flag| instruction.flag(flag).is_some()) || !add.sources.iter().all(is_plain) {
            continue;
        }
        let keyword = instruction.command().keyword_span;
        let edits = vec![edit::replace(instruction, keyword, copy_like(&instruction.text(keyword)))];
        let title = "Use COPY";
        let fix = if is_certain(file, &add) { Fix::safe(title, edits) } else { Fix::not_safe(title, edits) };
        report.at(instruction.range(keyword), "ADD does no more than COPY here").fix(fix);
    }
}

/// A local source whose name is not one of an archive, whatever its wildcards match.
fn is_plain(source: &Path<'_>) -> bool {
    if source.kind != PathKind::Local {
        return false;
    }
    let Some(text) = source.text() else { return false };
    match text.rfind(['*', '?', '[', ']']) {
        None => extension(text).is_none_or(|extension| !is_archive(extension)),
        Some(last) => extension(&text[last + 1..]).is_some_and(|extension| !is_archive(extension)),
    }
}

fn is_archive(extension: &str) -> bool {
    ARCHIVES.iter().any(|archive| archive.eq_ignore_ascii_case(extension))
}

/// What stands behind the last dot of a path's last part.
fn extension(path: &str) -> Option<&str> {
    let name = path.trim_end_matches('/').rsplit('/').next()?;
    name.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| !extension.is_empty())
}

/// A file without an extension may be an archive all the same: `ADD rootfs /`.
fn is_certain(file: &Dockerfile, add: &Copy<'_>) -> bool {
    add.sources.iter().all(|source| {
        let is_folder = source
            .in_context()
            .is_some_and(|path| path == "." || file.context().entry(&path) == Some(ContextEntry::Folder));
        let text = source.text().unwrap_or_default();
        is_folder || text.ends_with('/') || extension(text).is_some()
    })
}

/// COPY in the casing of the keyword that it replaces.
fn copy_like(add: &str) -> &'static str {
    match add {
        "add" => "copy",
        "Add" => "Copy",
        _ => "COPY",
    }
}

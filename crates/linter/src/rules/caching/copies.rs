//! Shared: COPY instructions for manifests, written like the copy of everything that they are taken from.

use std::collections::BTreeSet;

use plimsoll_semantics::{Copy, Dockerfile};
use plimsoll_syntax::{Arguments, Keyword};

use super::manifests::{Group, Kind, Manifest};
use super::spoiled::Spoiled;
use crate::edit;

/// The COPY of a group, without a line ending, with those flags of its model that say how to copy.
pub(super) fn copy_of(file: &Dockerfile, spoiled: &Spoiled<'_>, group: &Group) -> Result<String, String> {
    let copy = &spoiled.copies[group.copy];
    let instruction = copy.instruction;
    let mut words = vec![match instruction.keyword() {
        Some(Keyword::Copy) => instruction.text(instruction.command().keyword_span).into_owned(),
        _ => edit::keyword(file, Keyword::Copy),
    }];
    for flag in &instruction.command().flags {
        match &*instruction.flag_name(flag) {
            "chown" | "chmod" | "link" => words.push(instruction.text(flag.span).into_owned()),
            "exclude" => {}
            name => return Err(format!("the copy has `--{name}`")),
        }
    }
    let mut paths = sources(copy, group);
    paths.push(destination(&instruction.text(copy.destination.span), group, paths.len()));
    let is_json = matches!(instruction.command().arguments, Arguments::Json(_));
    let is_plain = |path: &String| {
        let has_blank = path.contains(char::is_whitespace);
        !path.contains(['"', '\'', '\\', '`', '[', '?']) && (is_json || !has_blank)
    };
    if let Some(path) = paths.iter().find(|path| !is_plain(path)) {
        return Err(format!("`{path}` would have to be quoted"));
    }
    if is_json {
        let quoted: Vec<String> = paths.iter().map(|path| format!("\"{path}\"")).collect();
        words.push(format!("[{}]", quoted.join(", ")));
    } else {
        words.extend(paths);
    }
    Ok(words.join(" "))
}

fn sources(copy: &Copy<'_>, group: &Group) -> Vec<String> {
    let written: Vec<String> = group.manifests.iter().map(|manifest| source(copy, manifest)).collect();
    // `package*.json` is what everybody writes for the two.
    if let [manifest, lock] = &written[..]
        && let Some(folder) = manifest.strip_suffix("package.json")
        && lock.strip_prefix(folder) == Some("package-lock.json*")
    {
        return vec![format!("{folder}package*.json")];
    }
    shorten_requirements(written)
}

/// One pattern for many files of requirements: if those beside the named one are copied, all are.
fn shorten_requirements(sources: Vec<String>) -> Vec<String> {
    const MANY: usize = 3;
    let pattern = |source: &String| {
        let start = source.rfind('/').map_or(0, |slash| slash + 1);
        let is_one = source[start..].starts_with("requirements") && source.ends_with(".txt");
        is_one.then(|| format!("{}requirements*.txt", &source[..start]))
    };
    if sources.iter().filter_map(pattern).count() < MANY {
        return sources;
    }
    let mut seen = BTreeSet::new();
    let short = sources.into_iter().map(|source| pattern(&source).unwrap_or(source));
    short.filter(|source| seen.insert(source.clone())).collect()
}

/// A path of the context, in the way in which the copy writes its own.
fn source(copy: &Copy<'_>, manifest: &Manifest) -> String {
    let source = &copy.sources[manifest.source];
    let written = copy.instruction.text(source.span);
    let folder = source.in_context().filter(|folder| folder != "." && !source.has_wildcard());
    let below = folder.and_then(|folder| manifest.path.strip_prefix(folder.as_str()));
    let path = match below {
        Some(below) => format!("{}{below}", written.trim_end_matches('/')),
        None => manifest.path.clone(),
    };
    match manifest.kind {
        Kind::File => path,
        Kind::Folder => format!("{path}/"),
        Kind::Maybe => format!("{path}*"),
    }
}

/// The folder below the destination; with a slash at its end wherever a file could be meant.
fn destination(written: &str, group: &Group, sources: usize) -> String {
    let base = written.trim_end_matches('/');
    let is_many = sources > 1 || group.manifests.len() > 1 || group.manifests[0].kind != Kind::File;
    match (base, group.folder.as_str()) {
        (".", "") if is_many => "./".to_owned(),
        (".", "") => written.to_owned(),
        (".", folder) if written == "." => format!("{folder}/"),
        (base, "") => format!("{base}/"),
        (base, folder) => format!("{base}/{folder}/"),
    }
}

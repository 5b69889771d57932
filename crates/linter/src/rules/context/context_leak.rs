//! See the page beside this file.

use std::collections::BTreeSet;

use plimsoll_semantics::{ContextEntry, Copy, Dockerfile};
use plimsoll_syntax::dockerignore::Matcher;
use plimsoll_syntax::{Keyword, MountType};

use super::ignore_entries::{is_below, paths_by_name, pattern_for};
use crate::finding::Fix;
use crate::other_file::OtherFile;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("context-leak", include_str!("context_leak.md"), check);

/// A file or folder that a COPY should not bring, and the pattern that would leave it out.
struct Leak {
    path: String,
    pattern: String,
}

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    // Without an ignore file there is more to say: `missing-dockerignore` does.
    let Some(ignore_file) = file.context().ignore_file() else { return };
    let mut leaks = leaks(file);
    for copy in file.instructions().filter_map(|instruction| file.copy(instruction)) {
        for source in copy.broad_sources(file) {
            let Some(folder) = source.in_context() else { continue };
            // Each is found once, where it is copied first.
            let is_brought =
                |leak: &mut Leak| is_below(&leak.path, &folder) && !is_excluded(&copy, &leak.path, &folder);
            let brought: Vec<Leak> = leaks.extract_if(.., is_brought).collect();
            let mut patterns: Vec<String> = Vec::new();
            let mut shown: Vec<String> = Vec::new();
            for leak in brought {
                if !patterns.contains(&leak.pattern) {
                    patterns.push(leak.pattern);
                    shown.push(format!("`{}`", leak.path));
                }
            }
            if patterns.is_empty() {
                continue;
            }
            let text = copy.instruction.text(source.span);
            let message =
                format!("`{text}` copies {}, which {ignore_file} does not leave out", enumeration(&shown));
            let title =
                format!("Leave {} out in {ignore_file}", if shown.len() == 1 { "it" } else { "them" });
            let lines = OtherFile::append(ignore_file, patterns);
            let fix = Fix { other_files: vec![lines], ..Fix::not_safe(title, Vec::new()) };
            report.at(source.range, message).fix(fix);
        }
    }
}

/// All that is unwanted and that the Dockerfile does not ask for by name.
fn leaks(file: &Dockerfile) -> Vec<Leak> {
    let named = paths_by_name(file);
    let leak = |path: &String| {
        let pattern = pattern_for(path)?;
        let matcher = Matcher::new(&pattern);
        let is_asked_for = named.iter().any(|named| matcher.is_ignored(named));
        (!is_asked_for).then(|| Leak { path: path.clone(), pattern })
    };
    let unwanted = file.context().unwanted();
    let mounted = mounted_secrets(file).into_iter().map(|path| Leak { pattern: path.clone(), path });
    unwanted.iter().filter_map(leak).chain(mounted).collect()
}

/// Files beside the Dockerfile that it mounts as secrets, whatever their names: `.npmrc` may be harmless, this one is not.
fn mounted_secrets(file: &Dockerfile) -> BTreeSet<String> {
    let (context, unwanted) = (file.context(), file.context().unwanted());
    let is_sent = |name: &String| {
        context.entry(name) == Some(ContextEntry::File)
            && !context.is_ignored(name)
            && !unwanted.contains(name)
    };
    let mut names = BTreeSet::new();
    for run in file.instructions_of(Keyword::Run) {
        for (_, mount) in run.mounts().filter(|(_, mount)| mount.kind() == Some(MountType::Secret)) {
            let target = mount.get(&["target", "dst", "destination"]).and_then(|one| one.value.as_deref());
            names.extend(target.and_then(|target| target.rsplit('/').next()).map(str::to_owned));
        }
    }
    names.retain(is_sent);
    names
}

/// By `--exclude`, whose patterns begin at the source.
fn is_excluded(copy: &Copy<'_>, path: &str, source: &str) -> bool {
    let flags = copy.instruction.command().flags.iter();
    let excludes = flags.filter(|flag| copy.instruction.flag_name(flag) == "exclude");
    let patterns: Vec<_> = excludes.filter_map(|flag| copy.instruction.flag_value(flag)).collect();
    let inside = path.strip_prefix(&format!("{source}/")).unwrap_or(path);
    !patterns.is_empty() && Matcher::new(&patterns.join("\n")).is_ignored(inside)
}

/// `a`, `b` and `c`; no more than four of them.
fn enumeration(all: &[String]) -> String {
    const MOST: usize = 4;
    match (&all[..all.len().min(MOST)], all.len().saturating_sub(MOST)) {
        ([first @ .., last], 0) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        (shown, 0) => shown.join(", "),
        (shown, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

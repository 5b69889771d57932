//! See the page beside this file.

use plimsoll_semantics::{ContextEntry, Copy, Dockerfile, Path, PathKind};
use plimsoll_syntax::Keyword;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("add-instead-of-copy", include_str!("add_instead_of_copy.md"), check);

/// Extensions of archives. BuildKit looks at the content, and unpacks tar, plain or compressed: that is what packages
/// of some ecosystems are, too.
const ARCHIVES: &[&str] = &[
    "tar", "z", "bz2", "gz", "lz", "lzma", "tz", "tb2", "tbz", "tbz2", "tgz", "tlz", "tpz", "txz", "xz",
    "tzst", "zst", "apk", "box", "crate", "gem", "ipk", "ova",
];

/// Extensions of files that are no tar archives.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    // Programs and their parts.
    "bat", "c", "cjs", "class", "cpp", "cs", "dll", "exe", "ex", "exs", "go", "h", "hpp", "java", "jar", "js",
    "jsx", "kt", "lua", "mjs", "php", "pl", "ps1", "py", "r", "rb", "rs", "scala", "sh", "so", "sql", "swift",
    "ts", "tsx", "vue", "war", "whl",
    // Settings and manifests.
    "cfg", "cnf", "conf", "config", "csproj", "env", "gradle", "ini", "json", "lock", "mod", "npmrc",
    "properties", "service", "sln", "sum", "toml", "xml", "yaml", "yml",
    // Texts, pages, data.
    "adoc", "crt", "css", "csv", "gif", "htm", "html", "ico", "jpeg", "jpg", "key", "md", "pdf", "pem", "png",
    "rst", "scss", "svg", "tsv", "ttf", "txt", "webp", "woff", "woff2", "zip",
];

/// Flags that only ADD has.
const ADD_ONLY: &[&str] = &["checksum", "keep-git-dir", "unpack"];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for instruction in file.instructions_of(Keyword::Add) {
        let Some(add) = file.copy(instruction) else { continue };
        let is_for_add = ADD_ONLY.iter().any(|flag| instruction.flag(flag).is_some());
        if is_for_add || has_variable(file, &add) || !add.sources.iter().all(is_plain) {
            continue;
        }
        let keyword = instruction.command().keyword_span;
        let edits = vec![edit::replace(instruction, keyword, copy_like(&instruction.text(keyword)))];
        let title = "Use COPY";
        let fix = if is_certain(file, &add) { Fix::safe(title, edits) } else { Fix::not_safe(title, edits) };
        report.at(instruction.range(keyword), "ADD does no more than COPY here").fix(fix);
    }
}

/// Whether a source is another one in another build: the value of a variable may come from `--build-arg`.
fn has_variable(file: &Dockerfile, add: &Copy<'_>) -> bool {
    let variables = file.variable_uses(add.instruction);
    add.sources.iter().any(|source| variables.iter().any(|used| source.range.contains_range(used.range)))
}

/// A local source whose name is not one of an archive, whatever its wildcards match.
fn is_plain(source: &Path<'_>) -> bool {
    if source.kind != PathKind::Local {
        return false;
    }
    let Some(text) = source.text() else { return false };
    match text.rfind(['*', '?', '[', ']']) {
        None => extension(text).is_none_or(|extension| !is_one_of(ARCHIVES, extension)),
        Some(last) => extension(&text[last + 1..]).is_some_and(|extension| !is_one_of(ARCHIVES, extension)),
    }
}

fn is_one_of(extensions: &[&str], extension: &str) -> bool {
    extensions.iter().any(|one| one.eq_ignore_ascii_case(extension))
}

/// What stands behind the last dot of a path's last part.
fn extension(path: &str) -> Option<&str> {
    let name = path.trim_end_matches('/').rsplit('/').next()?;
    name.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| !extension.is_empty())
}

/// Any other file may be an archive all the same: `ADD rootfs-3.22 /`.
fn is_certain(file: &Dockerfile, add: &Copy<'_>) -> bool {
    add.sources.iter().all(|source| {
        let is_folder = source
            .in_context()
            .is_some_and(|path| path == "." || file.context().entry(&path) == Some(ContextEntry::Folder));
        let text = source.text().unwrap_or_default();
        is_folder
            || text.ends_with('/')
            || extension(text).is_some_and(|extension| is_one_of(OTHERS, extension))
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

#[cfg(test)]
mod tests {

    use crate::fixture;
    use crate::{Safety, Settings, lint};

    /// Of the fix for an ADD with this source, if it is found.
    fn safety(source: &str) -> Option<Safety> {
        let text = format!("FROM a\nARG F=app.py\nADD {source} /app/\n");
        let file = fixture::file(&text);
        let settings = Settings::from_toml("select = [\"add-instead-of-copy\"]").unwrap();
        lint(&file, &settings).first().map(|finding| finding.fixes[0].safety)
    }

    #[test]
    fn safe_only_for_what_is_no_archive() {
        for source in ["app.py", "*.YML", ".", "src/", "a.tar/b.json"] {
            assert_eq!(safety(source), Some(Safety::Safe), "{source}");
        }
        for source in ["rootfs", "rootfs-3.22", "data.bin"] {
            assert_eq!(safety(source), Some(Safety::Unsafe), "{source}");
        }
        for source in ["$F", "${F:-a.py}", "a.TGZ", "rake-13.gem", "serde.crate", "musl.apk", "vm.ova"] {
            assert_eq!(safety(source), None, "{source}");
        }
    }
}

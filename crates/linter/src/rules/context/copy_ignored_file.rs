//! See the page beside this file.

use plimsoll_semantics::{Copy, Dockerfile};
use plimsoll_syntax::Keyword;
use plimsoll_syntax::dockerignore::Matcher;
use plimsoll_text::TextRange;

use crate::finding::Fix;
use crate::other_file::OtherFile;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("copy-ignored-file", include_str!("copy_ignored_file.md"), check);

/// A path of the context that an instruction asks for.
struct Wanted {
    range: TextRange,
    path: String,
    /// Whether BuildKit's check looks at it.
    is_checked: bool,
}

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let context = file.context();
    let (Some(name), Some(matcher)) = (context.ignore_file(), context.matcher()) else { return };
    for wanted in wanted(file) {
        let Some(line) = line_against(matcher, &wanted.path) else { continue };
        let number = line + 1;
        let text = matcher.file().lines().get(line).map_or("", |line| &matcher.file().text()[line.range]);
        let message = format!(
            "`{}` is left out of the build context by `{}` in line {number} of {name}",
            wanted.path,
            text.trim()
        );
        let finding = report.at(wanted.range, message);
        if !wanted.is_checked || matcher.has_exceptions() {
            finding.aliases([]);
        }
        if let Some(exception) = exception_for(matcher, &wanted.path) {
            let lines = OtherFile::append(name, vec![exception]);
            let title = format!("Bring it back in {name}");
            finding.fix(Fix { other_files: vec![lines], ..Fix::not_safe(title, Vec::new()) });
        }
    }
}

fn wanted(file: &Dockerfile) -> Vec<Wanted> {
    let copies =
        file.instructions().filter_map(|instruction| file.copy(instruction)).filter(Copy::is_from_context);
    let copied = copies.flat_map(|copy| copy.sources).filter_map(|source| {
        let path = source.in_context()?;
        // BuildKit compares the source as it is written, but for dots.
        let is_checked = source.text().is_some_and(|text| !text.starts_with('/') || path == ".");
        Some(Wanted { range: source.range, path, is_checked })
    });
    let runs = file.instructions_of(Keyword::Run);
    let bound = runs.flat_map(|run| file.bound_paths(run));
    let bound = bound.map(|(range, path)| Wanted { range, path, is_checked: false });
    copied.chain(bound).collect()
}

/// The line that leaves out a path and all that is below, so that there is nothing to copy.
fn line_against(matcher: &Matcher, path: &str) -> Option<usize> {
    if path == "." {
        let is_all = |glob: &str| matches!(glob, "*" | "**" | "**/*");
        let mut patterns = matcher.file().patterns();
        return patterns
            .find(|(_, one)| is_all(one.glob.text()))
            .map(|(line, _)| line)
            .filter(|_| !matcher.has_exceptions());
    }
    let line = matcher.deciding_line(path).filter(|_| matcher.is_ignored(path))?;
    let mut exceptions = matcher.file().patterns().filter(|(other, one)| one.is_exception && *other > line);
    (!exceptions.any(|(_, exception)| exception.glob.may_match_below(path))).then_some(line)
}

/// A last line that brings a path back; nothing where a pattern can't say it.
fn exception_for(matcher: &Matcher, path: &str) -> Option<String> {
    let exception = format!("!{path}");
    let after = Matcher::new(&format!("{}\n{exception}", matcher.file().text()));
    (path != "." && !path.contains(['\n', '\\']) && !after.is_ignored(path)).then_some(exception)
}

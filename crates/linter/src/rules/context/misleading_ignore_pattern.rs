//! See the page beside this file.

use plimsoll_semantics::{Dockerignore, Sight, Survey};
use plimsoll_syntax::dockerignore::{Glob, IgnorePattern};
use plimsoll_text::{TextEdit, TextRange, TextSize};

use super::misread::{Misread, misread};
use crate::edit::line_ending;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::of_ignore_files("misleading-ignore-pattern", include_str!("misleading_ignore_pattern.md"), check);

/// What no image needs, wherever it is.
const CACHES: &[&str] = &[
    "*.py[co]",
    "*.py[cod]",
    "*.pyc",
    "*.pyo",
    "*.swp",
    ".DS_Store",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "Thumbs.db",
    "__pycache__",
];

/// What people mean to leave out in every folder, even where there is one in the root.
const EVERYWHERE: &[&str] = &[
    "*.bak",
    "*.class",
    "*.egg-info",
    "*.key",
    "*.log",
    "*.o",
    "*.pem",
    "*.tmp",
    ".coverage",
    ".env",
    ".env.*",
    ".env.local",
    ".gradle",
    ".idea",
    ".terraform",
    ".venv",
    ".vscode",
    "bower_components",
    "node_modules",
    "venv",
];

fn check(file: &Dockerignore, report: &mut Report<'_>) {
    let survey = Survey::new(file.context());
    for (line, pattern) in file.file().patterns() {
        let written = &file.text()[pattern.range];
        if let Some(misread) = misread(pattern, written) {
            let start = pattern.range.start();
            let [from, to] =
                [misread.part.start, misread.part.end].map(|at| start + TextSize::new(at as u32));
            let fix = Fix::safe(misread.title, vec![rewrite(file, line, pattern, &misread)]);
            report.at(TextRange::new(from, to), misread.message).fix(fix);
        } else if let Some(path) = deeper_match(file, pattern, written, &survey) {
            let message = format!("`{written}` matches only in the root of the context, and `{path}` stays");
            let edit = vec![TextEdit::insert(pattern.range.start(), "**/")];
            let title = "Match in every folder";
            let is_cache = CACHES.contains(&pattern.glob.text());
            let fix = if is_cache { Fix::safe(title, edit) } else { Fix::not_safe(title, edit) };
            report.at(pattern.range, message).fix(fix);
        }
    }
}

/// The line as it is meant.
fn rewrite(file: &Dockerignore, line: usize, pattern: &IgnorePattern, misread: &Misread) -> TextEdit {
    let bang = if pattern.is_exception { "!" } else { "" };
    let patterns = misread.patterns.iter().map(|pattern| format!("{bang}{pattern}"));
    let lines: Vec<String> = misread.comment.clone().into_iter().chain(patterns).collect();
    let range = file.file().lines().get(line).map_or(pattern.range, |line| line.range);
    TextEdit::replace(range, lines.join(line_ending(file)))
}

/// A file or folder in another folder that a bare name seems to leave out, as it would in `.gitignore`, and that nothing
/// leaves out.
fn deeper_match(
    file: &Dockerignore,
    pattern: &IgnorePattern,
    written: &str,
    survey: &Survey<'_>,
) -> Option<String> {
    let name = pattern.glob.text();
    let is_bare =
        written.trim_end_matches('/') == name && !name.contains(['/', '\\']) && !name.contains("**");
    if pattern.is_exception || !is_bare {
        return None;
    }
    let is_meant_everywhere = CACHES.contains(&name) || EVERYWHERE.contains(&name);
    // The name of a kind of file, and nothing of that kind in the root.
    let is_lost = || name.trim_start_matches('.').contains('.') && survey.is_without_match(&pattern.glob);
    if !is_meant_everywhere && !is_lost() {
        return None;
    }
    let anywhere = Glob::new(&format!("**/{name}")).ok()?;
    let mut paths = survey.matches(&anywhere).filter_map(|sight| match sight {
        Sight::Match(path) => Some(path),
        Sight::Unknown(_) => None,
    });
    paths.find(|path| path.contains('/') && !file.matcher().is_ignored(path))
}

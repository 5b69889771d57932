//! See the page beside this file.

use plimsoll_semantics::{Dockerignore, Survey};
use plimsoll_syntax::dockerignore::IgnorePattern;
use plimsoll_syntax::suggest;
use plimsoll_text::{TextEdit, TextRange, TextSize};

use super::misread::misread;
use crate::edit::line_ending;
use crate::finding::{Fix, Tag};
use crate::report::Report;
use crate::rule::Rule;
use crate::settings::{OptionDefault, RuleOption};

pub(crate) static RULE: Rule =
    Rule::of_ignore_files("dockerignore-no-match", include_str!("dockerignore_no_match.md"), check)
        .with_options(&[EVERY_PATTERN]);

const EVERY_PATTERN: RuleOption = RuleOption {
    name: "every-pattern",
    default: OptionDefault::Flag(false),
    doc: "Find every pattern that matches nothing at present, and not only those that look like a slip.",
};

/// Shorter names are alike by chance.
const LEAST_LETTERS: usize = 6;

fn check(file: &Dockerignore, report: &mut Report<'_>) {
    let survey = Survey::new(file.context());
    for (line, pattern) in file.file().patterns() {
        let written = &file.text()[pattern.range];
        if misread(pattern, written).is_some() {
            continue;
        }
        let remove = || vec![TextEdit::delete(file.file().full_range(line))];
        if let Some(message) = never_matches(pattern) {
            report
                .at(pattern.range, format!("`{written}` matches nothing: {message}"))
                .tag(Tag::Unnecessary)
                .fix(Fix::safe("Remove it", remove()));
        } else if is_first_and_exception(file, line, pattern) {
            let message = format!("`!{written}` brings nothing back: no line above leaves anything out");
            let fix = move_down(file, line).unwrap_or_else(|| Fix::safe("Remove it", remove()));
            report.at(with_mark(file, line, pattern), message).tag(Tag::Unnecessary).fix(fix);
        } else if let Some(path) = slip(file, pattern) {
            let edit = TextEdit::replace(pattern.range, path.clone());
            report
                .at(pattern.range, format!("`{written}` matches nothing: did you mean `{path}`?"))
                .fix(Fix::not_safe(format!("Change to `{path}`"), vec![edit]));
        } else if report.flag(&EVERY_PATTERN) && survey.is_without_match(&pattern.glob) {
            report
                .at(pattern.range, format!("`{written}` matches nothing in the build context"))
                .tag(Tag::Unnecessary)
                .fix(Fix::not_safe("Remove it", remove()));
        }
    }
}

/// Why a pattern can't match anything in any context.
fn never_matches(pattern: &IgnorePattern) -> Option<&'static str> {
    match pattern.glob.text() {
        "." | "/" => Some("the context itself is never left out, and `*` is all that is in it"),
        outside if outside == ".." || outside.starts_with("../") => Some("it leads out of the context"),
        _ => None,
    }
}

fn is_first_and_exception(file: &Dockerignore, line: usize, pattern: &IgnorePattern) -> bool {
    let mut above = file.file().patterns().take_while(|(other, _)| *other < line);
    pattern.is_exception && above.all(|(_, other)| other.is_exception)
}

/// From its `!` on.
fn with_mark(file: &Dockerignore, line: usize, exception: &IgnorePattern) -> TextRange {
    let start = file.file().lines().get(line).map_or(exception.range.start(), |line| line.range.start());
    let before = &file.text()[TextRange::new(start, exception.range.start())];
    let blanks = before.len() - before.trim_start().len();
    TextRange::new(start + TextSize::new(blanks as u32), exception.range.end())
}

/// The last line wins, so an exception belongs below what it is one from.
fn move_down(file: &Dockerignore, line: usize) -> Option<Fix> {
    let mut below = file.file().patterns().filter(|(other, _)| *other > line);
    below.find(|(_, other)| !other.is_exception)?;
    let (text, newline) = (file.text(), line_ending(file));
    let moved = &text[file.file().lines().get(line)?.range];
    let insert = if text.ends_with('\n') { format!("{moved}{newline}") } else { format!("{newline}{moved}") };
    let edits =
        vec![TextEdit::delete(file.file().full_range(line)), TextEdit::insert(TextSize::of(text), insert)];
    Some(Fix::not_safe("Move it to the end", edits))
}

/// What is there under almost the same name, where the pattern is a plain path of something that is not there.
fn slip(file: &Dockerignore, pattern: &IgnorePattern) -> Option<String> {
    let path = pattern.glob.text();
    if path.contains(['*', '?', '[', '\\']) {
        return None;
    }
    let context = file.context();
    let (folder, name) = missing_part(file, path)?;
    let children = context.children(folder);
    let candidate = suggest(name, children.iter().map(|(name, _)| name.as_str()))?;
    let is_alike = candidate.eq_ignore_ascii_case(name)
        || (name.len() >= LEAST_LETTERS && candidate.chars().next() == name.chars().next());
    let found = if folder.is_empty() { candidate.to_owned() } else { format!("{folder}/{candidate}") };
    let rest = path.strip_prefix(folder)?.trim_start_matches('/').strip_prefix(name)?;
    (is_alike && file.matcher().is_ignored(&found) == pattern.is_exception).then(|| format!("{found}{rest}"))
}

/// The folder where a path leads nowhere, and the name that is missing there.
fn missing_part<'a>(file: &Dockerignore, path: &'a str) -> Option<(&'a str, &'a str)> {
    let context = file.context();
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    let missing = ends.map(|end| &path[..end]).find(|part| context.entry(part).is_none())?;
    let (folder, name) = missing.rsplit_once('/').unwrap_or(("", missing));
    context.is_listed(folder).then_some((folder, name))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_semantics::{Dockerignore, ListedContext, NoContext};

    use crate::{Settings, lint};

    #[test]
    fn every_pattern_when_asked_for() {
        let toml =
            "select = [\"dockerignore-no-match\"]\n[rules.dockerignore-no-match]\nevery-pattern = true\n";
        let found = |file: Dockerignore| -> Vec<String> {
            let findings = lint(&file, &Settings::from_toml(toml).unwrap());
            findings.into_iter().map(|finding| finding.message).collect()
        };
        let text = "src\n**/*.log\ndist\n!src/a*\n!src/b*\n";
        let context = ListedContext::new(["src/a.rs"]);
        assert_eq!(
            found(Dockerignore::new(text, Arc::new(context))),
            ["**/*.log", "dist", "src/b*"].map(|it| format!("`{it}` matches nothing in the build context"))
        );
        assert_eq!(found(Dockerignore::new(text, Arc::new(NoContext))), [""; 0]);
    }
}

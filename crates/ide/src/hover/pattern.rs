//! Lines of ignore files: what they leave out or bring back.

use plimsoll_linter::Finding;
use plimsoll_semantics::Dockerignore;
use plimsoll_syntax::dockerignore::{IgnoreLineKind, IgnorePattern};
use plimsoll_text::{TextRange, TextSize};

use super::effect::{Effect, Match, effect};
use super::markdown::{code, enumeration, paragraphs};
use super::{Hover, findings};

/// The findings at `offset` of an ignore file, and what the pattern there does to the build context.
pub fn ignore_file_hover(file: &Dockerignore, findings: &[Finding], offset: TextSize) -> Option<Hover> {
    findings::stacked(findings, offset, topic(file, offset))
}

fn topic(file: &Dockerignore, offset: TextSize) -> Option<Hover> {
    let (index, line) =
        file.file().lines().iter().enumerate().find(|(_, line)| line.range.contains_inclusive(offset))?;
    let IgnoreLineKind::Pattern(pattern) = &line.kind else { return None };
    let start = if pattern.is_exception { line.range.start() } else { pattern.range.start() };
    let range = TextRange::new(start, pattern.range.end());
    let effect = file.context().is_known().then(|| described(pattern, &effect(file, index, pattern)));
    let markdown = paragraphs(effect.into_iter().flatten().chain([read_as(file, pattern)]));
    (range.contains_inclusive(offset) && !markdown.is_empty()).then_some(Hover { range, markdown })
}

fn read_as(file: &Dockerignore, pattern: &IgnorePattern) -> String {
    let read = pattern.glob.text();
    if &file.text()[pattern.range] == read { String::new() } else { format!("Read as {}.", code(read)) }
}

fn described(pattern: &IgnorePattern, effect: &Effect) -> [String; 3] {
    let main = match main_sentence(pattern, effect) {
        sentence if pattern.is_exception => format!("An exception. {sentence}"),
        sentence => sentence,
    };
    [main, undone(pattern, effect), not_looked_into(effect)]
}

fn main_sentence(pattern: &IgnorePattern, effect: &Effect) -> String {
    if effect.paths.is_empty() {
        return match (effect.untouched, effect.unknown.is_empty()) {
            (1.., _) => "Brings nothing back: what it matches is not left out above.".to_owned(),
            (0, true) => "Matches nothing in the build context.".to_owned(),
            (0, false) => "Matches nothing in what is known of the build context.".to_owned(),
        };
    }
    let verb = if pattern.is_exception { "Brings back" } else { "Leaves out" };
    let paths: Vec<String> = effect.paths.iter().map(|path| shown(path, effect)).collect();
    let paths = enumeration(&paths);
    if effect.files == 0 {
        return format!("{verb} {paths}.");
    }
    let at_least = if effect.unknown.is_empty() { "" } else { "at least " };
    format!("{verb} {at_least}{}: {paths}.", files(effect.files))
}

/// A folder with the number of its files, where that is not the whole number.
fn shown(path: &Match, effect: &Effect) -> String {
    match path.is_folder {
        true if path.files == 0 || path.files == effect.files => code(&format!("{}/", path.path)),
        true => format!("{} ({})", code(&format!("{}/", path.path)), files(path.files)),
        false => code(&path.path),
    }
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

/// A later line has the last word.
fn undone(pattern: &IgnorePattern, effect: &Effect) -> String {
    let count: usize = effect.undone.values().sum();
    let lines: Vec<String> = effect.undone.keys().map(|line| (line + 1).to_string()).collect();
    let (subject, verb) = match (&lines[..], pattern.is_exception) {
        ([], _) => return String::new(),
        ([line], false) => (format!("Line {line}"), "brings"),
        ([line], true) => (format!("Line {line}"), "leaves"),
        (_, false) => (format!("Lines {}", enumeration(&lines)), "bring"),
        (_, true) => (format!("Lines {}", enumeration(&lines)), "leave"),
    };
    let what = match count {
        count if count < effect.files => format!("{count} of them"),
        1 => "it".to_owned(),
        _ => "all of them".to_owned(),
    };
    let adverb = if pattern.is_exception { "out again" } else { "back" };
    format!("{subject} {verb} {what} {adverb}.")
}

fn not_looked_into(effect: &Effect) -> String {
    if effect.unknown.is_empty() {
        return String::new();
    }
    let name = |folder: &String| {
        if folder.is_empty() { "the context itself".to_owned() } else { code(&format!("{folder}/")) }
    };
    let folders: Vec<String> = effect.unknown.iter().map(name).collect();
    format!("Not looked into: {}.", enumeration(&folders))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};
    use plimsoll_semantics::{BuildContext, NoContext};

    use super::*;
    use crate::fixture::IgnoreFixture;

    const FILES: &[&str] = &[
        ".git/",
        "a.log",
        "Dockerfile",
        "docs/a.md",
        "docs/b.md",
        "docs/api/c.md",
        "node_modules/",
        "src/a.log",
        "src/main.rs",
    ];

    fn shown(text: &str) -> String {
        let fixture = IgnoreFixture::new(text, FILES);
        match ignore_file_hover(&fixture.file, &[], fixture.cursor) {
            None => "nothing".to_owned(),
            Some(hover) => format!("{}\n\n{}", &fixture.file.text()[hover.range], hover.markdown),
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&shown(text));
    }

    #[test]
    fn what_a_pattern_leaves_out() {
        check(
            "docs$0",
            expect![[r#"
            docs

            Leaves out 3 files: `docs/`."#]],
        );
        check(
            "Dock$0er*",
            expect![[r#"
            Docker*

            Leaves out 1 file: `Dockerfile`."#]],
        );
        check(
            "*.log\n$0*",
            expect![[r#"
            *

            Leaves out at least 7 files: `.git/`, `Dockerfile`, `a.log`, `docs/` (3 files), `node_modules/` and 1 more.

            Not looked into: `.git/` and `node_modules/`."#]],
        );
        check(
            ".git\n**/$0*.log",
            expect![[r#"
            **/*.log

            Leaves out at least 2 files: `a.log` and `src/a.log`.

            Not looked into: `node_modules/`."#]],
        );
        check(
            "  docs/$0*.txt",
            expect![[r#"
            docs/*.txt

            Matches nothing in the build context."#]],
        );
    }

    #[test]
    fn what_was_not_looked_into() {
        check(
            "node_modules$0",
            expect![[r#"
            node_modules

            Leaves out `node_modules/`.

            Not looked into: `node_modules/`."#]],
        );
        check(
            "**/*.log$0",
            expect![[r#"
            **/*.log

            Leaves out at least 2 files: `a.log` and `src/a.log`.

            Not looked into: `.git/` and `node_modules/`."#]],
        );
        check(
            "**/*.txt$0",
            expect![[r#"
            **/*.txt

            Matches nothing in what is known of the build context.

            Not looked into: `.git/` and `node_modules/`."#]],
        );
        check(
            ".git\nnode_modules\n**/*.log$0",
            expect![[r#"
            **/*.log

            Leaves out 2 files: `a.log` and `src/a.log`."#]],
        );
    }

    #[test]
    fn what_an_exception_brings_back() {
        check(
            "docs\n!docs/$0*.md",
            expect![[r#"
            !docs/*.md

            An exception. Brings back 2 files: `docs/a.md` and `docs/b.md`."#]],
        );
        check(
            "docs/*.md\n$0!docs",
            expect![[r#"
            !docs

            An exception. Brings back 2 files: `docs/`."#]],
        );
        check(
            "*.log\n!sr$0c",
            expect![[r#"
            !src

            An exception. Brings nothing back: what it matches is not left out above."#]],
        );
        check(
            "*.log\n!x$0",
            expect![[r#"
            !x

            An exception. Matches nothing in the build context."#]],
        );
    }

    #[test]
    fn what_later_lines_undo() {
        check(
            "docs$0\n!docs/a.md",
            expect![[r#"
            docs

            Leaves out 3 files: `docs/`.

            Line 2 brings 1 of them back."#]],
        );
        check(
            "docs$0\n!docs/a.md\n!docs/b.md",
            expect![[r#"
            docs

            Leaves out 3 files: `docs/`.

            Lines 2 and 3 bring 2 of them back."#]],
        );
        check(
            "docs$0\n!docs/a.md\ndocs/a.md",
            expect![[r#"
            docs

            Leaves out 3 files: `docs/`."#]],
        );
        check(
            "docs/a.md$0\n!docs",
            expect![[r#"
            docs/a.md

            Leaves out 1 file: `docs/a.md`.

            Line 2 brings it back."#]],
        );
        check(
            "docs\n!docs$0\ndocs/api\n**/b.md",
            expect![[r#"
            !docs

            An exception. Brings back 3 files: `docs/`.

            Lines 3 and 4 leave 2 of them out again."#]],
        );
    }

    #[test]
    fn how_it_is_read() {
        check(
            "/docs/$0./api/",
            expect![[r#"
            /docs/./api/

            Leaves out 1 file: `docs/api/`.

            Read as `docs/api`."#]],
        );
        check(
            "! ./docs/api$0",
            expect![[r#"
            ! ./docs/api

            An exception. Brings nothing back: what it matches is not left out above.

            Read as `docs/api`."#]],
        );
    }

    #[test]
    fn nothing_to_say() {
        for text in ["# a$0", "$0", "docs\n$0\n", "[$0", "  $0 docs", "docs  $0"] {
            assert_eq!(shown(text), "nothing", "{text:?}");
        }
        let no_context: Arc<dyn BuildContext> = Arc::new(NoContext);
        let hover =
            |text| ignore_file_hover(&Dockerignore::new(text, Arc::clone(&no_context)), &[], 0.into());
        assert_eq!(hover("a"), None);
        assert_eq!(hover("a/").map(|hover| hover.markdown).as_deref(), Some("Read as `a`."));
    }
}

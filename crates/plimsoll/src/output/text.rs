//! For people: the source with what is wrong underlined, and one line that sums up.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};
use plimsoll_linter::{Fix, Safety, Severity};
use plimsoll_text::TextRange;

use super::Look;
use crate::report::{Problem, Report};

pub(super) fn write(out: &mut dyn Write, look: Look, reports: &[Report]) -> io::Result<()> {
    let renderer = if look.colored { Renderer::styled().hyperlink(look.linked) } else { Renderer::plain() };
    for report in reports {
        let text = report.shown_text();
        for problem in &report.problems {
            let snippet = snippet(report, &text, problem, look.unsafe_fixes);
            writeln!(out, "{}\n", renderer.render(&[snippet]))?;
        }
    }
    if look.quiet { Ok(()) } else { writeln!(out, "{}", summary(reports, look.unsafe_fixes)) }
}

fn snippet<'a>(report: &'a Report, text: &'a str, problem: &'a Problem, unsafe_fixes: bool) -> Group<'a> {
    let finding = &problem.finding;
    let window = Window::around(report, text, problem);
    let primary = AnnotationKind::Primary.span(window.span(finding.range));
    let related = finding.related.iter().map(|related| {
        AnnotationKind::Context
            .span(window.span(related.range))
            .label(normalize_untrusted_str(&related.message))
    });
    let source = Snippet::source(window.text)
        .line_start(window.first_line)
        .path(&report.path)
        .annotation(primary)
        .annotations(related);
    let title = level(finding.severity).primary_title(&finding.message);
    let group = title.id(rule_and_aliases(problem)).id_url(finding.rule.url()).element(source);
    match problem.fix(unsafe_fixes) {
        Some(fix) => group.element(Level::HELP.message(help(fix))),
        None => group,
    }
}

fn level(severity: Severity) -> Level<'static> {
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
        Severity::Hint => Level::NOTE,
    };
    level.with_name(severity.as_str())
}

fn rule_and_aliases(problem: &Problem) -> String {
    let (name, aliases) = (problem.finding.rule.name, &problem.finding.aliases);
    if aliases.is_empty() { name.to_owned() } else { format!("{name} ({})", aliases.join(", ")) }
}

fn help(fix: &Fix) -> String {
    let title = normalize_untrusted_str(&fix.title);
    match fix.safety {
        Safety::Safe => title,
        Safety::Unsafe => format!("{title} (unsafe)"),
    }
}

/// The lines that a finding speaks of. The renderer reads all of the source it gets, for every finding.
struct Window<'a> {
    text: &'a str,
    start: usize,
    first_line: usize,
}

impl<'a> Window<'a> {
    fn around(report: &Report, text: &'a str, problem: &Problem) -> Self {
        let finding = &problem.finding;
        let all = finding.related.iter().fold(finding.range, |all, related| all.cover(related.range));
        let first_line = report.lines.line(all.start());
        let first = report.lines.line_range(first_line).unwrap_or(all);
        let last = report.lines.line_range(report.lines.line(all.end())).unwrap_or(all);
        let (start, end) = (usize::from(first.start()), usize::from(last.end()));
        let text = text.get(start..end).unwrap_or_default();
        let shown = text.trim_start_matches('\u{feff}');
        Window { text: shown, start: end - shown.len(), first_line: first_line as usize + 1 }
    }

    fn span(&self, range: TextRange) -> Range<usize> {
        let within = |offset| usize::from(offset).saturating_sub(self.start);
        within(range.start())..within(range.end())
    }
}

fn summary(reports: &[Report], unsafe_fixes: bool) -> String {
    let problems = || reports.iter().flat_map(|report| &report.problems);
    let count = problems().count();
    if count == 0 {
        return match reports.len() {
            0 => "Nothing was looked at".to_owned(),
            1 => "No problems found".to_owned(),
            files => format!("No problems found in {files} files"),
        };
    }
    let files = reports.iter().filter(|report| !report.problems.is_empty()).count();
    format!(
        "Found {} in {}{}",
        counted(count, "problem"),
        counted(files, "file"),
        fixable(problems(), unsafe_fixes)
    )
}

fn fixable<'a>(problems: impl Iterator<Item = &'a Problem> + Clone, unsafe_fixes: bool) -> String {
    let safe = problems.clone().filter(|problem| problem.fix(false).is_some()).count();
    let held_back = problems.filter(|problem| problem.fix(true).is_some()).count() - safe;
    match (safe, held_back) {
        (0, 0) => String::new(),
        (safe, 0) => format!(" ({safe} fixable with --fix)"),
        (safe, more) if unsafe_fixes => format!(" ({} fixable with --fix --unsafe-fixes)", safe + more),
        (0, more) => format!(" ({more} fixable with --fix --unsafe-fixes)"),
        (safe, more) => format!(" ({safe} fixable with --fix, {more} more with --unsafe-fixes)"),
    }
}

pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use plimsoll_linter::Safety;

    use super::super::fixture;
    use super::*;

    fn shown(colored: bool, unsafe_fixes: bool, reports: &[Report]) -> String {
        let mut out = Vec::new();
        write(&mut out, Look { colored, linked: false, quiet: false, unsafe_fixes }, reports).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn source_related_places_and_help() {
        expect![[r#"
            hint[unused-suppression]: two lines
             --> my app/Dockerfile:2:5
              |
            2 |   RUN make \
              |  _____^
            3 | |   && make install
              | |_________________^

            warning[unused-suppression (DL3025, JSONArgsRecommended)]: 100%: a, b
             --> my app/Dockerfile:4:5
              |
            1 | FROM alpine:3.22 AS é
              |                     - in this stage
            ...
            4 | CMD 😀 -V
              |     ^^^^^
              |
              = help: Convert it

            Found 2 problems in 1 file (1 fixable with --fix)
        "#]]
        .assert_eq(&shown(false, false, &[fixture::report()]));
    }

    #[test]
    fn colors_change_no_text() {
        let colored = shown(true, false, &[fixture::report()]);
        assert!(colored.contains("\x1b["));
        assert_eq!(
            anstream::adapter::strip_str(&colored).to_string(),
            shown(false, false, &[fixture::report()])
        );
    }

    #[test]
    fn an_unsafe_fix_is_shown_when_asked_for() {
        let mut report = fixture::report();
        report.problems[1].fixes[0].safety = Safety::Unsafe;
        let reports = [report];
        let (without, with) = (shown(false, false, &reports), shown(false, true, &reports));
        assert!(
            !without.contains("Convert it") && without.ends_with("(1 fixable with --fix --unsafe-fixes)\n")
        );
        assert!(with.contains("= help: Convert it (unsafe)\n"));
    }

    #[test]
    fn a_byte_order_mark_is_not_shown() {
        let mut report = fixture::report();
        report.problems.truncate(1);
        report.problems[0].finding.range = TextRange::new(0.into(), 7.into());
        let report = Report::new(report.path, "\u{feff}FROM a\n".to_owned(), report.problems, Vec::new());
        assert!(shown(false, false, &[report]).contains("Dockerfile:1:1\n  |\n1 | FROM a\n  | ^^^^\n"));
    }

    #[test]
    fn a_secret_is_shown_nowhere_in_its_file() {
        let report = fixture::report();
        let secret = report.problems[0].finding.range;
        let report = Report::new(report.path, report.text, report.problems, vec![secret]);
        let shown = shown(false, false, &[report]);
        assert!(!shown.contains("make") && shown.contains("2 |   RUN ******\n"), "{shown}");
        assert!(shown.contains("4 | "), "{shown}");
    }

    #[test]
    fn summaries() {
        let empty = || Report::new(String::new(), String::new(), Vec::new(), Vec::new());
        assert_eq!(summary(&[empty()], false), "No problems found");
        assert_eq!(summary(&[empty(), empty()], false), "No problems found in 2 files");
        let found = [fixture::report(), fixture::report(), empty()];
        assert_eq!(summary(&found, false), "Found 4 problems in 2 files (2 fixable with --fix)");
    }
}

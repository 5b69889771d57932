//! The formats that findings are written in.

mod checkstyle;
mod github;
mod gitlab;
mod hadolint_json;
mod json;
mod junit;
mod sarif;
mod text;
mod xml;

pub(crate) use text::counted;

use std::io::{self, Write};

use clap::ValueEnum;

use crate::failure::Failure;
use crate::report::Report;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: the source with what is wrong underlined
    Text,
    /// One array of objects
    Json,
    /// Annotations on a pull request, as GitHub Actions reads them from a log
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// The code quality report of GitLab
    Gitlab,
    /// The XML of Checkstyle
    Checkstyle,
    /// The XML of JUnit, with a failed test for each finding
    Junit,
    /// What hadolint writes as json, with its codes
    HadolintJson,
}

/// The name of what is no finding, in formats that want one.
const FAILURE: &str = "failure";
/// The name of no file, in formats that want one.
const NO_PATH: &str = "plimsoll";

/// How text is shown to a person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) colored: bool,
    /// Whether names of rules lead to their pages: a log that shows colors may still show links as noise.
    pub(crate) linked: bool,
    /// No summary.
    pub(crate) quiet: bool,
    /// Whether unsafe fixes are shown.
    pub(crate) unsafe_fixes: bool,
}

/// Failures go to standard error in any case; the formats for programs hold them too.
pub(crate) fn write(
    out: &mut dyn Write,
    format: Format,
    look: Look,
    reports: &[Report],
    failures: &[Failure],
) -> io::Result<()> {
    match format {
        Format::Text => text::write(out, look, reports),
        Format::Json => json::write(out, reports, failures),
        Format::Github => github::write(out, reports, failures),
        Format::Sarif => sarif::write(out, reports, failures),
        Format::Gitlab => gitlab::write(out, reports, failures),
        Format::Checkstyle => checkstyle::write(out, reports, failures),
        Format::Junit => junit::write(out, reports, failures),
        Format::HadolintJson => hadolint_json::write(out, reports, failures),
    }
}

#[cfg(test)]
mod fixture {
    use plimsoll_linter::{Finding, Fix, Related, Severity, find_rule};
    use plimsoll_text::{TextEdit, TextRange, TextSize};

    use crate::failure::Failure;
    use crate::report::{Place, Problem, Region, Report};

    const TEXT: &str = "FROM alpine:3.22 AS é\nRUN make \\\n  && make install\nCMD 😀 -V\n";

    fn range_of(part: &str) -> TextRange {
        let start = u32::try_from(TEXT.find(part).unwrap()).unwrap();
        TextRange::at(start.into(), TextSize::of(part))
    }

    fn finding(severity: Severity, message: &str, part: &str) -> Finding {
        Finding {
            rule: find_rule("unused-suppression").unwrap(),
            severity,
            aliases: Vec::new(),
            message: message.to_owned(),
            range: range_of(part),
            related: Vec::new(),
            fixes: Vec::new(),
            declined: Vec::new(),
            tag: None,
        }
    }

    /// In a configuration, at a place of it.
    pub(super) fn failure() -> Failure {
        let place = |column| Place { line: 1, column };
        let region = Some(Region { start: place(1), end: place(6) });
        Failure { region, ..Failure::at("my app/plimsoll.toml", "unknown key `selct`") }
    }

    /// Two problems: one of several lines, and one with everything that a finding can have.
    pub(super) fn report() -> Report {
        let lines = finding(Severity::Hint, "two lines", "make \\\n  && make install");
        let related = vec![Related { range: range_of("é"), message: "in this stage".to_owned() }];
        let aliases = vec!["DL3025", "JSONArgsRecommended"];
        let word = Finding { related, aliases, ..finding(Severity::Warning, "100%: a, b", "😀 -V") };
        let fix = Fix::safe("Convert it", vec![TextEdit::replace(range_of("😀 -V"), "[\"😀\", \"-V\"]")]);
        let problems =
            vec![Problem { finding: lines, fixes: Vec::new() }, Problem { finding: word, fixes: vec![fix] }];
        Report::new("my app/Dockerfile".to_owned(), TEXT.to_owned(), problems, Vec::new())
    }
}

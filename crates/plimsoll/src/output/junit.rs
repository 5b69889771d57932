//! The XML of JUnit, which build servers show as tests: a suite for each file, a failed test for each finding.

use std::io::{self, Write};

use super::xml::escape;
use super::{FAILURE, NO_PATH};
use crate::failure::Failure;
use crate::report::{Place, Problem, Report};

pub(super) fn write(out: &mut dyn Write, reports: &[Report], failures: &[Failure]) -> io::Result<()> {
    let suites: Vec<Suite<'_>> =
        reports.iter().map(Suite::new).chain(failures.iter().map(Suite::of_failure)).collect();
    let count = |number: fn(&Suite<'_>) -> usize| suites.iter().map(number).sum::<usize>();
    let counts =
        counts(count(|suite| suite.cases.len()), count(|suite| suite.failures), count(|suite| suite.errors));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites name=\"plimsoll\" {counts}>")?;
    for suite in &suites {
        suite.write(out)?;
    }
    writeln!(out, "</testsuites>")
}

/// The tests of one file.
struct Suite<'a> {
    path: &'a str,
    /// What was not as it should be.
    failures: usize,
    /// What kept the file from being looked at.
    errors: usize,
    cases: Vec<String>,
}

impl<'a> Suite<'a> {
    /// A file without findings passes one test: viewers show no suite that is empty.
    fn new(report: &'a Report) -> Self {
        let mut cases: Vec<String> =
            report.problems.iter().map(|problem| failed_case(report, problem)).collect();
        let failures = cases.len();
        if cases.is_empty() {
            cases.push(format!("<testcase name=\"plimsoll\" classname=\"{}\"/>", escape(&report.path)));
        }
        Suite { path: &report.path, failures, errors: 0, cases }
    }

    fn of_failure(failure: &'a Failure) -> Self {
        let path = failure.path.as_deref().unwrap_or(NO_PATH);
        let place = failure.region.map(|region| region.start);
        let case = case(path, FAILURE, place, "error", "error", &failure.reason);
        Suite { path, failures: 0, errors: 1, cases: vec![case] }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let counts = counts(self.cases.len(), self.failures, self.errors);
        writeln!(out, "  <testsuite name=\"{}\" {counts}>", escape(self.path))?;
        for case in &self.cases {
            writeln!(out, "    {case}")?;
        }
        writeln!(out, "  </testsuite>")
    }
}

fn counts(tests: usize, failures: usize, errors: usize) -> String {
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"")
}

fn failed_case(report: &Report, problem: &Problem) -> String {
    let finding = &problem.finding;
    let place = report.region(finding.range).start;
    let severity = finding.severity.as_str();
    case(&report.path, finding.rule.name, Some(place), "failure", severity, &finding.message)
}

/// Viewers show the text of `outcome` alone, so it says where.
fn case(
    path: &str,
    name: &str,
    place: Option<Place>,
    outcome: &str,
    severity: &str,
    message: &str,
) -> String {
    let at = place.map_or(String::new(), |Place { line, column }| format!("{line}:{column}:"));
    let (path, message) = (escape(path), escape(message));
    format!(
        "<testcase name=\"{name}\" classname=\"{path}\">\
         <{outcome} type=\"{severity}\" message=\"{message}\">{path}:{at} {message}</{outcome}></testcase>"
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::fixture;
    use super::{Failure, Report};

    #[test]
    fn every_file_is_a_suite() {
        let mut out = Vec::new();
        let clean = Report::new("a&b/Dockerfile".to_owned(), String::new(), Vec::new(), Vec::new());
        let failures = [fixture::failure(), Failure::new("no <such> thing")];
        super::write(&mut out, &[fixture::report(), clean], &failures).unwrap();
        expect![[r#"
            <?xml version="1.0" encoding="utf-8"?>
            <testsuites name="plimsoll" tests="5" failures="2" errors="2">
              <testsuite name="my app/Dockerfile" tests="2" failures="2" errors="0">
                <testcase name="unused-suppression" classname="my app/Dockerfile"><failure type="hint" message="two lines">my app/Dockerfile:2:5: two lines</failure></testcase>
                <testcase name="unused-suppression" classname="my app/Dockerfile"><failure type="warning" message="100%: a, b">my app/Dockerfile:4:5: 100%: a, b</failure></testcase>
              </testsuite>
              <testsuite name="a&amp;b/Dockerfile" tests="1" failures="0" errors="0">
                <testcase name="plimsoll" classname="a&amp;b/Dockerfile"/>
              </testsuite>
              <testsuite name="my app/plimsoll.toml" tests="1" failures="0" errors="1">
                <testcase name="failure" classname="my app/plimsoll.toml"><error type="error" message="unknown key `selct`">my app/plimsoll.toml:1:1: unknown key `selct`</error></testcase>
              </testsuite>
              <testsuite name="plimsoll" tests="1" failures="0" errors="1">
                <testcase name="failure" classname="plimsoll"><error type="error" message="no &lt;such&gt; thing">plimsoll: no &lt;such&gt; thing</error></testcase>
              </testsuite>
            </testsuites>
        "#]].assert_eq(&String::from_utf8(out).unwrap());
    }
}

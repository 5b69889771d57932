//! The XML of Checkstyle, which build servers and review bots read.

use std::io::{self, Write};

use plimsoll_linter::Severity;

use super::xml::escape;
use super::{FAILURE, NO_PATH};
use crate::failure::Failure;
use crate::report::{Place, Problem, Region, Report};

pub(super) fn write(out: &mut dyn Write, reports: &[Report], failures: &[Failure]) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<checkstyle version=\"4.3\">")?;
    for report in reports {
        file(out, &report.path, report.problems.iter().map(|problem| error(report, problem)))?;
    }
    for failure in failures {
        file(out, failure.path.as_deref().unwrap_or(NO_PATH), [error_of_failure(failure)])?;
    }
    writeln!(out, "</checkstyle>")
}

fn file(out: &mut dyn Write, path: &str, errors: impl IntoIterator<Item = String>) -> io::Result<()> {
    writeln!(out, "  <file name=\"{}\">", escape(path))?;
    for error in errors {
        writeln!(out, "    {error}")?;
    }
    writeln!(out, "  </file>")
}

fn error(report: &Report, problem: &Problem) -> String {
    let finding = &problem.finding;
    element(Some(report.region(finding.range)), finding.severity, &finding.message, finding.rule.name)
}

fn error_of_failure(failure: &Failure) -> String {
    element(failure.region, Severity::Error, &failure.reason, FAILURE)
}

fn element(region: Option<Region>, severity: Severity, message: &str, source: &str) -> String {
    let severity = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "info",
    };
    let place = region.map(|region| region.start);
    let place = place.map(|Place { line, column }| format!("line=\"{line}\" column=\"{column}\" "));
    format!(
        "<error {}severity=\"{severity}\" message=\"{}\" source=\"plimsoll.{source}\"/>",
        place.unwrap_or_default(),
        escape(message),
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::fixture;
    use super::Failure;

    #[test]
    fn every_file_has_its_errors() {
        let mut out = Vec::new();
        let failures = [fixture::failure(), Failure::new("no <such> \"thing\"")];
        super::write(&mut out, &[fixture::report()], &failures).unwrap();
        expect![[r#"
            <?xml version="1.0" encoding="utf-8"?>
            <checkstyle version="4.3">
              <file name="my app/Dockerfile">
                <error line="2" column="5" severity="info" message="two lines" source="plimsoll.unused-suppression"/>
                <error line="4" column="5" severity="warning" message="100%: a, b" source="plimsoll.unused-suppression"/>
              </file>
              <file name="my app/plimsoll.toml">
                <error line="1" column="1" severity="error" message="unknown key `selct`" source="plimsoll.failure"/>
              </file>
              <file name="plimsoll">
                <error severity="error" message="no &lt;such&gt; &quot;thing&quot;" source="plimsoll.failure"/>
              </file>
            </checkstyle>
        "#]].assert_eq(&String::from_utf8(out).unwrap());
    }
}

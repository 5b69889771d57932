//! Workflow commands: lines that GitHub Actions turns into annotations.

use std::io::{self, Write};

use plimsoll_linter::Severity;

use crate::report::{Problem, Report};

pub(super) fn write(out: &mut dyn Write, reports: &[Report]) -> io::Result<()> {
    for report in reports {
        for problem in &report.problems {
            writeln!(out, "{}", annotation(report, problem))?;
        }
    }
    Ok(())
}

fn annotation(report: &Report, problem: &Problem) -> String {
    let finding = &problem.finding;
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "notice",
    };
    let region = report.region(finding.range);
    format!(
        "::{command} file={},line={},col={},endLine={},endColumn={},title={}::{}",
        escape_property(&report.path),
        region.start.line,
        region.start.column,
        region.end.line,
        region.end.column,
        escape_property(finding.rule.name),
        escape(&finding.message),
    )
}

fn escape(data: &str) -> String {
    data.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(value: &str) -> String {
    escape(value).replace(':', "%3A").replace(',', "%2C")
}

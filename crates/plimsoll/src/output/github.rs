//! Workflow commands: lines that GitHub Actions turns into annotations.

use std::io::{self, Write};

use plimsoll_linter::Severity;

use crate::failure::Failure;
use crate::report::{Problem, Region, Report};

pub(super) fn write(out: &mut dyn Write, reports: &[Report], failures: &[Failure]) -> io::Result<()> {
    for report in reports {
        for problem in &report.problems {
            writeln!(out, "{}", annotation(report, problem))?;
        }
    }
    for failure in failures {
        writeln!(out, "{}", annotation_of_failure(failure))?;
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
    format!(
        "::{command} file={},{},title={}::{}",
        escape_property(&report.path),
        place(report.region(finding.range)),
        escape_property(finding.rule.name),
        escape(&finding.message),
    )
}

fn annotation_of_failure(failure: &Failure) -> String {
    let file = failure.path.iter().map(|path| format!("file={}", escape_property(path)));
    let properties: Vec<String> = file.chain(failure.region.map(place)).collect();
    let space = if properties.is_empty() { "" } else { " " };
    format!("::error{space}{}::{}", properties.join(","), escape(&failure.reason))
}

/// GitHub knows columns only within one line.
fn place(Region { start, end }: Region) -> String {
    if start.line == end.line {
        format!("line={},endLine={},col={},endColumn={}", start.line, end.line, start.column, end.column)
    } else {
        format!("line={},endLine={}", start.line, end.line)
    }
}

fn escape(data: &str) -> String {
    data.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(value: &str) -> String {
    escape(value).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::fixture;
    use super::Failure;

    #[test]
    fn what_would_end_a_property_or_the_line_is_escaped() {
        let mut report = fixture::report();
        report.path = "50%,a:b\n/Dockerfile".into();
        report.problems[0].finding.message = "two\r\nlines".into();
        let mut out = Vec::new();
        super::write(&mut out, &[report], &[fixture::failure(), Failure::new("no")]).unwrap();
        expect![[r#"
            ::notice file=50%25%2Ca%3Ab%0A/Dockerfile,line=2,endLine=3,title=unused-suppression::two%0D%0Alines
            ::warning file=50%25%2Ca%3Ab%0A/Dockerfile,line=4,endLine=4,col=5,endColumn=9,title=unused-suppression::100%25: a, b
            ::error file=my app/plimsoll.toml,line=1,endLine=1,col=1,endColumn=6::unknown key `selct`
            ::error::no
        "#]].assert_eq(&String::from_utf8(out).unwrap());
    }
}

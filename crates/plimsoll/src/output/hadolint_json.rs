//! The array of objects that hadolint writes, for what reads its output: under hadolint's codes where it has one. Places are
//! ours: hadolint knows no more than the line of an instruction.

use std::io::{self, Write};

use plimsoll_linter::{Finding, Severity};
use serde::Serialize;

use super::{FAILURE, NO_PATH};
use crate::failure::Failure;
use crate::report::{Place, Problem, Report};

pub(super) fn write(out: &mut dyn Write, reports: &[Report], failures: &[Failure]) -> io::Result<()> {
    let findings =
        reports.iter().flat_map(|report| report.problems.iter().map(|problem| Item::new(report, problem)));
    let items: Vec<Item<'_>> = findings.chain(failures.iter().map(Item::of_failure)).collect();
    serde_json::to_writer(&mut *out, &items)?;
    writeln!(out)
}

/// With its keys in hadolint's order.
#[derive(Serialize)]
struct Item<'a> {
    code: &'a str,
    column: u32,
    file: &'a str,
    level: &'static str,
    line: u32,
    message: &'a str,
}

impl<'a> Item<'a> {
    fn new(report: &'a Report, problem: &'a Problem) -> Self {
        let finding = &problem.finding;
        let Place { line, column } = report.region(finding.range).start;
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "info",
            Severity::Hint => "style",
        };
        Item { code: code(finding), column, file: &report.path, level, line, message: &finding.message }
    }

    fn of_failure(failure: &'a Failure) -> Self {
        let start = Place { line: 1, column: 1 };
        let Place { line, column } = failure.region.map_or(start, |region| region.start);
        let file = failure.path.as_deref().unwrap_or(NO_PATH);
        Item { code: FAILURE, column, file, level: "error", line, message: &failure.reason }
    }
}

/// What hadolint calls it, or its own name.
fn code(finding: &Finding) -> &'static str {
    let is_hadolint_code = |alias: &&&str| alias.starts_with("DL") || alias.starts_with("SC");
    finding.aliases.iter().find(is_hadolint_code).copied().unwrap_or(finding.rule.name)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::fixture;

    #[test]
    fn findings_have_the_codes_of_hadolint() {
        let mut out = Vec::new();
        super::write(&mut out, &[fixture::report()], &[fixture::failure()]).unwrap();
        let out = String::from_utf8(out).unwrap().replace("},", "},\n");
        expect![[r#"
            [{"code":"unused-suppression","column":5,"file":"my app/Dockerfile","level":"style","line":2,"message":"two lines"},
            {"code":"DL3025","column":5,"file":"my app/Dockerfile","level":"warning","line":4,"message":"100%: a, b"},
            {"code":"failure","column":1,"file":"my app/plimsoll.toml","level":"error","line":1,"message":"unknown key `selct`"}]
        "#]].assert_eq(&out);
    }
}

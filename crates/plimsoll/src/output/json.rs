//! One array of objects, one object for each finding, and for each failure, which has no rule.

use std::io::{self, Write};

use plimsoll_linter::{FileChange, Fix, OtherFile, Safety, Severity};
use serde::{Serialize, Serializer, ser::SerializeSeq};

use crate::failure::Failure;
use crate::report::{Problem, Region, Report};

pub(super) fn write(out: &mut dyn Write, reports: &[Report], failures: &[Failure]) -> io::Result<()> {
    let mut json = serde_json::Serializer::pretty(&mut *out);
    let mut array = json.serialize_seq(None)?;
    for report in reports {
        for problem in &report.problems {
            array.serialize_element(&JsonFinding::new(report, problem))?;
        }
    }
    for failure in failures {
        array.serialize_element(&JsonFinding::of_failure(failure))?;
    }
    array.end()?;
    writeln!(out)
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    path: Option<&'a str>,
    rule: Option<&'a str>,
    aliases: &'a [&'static str],
    severity: Severity,
    message: &'a str,
    range: Option<Region>,
    fix: Option<JsonFix<'a>>,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<JsonEdit<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_files: Vec<JsonOtherFile<'a>>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    range: Region,
    text: &'a str,
}

#[derive(Serialize)]
struct JsonOtherFile<'a> {
    path: &'a str,
    #[serde(flatten)]
    change: JsonChange<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum JsonChange<'a> {
    Create(&'a str),
    Append(&'a [String]),
}

impl<'a> JsonFinding<'a> {
    fn new(report: &'a Report, problem: &'a Problem) -> Self {
        let finding = &problem.finding;
        JsonFinding {
            path: Some(&report.path),
            rule: Some(finding.rule.name),
            aliases: &finding.aliases,
            severity: finding.severity,
            message: &finding.message,
            range: Some(report.region(finding.range)),
            fix: report.shown_fixes(problem).next().map(|fix| JsonFix::new(report, fix)),
        }
    }

    fn of_failure(failure: &'a Failure) -> Self {
        JsonFinding {
            path: failure.path.as_deref(),
            rule: None,
            aliases: &[],
            severity: Severity::Error,
            message: &failure.reason,
            range: failure.region,
            fix: None,
        }
    }
}

impl<'a> JsonFix<'a> {
    fn new(report: &Report, fix: &'a Fix) -> Self {
        let edit = |edit: &'a plimsoll_text::TextEdit| JsonEdit {
            range: report.region(edit.range),
            text: &edit.insert,
        };
        JsonFix {
            title: &fix.title,
            safe: fix.safety == Safety::Safe,
            edits: fix.edits.iter().map(edit).collect(),
            other_files: fix.other_files.iter().map(JsonOtherFile::new).collect(),
        }
    }
}

impl<'a> JsonOtherFile<'a> {
    fn new(file: &'a OtherFile) -> Self {
        let change = match &file.change {
            FileChange::Create(text) => JsonChange::Create(text),
            FileChange::Append(lines) => JsonChange::Append(lines),
        };
        JsonOtherFile { path: &file.path, change }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::fixture;

    #[test]
    fn every_finding_is_an_object() {
        let mut out = Vec::new();
        super::write(&mut out, &[fixture::report()], &[fixture::failure()]).unwrap();
        expect![[r#"
            [
              {
                "path": "my app/Dockerfile",
                "rule": "unused-suppression",
                "aliases": [],
                "severity": "hint",
                "message": "two lines",
                "range": {
                  "start": {
                    "line": 2,
                    "column": 5
                  },
                  "end": {
                    "line": 3,
                    "column": 18
                  }
                },
                "fix": null
              },
              {
                "path": "my app/Dockerfile",
                "rule": "unused-suppression",
                "aliases": [
                  "DL3025",
                  "JSONArgsRecommended"
                ],
                "severity": "warning",
                "message": "100%: a, b",
                "range": {
                  "start": {
                    "line": 4,
                    "column": 5
                  },
                  "end": {
                    "line": 4,
                    "column": 9
                  }
                },
                "fix": {
                  "title": "Convert it",
                  "safe": true,
                  "edits": [
                    {
                      "range": {
                        "start": {
                          "line": 4,
                          "column": 5
                        },
                        "end": {
                          "line": 4,
                          "column": 9
                        }
                      },
                      "text": "[\"😀\", \"-V\"]"
                    }
                  ]
                }
              },
              {
                "path": "my app/plimsoll.toml",
                "rule": null,
                "aliases": [],
                "severity": "error",
                "message": "unknown key `selct`",
                "range": {
                  "start": {
                    "line": 1,
                    "column": 1
                  },
                  "end": {
                    "line": 1,
                    "column": 6
                  }
                },
                "fix": null
              }
            ]
        "#]]
        .assert_eq(&String::from_utf8(out).unwrap());
    }

    #[test]
    fn nothing_is_an_empty_array() {
        let mut out = Vec::new();
        super::write(&mut out, &[], &[]).unwrap();
        assert_eq!(out, b"[]\n");
    }
}

//! SARIF 2.1.0: what code scanning services read.

mod schema;

use std::collections::BTreeMap;
use std::io::{self, Write};

use plimsoll_linter::{Finding, Fix, Related, Rule, Severity};
use plimsoll_text::{TextEdit, TextRange};

use crate::failure::Failure;
use crate::report::{self, Problem, Report};
use schema::{
    Artifact, ArtifactChange, Configuration, Content, Driver, Invocation, Location, Log, Markdown, Message,
    Notification, PhysicalLocation, Properties, Region, Replacement, ReportingDescriptor, Run, SarifFix,
    SarifResult, Tool,
};

pub(super) fn write(out: &mut dyn Write, reports: &[Report], failures: &[Failure]) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &log(reports, failures))?;
    writeln!(out)
}

fn log<'a>(reports: &'a [Report], failures: &'a [Failure]) -> Log<'a> {
    let rules = reported_rules(reports);
    let index: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(at, rule)| (rule.name, at)).collect();
    let results = reports
        .iter()
        .flat_map(|report| report.problems.iter().map(move |problem| (report, problem)))
        .map(|(report, problem)| result(report, problem, index[problem.finding.rule.name]))
        .collect();
    let driver = Driver {
        name: "plimsoll",
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules.into_iter().map(descriptor).collect(),
    };
    Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver },
            column_kind: "unicodeCodePoints",
            invocations: [invocation(failures)],
            results,
        }],
    }
}

/// A run that could not look at everything says so, and why.
fn invocation(failures: &[Failure]) -> Invocation<'_> {
    Invocation {
        execution_successful: failures.is_empty(),
        tool_execution_notifications: failures.iter().map(notification).collect(),
    }
}

fn notification(failure: &Failure) -> Notification<'_> {
    Notification {
        level: level(Severity::Error),
        message: Message { text: &failure.reason },
        locations: location_of_failure(failure).into_iter().collect(),
    }
}

fn location_of_failure(failure: &Failure) -> Option<Location<'_>> {
    let artifact_location = Artifact { uri: uri(failure.path.as_deref()?) };
    let region = failure.region.map(region_of);
    Some(Location { physical_location: PhysicalLocation { artifact_location, region }, message: None })
}

/// Only these, and not all that there are, because results refer to them by place.
fn reported_rules(reports: &[Report]) -> Vec<&'static Rule> {
    let findings = reports.iter().flat_map(|report| &report.problems).map(|problem| problem.finding.rule);
    findings.map(|rule| (rule.name, rule)).collect::<BTreeMap<_, _>>().into_values().collect()
}

fn descriptor(rule: &'static Rule) -> ReportingDescriptor {
    let meta = rule.meta();
    ReportingDescriptor {
        id: rule.name,
        name: pascal_case(rule.name),
        short_description: Message { text: meta.summary },
        help: Markdown { text: rule.page(), markdown: rule.page() },
        help_uri: rule.url(),
        default_configuration: Configuration { level: level(meta.severity) },
        properties: Properties { tags: meta.aliases.clone() },
    }
}

fn result<'a>(report: &'a Report, problem: &'a Problem, rule_index: usize) -> SarifResult<'a> {
    let Finding { rule, severity, message, range, related, .. } = &problem.finding;
    SarifResult {
        rule_id: rule.name,
        rule_index,
        level: level(*severity),
        message: Message { text: message },
        locations: [location(report, *range, None)],
        related_locations: related.iter().map(|related| related_location(report, related)).collect(),
        fixes: report.shown_fixes(problem).filter_map(|fix| sarif_fix(report, fix)).collect(),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}

fn related_location<'a>(report: &Report, related: &'a Related) -> Location<'a> {
    location(report, related.range, Some(Message { text: &related.message }))
}

fn location<'a>(report: &Report, range: TextRange, message: Option<Message<'a>>) -> Location<'a> {
    let physical_location =
        PhysicalLocation { artifact_location: artifact(report), region: Some(region(report, range)) };
    Location { physical_location, message }
}

fn region(report: &Report, range: TextRange) -> Region {
    region_of(report.region(range))
}

fn region_of(region: report::Region) -> Region {
    Region {
        start_line: region.start.line,
        start_column: region.start.column,
        end_line: region.end.line,
        end_column: region.end.column,
    }
}

fn artifact(report: &Report) -> Artifact {
    Artifact { uri: uri(&report.path) }
}

/// SARIF can't say that a fix makes a new file, nor what it adds to one whose lines are not known here, so a fix that does is
/// left out.
fn sarif_fix<'a>(report: &Report, fix: &'a Fix) -> Option<SarifFix<'a>> {
    if !fix.other_files.is_empty() {
        return None;
    }
    let replacement = |edit: &'a TextEdit| Replacement {
        deleted_region: region(report, edit.range),
        inserted_content: Content { text: &edit.insert },
    };
    Some(SarifFix {
        description: Message { text: &fix.title },
        artifact_changes: [ArtifactChange {
            artifact_location: artifact(report),
            replacements: fix.edits.iter().map(replacement).collect(),
        }],
    })
}

/// A path as a URI reference: relative stays relative.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    let has_drive = matches!(path.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    if has_drive {
        uri.push_str("file:///");
    } else if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into());
            }
            b':' if has_drive => uri.push(':'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// `copy-before-install` as `CopyBeforeInstall`: viewers show the name as one word.
fn pascal_case(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    name.split('-').map(word).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::fixture;

    #[test]
    fn results_refer_to_rules_and_places() {
        let log = serde_json::to_value(super::log(&[fixture::report()], &[])).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "unused-suppression");
        expect![[r#"
            {
              "fixes": [
                {
                  "artifactChanges": [
                    {
                      "artifactLocation": {
                        "uri": "my%20app/Dockerfile"
                      },
                      "replacements": [
                        {
                          "deletedRegion": {
                            "endColumn": 9,
                            "endLine": 4,
                            "startColumn": 5,
                            "startLine": 4
                          },
                          "insertedContent": {
                            "text": "[\"😀\", \"-V\"]"
                          }
                        }
                      ]
                    }
                  ],
                  "description": {
                    "text": "Convert it"
                  }
                }
              ],
              "level": "warning",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "my%20app/Dockerfile"
                    },
                    "region": {
                      "endColumn": 9,
                      "endLine": 4,
                      "startColumn": 5,
                      "startLine": 4
                    }
                  }
                }
              ],
              "message": {
                "text": "100%: a, b"
              },
              "relatedLocations": [
                {
                  "message": {
                    "text": "in this stage"
                  },
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "my%20app/Dockerfile"
                    },
                    "region": {
                      "endColumn": 22,
                      "endLine": 1,
                      "startColumn": 21,
                      "startLine": 1
                    }
                  }
                }
              ],
              "ruleId": "unused-suppression",
              "ruleIndex": 0
            }"#]]
        .assert_eq(&serde_json::to_string_pretty(&run["results"][1]).unwrap());
    }

    #[test]
    fn a_run_that_failed_says_why() {
        let log = serde_json::to_value(super::log(&[], &[fixture::failure()])).unwrap();
        expect![[r#"
            [
              {
                "executionSuccessful": false,
                "toolExecutionNotifications": [
                  {
                    "level": "error",
                    "locations": [
                      {
                        "physicalLocation": {
                          "artifactLocation": {
                            "uri": "my%20app/plimsoll.toml"
                          },
                          "region": {
                            "endColumn": 6,
                            "endLine": 1,
                            "startColumn": 1,
                            "startLine": 1
                          }
                        }
                      }
                    ],
                    "message": {
                      "text": "unknown key `selct`"
                    }
                  }
                ]
              }
            ]"#]]
        .assert_eq(&serde_json::to_string_pretty(&log["runs"][0]["invocations"]).unwrap());
    }

    #[test]
    fn uris() {
        assert_eq!(super::uri("my app/é/Dockerfile"), "my%20app/%C3%A9/Dockerfile");
        assert_eq!(super::uri("/srv/a#b/Dockerfile"), "file:///srv/a%23b/Dockerfile");
        assert_eq!(super::uri("C:/a/Dockerfile"), "file:///C:/a/Dockerfile");
        assert_eq!(super::uri("a:b/Dockerfile"), "a%3Ab/Dockerfile");
    }

    #[test]
    fn names_are_one_word() {
        assert_eq!(super::pascal_case("copy-before-install"), "CopyBeforeInstall");
    }
}

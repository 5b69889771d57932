//! The code quality report that GitLab shows in merge requests.

use std::collections::HashMap;
use std::io::{self, Write};

use plimsoll_linter::Severity;
use serde::Serialize;

use super::{FAILURE, NO_PATH};
use crate::failure::Failure;
use crate::report::{Place, Problem, Region, Report};

pub(super) fn write(out: &mut dyn Write, reports: &[Report], failures: &[Failure]) -> io::Result<()> {
    let findings =
        reports.iter().flat_map(|report| report.problems.iter().map(|problem| Issue::new(report, problem)));
    let mut issues: Vec<Issue<'_>> = findings.chain(failures.iter().map(Issue::of_failure)).collect();
    set_fingerprints(&mut issues);
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Issue<'a> {
    check_name: &'a str,
    description: &'a str,
    severity: &'static str,
    fingerprint: String,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Place,
    end: Place,
}

impl<'a> Issue<'a> {
    fn new(report: &'a Report, problem: &'a Problem) -> Self {
        let finding = &problem.finding;
        Issue {
            check_name: finding.rule.name,
            description: &finding.message,
            severity: match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "major",
                Severity::Information => "minor",
                Severity::Hint => "info",
            },
            fingerprint: String::new(),
            location: Location::new(&report.path, report.region(finding.range)),
        }
    }

    /// GitLab wants a place in any case.
    fn of_failure(failure: &'a Failure) -> Self {
        let start = Place { line: 1, column: 1 };
        let region = failure.region.unwrap_or(Region { start, end: start });
        Issue {
            check_name: FAILURE,
            description: &failure.reason,
            severity: "blocker",
            fingerprint: String::new(),
            location: Location::new(failure.path.as_deref().unwrap_or(NO_PATH), region),
        }
    }
}

impl<'a> Location<'a> {
    fn new(path: &'a str, Region { start, end }: Region) -> Self {
        Location { path, positions: Positions { begin: start, end } }
    }
}

/// GitLab compares two reports by fingerprints, so they stay when lines move, and no two are the same.
fn set_fingerprints(issues: &mut [Issue<'_>]) {
    let mut seen: HashMap<u64, u64> = HashMap::new();
    for issue in issues {
        let hash = fnv1a(&[issue.location.path, issue.check_name, issue.description]);
        let count = seen.entry(hash).or_default();
        issue.fingerprint = format!("{hash:016x}-{count}");
        *count += 1;
    }
}

/// FNV-1a of 64 bits. It must be the same in every version, which the hashes of `std` don't promise.
fn fnv1a(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::fixture;
    use super::*;

    #[test]
    fn every_finding_is_an_issue() {
        let mut out = Vec::new();
        super::write(&mut out, &[fixture::report()], &[fixture::failure()]).unwrap();
        expect![[r#"
            [
              {
                "check_name": "unused-suppression",
                "description": "two lines",
                "severity": "info",
                "fingerprint": "0e397f89a2a56690-0",
                "location": {
                  "path": "my app/Dockerfile",
                  "positions": {
                    "begin": {
                      "line": 2,
                      "column": 5
                    },
                    "end": {
                      "line": 3,
                      "column": 18
                    }
                  }
                }
              },
              {
                "check_name": "unused-suppression",
                "description": "100%: a, b",
                "severity": "major",
                "fingerprint": "bd2deae7c3156638-0",
                "location": {
                  "path": "my app/Dockerfile",
                  "positions": {
                    "begin": {
                      "line": 4,
                      "column": 5
                    },
                    "end": {
                      "line": 4,
                      "column": 9
                    }
                  }
                }
              },
              {
                "check_name": "failure",
                "description": "unknown key `selct`",
                "severity": "blocker",
                "fingerprint": "582544b8bfaf7685-0",
                "location": {
                  "path": "my app/plimsoll.toml",
                  "positions": {
                    "begin": {
                      "line": 1,
                      "column": 1
                    },
                    "end": {
                      "line": 1,
                      "column": 6
                    }
                  }
                }
              }
            ]
        "#]]
        .assert_eq(&String::from_utf8(out).unwrap());
    }

    #[test]
    fn fingerprints_stay_when_lines_move_and_are_unique() {
        let fingerprints = |reports: &[Report]| -> Vec<String> {
            let mut out = Vec::new();
            write(&mut out, reports, &[]).unwrap();
            let issues: serde_json::Value = serde_json::from_slice(&out).unwrap();
            let fingerprint = |issue: &serde_json::Value| issue["fingerprint"].as_str().unwrap().to_owned();
            issues.as_array().unwrap().iter().map(fingerprint).collect()
        };
        let mut moved = fixture::report();
        moved.lines = plimsoll_text::LineIndex::new(&format!("\n\n{}", moved.text));
        let before = fingerprints(&[fixture::report()]);
        assert_eq!(before, fingerprints(&[moved]));
        let twice = fingerprints(&[fixture::report(), fixture::report()]);
        assert_eq!(twice[..2], before);
        assert!(twice[2..].iter().all(|fingerprint| !before.contains(fingerprint)), "{twice:?}");
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(&[]), 0xcbf2_9ce4_8422_2325);
        assert_ne!(fnv1a(&["a", "b"]), fnv1a(&["ab", ""]));
    }
}

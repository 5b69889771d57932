//! BuildKit's recorded parses.

use plimsoll_tests::recorded::{Case, Mode, Source, cases, differences, nodes};

fn source(case: &Case) -> String {
    match (&case.source, case.id.as_str()) {
        (Source::File(text), _) => text.clone(),
        (Source::Generated, "T17") => format!("FROM a\nRUN {}\n", "x".repeat(65_536 - "RUN ".len())),
        (Source::Generated, "T18") => format!("FROM a\nRUN <<E\n{}\nE\n", "x".repeat(65_536)),
        _ => panic!("{} has no source", case.id),
    }
}

#[test]
fn every_parse_is_buildkits() {
    let differences = differences(&cases(Mode::Parse), |case| nodes(&source(case)));
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn a_line_of_65535_bytes_is_not_too_long() {
    let command = "x".repeat(65_535 - "RUN ".len());
    assert_eq!(nodes(&format!("FROM a\nRUN {command}\n")), format!("RUN [\"{command}\"] L2"));
}

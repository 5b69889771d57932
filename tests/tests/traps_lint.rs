//! BuildKit's recorded checks.

use plimsoll_tests::recorded::{Case, Mode, Source, cases, checks, differences};

/// Case, our outcome, and why it is not BuildKit's.
const DEVIATIONS: &[(&str, &str, &str)] = &[("T37", "no warning", "BuildKit crashed")];

fn run(case: &Case) -> String {
    match &case.source {
        Source::File(text) => checks(text),
        _ => panic!("{} has no source", case.id),
    }
}

#[test]
fn every_check_is_buildkits() {
    let (deviating, same): (Vec<Case>, Vec<Case>) =
        cases(Mode::Lint).into_iter().partition(|case| DEVIATIONS.iter().any(|(id, ..)| *id == case.id));
    let differences = differences(&same, run);
    assert!(differences.is_empty(), "{differences}");
    let ours: Vec<(String, String)> = deviating.iter().map(|case| (case.id.clone(), run(case))).collect();
    let expected = DEVIATIONS.iter().map(|(id, ours, _)| ((*id).to_owned(), (*ours).to_owned()));
    assert_eq!(ours, expected.collect::<Vec<_>>());
}

//! BuildKit's recorded expansions and image references.

use plimsoll_tests::recorded::{Case, Mode, Source, cases, differences, expansions, image_references};

fn words(case: &Case) -> &[String] {
    match &case.source {
        Source::Words(words) => words,
        _ => panic!("{} has no words", case.id),
    }
}

#[test]
fn every_expansion_is_buildkits() {
    let differences = differences(&cases(Mode::Expand), |case| expansions(words(case)));
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn every_image_reference_is_buildkits() {
    let differences = differences(&cases(Mode::Imageref), |case| image_references(words(case)));
    assert!(differences.is_empty(), "{differences}");
}

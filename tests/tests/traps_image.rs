//! BuildKit's recorded images.

use plimsoll_tests::recorded::{Mode, Source, cases, differences, image};

#[test]
fn every_image_is_buildkits() {
    let differences = differences(&cases(Mode::Image), |case| match &case.source {
        Source::File(text) => image(text, &case.args),
        _ => panic!("{} has no source", case.id),
    });
    assert!(differences.is_empty(), "{differences}");
}

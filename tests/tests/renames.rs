//! Whatever is renamed, the program stays the same but for the name.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plimsoll_tests::dockerfiles::dockerfiles;
use plimsoll_tests::renames::check_renames;

#[test]
fn everything_in_the_examples() {
    let mut done = 0;
    for (name, text) in dockerfiles() {
        let renames = check_renames(&text);
        assert!(renames.failures.is_empty(), "{name}: {}", renames.failures.join("\n"));
        done += renames.done;
    }
    assert!(done > 200, "{done}");
}

//! Files say the same however they are laid out, and are laid out once and for all.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::LazyLock;

use plimsoll_formatter::{IndentStyle, KeywordCasing, Style};
use plimsoll_tests::dockerfiles::dockerfiles;
use plimsoll_tests::examples::bad_examples;
use plimsoll_tests::layout::laid_out;
use plimsoll_tests::recorded::{self, Mode, Source};
use proptest::prelude::*;
use proptest::sample::{Index, select};

static FILES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let cases = [Mode::Parse, Mode::Lint, Mode::Image].into_iter().flat_map(recorded::cases);
    let cases = cases.filter_map(|case| match case.source {
        Source::File(text) => Some(text),
        _ => None,
    });
    let examples = bad_examples().into_iter().map(|example| example.text);
    dockerfiles().into_iter().map(|(_, text)| text).chain(cases).chain(examples).collect()
});

fn failures(style: &Style) -> String {
    let failed = |text: &String| Some(format!("{}\nin\n{text}\n", laid_out(text, style).err()?));
    FILES.iter().filter_map(failed).collect()
}

#[test]
fn recorded_files_keep_what_they_say() {
    assert_eq!(failures(&Style::default()), "");
    let other = Style {
        keyword_casing: KeywordCasing::Lower,
        indent_style: IndentStyle::Tab,
        blank_lines: 0,
        ..Style::default()
    };
    assert_eq!(failures(&other), "");
}

/// What people and programs put into the middle of a file.
const PIECES: [&str; 16] = [
    " ", "  ", "\t", "\n", "\r\n", "\\\n", " \\\n  ", " \\ \r\n", "`\n", "# c\n", "'", "\"", "$(", ")",
    " <<E ", "\nE\n",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn so_do_files_with_things_put_in(
        file in any::<Index>(),
        pieces in prop::collection::vec((any::<Index>(), select(&PIECES[..])), 1..6),
    ) {
        let mut text = file.get(&FILES).clone();
        for (place, piece) in pieces {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            text.insert_str(*place.get(&places), piece);
        }
        let outcome = laid_out(&text, &Style::default());
        prop_assert!(outcome.is_ok(), "{}\nin\n{text}", outcome.unwrap_err());
    }
}

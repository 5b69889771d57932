//! The option `-e`: a shell ends at the first command that fails.

/// What the options of a shell, or of its `set`, say about `errexit`. Nothing if they leave it as it is.
pub fn errexit<'w>(options: impl IntoIterator<Item = &'w str>) -> Option<bool> {
    let mut words = options.into_iter().take_while(|word| *word != "--");
    let mut state = None;
    while let Some(word) = words.next() {
        let Some(letters) = word.strip_prefix(['-', '+']).filter(|rest| !rest.starts_with('-')) else {
            continue;
        };
        // `-o` takes the next word, whatever letters stand beside it.
        let is_named = letters.contains('o') && words.next() == Some("errexit");
        if is_named || letters.contains('e') {
            state = Some(word.starts_with('-'));
        }
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_letters_and_names() {
        let cases = [
            ("-e", Some(true)),
            ("-x -eu", Some(true)),
            ("-euo pipefail -c", Some(true)),
            ("-o pipefail -o errexit", Some(true)),
            ("+e", Some(false)),
            ("-e +o errexit", Some(false)),
            ("-x", None),
            ("-o pipefail", None),
            ("--noprofile -c", None),
            ("-- -e", None),
        ];
        for (options, expected) in cases {
            assert_eq!(errexit(options.split(' ')), expected, "{options}");
        }
    }
}

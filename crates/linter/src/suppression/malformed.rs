//! Comments in our own words that silence nothing because of the way they are written.

use std::ops::Range;

use super::comment::parse_comment;
use crate::rule::rules_called;

/// A comment that is meant to silence something, and silences nothing because of the way it is written:
/// `# plimsoll: ignore rule`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed<'a> {
    /// In the comment: from `plimsoll` to the last name of a rule.
    pub(crate) span: Range<usize>,
    pub(crate) whole_file: bool,
    /// Those that rules have.
    pub(crate) names: Vec<&'a str>,
}

/// What people write in other tools.
const OTHER_WORDS: [&str; 11] = [
    "disable",
    "disable-file",
    "disable-line",
    "disable-next-line",
    "global",
    "ignore",
    "ignore-file",
    "ignore-line",
    "ignore-next-line",
    "noqa",
    "skip",
];

pub(crate) fn malformed(text: &str) -> Option<Malformed<'_>> {
    if parse_comment(text).is_some() {
        return None;
    }
    let body = text.trim_start().trim_start_matches('\u{feff}').trim_start_matches('#').trim();
    let behind = body.get(.."plimsoll".len()).filter(|word| word.eq_ignore_ascii_case("plimsoll"))?.len();
    let (word, mut rest) = take_word(body[behind..].trim_start_matches([' ', '\t', ':', '-']));
    let word = word.to_ascii_lowercase();
    if !OTHER_WORDS.contains(&word.as_str()) {
        return None;
    }
    if word == "global" {
        rest = take_word(rest.trim_start()).1;
    }
    let mut names = Vec::new();
    loop {
        let (name, after) = take_word(rest.trim_start_matches([' ', '\t', '=', ':', ',', '(', '[']));
        if !is_name_of_rule(name) {
            break;
        }
        names.push(name);
        rest = after.strip_prefix([')', ']']).unwrap_or(after);
    }
    let offset = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let span = offset(body)..offset(rest);
    Some(Malformed { span, whole_file: word == "global" || word.ends_with("-file"), names })
}

/// Up to what can't be in the name of a rule.
fn take_word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len()))
}

fn is_name_of_rule(name: &str) -> bool {
    name == "all" || !rules_called(name).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_that_silence_nothing() {
        let found = |text: &'static str| {
            let Malformed { span, whole_file, names } = malformed(text)?;
            Some((&text[span], whole_file, names))
        };
        let one = || vec!["DL3006"];
        let cases = [
            ("# plimsoll ignore DL3006 why", Some(("plimsoll ignore DL3006", false, one()))),
            ("#Plimsoll: ignore=DL3006", Some(("Plimsoll: ignore=DL3006", false, one()))),
            ("# plimsoll-ignore [DL3006] why", Some(("plimsoll-ignore [DL3006]", false, one()))),
            ("# plimsoll global ignore=DL3006", Some(("plimsoll global ignore=DL3006", true, one()))),
            ("# plimsoll ignore-next-line=all", Some(("plimsoll ignore-next-line=all", false, vec!["all"]))),
            (
                "# plimsoll noqa: DL3006, DL3007",
                Some(("plimsoll noqa: DL3006, DL3007", false, vec!["DL3006", "DL3007"])),
            ),
            ("# plimsoll ignore=", Some(("plimsoll ignore", false, vec![]))),
            ("# plimsoll ignore=DL3006 why", None),
            ("# plimsoll ignores this", None),
            ("# Plimsoll is a linter", None),
            ("# plimsolé ignore", None),
            ("# hadolint ignore DL3006", None),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}

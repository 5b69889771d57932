//! Names for what a refactoring makes.

use plimsoll_semantics::Dockerfile;
use plimsoll_semantics::facts::args::predefined;
use plimsoll_syntax::Placed;

/// A variable's name out of words: `my-app` gives `MY_APP`. Nothing where no letter comes first.
pub(super) fn upper_snake(text: &str) -> Option<String> {
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = text.chars().map(upper).collect();
    let name = name.trim_matches('_');
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| name.to_owned())
}

/// The name that is wanted, with a number where the file has it, or BuildKit or the base image give it a meaning.
pub(super) fn unused_variable(file: &Dockerfile, instruction: Placed<'_>, wanted: &str) -> String {
    let text = file.tree().text();
    let numbered = (2..).map(|number| format!("{wanted}_{number}"));
    let is_free = |name: &String| {
        !has_word(&text, name) && predefined(name).is_none() && file.lookup(name, instruction).is_none()
    };
    std::iter::once(wanted.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

fn has_word(text: &str, word: &str) -> bool {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(is_of_word) && !text[at + word.len()..].starts_with(is_of_word))
}

/// A text that is only itself to BuildKit and to every shell, in quotes or not.
pub(super) fn is_plain_text(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:@+,-=%~".contains(c);
    !text.is_empty() && !text.starts_with('~') && text.chars().all(is_plain)
}

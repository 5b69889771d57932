//! The outcome of expanding words, and of reading image references.

use plimsoll_syntax::expansion::{self, ExpansionError, ExpansionErrorKind, Quoting, Value};
use plimsoll_syntax::image::{ImageErrorKind, ImageReference};

/// The arguments of a run: `-e name=value` before the words sets variables.
pub fn expansions(arguments: &[String]) -> String {
    let mut variables = Vec::new();
    let mut words = arguments;
    while let [option, variable, rest @ ..] = words
        && option == "-e"
    {
        variables.extend(variable.split_once('='));
        words = rest;
    }
    let lookup = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map_or(Value::Unset, |(_, value)| Value::Set((*value).to_owned()))
    };
    outcomes(words, |word| match expand(word, &lookup) {
        Ok(value) => format!("{value:?}"),
        Err(error) => format!("error: {}", message(&error.kind)),
    })
}

fn expand(word: &str, lookup: &dyn Fn(&str) -> Value) -> Result<String, ExpansionError> {
    match expansion::parse(word, Quoting::Word { escape: '\\' }) {
        (_, Some(error)) => Err(error),
        (expansion, None) => Ok(expansion.evaluate(lookup)?.as_set().unwrap_or_default().to_owned()),
    }
}

pub fn image_references(words: &[String]) -> String {
    outcomes(words, |word| match ImageReference::parse(word) {
        // BuildKit leaves out a host that it would add.
        Ok(image) => format!("{:?}", image.to_string().trim_start_matches("docker.io/")),
        Err(error) => match error.kind {
            ImageErrorKind::UpperCase { .. } => format!("error: {}", upper_case_image(word)),
            other => format!("error: {other}"),
        },
    })
}

/// BuildKit's message for an image name with upper-case letters.
pub(crate) fn upper_case_image(name: &str) -> String {
    let official = if name.contains('/') { "" } else { "library/" };
    format!("repository name ({official}{name}) must be lowercase")
}

fn outcomes(words: &[String], outcome: impl Fn(&str) -> String) -> String {
    let outcomes: Vec<String> = words.iter().map(|word| format!("{word} → {}", outcome(word))).collect();
    outcomes.join(" · ")
}

/// BuildKit's message, for every error that a recorded run has.
pub(crate) fn message(kind: &ExpansionErrorKind) -> String {
    match kind {
        ExpansionErrorKind::UnsupportedModifier(modifier) => {
            format!("unsupported modifier ({modifier}) in substitution")
        }
        ExpansionErrorKind::MissingSlash => "syntax error: missing '/' in ${}".into(),
        ExpansionErrorKind::InvalidPattern { pattern, escaped } => {
            format!("invalid pattern ({pattern}) in substitution: invalid escape '\\{escaped}'")
        }
        ExpansionErrorKind::UnclosedQuote(quote) => {
            let kind = if *quote == '"' { "double" } else { "single" };
            format!("unexpected end of statement while looking for matching {kind}-quote")
        }
        other => format!("{other:?}"),
    }
}

//! See the page beside this file.

use plimsoll_semantics::Dockerfile;

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("invalid-label-key", include_str!("invalid_label_key.md"), check);

/// Docker: kept for what Docker itself writes.
const RESERVED: [&str; 3] = ["com.docker.", "io.docker.", "org.dockerproject."];
/// Docker: what the image of an extension of Docker Desktop must say.
const FOR_EXTENSIONS: [&str; 2] = ["com.docker.desktop.extension.", "com.docker.extension."];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for label in file.labels() {
        let Some(key) = label.key.as_set() else { continue };
        if let Some(what) = problem(key) {
            report.at(label.key_range, format!("the label `{key}` {what}"));
        }
    }
}

/// What is wrong with a key.
fn problem(key: &str) -> Option<String> {
    let is_for = |prefixes: &[&'static str]| prefixes.iter().copied().find(|prefix| key.starts_with(prefix));
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if let Some(prefix) = is_for(&RESERVED).filter(|_| is_for(&FOR_EXTENSIONS).is_none()) {
        return Some(format!("is in `{prefix}*`, which Docker keeps for itself"));
    }
    if key.contains(|c: char| c.is_ascii_uppercase()) {
        return Some("has capital letters".to_owned());
    }
    if let Some(other) = key.chars().find(|c| !is_plain(*c) && !"._/-".contains(*c)) {
        return Some(format!("has a `{other}`", other = other.escape_debug()));
    }
    if !key.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Some("does not begin with a letter".to_owned());
    }
    if !key.ends_with(is_plain) {
        return Some("does not end with a letter or digit".to_owned());
    }
    let doubled = ["..", "--"].into_iter().find(|pair| key.contains(pair))?;
    Some(format!("has a doubled `{}`", &doubled[..1]))
}

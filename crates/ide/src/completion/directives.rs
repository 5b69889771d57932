//! Parser directives: only in the first lines, each only once.

use plimsoll_linter::rules;
use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{DirectiveKind, Node};

use super::{Completion, CompletionKind, Topic};
use crate::site::{Comment, Word};

const SYNTAXES: [&str; 3] = ["docker/dockerfile:1", "docker/dockerfile:1-labs", "docker/dockerfile:1.26"];

/// Whole directives on an empty line at the top.
pub(super) fn at_line(file: &Dockerfile, word: Word<'_>, item: usize) -> Vec<Completion> {
    let above = &file.tree().items()[..item.min(file.tree().items().len())];
    if !word.rest.is_empty() || !above.iter().all(|item| matches!(&*item.node, Node::Directive(_))) {
        return Vec::new();
    }
    let whole = |kind: DirectiveKind| {
        let value = match kind {
            DirectiveKind::Syntax => SYNTAXES[0],
            DirectiveKind::Escape => "`",
            DirectiveKind::Check => "skip=",
        };
        let text = format!("# {}={value}", kind.as_str());
        Completion::new(text, CompletionKind::Keyword, word).with_topic(Topic::Directive(kind))
    };
    missing(file).map(whole).collect()
}

/// Names and values behind `#`.
pub(super) fn in_comment(file: &Dockerfile, comment: &Comment<'_>) -> Vec<Completion> {
    if !comment.is_first || !comment.before.starts_with('#') {
        return Vec::new();
    }
    let body = comment.before[1..].trim_start();
    match body.split_once('=') {
        None if body.contains(char::is_whitespace) => Vec::new(),
        None => names(file, comment, body),
        Some((name, value)) => values(name.trim().to_ascii_lowercase().as_str(), comment, value.trim_start()),
    }
}

fn names(file: &Dockerfile, comment: &Comment<'_>, typed: &str) -> Vec<Completion> {
    let has_value = comment.after.contains('=');
    let typed = &comment.before[comment.before.len() - typed.len()..];
    let word = Word::new(typed, comment.after, comment.at).until(&['=', ' ']);
    let item = |kind: DirectiveKind| {
        let equals = if has_value { "" } else { "=" };
        let item =
            Completion::new(kind.as_str(), CompletionKind::Keyword, word).with_topic(Topic::Directive(kind));
        item.inserting(format!("{}{equals}", kind.as_str()))
    };
    let own = DirectiveKind::ALL.into_iter().find(|kind| word.text().eq_ignore_ascii_case(kind.as_str()));
    missing(file).chain(own).map(item).collect()
}

fn missing(file: &Dockerfile) -> impl Iterator<Item = DirectiveKind> + '_ {
    let has = |kind: DirectiveKind| file.tree().directives().any(|(_, directive)| directive.kind == kind);
    DirectiveKind::ALL.into_iter().filter(move |kind| !has(*kind))
}

fn values(name: &str, comment: &Comment<'_>, typed: &str) -> Vec<Completion> {
    let typed = &comment.before[comment.before.len() - typed.len()..];
    let word = Word::new(typed, comment.after.trim_end(), comment.at);
    let items = |values: &[&str]| -> Vec<Completion> {
        values.iter().map(|value| Completion::new(*value, CompletionKind::Value, word)).collect()
    };
    match name {
        "syntax" => items(&SYNTAXES),
        "escape" => items(&["`", "\\"]),
        "check" => check_options(word),
        _ => Vec::new(),
    }
}

/// `skip=Rule,Rule;error=true;experimental=all`
fn check_options(word: Word<'_>) -> Vec<Completion> {
    let others = word.text();
    let option = word.behind(&[';']).until(&[';']);
    match option.typed.split_once('=') {
        None => {
            let option = option.until(&['=']);
            let open = ["skip", "error", "experimental"].into_iter().filter(|name| {
                option.text() == *name || !others.split(';').any(|other| other.starts_with(name))
            });
            let item =
                |name: &str| Completion::new(name, CompletionKind::Key, option).inserting(format!("{name}="));
            open.map(item).collect()
        }
        Some(("error", value)) => {
            let word = option.skip(option.typed.len() - value.len());
            ["true", "false"].map(|value| Completion::new(value, CompletionKind::Value, word)).into()
        }
        Some((_, _)) => check_names(option.behind(&['=', ','])),
    }
}

/// The names that BuildKit has for its checks, then `all`.
pub(super) fn check_names(word: Word<'_>) -> Vec<Completion> {
    let word = word.until(&[',', ';']);
    let names = rules().iter().flat_map(|rule| {
        let own = rule.meta().aliases.iter().filter(|alias| is_check_name(alias));
        own.map(move |name| {
            Completion::new(*name, CompletionKind::Rule, word).with_topic(Topic::Rule(rule.name))
        })
    });
    let mut items: Vec<Completion> = names.collect();
    items.sort_by(|a, b| a.label.cmp(&b.label));
    items.dedup_by(|a, b| a.label == b.label);
    items.push(Completion::new("all", CompletionKind::Rule, word));
    items
}

/// `StageNameCasing`; other tools have numbers in theirs.
fn is_check_name(alias: &str) -> bool {
    alias.starts_with(|c: char| c.is_ascii_uppercase())
        && alias.chars().all(|c| c.is_ascii_alphabetic())
        && alias.chars().any(|c| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{proposed, taken};

    #[test]
    fn names() {
        assert!(proposed("# $0").starts_with("syntax escape check"));
        assert!(proposed("#$0\nFROM a\n").starts_with("syntax escape check"));
        assert!(proposed("# syntax=docker/dockerfile:1\n# $0\nFROM a\n").starts_with("escape check"));
        assert!(!proposed("FROM a\n# $0").contains("syntax"));
        assert!(!proposed("\n# $0").contains("syntax"));
        assert!(proposed("$0").ends_with("# syntax=docker/dockerfile:1 # escape=` # check=skip="));
        assert!(!proposed("FROM a\n$0").contains('#'));
        assert_eq!(taken("# esc$0=`\nFROM a", "escape"), "# escape=`\nFROM a");
        assert_eq!(taken("# s$0", "syntax"), "# syntax=");
    }

    /// Not the frontend of years ago that another server proposes.
    #[test]
    fn values() {
        assert!(proposed("# syntax=$0").starts_with("docker/dockerfile:1 docker/dockerfile:1-labs"));
        assert!(!proposed("# syntax=$0").contains("experimental"));
        assert_eq!(proposed("# escape = $0"), "` \\");
        assert_eq!(
            taken("# syntax=docker/$0dockerfile:1.2\nFROM a", "docker/dockerfile:1"),
            "# syntax=docker/dockerfile:1\nFROM a"
        );
        assert_eq!(proposed("# check=$0"), "skip error experimental");
        assert_eq!(proposed("# check=skip=all;$0"), "error experimental");
        assert_eq!(proposed("# check=error=$0"), "true false");
        assert!(proposed("# check=skip=JSONArgsRecommended,$0").contains("StageNameCasing"));
        assert_eq!(
            taken("# check=skip=Stage$0,b;error=true\n", "StageNameCasing"),
            "# check=skip=StageNameCasing,b;error=true\n"
        );
    }
}

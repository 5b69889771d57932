//! Names of rules in comments that silence them, in the dialects of this program and of others.

use plimsoll_linter::{Rule, find_rule, rules};

use super::{Completion, CompletionKind, Topic, directives};
use crate::site::{Comment, Word};

/// How a comment begins, and what it does.
const STARTS: [(&str, &str); 5] = [
    ("plimsoll ignore=", "silences rules in the next instruction"),
    ("plimsoll ignore-file=", "silences rules in this file"),
    ("hadolint ignore=", "the same, for hadolint too"),
    ("shellcheck disable=", "silences ShellCheck in the next instruction"),
    ("check=skip=", "the same, for BuildKit too"),
];

/// Which names a dialect has.
type Names = fn(&'static Rule) -> Vec<&'static str>;

pub(super) fn names(comment: &Comment<'_>) -> Vec<Completion> {
    let start = comment.before.trim_start();
    let Some(body) = start.strip_prefix('#').map(str::trim_start) else { return Vec::new() };
    if !body.contains('=') {
        return starts(comment, body);
    }
    let (head, list) = body.split_once('=').unwrap_or_default();
    let head: Vec<&str> = head.split_whitespace().collect();
    let of_dialect: Names = match head[..] {
        ["plimsoll", "ignore" | "ignore-file"] => |rule| rule.names().collect(),
        ["hadolint", "ignore"] | ["hadolint", "global", "ignore"] => |rule| codes(rule, &["DL", "SC"]),
        ["shellcheck", "disable"] => |rule| codes(rule, &["SC"]),
        ["check"] if !comment.is_first && list.starts_with("skip=") => {
            let typed = list.rsplit(['=', ',']).next().unwrap_or_default();
            return directives::check_names(comment.word(typed, &[',', ' ']));
        }
        _ => return Vec::new(),
    };
    let name = list.rsplit(',').next().unwrap_or_default();
    let typed = name.trim_start();
    if typed.contains(char::is_whitespace) {
        return Vec::new();
    }
    let others: Vec<&str> = list[..list.len() - name.len()].split(',').map(str::trim).collect();
    of_rules(of_dialect, comment.word(typed, &[',', ' ']), &others)
}

fn codes(rule: &'static Rule, prefixes: &[&str]) -> Vec<&'static str> {
    let is_code = |name: &&str| prefixes.iter().any(|prefix| name.starts_with(prefix));
    rule.names().filter(is_code).collect()
}

/// First the rules' own names, then those that other tools have for them.
fn of_rules(names: Names, word: Word<'_>, others: &[&str]) -> Vec<Completion> {
    let (mut own, mut aliases) = (Vec::new(), Vec::new());
    for rule in rules() {
        for name in names(rule).into_iter().filter(|name| !others.contains(name)) {
            let meant = find_rule(name).map_or(rule.name, |rule| rule.name);
            let item = Completion::new(name, CompletionKind::Rule, word).with_topic(Topic::Rule(meant));
            if name == rule.name { own.push(item) } else { aliases.push(item.with_detail(meant)) }
        }
    }
    aliases.sort_by(|a, b| a.label.cmp(&b.label));
    aliases.dedup_by(|a, b| a.label == b.label);
    own.into_iter().chain(aliases).collect()
}

fn starts(comment: &Comment<'_>, body: &str) -> Vec<Completion> {
    let is_possible =
        |start: &str| start.starts_with(body) && !(comment.is_first && start.starts_with("check"));
    let possible = STARTS.iter().filter(|(start, _)| is_possible(start));
    let typed = &comment.before[comment.before.len() - body.len()..];
    let word = comment.word(typed, &['=', ' ']);
    let item = |(start, meaning): &(&str, &str)| {
        Completion::new(*start, CompletionKind::Keyword, word).with_detail(*meaning)
    };
    possible.map(item).collect()
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{item, proposed, taken};

    #[test]
    fn names_and_aliases() {
        let own = proposed("FROM a\n# plimsoll ignore=$0\nRUN b");
        assert!(own.contains("shell-form-command") && own.contains("DL3025"));
        assert!(!proposed("FROM a\n# plimsoll ignore=DL3025, $0\nRUN b").contains("DL3025"));
        let hadolint = proposed("# hadolint global ignore=$0\nFROM a\n");
        assert!(
            hadolint.starts_with("DL") && hadolint.contains("SC2086") && !hadolint.contains("shell-form")
        );
        assert!(proposed("FROM a\n# shellcheck disable=$0\nRUN b").starts_with("SC"));
        assert!(proposed("FROM a\n# check=skip=$0\nRUN b").contains("JSONArgsRecommended"));
        assert!(proposed("FROM a\nRUN b && \\\n# hadolint ignore=$0\n c").starts_with("DL"));
        assert_eq!(
            item("FROM a\n# plimsoll ignore=$0", "DL3025").detail.as_deref(),
            Some("shell-form-command")
        );
        assert_eq!(
            taken("FROM a\n# hadolint ignore=DL3$0006,SC1 why\nRUN b", "DL3025"),
            "FROM a\n# hadolint ignore=DL3025,SC1 why\nRUN b"
        );
        assert_eq!(proposed("FROM a\n# plimsoll ignore=x because $0"), "");
    }

    #[test]
    fn how_to_begin() {
        assert!(proposed("FROM a\n# $0\nRUN b").starts_with("plimsoll ignore= plimsoll ignore-file="));
        assert_eq!(taken("FROM a\n# pl$0", "plimsoll ignore="), "FROM a\n# plimsoll ignore=");
        assert_eq!(proposed("FROM a\n# some words $0"), "");
    }
}

//! `docs/rules` says of each rule what its page beside the code says.
//!
//! `UPDATE_EXPECT=1 cargo test -p plimsoll-tests --test rule_pages` writes it anew.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use plimsoll_linter::{Meta, Rule, Safety, rules, rules_called};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rules");

/// The theme of the rules whose pages are ShellCheck's.
const SHELL: &str = "shell";

#[test]
fn the_pages_of_rules_are_fresh() {
    let pages = pages();
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let present: BTreeSet<String> = fs::read_dir(FOLDER)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for name in present.iter().filter(|name| !pages.contains_key(*name)) {
        assert!(update, "docs/rules/{name} is of no rule");
        fs::remove_file(Path::new(FOLDER).join(name)).unwrap();
    }
    for (name, page) in &pages {
        let path = Path::new(FOLDER).join(name);
        if fs::read_to_string(&path).ok().as_ref() != Some(page) {
            assert!(update, "docs/rules/{name} is not what the rules say: UPDATE_EXPECT=1 writes it anew");
            fs::create_dir_all(FOLDER).unwrap();
            fs::write(&path, page).unwrap();
        }
    }
}

/// By file name.
fn pages() -> BTreeMap<String, String> {
    let own = rules().iter().filter(|rule| rule.meta().group != SHELL);
    let mut pages: BTreeMap<String, String> =
        own.map(|rule| (format!("{}.md", rule.name), page(rule))).collect();
    pages.insert("README.md".to_owned(), index());
    pages.insert("shellcheck.md".to_owned(), shellcheck());
    pages.insert("codes.md".to_owned(), codes());
    pages
}

fn page(rule: &Rule) -> String {
    let (meta, text) = (rule.meta(), rule.page());
    let (title, body) = text.split_once('\n').unwrap();
    let default = if meta.default { "on by default" } else { "off by default" };
    let fix = fix(meta).map_or("no fix".to_owned(), |fix| format!("{fix} fix"));
    let mut page = format!(
        "{title}\n\n[{}](README.md#{0}) · {} · {default} · {fix} · since {}\n",
        meta.group,
        meta.severity.as_str(),
        meta.since,
    );
    if !meta.aliases.is_empty() {
        write!(page, "\nAlso known as: {}\n", meta.aliases.join(", ")).unwrap();
    }
    page + &with_links(body)
}

fn fix(meta: &Meta) -> Option<&'static str> {
    meta.fix.map(|safety| match safety {
        Safety::Safe => "safe",
        Safety::Unsafe => "unsafe",
    })
}

/// Beside the code, a page is called as its module is, and stands in the folder of its theme.
fn with_links(body: &str) -> String {
    let mut parts = body.split("](../");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (path, rest) = part.split_once(')').unwrap();
        let file = path.rsplit('/').next().unwrap().replace('_', "-");
        write!(text, "]({file}){rest}").unwrap();
    }
    text
}

fn index() -> String {
    let mut text = "# Rules\n\n\
        By theme. [ShellCheck's](shellcheck.md) have a page of their own, and [codes of other tools](codes.md) say which rule \
        stands for which code.\n"
        .to_owned();
    let mut themes: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in rules().iter().filter(|rule| rule.meta().group != SHELL) {
        themes.entry(rule.meta().group).or_default().push(rule);
    }
    for (theme, rules) in themes {
        write!(
            text,
            "\n## {theme}\n\n| rule | summary | severity | default | fix |\n|---|---|---|---|---|\n"
        )
        .unwrap();
        for rule in rules {
            let (meta, link) = (rule.meta(), link(rule));
            let default = if meta.default { "on" } else { "off" };
            let (severity, fix) = (meta.severity.as_str(), fix(meta).unwrap_or("–"));
            writeln!(text, "| {link} | {} | {severity} | {default} | {fix} |", summary(meta)).unwrap();
        }
    }
    text
}

fn shellcheck() -> String {
    let mut text = "# ShellCheck's rules\n\n\
        They look into the scripts of RUN, CMD, ENTRYPOINT, HEALTHCHECK and heredocs. Each answers to its code and to its name.\n\n\
        | code | rule | summary | severity | default | fix |\n|---|---|---|---|---|---|\n"
        .to_owned();
    let mut rules: Vec<&Rule> = rules().iter().copied().filter(|rule| rule.meta().group == SHELL).collect();
    rules.sort_by_key(|rule| rule.meta().aliases[0]);
    for rule in rules {
        let meta = rule.meta();
        let (code, url) = (meta.aliases[0], rule.url());
        let default = if meta.default { "on" } else { "off" };
        let (severity, fix) = (meta.severity.as_str(), fix(meta).unwrap_or("–"));
        let what = summary(meta);
        writeln!(text, "| [{code}]({url}) | `{}` | {what} | {severity} | {default} | {fix} |", rule.name)
            .unwrap();
    }
    text
}

/// The codes of other tools, and what here stands for them.
fn codes() -> String {
    let mut text = "# Codes of other tools\n\n\
        A code is good wherever a rule's name is: in `plimsoll.toml`, on the command line, in comments and in `plimsoll explain`. \
        [ShellCheck's](shellcheck.md) are in a table of their own.\n\n| code | rules |\n|---|---|\n"
        .to_owned();
    let own = rules().iter().filter(|rule| rule.meta().group != SHELL);
    let codes: BTreeSet<&str> = own.flat_map(|rule| rule.meta().aliases.iter().copied()).collect();
    for code in codes {
        let rules: Vec<String> = rules_called(code).iter().map(|rule| link(rule)).collect();
        writeln!(text, "| {code} | {} |", rules.join(", ")).unwrap();
    }
    text
}

fn link(rule: &Rule) -> String {
    format!("[{}]({0}.md)", rule.name)
}

/// In one line of a table.
fn summary(meta: &Meta) -> String {
    with_links(&meta.summary.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|"))
}

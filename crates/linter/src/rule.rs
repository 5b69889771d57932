//! What a rule is.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, OnceLock};

use plimsoll_semantics::{Dockerfile, Dockerignore};
use plimsoll_shell::shellcheck;

use crate::finding::{Safety, Severity};
use crate::report::Report;
use crate::rules::{THEMES, shell};
use crate::settings::RuleOption;
use crate::suggest::closest;
use crate::suppression::Suppressions;

/// A rule: its code here, its page beside it.
pub struct Rule {
    /// Kebab-case: what is wrong, or what to do.
    pub name: &'static str,
    /// Its options in plimsoll.toml.
    pub options: &'static [RuleOption],
    docs: Docs,
    check: Check,
    meta: OnceLock<Meta>,
}

/// Where what is said about a rule comes from.
#[derive(Clone, Copy)]
enum Docs {
    /// The page beside its code.
    Page(&'static str),
    /// The library that has the check.
    Check(&'static shellcheck::Check),
}

/// When a rule runs, and what it sees.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    Dockerfile(fn(&Dockerfile, &mut Report<'_>)),
    Dockerignore(fn(&Dockerignore, &mut Report<'_>)),
    /// Together with the others of its kind: they are found in one go.
    Shell(&'static shellcheck::Check),
    /// After all others, with the suppression comments and what they were good for.
    Suppressions(fn(&Suppressions<'_>, &mut Report<'_>)),
}

/// The front matter of a rule's page, and what else is said about it.
#[derive(Debug, Clone)]
pub struct Meta {
    pub severity: Severity,
    /// On without being asked for.
    pub default: bool,
    /// Codes that other tools use for it.
    pub aliases: Vec<&'static str>,
    /// Those of them that other rules have too, and that mean this one first of all.
    pub stands_for: Vec<&'static str>,
    /// The safety of its fixes; nothing when it has none.
    pub fix: Option<Safety>,
    /// The version of Plimsoll that had it first.
    pub since: &'static str,
    /// The theme it is filed under: `caching`, `security`, …
    pub group: &'static str,
    /// What it does, in one paragraph.
    pub summary: &'static str,
}

impl Rule {
    pub(crate) const fn new(
        name: &'static str,
        docs: &'static str,
        check: fn(&Dockerfile, &mut Report<'_>),
    ) -> Self {
        Rule {
            name,
            options: &[],
            docs: Docs::Page(docs),
            check: Check::Dockerfile(check),
            meta: OnceLock::new(),
        }
    }

    pub(crate) const fn of_ignore_files(
        name: &'static str,
        docs: &'static str,
        check: fn(&Dockerignore, &mut Report<'_>),
    ) -> Self {
        Rule {
            name,
            options: &[],
            docs: Docs::Page(docs),
            check: Check::Dockerignore(check),
            meta: OnceLock::new(),
        }
    }

    pub(crate) const fn of_suppressions(
        name: &'static str,
        docs: &'static str,
        check: fn(&Suppressions<'_>, &mut Report<'_>),
    ) -> Self {
        Rule {
            name,
            options: &[],
            docs: Docs::Page(docs),
            check: Check::Suppressions(check),
            meta: OnceLock::new(),
        }
    }

    /// A check of ShellCheck's.
    pub(crate) const fn of_shell(check: &'static shellcheck::Check) -> Self {
        let (docs, name) = (Docs::Check(check), check.name);
        Rule { name, options: &[], docs, check: Check::Shell(check), meta: OnceLock::new() }
    }

    pub(crate) const fn with_options(mut self, options: &'static [RuleOption]) -> Self {
        self.options = options;
        self
    }

    pub(crate) fn check(&self) -> Check {
        self.check
    }

    pub fn meta(&self) -> &Meta {
        self.meta.get_or_init(|| match self.docs {
            Docs::Page(docs) => read_meta(self.name, docs),
            Docs::Check(check) => shell::meta(check),
        })
    }

    /// On without being asked for.
    pub(crate) fn is_default(&self) -> bool {
        match self.docs {
            Docs::Page(_) => self.meta().default,
            // The library takes its time over what else is said about a check.
            Docs::Check(check) => shell::is_default(check),
        }
    }

    /// The page in Markdown, without its front matter.
    pub fn page(&self) -> Cow<'static, str> {
        match self.docs {
            Docs::Page(docs) => split_page(docs).1.into(),
            Docs::Check(check) => shell::page(check).into(),
        }
    }

    /// Where the page can be read.
    pub fn url(&self) -> String {
        if let Docs::Check(check) = self.docs {
            return shell::url(check);
        }
        format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), self.name)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Rule {}

/// Every rule, sorted by name.
pub fn rules() -> &'static [&'static Rule] {
    static SORTED: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
        let own = THEMES.iter().flat_map(|(_, rules)| rules.iter().copied());
        let mut all: Vec<_> = own.chain(shell::rules()).collect();
        all.sort_by_key(|rule| rule.name);
        all
    });
    &SORTED
}

/// The rules with this name or alias, the one that it means first of all in front; case does not count.
pub fn rules_called(name: &str) -> &'static [&'static Rule] {
    static BY_NAME: LazyLock<HashMap<String, Vec<&'static Rule>>> = LazyLock::new(|| {
        let mut by_name: HashMap<String, Vec<&'static Rule>> = HashMap::new();
        for rule in rules() {
            for name in rule.names() {
                by_name.entry(name.to_ascii_lowercase()).or_default().push(rule);
            }
        }
        for (name, called) in &mut by_name {
            let is_name = |own: &&str| own.eq_ignore_ascii_case(name);
            called.sort_by_key(|rule| !rule.meta().stands_for.iter().any(is_name));
        }
        by_name
    });
    BY_NAME.get(&name.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
}

/// A rule by its name or alias; case does not count.
pub fn find_rule(name: &str) -> Option<&'static Rule> {
    rules_called(name).first().copied()
}

/// The name or alias of a rule that another one was most likely meant to be.
pub fn closest_name(name: &str) -> Option<&'static str> {
    closest(name, rules().iter().flat_map(|rule| rule.names()))
}

impl Rule {
    /// Its name, then its aliases.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        [self.name].into_iter().chain(self.meta().aliases.iter().copied())
    }

    /// Whether this is its name or one of its aliases; case does not count.
    pub fn is_called(&self, name: &str) -> bool {
        self.names().any(|own| own.eq_ignore_ascii_case(name))
    }
}

/// Front matter, and what follows it.
fn split_page(docs: &'static str) -> (&'static str, &'static str) {
    let inner = docs.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    inner.map_or(("", docs), |(front, body)| (front, body.trim_start()))
}

fn read_meta(name: &'static str, docs: &'static str) -> Meta {
    let (front, body) = split_page(docs);
    let field = |key: &str| {
        let lines = front.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(name, _)| *name == key).map(|(_, value)| value.trim()).next().unwrap_or_default()
    };
    let list = |key: &str| field(key).split(", ").filter(|code| !code.is_empty()).collect();
    let what = body.split("## What it does\n").nth(1).unwrap_or_default().trim_start();
    let group = THEMES.iter().find(|(_, rules)| rules.iter().any(|rule| rule.name == name));
    Meta {
        severity: Severity::parse(field("severity")).unwrap_or(Severity::Warning),
        default: field("default") == "on",
        aliases: list("aliases"),
        stands_for: list("stands-for"),
        fix: match field("fix") {
            "safe" => Some(Safety::Safe),
            "unsafe" => Some(Safety::Unsafe),
            _ => None,
        },
        since: field("since"),
        group: group.map_or("", |(theme, _)| theme),
        summary: what.split("\n\n").next().unwrap_or_default().trim(),
    }
}

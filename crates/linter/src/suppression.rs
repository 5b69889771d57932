//! Comments that silence findings, in the dialects that people use.
//!
//! - `# plimsoll ignore=rule,rule reason` for the next instruction, `# plimsoll ignore-file=rule` for the file;
//! - `# hadolint ignore=DL3006,SC2046` for the next instruction, `# hadolint global ignore=DL3006` for the file;
//! - `# check=skip=RuleName` as a directive for the file, or as a comment for the next instruction.
//!
//! Every dialect takes names and aliases alike.

use std::cell::Cell;

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Directive, DirectiveKind, Node};
use plimsoll_text::{TextRange, TextSize};

use crate::finding::Finding;
use crate::rule::{Rule, rules};

/// All suppressions of a file.
#[derive(Debug)]
pub(crate) struct Suppressions<'a> {
    pub(crate) file: &'a Dockerfile,
    entries: Vec<Suppression<'a>>,
}

/// One name in one comment.
#[derive(Debug)]
pub(crate) struct Suppression<'a> {
    /// The name in the comment.
    pub(crate) range: TextRange,
    pub(crate) name: &'a str,
    pub(crate) dialect: Dialect,
    /// The comment, as an index into the items of the tree.
    pub(crate) item: usize,
    /// A parser directive, not a comment.
    is_directive: bool,
    /// What it covers; nothing for a comment above no instruction.
    scope: Option<TextRange>,
    used: Cell<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Plimsoll,
    Hadolint,
    Check,
}

impl<'a> Suppressions<'a> {
    pub(crate) fn find(file: &'a Dockerfile) -> Self {
        let mut entries = Vec::new();
        for (index, item) in file.tree().items().iter().enumerate() {
            match &*item.node {
                Node::Comment(text) => comment(file, index, item.start, text, &mut entries),
                Node::Directive(directive) => {
                    check_directive(file, index, item.start, directive, &mut entries);
                }
                _ => {}
            }
        }
        Suppressions { file, entries }
    }

    /// Drops the findings that a comment silences.
    pub(crate) fn filter(&self, findings: Vec<Finding>) -> Vec<Finding> {
        if self.entries.is_empty() {
            return findings;
        }
        findings.into_iter().filter(|finding| !self.covers(finding)).collect()
    }

    /// Every suppression that silences the finding is used, not only the first one.
    fn covers(&self, finding: &Finding) -> bool {
        let mut covered = false;
        for entry in self.entries.iter().filter(|entry| entry.covers(finding)) {
            entry.used.set(true);
            covered = true;
        }
        covered
    }

    /// Those of one dialect that cover just this.
    pub(crate) fn of_scope(
        &self,
        dialect: Dialect,
        scope: TextRange,
    ) -> impl Iterator<Item = &Suppression<'a>> {
        self.entries.iter().filter(move |entry| entry.dialect == dialect && entry.scope == Some(scope))
    }

    /// Those that silenced nothing.
    pub(crate) fn unused(&self) -> impl Iterator<Item = &Suppression<'a>> {
        self.entries.iter().filter(|entry| !entry.used.get())
    }
}

/// BuildKit looks for these in the file as a whole: no comment above an instruction silences them there.
const CHECKS_OF_FILES: [&str; 6] = [
    "ConsistentInstructionCasing",
    "DuplicateStageName",
    "InvalidBaseImagePlatform",
    "InvalidDefaultArgInFrom",
    "NoEmptyContinuation",
    "ReservedStageName",
];

impl Suppression<'_> {
    fn covers(&self, finding: &Finding) -> bool {
        let is_in_scope = self.scope.is_some_and(|scope| scope.contains_range(finding.range));
        is_in_scope && self.names(finding.rule) && !self.is_deaf_to(finding.rule)
    }

    /// BuildKit goes on reporting it.
    fn is_deaf_to(&self, rule: &Rule) -> bool {
        let is_of_file = |alias: &&str| CHECKS_OF_FILES.contains(alias);
        self.dialect == Dialect::Check && !self.is_directive && rule.meta().aliases.iter().any(is_of_file)
    }

    /// Whether it speaks of a rule.
    pub(crate) fn names(&self, rule: &Rule) -> bool {
        match self.dialect {
            // BuildKit: names exactly as written, and `all` in lower case.
            Dialect::Check => {
                self.is_all() || rule.name == self.name || rule.meta().aliases.contains(&self.name)
            }
            _ => self.is_all() || rule.is_called(self.name),
        }
    }

    /// Whether it silences whatever there is.
    pub(crate) fn is_all(&self) -> bool {
        self.name == "all" && self.dialect != Dialect::Hadolint
    }

    /// The rules that it speaks of.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        rules().iter().copied().filter(|rule| self.names(rule))
    }
}

fn comment<'a>(
    file: &'a Dockerfile,
    item: usize,
    start: TextSize,
    text: &'a str,
    entries: &mut Vec<Suppression<'a>>,
) {
    let Some(parsed) = parse_comment(text) else { return };
    let (dialect, whole_file, names) = parsed;
    let scope = if whole_file { Some(whole(file)) } else { below(file, item, dialect) };
    push_names(start, text, names, |range, name| {
        let used = Cell::new(false);
        entries.push(Suppression { range, name, dialect, item, is_directive: false, scope, used });
    });
}

/// The dialect of a suppression comment, whether it is for the whole file, and its names.
fn parse_comment(text: &str) -> Option<(Dialect, bool, &str)> {
    let body = text.trim_start().trim_start_matches('\u{feff}').strip_prefix('#')?.trim();
    if let Some(rest) = body.strip_prefix("plimsoll ") {
        let rest = rest.trim_start();
        return match rest.strip_prefix("ignore-file") {
            Some(names) => Some((Dialect::Plimsoll, true, value(names)?)),
            None => Some((Dialect::Plimsoll, false, value(rest.strip_prefix("ignore")?)?)),
        };
    }
    if let Some(rest) = body.strip_prefix("hadolint ") {
        let rest = rest.trim_start();
        return match rest.strip_prefix("global ") {
            Some(rest) => {
                Some((Dialect::Hadolint, true, hadolint_value(rest.trim_start().strip_prefix("ignore")?)?))
            }
            None => Some((Dialect::Hadolint, false, hadolint_value(rest.strip_prefix("ignore")?)?)),
        };
    }
    // BuildKit keeps the `#` of an indented comment, which then is no option.
    let options = text.strip_prefix('#')?.trim().strip_prefix("check=")?;
    Some((Dialect::Check, false, skip_option(options)?))
}

/// What follows `=`, up to the next blank: a reason may come behind it.
fn value(rest: &str) -> Option<&str> {
    rest.trim_start().strip_prefix('=')?.split_whitespace().next()
}

/// hadolint allows blanks around the commas.
fn hadolint_value(rest: &str) -> Option<&str> {
    let list = rest.trim_start().strip_prefix('=')?;
    let end = list
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, ',' | ' ' | '-')))
        .unwrap_or(list.len());
    Some(&list[..end])
}

/// The names of `skip=`; BuildKit reads up to the first space.
fn skip_option(options: &str) -> Option<&str> {
    options.split(' ').next()?.splitn(3, ';').find_map(|option| option.strip_prefix("skip="))
}

fn check_directive<'a>(
    file: &'a Dockerfile,
    item: usize,
    start: TextSize,
    directive: &'a Directive,
    entries: &mut Vec<Suppression<'a>>,
) {
    if directive.kind != DirectiveKind::Check || !directive.is_effective() {
        return;
    }
    let Some(names) = skip_option(directive.value()) else { return };
    push_names(start, directive.source(), names, |range, name| {
        let (dialect, scope) = (Dialect::Check, Some(whole(file)));
        let used = Cell::new(false);
        entries.push(Suppression { range, name, dialect, item, is_directive: true, scope, used });
    });
}

/// Cuts `names`, which is a part of `text`, at the commas.
fn push_names<'a>(start: TextSize, text: &'a str, names: &'a str, mut push: impl FnMut(TextRange, &'a str)) {
    let mut at = names.as_ptr() as usize - text.as_ptr() as usize;
    for part in names.split(',') {
        let name = part.trim();
        let lead = part.len() - part.trim_start().len();
        if !name.is_empty() {
            let offset = start + TextSize::new((at + lead) as u32);
            push(TextRange::at(offset, TextSize::of(name)), name);
        }
        at += part.len() + 1;
    }
}

fn whole(file: &Dockerfile) -> TextRange {
    TextRange::up_to(file.tree().len())
}

/// The instruction that a comment stands above. BuildKit forgets a comment at the next empty one.
fn below(file: &Dockerfile, item: usize, dialect: Dialect) -> Option<TextRange> {
    let tree = file.tree();
    let target = tree.instruction_below(item)?;
    let is_empty_comment = |node: &Node| matches!(node, Node::Comment(text) if text.trim() == "#");
    let forgotten = tree.items()[item..target].iter().any(|item| is_empty_comment(&item.node));
    if dialect == Dialect::Check && forgotten {
        return None;
    }
    Some(tree.items()[target].range())
}

//! Comments that silence findings, in the dialects that people use.
//!
//! - `# plimsoll ignore=rule,rule reason` for the next instruction, `# plimsoll ignore-file=rule` for the file;
//! - `# hadolint ignore=DL3006,SC2046` for the next instruction, `# hadolint global ignore=DL3006` for the file;
//! - `# check=skip=RuleName` as a directive for the file, or as a comment for the next instruction;
//! - `# shellcheck disable=SC2086` and `#trivy:ignore:DS-0002` for the next instruction, `#checkov:skip=CKV_DOCKER_3:reason` for
//!   the file;
//! - `# kics-scan ignore-line` and `ignore-block` for all that is in the next instruction, `# kics-scan ignore` and `disable=…`
//!   for the file.
//!
//! In an ignore file the next pattern takes the place of the next instruction.
//!
//! Every dialect takes names and aliases alike.

mod comment;
mod malformed;
mod scanners;

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};

use plimsoll_syntax::{Directive, DirectiveKind};
use plimsoll_text::{TextRange, TextSize};

use crate::check_directive::EXPERIMENTAL_CHECKS;
use crate::finding::Finding;
use crate::rule::{Rule, rules, rules_called};
use crate::source::{Piece, PieceKind, Source};
pub(crate) use comment::{Dialect, is_check_comment, is_for_next_instruction, is_ours};
use comment::{parse_comment, skip_option};
pub(crate) use malformed::{Malformed, malformed};
use scanners::stands_for;

/// All suppressions of a file.
pub(crate) struct Suppressions<'a> {
    pub(crate) file: &'a dyn Source,
    entries: Vec<Suppression<'a>>,
}

/// One name in one comment.
#[derive(Debug)]
pub(crate) struct Suppression<'a> {
    /// The name in the comment.
    pub(crate) range: TextRange,
    pub(crate) name: &'a str,
    pub(crate) dialect: Dialect,
    /// The comment, as an index into the pieces of the file.
    pub(crate) piece: usize,
    /// A parser directive, not a comment.
    is_directive: bool,
    /// What it covers; nothing for a comment above no instruction.
    scope: Option<TextRange>,
    /// It will never cover anything: BuildKit has met an empty comment.
    forgotten: bool,
    used: Cell<bool>,
}

impl<'a> Suppressions<'a> {
    pub(crate) fn find(file: &'a dyn Source) -> Self {
        let mut entries = Vec::new();
        // Those from here on wait for their instruction.
        let mut waiting = 0;
        let whole = file.range();
        for (index, piece) in file.pieces().enumerate() {
            match piece.kind {
                PieceKind::Comment if piece.source.trim() == "#" => forget(&mut entries[waiting..]),
                PieceKind::Comment => comment(whole, index, piece, &mut entries),
                PieceKind::Directive(directive) => {
                    check_directive(whole, index, piece, directive, &mut entries);
                }
                PieceKind::Instruction | PieceKind::Pattern => {
                    reach(&mut entries[waiting..], piece.range);
                    waiting = entries.len();
                }
                PieceKind::Blank => {}
            }
        }
        Suppressions { file, entries }
    }

    /// Drops the findings that a comment silences. Every suppression that silences one is used, not only the first.
    pub(crate) fn filter(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        if self.entries.is_empty() {
            return findings;
        }
        let mut found: HashMap<TextRange, BTreeMap<&str, &Rule>> = HashMap::new();
        for finding in &findings {
            for scope in self.scopes(finding) {
                found.entry(scope).or_default().insert(finding.rule.name, finding.rule);
            }
        }
        let mut silenced = HashSet::new();
        for entry in &self.entries {
            let Some(scope) = entry.scope else { continue };
            let rules = found.get(&scope).into_iter().flat_map(BTreeMap::values);
            for rule in rules.filter(|rule| entry.silences(rule)) {
                entry.used.set(true);
                silenced.insert((scope, rule.name));
            }
        }
        findings.retain(|finding| {
            !self.scopes(finding).any(|scope| silenced.contains(&(scope, finding.rule.name)))
        });
        findings
    }

    /// What a suppression may cover that a finding is in: the file, and an instruction or a pattern.
    fn scopes(&self, finding: &Finding) -> impl Iterator<Item = TextRange> {
        let whole = self.file.range();
        let around = statement_around(self.file, finding).map(|statement| statement.range);
        [whole].into_iter().chain(around)
    }

    /// Those of one dialect that cover just this.
    pub(crate) fn of_scope(
        &self,
        dialect: Dialect,
        scope: TextRange,
    ) -> impl Iterator<Item = &Suppression<'a>> {
        self.entries.iter().filter(move |entry| entry.dialect == dialect && entry.scope == Some(scope))
    }

    /// Those in our own words with a name that no rule has.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = &Suppression<'a>> {
        self.entries.iter().filter(|entry| entry.dialect == Dialect::Plimsoll && !entry.is_known())
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

impl<'a> Suppression<'a> {
    /// A comment that waits for its instruction.
    fn new(range: TextRange, name: &'a str, dialect: Dialect, piece: usize) -> Self {
        let used = Cell::new(false);
        Suppression { range, name, dialect, piece, is_directive: false, scope: None, forgotten: false, used }
    }

    fn silences(&self, rule: &Rule) -> bool {
        self.names(rule) && !self.is_deaf_to(rule)
    }

    /// BuildKit goes on reporting it.
    fn is_deaf_to(&self, rule: &Rule) -> bool {
        let goes_on = |alias: &&str| {
            EXPERIMENTAL_CHECKS.contains(alias) || (!self.is_directive && CHECKS_OF_FILES.contains(alias))
        };
        self.dialect == Dialect::Check && rule.meta().aliases.iter().any(goes_on)
    }

    /// Whether the tool in whose words it is has no use for it either. That may find what our rules let pass.
    pub(crate) fn is_useless_everywhere(&self) -> bool {
        match self.dialect {
            Dialect::Plimsoll => true,
            Dialect::Check => {
                self.forgotten || (!self.is_all() && self.rules().all(|rule| self.is_deaf_to(rule)))
            }
            _ => false,
        }
    }

    /// Whether it speaks of a rule.
    pub(crate) fn names(&self, rule: &Rule) -> bool {
        match self.dialect {
            // BuildKit: names exactly as written, and `all` in lower case.
            Dialect::Check => {
                self.is_all() || rule.name == self.name || rule.meta().aliases.contains(&self.name)
            }
            Dialect::Trivy | Dialect::Checkov | Dialect::Kics => {
                self.is_all() || rule.is_called(self.name) || stands_for(self.name, rule)
            }
            _ => self.is_all() || rule.is_called(self.name),
        }
    }

    /// Whether it silences whatever there is.
    pub(crate) fn is_all(&self) -> bool {
        self.dialect.is_all(self.name)
    }

    /// Whether there is such a rule.
    pub(crate) fn is_known(&self) -> bool {
        self.is_all() || self.rules().next().is_some()
    }

    /// The rules that it speaks of.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        let candidates = match self.dialect {
            _ if self.is_all() => rules(),
            Dialect::Trivy | Dialect::Checkov | Dialect::Kics => rules(),
            _ => rules_called(self.name),
        };
        candidates.iter().copied().filter(|rule| self.names(rule))
    }
}

/// The instruction or pattern that a finding is in.
pub(crate) fn statement_around<'a>(file: &'a dyn Source, finding: &Finding) -> Option<Piece<'a>> {
    let piece = file.piece(file.piece_at(finding.range.start())?)?;
    (piece.is_statement() && piece.range.contains_range(finding.range)).then_some(piece)
}

fn comment<'a>(whole: TextRange, index: usize, piece: Piece<'a>, entries: &mut Vec<Suppression<'a>>) {
    let Some((dialect, is_for_file, names)) = parse_comment(piece.source) else { return };
    let scope = is_for_file.then_some(whole);
    push_names(piece, names, |range, name| {
        entries.push(Suppression { scope, ..Suppression::new(range, name, dialect, index) });
    });
}

fn check_directive<'a>(
    whole: TextRange,
    index: usize,
    piece: Piece<'a>,
    directive: &'a Directive,
    entries: &mut Vec<Suppression<'a>>,
) {
    if directive.kind != DirectiveKind::Check || !directive.is_effective() {
        return;
    }
    let Some(names) = skip_option(directive.value()) else { return };
    push_names(piece, names, |range, name| {
        let entry = Suppression::new(range, name, Dialect::Check, index);
        entries.push(Suppression { scope: Some(whole), is_directive: true, ..entry });
    });
}

/// Cuts `names`, which is a part of the piece's text, at the commas.
fn push_names<'a>(piece: Piece<'a>, names: &'a str, mut push: impl FnMut(TextRange, &'a str)) {
    let mut at = names.as_ptr() as usize - piece.source.as_ptr() as usize;
    for part in names.split(',') {
        let name = part.trim();
        let lead = part.len() - part.trim_start().len();
        if !name.is_empty() {
            let offset = piece.range.start() + TextSize::new((at + lead) as u32);
            push(TextRange::at(offset, TextSize::of(name)), name);
        }
        at += part.len() + 1;
    }
}

/// BuildKit forgets the comments above an instruction at an empty one.
fn forget(waiting: &mut [Suppression<'_>]) {
    for entry in waiting {
        entry.forgotten |= entry.dialect == Dialect::Check;
    }
}

/// Gives the comments above an instruction their scope.
fn reach(waiting: &mut [Suppression<'_>], statement: TextRange) {
    for entry in waiting.iter_mut().filter(|entry| !entry.forgotten) {
        entry.scope.get_or_insert(statement);
    }
}

#[cfg(test)]
mod tests {

    use crate::fixture;
    use crate::{Settings, lint};

    #[test]
    fn comments_for_other_tools_silence_what_those_find() {
        let found = |comment: &str| {
            let text = format!("FROM alpine:3.22\nWORKDIR /a\n{comment}\nUSER root\nRUN x\nADD a b\n");
            let file = fixture::file(&text);
            let rules = "select = ['runs-as-root', 'add-instead-of-copy', 'unused-suppression', 'invalid-suppression']";
            let findings = lint(&file, &Settings::from_toml(rules).unwrap());
            findings.iter().map(|finding| finding.rule.name).collect::<Vec<_>>().join(" ")
        };
        let both = found("# nothing");
        assert_eq!(both, "runs-as-root add-instead-of-copy");
        for comment in
            ["#trivy:ignore:AVD-DS-0002", "# kics-scan ignore-block", "# checkov:skip=CKV_DOCKER_8:why"]
        {
            assert_eq!(found(comment), "add-instead-of-copy", "{comment}");
        }
        assert_eq!(found("#checkov:skip=CKV_DOCKER_4"), "runs-as-root");
        assert_eq!(found("# kics-scan ignore"), "");
        for comment in
            ["#trivy:ignore:DS-0005", "#trivy:ignore:X", "# shellcheck disable=SC1", "#checkov:skip=Z"]
        {
            assert_eq!(found(comment), both, "{comment}");
        }
    }
}

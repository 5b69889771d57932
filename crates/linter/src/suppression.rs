//! Comments that silence findings, in the dialects that people use.
//!
//! - `# plimsoll ignore=rule,rule reason` for the next instruction, `# plimsoll ignore-file=rule` for the file;
//! - `# hadolint ignore=DL3006,SC2046` for the next instruction, `# hadolint global ignore=DL3006` for the file;
//! - `# check=skip=RuleName` as a directive for the file, or as a comment for the next instruction.
//!
//! In an ignore file the next pattern takes the place of the next instruction.
//!
//! Every dialect takes names and aliases alike.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use plimsoll_syntax::{Directive, DirectiveKind};
use plimsoll_text::{TextRange, TextSize};

use crate::check_directive::EXPERIMENTAL_CHECKS;
use crate::finding::Finding;
use crate::rule::{Rule, rules};
use crate::source::{Piece, PieceKind, Source};

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Plimsoll,
    Hadolint,
    Check,
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
            Dialect::Hadolint => false,
            Dialect::Check => {
                self.forgotten || (!self.is_all() && self.rules().all(|rule| self.is_deaf_to(rule)))
            }
        }
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

    /// Whether there is such a rule.
    pub(crate) fn is_known(&self) -> bool {
        self.is_all() || self.rules().next().is_some()
    }

    /// The rules that it speaks of.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        rules().iter().copied().filter(|rule| self.names(rule))
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

/// Whether a comment silences something in the instruction below it.
pub(crate) fn is_for_next_instruction(text: &str) -> bool {
    matches!(parse_comment(text), Some((_, false, _)))
}

/// Whether a comment silences something in our own words.
pub(crate) fn is_ours(text: &str) -> bool {
    matches!(parse_comment(text), Some((Dialect::Plimsoll, ..)))
}

/// Whether BuildKit takes a comment above an instruction for a suppression.
pub(crate) fn is_check_comment(text: &str) -> bool {
    matches!(parse_comment(text), Some((Dialect::Check, ..)))
}

/// The list behind `=`: blanks may stand around its commas, and a reason behind it.
fn value(rest: &str) -> Option<&str> {
    let list = rest.trim_start().strip_prefix('=')?.trim_start();
    let mut end = 0;
    for part in list.split(',') {
        let name = part.split_whitespace().next().unwrap_or_default();
        let start = part.len() - part.trim_start().len();
        if !name.is_empty() {
            end = part.as_ptr() as usize - list.as_ptr() as usize + start + name.len();
        }
        if !part[start + name.len()..].trim().is_empty() {
            break;
        }
    }
    (end > 0).then_some(&list[..end])
}

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
    name == "all" || rules().iter().any(|rule| rule.is_called(name))
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
    use super::*;

    #[test]
    fn names_end_where_a_reason_begins() {
        let names = |text: &str| parse_comment(text).map(|(_, _, names)| names.to_owned());
        let cases = [
            ("# plimsoll ignore=a", Some("a")),
            ("# plimsoll ignore = a,b why", Some("a,b")),
            ("# plimsoll ignore=a, b ,c why, and how", Some("a, b ,c")),
            ("# plimsoll ignore=a,", Some("a")),
            ("# plimsoll ignore=a , ", Some("a")),
            ("# plimsoll ignore=", None),
            ("# plimsoll ignore= ,", None),
            ("# plimsoll ignore a", None),
        ];
        for (text, expected) in cases {
            assert_eq!(names(text).as_deref(), expected, "{text}");
        }
    }

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

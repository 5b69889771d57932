//! What ShellCheck would say about a script: the one place that names a type of the library that finds it.
//!
//! The library is `shuck-linter`, an independent work under the MIT licence with ShellCheck's codes.

mod plain;
mod table;

use std::collections::BTreeSet;
use std::ops::Range;

use plimsoll_text::Span;
use shuck_linter::{
    AnalysisRequest, Diagnostic, LinterSettings, Rule, RuleMetadata, RuleSet, ShellCheckLevel, ShellDialect,
    rule_metadata,
};
use shuck_parser::parser::Parser;

use crate::dialect::PosixShell;
use crate::view::View;

/// Something that can be wrong with a script.
#[derive(Debug)]
pub struct Check {
    /// ShellCheck's: `SC2086`.
    pub code: &'static str,
    /// Kebab-case: `unquoted-expansion`.
    pub name: &'static str,
    rule: Rule,
}

/// How bad ShellCheck holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Style,
    Info,
    Warning,
    Error,
}

/// Some of the checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckSet(RuleSet);

/// A finding. Its span, and those of its repair, are spans of the instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub check: &'static Check,
    /// One line without a full stop.
    pub message: String,
    pub span: Span,
    pub repair: Option<Repair>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    pub title: String,
    /// What to put in the place of which span.
    pub edits: Vec<(Span, String)>,
}

impl Check {
    const fn new(code: &'static str, name: &'static str, rule: Rule) -> Self {
        Check { code, name, rule }
    }

    /// All of them, by code.
    pub fn all() -> &'static [Check] {
        table::CHECKS
    }

    pub fn level(&self) -> Level {
        match self.metadata().and_then(|metadata| metadata.shellcheck_level) {
            Some(ShellCheckLevel::Style) => Level::Style,
            Some(ShellCheckLevel::Info) => Level::Info,
            Some(ShellCheckLevel::Error) => Level::Error,
            Some(ShellCheckLevel::Warning) | None => Level::Warning,
        }
    }

    /// What it finds, in a sentence.
    pub fn description(&self) -> &'static str {
        self.metadata().map_or("", |metadata| metadata.description)
    }

    /// Why that is wrong, and what to write instead.
    pub fn rationale(&self) -> &'static str {
        self.metadata().map_or("", |metadata| metadata.rationale)
    }

    /// What its repair does, if it has one.
    pub fn repair(&self) -> Option<&'static str> {
        self.metadata()?.fix_description
    }

    fn metadata(&self) -> Option<&'static RuleMetadata> {
        rule_metadata(self.rule)
    }

    /// Whether a shell has this beyond what POSIX promises, so that it is no problem there.
    fn is_extension_of(&self, shell: PosixShell, text: &str) -> bool {
        match shell {
            PosixShell::Ash => BUSYBOX.contains(&self.code),
            // Its `echo` takes `-n`, and reads escapes unasked.
            PosixShell::Dash => {
                matches!(self.code, "SC2028" | "SC3043") || self.code == "SC3037" && text == "-n"
            }
            _ => false,
        }
    }
}

/// What BusyBox's `ash` has, built as distributions build it.
///
/// Source: BusyBox 1.37, `shell/ash.c`, the parts under `ASH_BASH_COMPAT`; read 2026-11-22.
const BUSYBOX: &[&str] = &[
    "SC3001", "SC3003", "SC3010", "SC3014", "SC3018", "SC3020", "SC3037", "SC3040", "SC3042", "SC3043",
    "SC3045", "SC3046", "SC3048", "SC3051", "SC3057", "SC3060",
];

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Check {}

impl FromIterator<&'static Check> for CheckSet {
    fn from_iter<T: IntoIterator<Item = &'static Check>>(checks: T) -> Self {
        CheckSet(checks.into_iter().map(|check| check.rule).collect())
    }
}

impl CheckSet {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// No longer script is looked at: the work of the library grows faster than some of them.
const MAX_SCRIPT: usize = 1 << 15;

/// Looks for problems in a script. `known` are the variables that are set before it begins.
pub fn problems(view: &View, shell: PosixShell, known: &[&str], checks: &CheckSet) -> Vec<Problem> {
    let prelude = if known.is_empty() { String::new() } else { format!("export {}\n", known.join(" ")) };
    let script = view.script();
    let text = &view.text()[script.bytes()];
    if text.len() > MAX_SCRIPT || plain::is_plain(text) {
        return Vec::new();
    }
    let text = format!("{prelude}{text}");
    let place = Place { script, prelude: prelude.len() };
    let dialect = dialect(shell);
    let found = lint(&text, dialect, checks);
    let count = found.len();
    let mut problems: Vec<Problem> = found
        .into_iter()
        .filter_map(|diagnostic| problem(diagnostic, &place, view))
        .filter(|problem| !problem.check.is_extension_of(shell, &view.text()[problem.span.bytes()]))
        .collect();
    drop_vain_repairs(&mut problems, &text, &place, count, |text| lint(text, dialect, checks).len());
    problems
}

fn lint(text: &str, dialect: ShellDialect, checks: &CheckSet) -> Vec<Diagnostic> {
    let settings =
        LinterSettings::for_rules(checks.0.iter()).with_shell(dialect).with_resolve_source_closure(false);
    let parsed = Parser::with_dialect(text, dialect.parser_dialect()).parse();
    AnalysisRequest::from_parse_result(&parsed, text, &settings).lint()
}

/// Some repairs leave what is wrong as it is, or make something else wrong. Those of one check are tried together: a try
/// for each would take too long.
fn drop_vain_repairs(
    problems: &mut [Problem],
    text: &str,
    place: &Place,
    count: usize,
    count_in: impl Fn(&str) -> usize,
) {
    let repaired: BTreeSet<&str> =
        problems.iter().filter(|one| one.repair.is_some()).map(|one| one.check.code).collect();
    for code in repaired {
        let mut repaired = text.to_owned();
        let mut start_of_last = text.len() + 1;
        let mut applied = 0;
        let repairs =
            problems.iter().filter(|one| one.check.code == code).filter_map(|one| one.repair.as_ref());
        // From the end, so that no edit moves the place of another one.
        for repair in repairs.collect::<Vec<_>>().into_iter().rev() {
            let mut edits: Vec<(Range<usize>, &str)> =
                repair.edits.iter().map(|(span, insert)| (place.bytes(*span), insert.as_str())).collect();
            edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
            if edits.first().is_none_or(|(range, _)| range.end >= start_of_last) {
                continue;
            }
            applied += 1;
            for (range, insert) in edits {
                start_of_last = range.start;
                repaired.replace_range(range, insert);
            }
        }
        if count_in(&repaired) + applied > count {
            problems.iter_mut().filter(|one| one.check.code == code).for_each(|one| one.repair = None);
        }
    }
}

fn dialect(shell: PosixShell) -> ShellDialect {
    match shell {
        // The library looks for what POSIX does not have in scripts for `sh` alone.
        PosixShell::Sh | PosixShell::Ash | PosixShell::Dash => ShellDialect::Sh,
        PosixShell::Bash => ShellDialect::Bash,
        PosixShell::Ksh => ShellDialect::Ksh,
        PosixShell::Zsh => ShellDialect::Zsh,
    }
}

/// Where the text that was looked at stands in the instruction.
struct Place {
    script: Span,
    prelude: usize,
}

impl Place {
    /// Where a span of the script is in the text.
    fn bytes(&self, span: Span) -> Range<usize> {
        let offset = |offset: u32| (offset - self.script.start) as usize + self.prelude;
        offset(span.start)..offset(span.end)
    }

    /// Nothing for what is not in the script.
    fn span(&self, start: usize, end: usize) -> Option<Span> {
        let start = u32::try_from(start.checked_sub(self.prelude)?).ok()? + self.script.start;
        let end = u32::try_from(end.checked_sub(self.prelude)?).ok()? + self.script.start;
        (start <= end && end <= self.script.end).then(|| Span::new(start, end))
    }
}

fn problem(diagnostic: Diagnostic, place: &Place, view: &View) -> Option<Problem> {
    let check = Check::all().iter().find(|check| check.rule == diagnostic.rule)?;
    let span = place.span(diagnostic.span.start.offset(), diagnostic.span.end.offset())?;
    let repair = repair(&diagnostic, place, view);
    Some(Problem { check, message: diagnostic.message, span: view.visible(span), repair })
}

fn repair(diagnostic: &Diagnostic, place: &Place, view: &View) -> Option<Repair> {
    let fix = diagnostic.fix.as_ref()?;
    let edit = |edit: &shuck_linter::Edit| {
        let span = place.span(usize::from(edit.range().start()), usize::from(edit.range().end()))?;
        // What is put in was made from the view, in which a line break is blank.
        // A comment would go on to the end of the instruction.
        let is_comment = edit.content().trim_start().starts_with('#');
        let is_whole = !view.has_gap_in(span) && !edit.content().contains('\n') && !is_comment;
        is_whole.then(|| (span, edit.content().to_owned()))
    };
    let edits = fix.edits().iter().map(edit).collect::<Option<Vec<_>>>()?;
    let title = diagnostic
        .fix_title
        .clone()
        .or_else(|| rule_metadata(diagnostic.rule)?.fix_description.map(str::to_owned))?;
    Some(Repair { title: as_title(&title), edits })
}

/// Begins with a capital, and has no full stop.
fn as_title(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

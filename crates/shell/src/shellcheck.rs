//! What ShellCheck would say about a script: the one module that names types of the library that finds it.
//!
//! The library is `shuck-linter`, an independent work under the MIT licence with ShellCheck's codes.

mod check;
mod plain;
mod repair;
mod table;

use std::cell::RefCell;
use std::ops::Range;
use std::sync::LazyLock;

pub use check::{Check, CheckSet, Level};
use plimsoll_text::Span;
pub use repair::Repair;
use shuck_linter::{AnalysisRequest, Diagnostic, LinterSettings, ShellCheckCodeMap, ShellDialect};
use shuck_parser::parser::Parser;

use crate::dialect::PosixShell;
use crate::script::Script;
use crate::view::View;

/// A finding. Its span, and those of its repair, are spans of the instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub check: &'static Check,
    /// One line without a full stop.
    pub message: String,
    pub span: Span,
    pub repair: Option<Repair>,
}

/// No longer script is looked at: the work of the library grows faster than some of them.
const MAX_SCRIPT: usize = 1 << 15;

/// Looks for problems in a script. `known` are the variables that are set before it begins.
pub fn problems(
    view: &View,
    script: &Script,
    shell: PosixShell,
    known: &[&str],
    checks: &CheckSet,
) -> Vec<Problem> {
    if view.script().len() as usize > MAX_SCRIPT {
        return Vec::new();
    }
    let plain = plain::plain_arguments(script, view);
    plain.map_or_else(Vec::new, |plain| look_for(view, &plain, shell, known, checks))
}

/// What is blank has nothing to do with problems.
fn look_for(
    view: &View,
    blank: &[Span],
    shell: PosixShell,
    known: &[&str],
    checks: &CheckSet,
) -> Vec<Problem> {
    let prelude = if known.is_empty() { String::new() } else { format!("export {}\n", known.join(" ")) };
    let place = Place { script: view.script(), prelude: prelude.len() };
    let mut text = format!("{prelude}{}", &view.text()[view.script().bytes()]);
    for span in blank.iter().map(|span| place.bytes(*span)) {
        let blanks = " ".repeat(span.len());
        text.replace_range(span, &blanks);
    }
    let dialect = dialect(shell);
    let found = lint(&text, dialect, checks);
    let count = found.len();
    let mut problems: Vec<Problem> = found
        .into_iter()
        .filter_map(|diagnostic| problem(diagnostic, &place, view))
        .filter(|problem| !problem.check.is_fine_in(shell, &view.text()[problem.span.bytes()]))
        .collect();
    repair::drop_vain(&mut problems, &text, &place, count, |text| lint(text, dialect, checks).len());
    problems
}

thread_local! {
    /// Kept, as making them takes longer than looking at a short script does.
    static SETTINGS: RefCell<LinterSettings> =
        RefCell::new(LinterSettings::for_rules([]).with_resolve_source_closure(false));
}

/// What the codes in `# shellcheck disable=` mean. Kept for the same reason.
static CODES: LazyLock<ShellCheckCodeMap> = LazyLock::new(ShellCheckCodeMap::default);

fn lint(text: &str, dialect: ShellDialect, checks: &CheckSet) -> Vec<Diagnostic> {
    SETTINGS.with_borrow_mut(|settings| {
        settings.rules = checks.rules();
        settings.shell = dialect;
        let parsed = Parser::with_dialect(text, dialect.parser_dialect()).parse();
        AnalysisRequest::from_parse_result(&parsed, text, settings).with_shellcheck_map(&CODES).lint()
    })
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
    let check = Check::of(diagnostic.rule)?;
    let span = place.span(diagnostic.span.start.offset(), diagnostic.span.end.offset())?;
    let repair = repair::of(&diagnostic, place, view);
    Some(Problem { check, message: diagnostic.message, span: view.visible(span), repair })
}

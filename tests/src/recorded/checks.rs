//! The outcome of BuildKit's checks: our findings of the rules that are also BuildKit's.

use std::sync::Arc;

use plimsoll_linter::{Finding, Settings, lint};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::{Placed, SyntaxTree};
use plimsoll_text::TextSize;

use super::failure::{Failure, failure};
use super::nodes::line;

/// BuildKit's names of its checks.
const CHECKS: &[&str] = &[
    "ConsistentInstructionCasing",
    "CopyIgnoredFile",
    "DuplicateStageName",
    "ExposeInvalidFormat",
    "ExposeProtoCasing",
    "FromAsCasing",
    "FromPlatformFlagConstDisallowed",
    "InvalidDefaultArgInFrom",
    "InvalidDefinitionDescription",
    "JSONArgsRecommended",
    "LegacyKeyValueFormat",
    "MaintainerDeprecated",
    "MultipleInstructionsDisallowed",
    "NoEmptyContinuation",
    "RedundantTargetPlatform",
    "ReservedStageName",
    "SecretsUsedInArgOrEnv",
    "StageNameCasing",
    "UndefinedArgInFrom",
    "UndefinedVar",
    "WorkdirRelativePath",
];

/// `Check@line, … ; error: message @line`
pub fn checks(text: &str) -> String {
    let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
    let mut warnings: Vec<String> =
        warnings(&file).map(|(name, at)| format!("{name}@{}", line(text, at))).collect();
    warnings
        .sort_by_key(|warning| warning.split('@').next_back().and_then(|line| line.parse::<usize>().ok()));
    let shown = if warnings.is_empty() { "no warning".to_owned() } else { warnings.join(", ") };
    match failure(text, &file) {
        None => shown,
        Some(Failure { message, line: Some(line) }) => format!("{shown} ; error: {message} @{line}"),
        Some(Failure { message, line: None }) => format!("{shown} ; error: {message} (no location)"),
    }
}

/// The name of the check of every finding that is one of BuildKit's, and where BuildKit reports it.
pub(crate) fn warnings(file: &Dockerfile) -> impl Iterator<Item = (&'static str, TextSize)> {
    let settings = Settings::from_selection(&["all".to_owned()], &[]).expect("`all` is a selection");
    lint(file, &settings).into_iter().filter_map(move |finding| {
        let name = *CHECKS.iter().find(|check| finding.aliases.contains(check))?;
        Some((name, place(file, &finding, name)))
    })
}

/// BuildKit reports whole lines: the first one of the instruction, or the last one for a blank line in it.
fn place(file: &Dockerfile, finding: &Finding, check: &str) -> TextSize {
    let start = finding.range.start();
    let below = |item| file.tree().instruction(file.tree().instruction_below(item)?);
    let instruction = file.instruction_at(start).or_else(|| file.tree().item_at(start).and_then(below));
    let Some(instruction) = instruction else { return start };
    if check == "NoEmptyContinuation" { last_line(instruction) } else { instruction.start }
}

fn last_line(instruction: Placed<'_>) -> TextSize {
    instruction.full_range().end() - TextSize::from(1)
}

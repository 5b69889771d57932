//! Shared: where the sources are copied once the install comes first: behind its RUN, or in the middle of it.

use plimsoll_semantics::{Dockerfile, Location, RunStep, StepKind};
use plimsoll_shell::{Invocation, Item, OperatorKind, Script, Step};
use plimsoll_syntax::{Arguments, GapKind, Placed};
use plimsoll_text::Span;

use super::spoiled::Spoiled;
use crate::edit;

pub(super) enum Cut {
    /// Behind the RUN.
    Behind,
    /// Inside: the rest of its commands needs them.
    Inside {
        /// What stands between the two halves: `&&`, or the end of a line.
        between: Span,
        /// What ends the first half and begins the second one, the copies aside.
        end: String,
        start: String,
    },
}

/// Commands that prepare the shell, and that another shell can repeat.
const REPEATABLE: &[&str] = &["cd", "export", "set", "umask"];

impl Cut {
    pub(super) fn find(
        file: &Dockerfile,
        spoiled: &Spoiled<'_>,
        targets: &[Location],
    ) -> Result<Cut, String> {
        let run = spoiled.run;
        let steps = file.run_steps(run, targets);
        let Some(first) = steps.iter().find(|step| !is_free(step)) else { return Ok(Cut::Behind) };
        let install =
            spoiled.installs.last().and_then(|last| steps.iter().find(|step| step.span.contains(last.span)));
        let in_front =
            || format!("`{}` in front of the install may need the sources", shown(run, first.span));
        let Some(install) = install else { return Err(in_front()) };
        if install.item >= first.item || steps.iter().any(|step| step.item <= install.item && !is_free(step))
        {
            return Err(in_front());
        }
        let cut = match file.scripts(run) {
            [script] => Cut::behind_item(file, run, script, install.item),
            _ => None,
        };
        cut.ok_or_else(|| format!("`{}` in the same RUN may need the sources", shown(run, first.span)))
    }

    /// Between two commands, both of which run as they do now: whatever prepares the shell is repeated.
    fn behind_item(file: &Dockerfile, run: Placed<'_>, script: &Script, item: usize) -> Option<Cut> {
        let items = &script.list().items;
        let (before, after) = items.split_at_checked(item + 1)?;
        let next = after.first()?.pipeline.span;
        let between = Span::new(before.last()?.pipeline.span.end, next.start);
        let gaps = run.instruction.gaps().iter().filter(|gap| gap.kind == GapKind::Comment);
        let mut comments = gaps.map(|gap| gap.span).chain(script.comments().iter().copied());
        let has_comment = comments.any(|comment| between.contains(comment));
        let preparations = preparations(run, before)?;
        if !script.faults().is_empty() || has_comment || !script.heredocs().is_empty() {
            return None;
        }
        let opening = |end: u32| &run.source()[..end as usize];
        match (&run.command().arguments, run.heredocs()) {
            (Arguments::Shell(_), []) => {
                let parts = &items[..items.len() - 1];
                let is_and =
                    |item: &Item| item.operator.is_some_and(|operator| operator.kind == OperatorKind::And);
                let repeated: String = preparations.iter().map(|text| format!("{text} && ")).collect();
                let start = format!("{}{repeated}", opening(run.command().rest.start));
                parts.iter().all(is_and).then(|| Cut::Inside { between, end: String::new(), start })
            }
            (Arguments::Shell(line), [heredoc]) if heredoc.marker == *line => {
                let newline = edit::line_ending(file);
                let is_line = run.instruction.source_of(between).trim().is_empty();
                let has_shebang = run.instruction.source_of(heredoc.body).trim_start().starts_with("#!");
                let repeated: String = preparations.iter().map(|text| format!("{text}{newline}")).collect();
                let start = format!("{}{repeated}", opening(heredoc.body.start));
                let end = format!("{newline}{}", heredoc.name);
                (is_line && !has_shebang).then_some(Cut::Inside { between, end, start })
            }
            _ => None,
        }
    }
}

/// Needs nothing but manifests.
fn is_free(step: &RunStep<'_>) -> bool {
    match &step.kind {
        StepKind::Install(install) => !install.needs_sources,
        StepKind::Independent => true,
        StepKind::Other => false,
    }
}

/// A command as a message names it.
pub(super) fn shown(run: Placed<'_>, span: Span) -> String {
    const MAX_LEN: usize = 40;
    let text = run.text(span);
    let line = text.lines().next().unwrap_or_default().replace('`', "'");
    match line.char_indices().nth(MAX_LEN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// The commands that leave their shell in another state, as they are written; nothing if that can't be repeated.
fn preparations(run: Placed<'_>, items: &[Item]) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for item in items {
        for step in &item.pipeline.steps {
            let Step::Command(command) = step else { return None };
            let invocation = command.invocation()?;
            if invocation.changes_shell() {
                found.push(repeatable(run, &invocation, item)?);
            }
        }
    }
    Some(found)
}

fn repeatable(run: Placed<'_>, invocation: &Invocation<'_>, item: &Item) -> Option<String> {
    let is_alone = item.pipeline.steps.len() == 1 && invocation.wrappers.is_empty();
    let is_plain = invocation.arguments.iter().all(|word| word.literal().is_some());
    let text = run.text(item.pipeline.span);
    let is_line = !text.contains('\n');
    (is_alone && is_plain && is_line && REPEATABLE.contains(&invocation.name)).then(|| text.into_owned())
}

//! See the page beside this file.

use std::collections::BTreeSet;

use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_shell::{CompoundKind, List, OperatorKind, Script, Step, Word};
use plimsoll_syntax::{Arguments, GapKind, Keyword, Node, Placed};
use plimsoll_text::{Span, TextEdit, TextRange};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;
use crate::rules::runtime::is_meant_as_array;
use crate::script::{self, Layout};

pub(crate) static RULE: Rule = Rule::new("consecutive-run", include_str!("consecutive_run.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.final_stage().into_iter().flat_map(Stage::chain) {
        let runs: Vec<Placed<'_>> = stage.instructions_of(Keyword::Run).collect();
        for pair in runs.windows(2) {
            let [first, second] = pair else { continue };
            if edit::are_neighbours(file, *first, *second)
                && edit::have_same_flags(*first, *second)
                && can_be_one(file, *first, *second)
            {
                report_pair(file, report, *first, *second);
            }
        }
    }
}

fn report_pair(file: &Dockerfile, report: &mut Report<'_>, first: Placed<'_>, second: Placed<'_>) {
    let message = "this RUN makes a layer of its own behind another RUN";
    let finding = report.at(second.range(second.command().keyword_span), message);
    finding.related(first.range(first.command().keyword_span), "could be joined with this one");
    if let Some(edit) = join(file, first, second) {
        finding.fix(Fix::safe("Join with the RUN above", vec![edit]));
    }
}

/// The script of a RUN in shell form, without heredocs.
fn line_script<'a>(file: &'a Dockerfile, run: Placed<'a>) -> Option<&'a Script> {
    let is_line = matches!(run.command().arguments, Arguments::Shell(_)) && !is_meant_as_array(run);
    match file.scripts(run) {
        [script] if is_line && run.instruction.heredocs().is_empty() => Some(script),
        _ => None,
    }
}

/// Whether both scripts, one behind the other, do what they do now.
fn can_be_one(file: &Dockerfile, first: Placed<'_>, second: Placed<'_>) -> bool {
    let (Some(script), Some(next)) = (line_script(file, first), line_script(file, second)) else {
        return false;
    };
    can_go_on(script)
        && can_follow(next)
        && !shares_replaced_program(script, next)
        && !starts_up(file, first)
        && !disarms_errexit(file, first, script)
}

/// Takes the keyword and the flags of the second RUN away, and makes the comments in between part of the RUN.
fn join(file: &Dockerfile, first: Placed<'_>, second: Placed<'_>) -> Option<TextEdit> {
    let (script, next) = (line_script(file, first)?, line_script(file, second)?);
    let (start, end) = (script.list().span.end, next.list().span.start);
    let is_all = first.instruction.trimmed_span().end == start && !has_gap_before(second, end);
    if !is_all {
        return None;
    }
    let comments = comments_between(file, first, second)?;
    let layout = Layout::of_lines(file, first, script);
    let range =
        TextRange::new(first.range(Span::empty(start)).start(), second.range(Span::empty(end)).start());
    Some(TextEdit::replace(range, layout.with_comments(&comments)))
}

/// A comment or blank line between the keyword and the script.
fn has_gap_before(run: Placed<'_>, start: u32) -> bool {
    let mut before = run.instruction.gaps().iter().take_while(|gap| gap.span.start < start);
    before.any(|gap| gap.kind != GapKind::Continuation)
}

/// Nothing where one of them is about the instruction below it: a suppression.
fn comments_between<'a>(file: &'a Dockerfile, first: Placed<'_>, second: Placed<'_>) -> Option<Vec<&'a str>> {
    let between = file.tree().items().get(first.index + 1..second.index).unwrap_or_default();
    let texts = between.iter().filter_map(|item| match &*item.node {
        Node::Comment(text) => Some(text.trim()),
        _ => None,
    });
    let comments: Vec<&str> = texts.collect();
    let speaks_to_linter = |text: &&str| text.contains("ignore") || text.contains("disable");
    (!comments.iter().any(speaks_to_linter)).then_some(comments)
}

/// Commands behind `&&` run as they would in a new shell, if the last command of the script succeeds.
fn can_go_on(script: &Script) -> bool {
    let items = &script.list().items;
    let is_whole = script.faults().is_empty() && script.comments().is_empty() && script.heredocs().is_empty();
    let is_open = items.last().is_some_and(|item| item.operator.is_none());
    let has_jobs = script.commands().any(|site| site.surroundings.background);
    is_whole && is_open && !has_jobs && !changes_shell(script.list())
}

/// Every command runs only if the one before it succeeded: so it will be with one more in front.
fn can_follow(script: &Script) -> bool {
    let is_and = |kind| kind == OperatorKind::And;
    let items = &script.list().items;
    script.faults().is_empty()
        && !items.is_empty()
        && !script::sets_errexit(script.list())
        && items.iter().all(|item| item.operator.is_none_or(|operator| is_and(operator.kind)))
}

/// Whether the script leaves its shell in another state than a new one would have. What happens in `(…)` does not last.
fn changes_shell(list: &List) -> bool {
    list.items.iter().any(|item| {
        let steps = &item.pipeline.steps;
        // The commands of a pipeline have shells of their own.
        steps.len() == 1 && steps.iter().any(step_changes_shell)
    })
}

fn step_changes_shell(step: &Step) -> bool {
    match step {
        Step::Command(command) => {
            let changes = command.invocation().is_some_and(|call| call.changes_shell());
            changes || command.words.is_empty() || command.words[0].literal().is_none()
        }
        Step::Compound(compound) => {
            !matches!(compound.kind, CompoundKind::Subshell(_) | CompoundKind::Test(_))
        }
    }
}

/// A shell remembers where it found a program: `pip install -U pip` and `pip` behind it may not be the same program.
fn shares_replaced_program(first: &Script, second: &Script) -> bool {
    let names = |script: &'_ Script| -> BTreeSet<String> {
        script.invocations().map(|(_, call)| call.name.to_owned()).collect()
    };
    let arguments: BTreeSet<&str> =
        first.commands().flat_map(|site| site.command.words.iter().skip(1)).map(Word::text).collect();
    let arguments: BTreeSet<&str> = arguments.iter().map(|argument| without_version(argument)).collect();
    names(first).intersection(&names(second)).any(|name| arguments.contains(name.as_str()))
}

/// `npm@11` and `pip==26` are npm and pip.
fn without_version(argument: &str) -> &str {
    argument.split(['@', '=', '<', '>', '~', '!']).next().unwrap_or(argument)
}

/// In front of `&&`, the commands inside a compound one no longer end a shell that was started with `-e`.
fn disarms_errexit(file: &Dockerfile, run: Placed<'_>, script: &Script) -> bool {
    let last = script.list().items.last();
    file.shell_at(run).stops_at_failure() && last.is_some_and(script::has_compound)
}

/// A login or interactive shell reads files at its start, which the first RUN may have written.
fn starts_up(file: &Dockerfile, run: Placed<'_>) -> bool {
    let shell = file.shell_at(run);
    let reads_files = |word: &String| {
        let letters = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
        word == "--login" || letters.is_some_and(|letters| letters.contains(['l', 'i']) && letters.len() <= 4)
    };
    shell.argv.iter().skip(1).any(reads_files)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::fixture;

    /// The text behind FROM after the fix of the first finding; `no fix`, or nothing found.
    fn joined(text: &str) -> Option<String> {
        let from = if text.contains('\r') { "FROM a:1\r\n" } else { "FROM a:1\n" };
        let fixed = fixture::fixed(&format!("{from}{text}"), RULE.name)?;
        Some(fixed.map_or("no fix".to_owned(), |text| text[from.len()..].to_owned()))
    }

    #[test]
    fn keeps_the_layout() {
        let cases = [
            ("RUN a\r\nRUN b\r\n", "RUN a && \\\r\n    b\r\n"),
            ("run a &&\\\n  b\n\nrun c", "run a &&\\\n  b && \\\n  c"),
            ("RUN a || b\nRUN c | d # e\n", "RUN a || b && \\\n    c | d # e\n"),
            (
                "RUN --mount=type=ssh \\\n  a && \\\n  b\nRUN \\\n  --mount=type=ssh \\\n  c\n",
                "RUN --mount=type=ssh \\\n  a && \\\n  b && \\\n  c\n",
            ),
            ("RUN (cd a; b)\nRUN a\n", "RUN (cd a; b) && \\\n    a\n"),
        ];
        for (before, after) in cases {
            assert_eq!(joined(before).as_deref(), Some(after), "{before}");
        }
    }

    #[test]
    fn is_quiet_where_a_joined_script_would_mean_something_else() {
        let firsts = [
            "cd /a",
            "export A=1",
            "A=1",
            "set -x && a",
            "{ cd a; }",
            "a &",
            "a;",
            "a # b",
            "exec a",
            "f() { a; }",
            "a '",
        ];
        for first in firsts {
            assert_eq!(joined(&format!("RUN {first}\nRUN b\n")), None, "{first}");
        }
        for second in ["a; b", "a || b", "set -e && b", "a &", "a '"] {
            assert_eq!(joined(&format!("RUN a\nRUN {second}\n")), None, "{second}");
        }
        let others = [
            "RUN pip install -U pip\nRUN pip install a\n",
            "RUN npm install -g npm@11\nRUN npm ci\n",
            "SHELL [\"/bin/bash\", \"-lc\"]\nRUN a\nRUN b\n",
            "SHELL [\"/bin/bash\", \"-euo\", \"pipefail\", \"-c\"]\nRUN (cd /a; make)\nRUN b\n",
        ];
        for text in others {
            assert_eq!(joined(text), None, "{text}");
        }
    }

    #[test]
    fn keeps_comments_for_linters_at_their_instruction() {
        let text = "RUN a\n# hadolint ignore=DL3001\nRUN b\n";
        assert_eq!(joined(text).as_deref(), Some("no fix"));
    }
}

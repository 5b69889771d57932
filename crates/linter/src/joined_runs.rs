//! When two RUNs are one, and how they become one.

use std::collections::BTreeSet;

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Item, OperatorKind, Script, Word};
use plimsoll_syntax::{Arguments, GapKind, Mount, MountType, Node, Placed};
use plimsoll_text::{Span, TextEdit, TextRange};

use crate::edit;
use crate::rules::is_meant_as_array;
use crate::script::{self, Layout};

/// The script of a RUN in shell form, without heredocs.
pub fn line_script<'a>(file: &'a Dockerfile, run: Placed<'a>) -> Option<&'a Script> {
    let is_line = matches!(run.command().arguments, Arguments::Shell(_)) && !is_meant_as_array(run);
    match file.scripts(run) {
        [script] if is_line && run.instruction.heredocs().is_empty() => Some(script),
        _ => None,
    }
}

/// Whether two RUNs of the same stage, the second behind the first with nothing but comments in between, do what they do
/// now as one RUN with `&&`.
pub fn are_joinable(file: &Dockerfile, first: Placed<'_>, second: Placed<'_>) -> bool {
    edit::are_neighbours(file, first, second)
        && edit::have_same_flags(first, second)
        && keeps_all_it_writes(first)
        && can_be_one(file, first, second)
}

/// Whether both scripts, one behind the other, do what they do now.
fn can_be_one(file: &Dockerfile, first: Placed<'_>, second: Placed<'_>) -> bool {
    let (Some(script), Some(next)) = (line_script(file, first), line_script(file, second)) else {
        return false;
    };
    can_go_on(script)
        && can_follow(next)
        && !shares_replaced_program(script, next)
        && !file.shell_at(first).reads_startup_files()
        && !disarms_errexit(file, first, script)
}

/// Takes the keyword and the flags of the second of [joinable](are_joinable) RUNs away, and makes the comments in between
/// part of the RUN. Nothing where one of them would not mean the same there.
pub fn join_runs(file: &Dockerfile, first: Placed<'_>, second: Placed<'_>) -> Option<TextEdit> {
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

/// The next RUN sees every file that it writes. What it puts into a mount is lost, and so is what it does to the files
/// that BuildKit makes for each RUN.
fn keeps_all_it_writes(run: Placed<'_>) -> bool {
    let loses = |mount: Mount| match mount.kind() {
        Some(MountType::Tmpfs) => true,
        Some(MountType::Bind) => mount.get(&["rw", "readwrite"]).is_some(),
        _ => false,
    };
    let has_own = ["/etc/hosts", "/etc/resolv.conf"].into_iter().any(|path| run.source().contains(path));
    !has_own && !run.instruction.mounts().any(|(_, mount)| loses(mount))
}

/// Commands behind `&&` run as they would in a new shell, if the last command of the script succeeds.
fn can_go_on(script: &Script) -> bool {
    let items = &script.list().items;
    let is_whole = script.faults().is_empty() && script.comments().is_empty() && script.heredocs().is_empty();
    let is_open = items.last().is_some_and(|item| item.operator.is_none());
    let has_jobs = script.commands().any(|site| site.surroundings.background);
    is_whole && is_open && !has_jobs && !items.iter().any(Item::changes_shell)
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

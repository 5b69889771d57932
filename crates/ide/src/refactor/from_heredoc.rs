//! A RUN with a heredoc as one line for the shell, continued where it is long.

use plimsoll_linter::edit::{indentation, replace};
use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Item, OperatorKind, Script, Step, Word};
use plimsoll_syntax::{Arguments, Keyword, Placed};
use plimsoll_text::{Span, TextEdit};

use super::{Refactoring, Selection, commands, edited};

pub(super) fn from_heredoc(selection: &Selection<'_>) -> Option<Refactoring> {
    let file = selection.file;
    let run = selection.instruction().filter(|one| one.keyword() == Some(Keyword::Run))?;
    let (Arguments::Shell(line), [heredoc]) = (&run.command().arguments, run.heredocs()) else { return None };
    let [script] = file.scripts(run) else { return None };
    let is_only = heredoc.marker == *line && heredoc.terminator.is_some() && heredoc.descriptor.is_none();
    let is_whole = script.faults().is_empty() && script.heredocs().is_empty();
    let is_posix = file.shell_at(run).dialect().is_posix() && !run.source_of(heredoc.body).starts_with("#!");
    let has_jobs = script.commands().any(|site| site.surroundings.background);
    if !is_only || !is_whole || !is_posix || has_jobs || run.source().contains('\r') {
        return None;
    }
    let items = &script.list().items;
    let plain = items.split_first().filter(|(first, rest)| is_set_e(first) && can_be_chain(rest));
    let (shown, joint) = match (plain, &items[..]) {
        (Some((_, rest)), _) => (rest, " &&"),
        (None, [_]) => (&items[..], ""),
        (None, _) => (&items[..], ";"),
    };
    let text = Line { run, script, joint }.text(shown)?;
    let edit = replace(run, Span::new(line.start, run.instruction.trimmed_span().end), text);
    let dropped = items.len() - shown.len();
    runs_the_same(file, run, script, &edit, dropped)
        .then(|| Refactoring::rewrite("Convert the heredoc to a line", vec![edit]))
}

/// `set -e`, and nothing else of `set`.
fn is_set_e(item: &Item) -> bool {
    let [Step::Command(command)] = &item.pipeline.steps[..] else { return false };
    let words: Vec<&str> = command.words.iter().map(Word::text).collect();
    let is_alone = item.operator.is_some_and(|operator| {
        matches!(operator.kind, OperatorKind::Newline | OperatorKind::Sequence | OperatorKind::And)
    });
    words == ["set", "-e"] && command.redirects.is_empty() && is_alone
}

/// Each failure ends the script: so it does behind `&&`. With `-e` that is not so for `!`, for the left side of `&&`, and
/// within compound commands that stand in front of `&&`.
fn can_be_chain(items: &[Item]) -> bool {
    let is_plain = |item: &Item| {
        let is_command = |step: &Step| matches!(step, Step::Command(_));
        let changes_e = item.pipeline.steps.iter().any(|step| match step {
            Step::Command(command) => command.words.first().is_some_and(|name| name.text() == "set"),
            Step::Compound(_) => true,
        });
        item.pipeline.negation.is_none() && item.pipeline.steps.iter().all(is_command) && !changes_e
    };
    let is_not_and = |item: &Item| item.operator.is_none_or(|operator| operator.kind != OperatorKind::And);
    !items.is_empty() && items.iter().all(|item| is_plain(item) && is_not_and(item))
}

/// What the script becomes.
struct Line<'a> {
    run: Placed<'a>,
    script: &'a Script,
    /// Between commands that were parted by the end of a line.
    joint: &'static str,
}

impl Line<'_> {
    /// Each line a line of its own again, below its comments.
    fn text(&self, items: &[Item]) -> Option<String> {
        let indent = format!("{}    ", indentation(self.run));
        let line_break = format!(" {}\n{indent}", self.run.instruction.escape());
        let groups: Vec<&[Item]> = items.chunk_by(|item, next| self.share_line(item, next)).collect();
        let mut text = String::new();
        let mut done = self.script.span().start;
        for (index, group) in groups.iter().enumerate() {
            let (first, last) = (group.first()?.pipeline.span, group.last()?);
            let is_last = index + 1 == groups.len();
            // A comment behind the command belongs to it.
            let end = if is_last { self.script.span().end } else { self.end_of_line(last.pipeline.span.end) };
            let comments = self.comments(Span::new(done, end));
            if index > 0 || !comments.is_empty() {
                text += &line_break;
            }
            for comment in comments {
                text += &format!("{comment}\n{indent}");
            }
            text += self.command(first.cover(last.pipeline.span))?;
            if !is_last {
                text += self.operator(last);
            }
            done = end;
        }
        Some(text.trim_start_matches(' ').to_owned())
    }

    fn share_line(&self, item: &Item, next: &Item) -> bool {
        let between = Span::new(item.pipeline.span.end, next.pipeline.span.start);
        let is_joined = item.operator.is_some_and(|operator| operator.kind.is_conditional());
        is_joined && !self.run.source_of(between).contains('\n')
    }

    fn comments(&self, within: Span) -> Vec<&str> {
        let inside = self.script.comments().iter().filter(|comment| within.contains(**comment));
        inside.map(|comment| self.run.source_of(*comment)).collect()
    }

    fn end_of_line(&self, offset: u32) -> u32 {
        let rest = &self.run.source()[offset as usize..];
        offset + rest.find('\n').unwrap_or(rest.len()) as u32
    }

    /// Commands as written: their lines must be ones that the escape character joins.
    fn command(&self, span: Span) -> Option<&str> {
        let text = self.run.source_of(span);
        let escape = self.run.instruction.escape();
        let mut breaks = text.match_indices('\n');
        breaks.all(|(at, _)| text[..at].ends_with('\\') && escape == '\\').then_some(text)
    }

    fn operator(&self, item: &Item) -> &'static str {
        match item.operator.map(|operator| operator.kind) {
            Some(OperatorKind::And) => " &&",
            Some(OperatorKind::Or) => " ||",
            _ => self.joint,
        }
    }
}

fn runs_the_same(
    file: &Dockerfile,
    run: Placed<'_>,
    script: &Script,
    edit: &TextEdit,
    dropped: usize,
) -> bool {
    let Some(after) = edited(file, std::slice::from_ref(edit)) else { return false };
    let Some(now) = after.tree().instruction(run.index) else { return false };
    let [new] = after.scripts(now) else { return false };
    let is_line = matches!(now.command().arguments, Arguments::Shell(_)) && now.heredocs().is_empty();
    let is_alone = after.tree().items().len() == file.tree().items().len();
    is_line && is_alone && new.faults().is_empty() && commands(new) == commands(script)[dropped..]
}

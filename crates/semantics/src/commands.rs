//! The shell scripts of an instruction, parsed when somebody asks, and kept while the instruction stays as it is.

use std::sync::{Arc, OnceLock};

use plimsoll_shell::{Dialect, PosixShell, Script, View};
use plimsoll_syntax::{Arguments, Command, Heredoc, Instruction, Item, Keyword, Placed, SyntaxTree};

use crate::dockerfile::Dockerfile;
use crate::shell_problems::ProblemSlot;

/// What was found out about one item.
#[derive(Debug, Default)]
struct Slot {
    scripts: OnceLock<Box<[Script]>>,
    problems: ProblemSlot,
}

/// One slot for each item of the tree.
#[derive(Debug, Clone)]
pub(crate) struct ScriptSlots(Vec<Arc<Slot>>);

impl ScriptSlots {
    pub(crate) fn new(tree: &SyntaxTree) -> Self {
        ScriptSlots(tree.items().iter().map(|_| Arc::default()).collect())
    }

    /// The slots for the next version of a document: those of items at its start and end that did not change are kept.
    pub(crate) fn carry_over(&self, old: &SyntaxTree, new: &SyntaxTree) -> Self {
        let (old, new) = (old.items(), new.items());
        let same = |(a, b): &(&Item, &Item)| Arc::ptr_eq(&a.node, &b.node);
        let head = old.iter().zip(new).take_while(same).count();
        let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(same).count();
        let fresh = (head..new.len() - tail).map(|_| Arc::default());
        let kept = |range: std::ops::Range<usize>| self.0[range].iter().cloned();
        ScriptSlots(kept(0..head).chain(fresh).chain(kept(old.len() - tail..old.len())).collect())
    }

    /// How many scripts have been parsed.
    #[cfg(test)]
    pub(crate) fn filled(&self) -> usize {
        self.0.iter().filter(|slot| slot.scripts.get().is_some()).count()
    }
}

impl Dockerfile {
    /// The scripts that an instruction hands to a POSIX shell, heredoc bodies of their own behind the line that
    /// opens them, and the command of an exec form. Nothing for PowerShell, `cmd` and other languages.
    ///
    /// Every span in them is one in the instruction. What ONBUILD holds counts too.
    pub fn scripts<'a>(&'a self, instruction: Placed<'a>) -> &'a [Script] {
        let Some(command) = scripted(instruction.instruction.command()) else { return &[] };
        let is_exec = is_exec_form(command);
        let is_healthcheck = command.keyword == Some(Keyword::Healthcheck);
        if !is_exec && !is_healthcheck && !self.dialect_at(instruction).is_posix() {
            return &[];
        }
        let slot = self.script_slots.0.get(instruction.index);
        slot.map_or(&[], |slot| slot.scripts.get_or_init(|| parse(instruction.instruction, command).into()))
    }

    /// The scripts of an instruction that are written as such, each with the shell that reads it. Nothing for exec forms.
    pub fn shell_scripts<'a>(
        &'a self,
        instruction: Placed<'a>,
    ) -> impl Iterator<Item = (PosixShell, &'a Script)> {
        // What BuildKit can't read is no script.
        let is_sound = instruction.instruction.errors().is_empty();
        let is_shell_form =
            is_sound && scripted(instruction.command()).is_some_and(|command| !is_exec_form(command));
        let scripts = if is_shell_form { self.scripts(instruction) } else { &[] };
        let shell = self.posix_shell_at(instruction);
        let reader = move |script: &Script| {
            let text = &instruction.source()[script.span().bytes()];
            match Dialect::of_shebang(text.trim_start_matches('\t')) {
                Some(Dialect::Posix(shell)) => Some(shell),
                Some(_) => None,
                None => shell,
            }
        };
        scripts.iter().filter_map(move |script| Some((reader(script)?, script)))
    }

    pub(crate) fn problem_slot(&self, instruction: Placed<'_>) -> Option<&ProblemSlot> {
        Some(&self.script_slots.0.get(instruction.index)?.problems)
    }
}

fn is_exec_form(command: &Command) -> bool {
    matches!(command_arguments(command), Some(Arguments::Json(_)))
}

/// The command that may hold a script: the instruction's own, or the one behind ONBUILD.
pub(crate) fn scripted(command: &Command) -> Option<&Command> {
    match (&command.arguments, command.keyword?) {
        (Arguments::Trigger(trigger), _) => scripted(trigger),
        (_, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck) => Some(command),
        _ => None,
    }
}

fn command_arguments(command: &Command) -> Option<&Arguments> {
    match &command.arguments {
        Arguments::Health(health) => Some(&health.command),
        arguments => Some(arguments),
    }
}

pub(crate) fn parse(instruction: &Instruction, command: &Command) -> Vec<Script> {
    match command_arguments(command) {
        Some(Arguments::Json(array)) => vec![Script::from_exec(instruction, array)],
        Some(Arguments::Shell(span)) => match instruction.heredocs() {
            [] => vec![Script::parse(&View::new(instruction, *span))],
            [only] if only.marker == *span => body(instruction, only).into_iter().collect(),
            heredocs => {
                let view = View::new(instruction, *span);
                let line = Script::parse(&view);
                if reads_script_from_input(&line) {
                    let bodies = heredocs.iter().filter_map(|heredoc| body(instruction, heredoc));
                    return std::iter::once(line).chain(bodies).collect();
                }
                // A shell expands them, unlike BuildKit, only where there is no backslash in the delimiter either.
                let is_expanded =
                    |heredoc: &&Heredoc| instruction.source_of(heredoc.delimiter) == &*heredoc.name;
                let data = heredocs.iter().filter(is_expanded);
                let data: Vec<View> = data.map(|heredoc| View::new(instruction, heredoc.body)).collect();
                vec![Script::parse_with_data(&view, &data)]
            }
        },
        _ => Vec::new(),
    }
}

/// A heredoc that is a script: without `#!`, or with one that names a POSIX shell.
fn body(instruction: &Instruction, heredoc: &Heredoc) -> Option<Script> {
    let text = instruction.source_of(heredoc.body);
    let is_posix = !text.trim_start_matches('\t').starts_with("#!")
        || Dialect::of_shebang(text.trim_start_matches('\t')).is_some_and(Dialect::is_posix);
    is_posix.then(|| Script::parse(&View::new(instruction, heredoc.body)))
}

/// `bash <<EOF`, or a redirection without any command: the shell itself reads the body.
fn reads_script_from_input(line: &Script) -> bool {
    let mut invocations = line.invocations();
    let Some((_, only)) = invocations.next() else { return false };
    let is_shell = Dialect::of(&[only.name]).is_posix();
    is_shell && invocations.next().is_none() && only.arguments.iter().all(|word| word.text().starts_with('-'))
}

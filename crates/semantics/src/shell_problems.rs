//! What ShellCheck would say about the scripts of an instruction, kept while nothing that it depends on changes.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use plimsoll_shell::shellcheck::{CheckSet, Problem, problems};
use plimsoll_shell::{PosixShell, Script, View};
use plimsoll_syntax::{Instruction, Placed};
use plimsoll_text::Span;

use crate::dockerfile::Dockerfile;

/// The last answer for one instruction.
#[derive(Debug, Default)]
pub(crate) struct ProblemSlot(Mutex<Option<Answer>>);

/// The scripts are a function of the instruction, and the problems one of these.
#[derive(Debug)]
struct Answer {
    checks: CheckSet,
    shells: Vec<PosixShell>,
    /// The names that the scripts read.
    read: Vec<String>,
    /// For each of them, whether it is set before the script begins.
    is_set: Vec<bool>,
    problems: Arc<[Problem]>,
}

impl Dockerfile {
    /// What ShellCheck would say about the scripts of an instruction in shell form. Nothing for exec forms, nor for shells that
    /// are no POSIX shells.
    ///
    /// ARG and ENV count as set, and so do variables that the base image is known to set.
    pub fn shell_problems(&self, instruction: Placed<'_>, checks: &CheckSet) -> Arc<[Problem]> {
        let scripts: Vec<(PosixShell, &Script)> = self.shell_scripts(instruction).collect();
        let Some(slot) = self.problem_slot(instruction).filter(|_| !scripts.is_empty()) else {
            return Arc::default();
        };
        let mut kept = slot.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = kept.as_ref().filter(|answer| self.holds(answer, instruction, &scripts, checks))
        {
            return Arc::clone(&answer.problems);
        }
        let answer = self.answer(instruction, &scripts, checks);
        let problems = Arc::clone(&answer.problems);
        *kept = Some(answer);
        problems
    }

    /// The variables that the scripts of an instruction read and that are set before these begin, in order of name.
    pub fn variables_set_for(&self, instruction: Placed<'_>) -> Vec<String> {
        let scripts: Vec<(PosixShell, &Script)> = self.shell_scripts(instruction).collect();
        let is_set = |name: &String| self.lookup(name, instruction).is_some();
        variables_read(&scripts).into_iter().filter(is_set).collect()
    }

    fn holds(
        &self,
        answer: &Answer,
        instruction: Placed<'_>,
        scripts: &[(PosixShell, &Script)],
        checks: &CheckSet,
    ) -> bool {
        let is_same = |(name, is_set): (&String, &bool)| self.lookup(name, instruction).is_some() == *is_set;
        answer.checks == *checks
            && answer.shells.iter().eq(scripts.iter().map(|(shell, _)| shell))
            && answer.read.iter().zip(&answer.is_set).all(is_same)
    }

    fn answer(
        &self,
        instruction: Placed<'_>,
        scripts: &[(PosixShell, &Script)],
        checks: &CheckSet,
    ) -> Answer {
        let read = variables_read(scripts);
        let is_set: Vec<bool> = read.iter().map(|name| self.lookup(name, instruction).is_some()).collect();
        let set: Vec<&str> =
            read.iter().zip(&is_set).filter(|(_, is_set)| **is_set).map(|(name, _)| name.as_str()).collect();
        let of_script = |(shell, script): &(PosixShell, &Script)| {
            let text = with_heredocs(instruction.instruction, script.span());
            problems(&View::new(instruction.instruction, text), script, *shell, &set, checks)
        };
        let problems = scripts.iter().flat_map(of_script).collect();
        let shells = scripts.iter().map(|(shell, _)| *shell).collect();
        Answer { checks: checks.clone(), shells, read, is_set, problems }
    }
}

/// A line with the heredocs that it opens, as the shell gets it; the body of a heredoc is a script of its own.
fn with_heredocs(instruction: &Instruction, script: Span) -> Span {
    let ends = instruction.heredocs().iter().filter_map(|heredoc| Some(heredoc.terminator?.end));
    let is_line = instruction.heredocs().first().is_some_and(|first| script.start < first.body.start);
    Span::new(script.start, ends.max().filter(|_| is_line).unwrap_or(script.end))
}

/// The names that scripts read, in order.
fn variables_read(scripts: &[(PosixShell, &Script)]) -> Vec<String> {
    let references = scripts.iter().flat_map(|(_, script)| script.references());
    let names: BTreeSet<String> = references
        .map(|reference| reference.parameter.name.to_string())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
        .collect();
    names.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use plimsoll_shell::shellcheck::Check;
    use plimsoll_syntax::SyntaxTree;
    use plimsoll_text::{TextEdit, TextSize};

    use super::*;
    use crate::NoContext;

    fn file(text: &str) -> Dockerfile {
        Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext))
    }

    /// Code and place of everything that is found.
    fn found(file: &Dockerfile) -> Vec<String> {
        let checks: CheckSet = Check::all().iter().collect();
        let mut found = Vec::new();
        for instruction in file.instructions() {
            for problem in file.shell_problems(instruction, &checks).iter() {
                found.push(format!("{} {}", problem.check.code, instruction.text(problem.span)));
            }
        }
        found
    }

    #[test]
    fn places_hold_across_line_breaks_and_comments() {
        let text = "FROM debian\nRUN a && \\\n  # no\n\n  rm $b$c \\\n  $d \\\n # e\n\nCMD echo $f\nHEALTHCHECK CMD [ $g ]\n\
                    ONBUILD RUN echo $h\nRUN [\"echo\", \"$i\"]\nRUN <<EOF\necho $j\nEOF\n";
        let unquoted: Vec<String> =
            found(&file(text)).into_iter().filter(|one| one.starts_with("SC2086")).collect();
        assert_eq!(unquoted, ["$b", "$c", "$d", "$f", "$g", "$h", "$j"].map(|name| format!("SC2086 {name}")));
    }

    #[test]
    fn arg_and_env_are_set() {
        let text =
            "ARG out=1\nFROM debian AS base\nENV in=1\nFROM base\nARG x\nRUN echo \"$x $in $out $y\"\n";
        assert_eq!(found(&file(text)), ["SC2154 $out", "SC2154 $y"]);
    }

    #[test]
    fn sh_is_what_the_distribution_has() {
        let of =
            |from: &str| found(&file(&format!("FROM {from}\nRUN f() {{ local a=1; [[ \"$a\" ]]; }}; f\n")));
        assert_eq!(of("debian"), ["SC3010 [[ \"$a\" ]]"]);
        assert_eq!(of("alpine"), [""; 0]);
        assert_eq!(of("fedora"), [""; 0]);
        assert_eq!(of("example.org/unknown").len(), 2);
        assert_eq!(of("debian\nSHELL [\"/bin/bash\", \"-c\"]"), [""; 0]);
        assert_eq!(of("debian\nSHELL [\"pwsh\", \"-c\"]"), [""; 0]);
        let shebang = "FROM debian\nRUN <<E\n#!/bin/bash\n[[ -f x ]] && rm \"$a\"\nE\nRUN <<E\n#!/usr/bin/env python3\n[[1]]\nE\n";
        assert_eq!(found(&file(shebang)), ["SC2154 $a"]);
    }

    #[test]
    fn answers_are_kept_until_what_they_depend_on_changes() {
        let checks: CheckSet = Check::all().iter().collect();
        let text = "FROM debian\nARG a\nRUN echo \"$b\"\n";
        let first = file(text);
        let of_run = |file: &Dockerfile| file.shell_problems(file.instructions().nth(2).unwrap(), &checks);
        let edited = |from: &str, to: &str| {
            let at = TextSize::new(text.find(from).unwrap() as u32);
            first.with_tree(first.tree().edit(&TextEdit::insert(at, to)).0)
        };
        let before = of_run(&first);
        assert!(Arc::ptr_eq(&before, &of_run(&edited("a\nRUN", "c"))));
        let after = of_run(&edited("a\nRUN", "b="));
        assert_eq!((before.len(), after.len()), (1, 0));
    }
}

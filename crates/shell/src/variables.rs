//! The variables that a script reads and sets.

use std::collections::BTreeSet;

use plimsoll_text::Span;

use crate::script::Script;
use crate::tree::{Assignment, Command};
use crate::word::{Parameter, Word};

/// `$name` or `${name…}` where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference<'s> {
    /// From the `$` to the end.
    pub span: Span,
    pub parameter: &'s Parameter,
}

/// Commands that take `name=value`.
const ASSIGNING: &[&str] = &["declare", "export", "local", "readonly", "typeset"];
/// Commands that take the name of a variable and give it a value.
const FILLING: &[&str] = &["getopts", "local", "mapfile", "read", "readarray"];

impl Script {
    /// Every variable that is read, in order; nested ones behind the one that holds them.
    pub fn references(&self) -> Vec<Reference<'_>> {
        let mut references = self.list().walk().references;
        references.sort_by_key(|reference| (reference.span.start, std::cmp::Reverse(reference.span.end)));
        // The script of `sh -c "…"` is read as a word and as a script.
        references.dedup_by_key(|reference| reference.span);
        references
    }

    /// The variables that the script itself may give a value, so that those from outside need not count.
    pub fn assigned(&self) -> BTreeSet<&str> {
        let walk = self.list().walk();
        let in_commands = walk.sites.iter().flat_map(|site| assigned_by(site.command));
        walk.loop_variables.iter().map(|word| word.text()).chain(in_commands).collect()
    }

    /// The values that assignments give a variable; nothing where something else sets it too, a loop or `read`.
    pub fn values_of(&self, name: &str) -> Option<Vec<&Word>> {
        let walk = self.list().walk();
        let is_loop_variable = walk.loop_variables.iter().any(|word| word.text() == name);
        let is_set_otherwise =
            walk.sites.iter().any(|site| set_by_program(site.command).any(|set| set == name));
        let assignments = walk.sites.iter().flat_map(|site| assignments_alone(site.command));
        let own: Vec<&Assignment> = assignments.filter(|one| &*one.name == name).collect();
        let is_plain = !is_loop_variable && !is_set_otherwise && own.iter().all(|one| !one.appends);
        is_plain.then(|| own.into_iter().map(|one| &one.value).collect())
    }
}

fn assigned_by(command: &Command) -> impl Iterator<Item = &str> {
    assignments_alone(command).map(|assignment| &*assignment.name).chain(set_by_program(command))
}

/// In front of a command, `name=value` holds for that command only.
fn assignments_alone(command: &Command) -> impl Iterator<Item = &Assignment> {
    command.assignments.iter().filter(|_| command.words.is_empty())
}

fn set_by_program(command: &Command) -> impl Iterator<Item = &str> {
    let program = command.words.first().and_then(Word::literal).unwrap_or_default();
    let operand = move |word: &'_ Word| {
        let end = word.text().find(['=', '+']);
        let takes = if end.is_some() { ASSIGNING } else { FILLING };
        takes.contains(&program).then_some(end.unwrap_or(word.text().len()))
    };
    let operands = command.words.iter().skip(1);
    operands.filter_map(move |word| Some(&word.text()[..operand(word)?]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::View;

    fn read(text: &str) -> Vec<&str> {
        let script = Script::parse(&View::of_text(text));
        script.references().iter().map(|reference| &text[reference.span.bytes()]).collect()
    }

    #[test]
    fn finds_what_is_read_anywhere() {
        let text =
            "A=$B; for x in $C; do [[ $D ]] && echo \"${E:-$F}\" '$no' >$G; done; echo $(( $H )) $(i $J)";
        assert_eq!(read(text), ["$B", "$C", "$D", "${E:-$F}", "$F", "$G", "$H", "$J"]);
        assert_eq!(read("A=$B c"), ["$B"]);
        assert_eq!(read("sh -c \"echo $A\"; sh -c 'echo $B'"), ["$A", "$B"]);
        assert_eq!(read("echo ${"), ["${"]);
    }

    #[test]
    fn finds_what_is_set() {
        let script = |text: &str| Script::parse(&View::of_text(text));
        for text in ["A=1; b", "export A=1", "read -r A", "for A in x; do y; done", "if b; then A=1; fi"] {
            assert!(script(text).assigned().contains("A"), "{text}");
        }
        for text in ["A=1 b", "AB=1", "echo A", "export A AB=A", "$A"] {
            assert!(!script(text).assigned().contains("A"), "{text}");
        }
    }
}

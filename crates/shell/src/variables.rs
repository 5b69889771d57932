//! The variables that a script reads and sets.

use std::collections::BTreeSet;
use std::ops::Range;

use plimsoll_text::Span;

use crate::script::Script;
use crate::tree::{Assignment, Command};
use crate::walk::{Site, Walk};
use crate::word::{Parameter, Word};

/// `$name` or `${name…}` where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference<'s> {
    /// From the `$` to the end.
    pub span: Span,
    pub parameter: &'s Parameter,
}

/// What a script does with a variable of its environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// Reads it as `$name` or `${name…}`, or leaves it alone.
    Reads,
    /// Gives it a value before anything reads it: it is another variable that only has the same name.
    Replaces,
    /// Gives it a value where what was there before may count, or names it without `$`.
    Changes,
}

/// Commands that take the name of a variable, beside those that give it a value.
const NAMING: &[&str] = &["export", "printenv", "readonly", "test", "unset", "["];

/// Commands that take `name=value`.
const ASSIGNING: &[&str] = &["declare", "export", "local", "readonly", "typeset"];
/// Commands that take the name of a variable and give it a value.
const FILLING: &[&str] = &["getopts", "local", "mapfile", "read", "readarray"];

impl Script {
    /// Every variable that is read, in order; nested ones behind the one that holds them.
    pub fn references(&self) -> Vec<Reference<'_>> {
        let mut references = self.walk().references;
        references.sort_by_key(|reference| (reference.span.start, std::cmp::Reverse(reference.span.end)));
        // The script of `sh -c "…"` is read as a word and as a script.
        references.dedup_by_key(|reference| reference.span);
        references
    }

    /// The variables that the script itself may give a value, so that those from outside need not count.
    pub fn assigned(&self) -> BTreeSet<&str> {
        let walk = self.walk();
        let in_commands = walk.sites.iter().flat_map(|site| assigned_by(site.command));
        walk.loop_variables.iter().map(|(word, _)| word.text()).chain(in_commands).collect()
    }

    /// What is read at `offset` may come from the script itself: it gives the variable a value before that.
    pub fn assigns_before(&self, name: &str, offset: u32) -> bool {
        let walk = self.walk();
        let in_loops =
            walk.loop_variables.iter().any(|(word, _)| word.text() == name && word.span.end <= offset);
        let is_before = |command: &Command| command.span.end <= offset;
        let mut commands = walk.sites.iter().map(|site| site.command);
        in_loops || commands.any(|command| is_before(command) && assigned_by(command).any(|set| set == name))
    }

    /// `source`: of the instruction that holds the script.
    pub fn handling_of(&self, name: &str, source: &str) -> Handling {
        let walk = self.walk();
        let own = own_stretches(&walk, name);
        let is_own = |offset: u32| own.iter().any(|stretch| stretch.contains(&offset));
        let named = named_without_dollar(&walk, name, source);
        let reads = walk.references.iter().filter(|reference| &*reference.parameter.name == name);
        let mut mentions = reads.map(|reference| reference.span.start).chain(named.iter().copied());
        match (own.is_empty(), named.is_empty()) {
            (true, true) => Handling::Reads,
            (false, _) if mentions.all(is_own) => Handling::Replaces,
            _ => Handling::Changes,
        }
    }

    /// The values that assignments give a variable; nothing where something else sets it too, a loop or `read`.
    pub fn values_of(&self, name: &str) -> Option<Vec<&Word>> {
        let walk = self.walk();
        let is_loop_variable = walk.loop_variables.iter().any(|(word, _)| word.text() == name);
        let is_set_otherwise =
            walk.sites.iter().any(|site| set_by_program(site.command).any(|set| set == name));
        let assignments = walk.sites.iter().flat_map(|site| assignments_alone(site.command));
        let own: Vec<&Assignment> = assignments.filter(|one| &*one.name == name).collect();
        let is_plain = !is_loop_variable && !is_set_otherwise && own.iter().all(|one| !one.appends);
        is_plain.then(|| own.into_iter().map(|one| &one.value).collect())
    }
}

/// Where a variable surely has the value that the script gave it.
fn own_stretches(walk: &Walk<'_>, name: &str) -> Vec<Range<u32>> {
    let loops = walk.loop_variables.iter().filter(|(word, _)| word.text() == name);
    let setting = walk.sites.iter().filter(|site| assigned_by(site.command).any(|set| set == name));
    // `A+=x` keeps what was there.
    let replaces = |site: &&Site<'_>| !site.command.assignments.iter().any(|one| one.appends);
    let after = |site: &Site<'_>| site.command.span.end..site.surely_until.max(site.command.span.end) + 1;
    loops.map(|(word, end)| word.span.end..*end).chain(setting.filter(replaces).map(after)).collect()
}

/// Where a script names a variable without `$`, but for where it gives it a new value.
fn named_without_dollar(walk: &Walk<'_>, name: &str, source: &str) -> Vec<u32> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let in_arithmetic = walk.arithmetic.iter().filter(|span| {
        let text = source.get(span.bytes()).unwrap_or_default();
        text.match_indices(name).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + name.len()..]);
            !before.ends_with(is_word) && !before.ends_with(['$', '{']) && !after.starts_with(is_word)
        })
    });
    let by_commands = walk.sites.iter().map(|site| site.command).filter(|command| {
        let in_front = command
            .assignments
            .iter()
            .any(|one| &*one.name == name && (one.appends || !command.words.is_empty()));
        let program = command.words.first().and_then(Word::literal).unwrap_or_default();
        let as_operand = || command.words.iter().skip(1).any(|word| word.text() == name);
        in_front || (NAMING.contains(&program) && as_operand())
    });
    in_arithmetic.map(|span| span.start).chain(by_commands.map(|command| command.span.start)).collect()
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
        assert_eq!(read("cat <<E\n'$A' \"${B}\" $(c $D) \\$no\nE\necho $F"), ["$A", "${B}", "$D", "$F"]);
        assert_eq!(read("cat <<'E'\n$no\nE\ncat <<\\E\n$no\nE\n"), [""; 0]);
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

    #[test]
    fn what_is_read_before_it_is_set_comes_from_outside() {
        let text = "echo $A; A=${A:-x}; for B in $B; do echo $A $B; done";
        let script = Script::parse(&View::of_text(text));
        let read = script.references();
        let own: Vec<(&str, bool)> = read
            .iter()
            .map(|one| (&text[one.span.bytes()], script.assigns_before(&one.parameter.name, one.span.start)))
            .collect();
        assert_eq!(own, [("$A", false), ("${A:-x}", false), ("$B", true), ("$A", true), ("$B", true)]);
    }

    #[test]
    fn tells_own_variables_from_those_of_the_environment() {
        let handling = |text: &str| Script::parse(&View::of_text(text)).handling_of("A", text);
        for text in ["echo $A", "B=1", "awk '{ print $A }'", "echo A \\$A", "sh -c 'echo $A'"] {
            assert_eq!(handling(text), Handling::Reads, "{text}");
        }
        for text in [
            "A=1; echo $A",
            "A=1",
            "b && A=1 && echo $A",
            "for A in 1 2; do echo $A; done",
            "read -r A; if b; then echo $A; fi",
            "A=1; export A; c $((A + 1))",
        ] {
            assert_eq!(handling(text), Handling::Replaces, "{text}");
        }
        for text in [
            "A=${A:-1}; echo $A",
            "b || A=1; echo $A",
            "b && A=1; echo $A",
            "if b; then A=1; fi; echo $A",
            "(A=1); echo $A",
            "A=1 sh -c 'echo $A'",
            "export A",
            "unset A; b",
            "printenv A",
            "echo $((A + 1))",
            "A+=1; echo $A",
            "f() { A=1; }; echo $A",
            "b | read A; echo $A",
        ] {
            assert_eq!(handling(text), Handling::Changes, "{text}");
        }
    }
}

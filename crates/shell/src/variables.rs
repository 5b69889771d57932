//! The variables that a script reads and sets.

use plimsoll_text::Span;

use crate::script::Script;
use crate::walk::Site;
use crate::word::Parameter;

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

    /// Whether the script itself may give a variable a value, so that the one from outside need not count.
    pub fn sets(&self, name: &str) -> bool {
        let walk = self.list().walk();
        walk.loop_variables.iter().any(|word| word.text() == name)
            || walk.sites.iter().any(|site| site_sets(site, name))
    }
}

fn site_sets(site: &Site<'_>, name: &str) -> bool {
    let command = site.command;
    // In front of a command, `name=value` holds for that command only.
    if command.words.is_empty() && command.assignments.iter().any(|assignment| &*assignment.name == name) {
        return true;
    }
    let Some((program, operands)) = command.words.split_first() else { return false };
    let Some(program) = program.literal() else { return false };
    operands.iter().any(|word| match word.text().strip_prefix(name) {
        Some("") => FILLING.contains(&program),
        Some(rest) => (rest.starts_with('=') || rest.starts_with("+=")) && ASSIGNING.contains(&program),
        None => false,
    })
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
            assert!(script(text).sets("A"), "{text}");
        }
        for text in ["A=1 b", "AB=1", "echo A", "export A AB=A", "$A"] {
            assert!(!script(text).sets("A"), "{text}");
        }
    }
}

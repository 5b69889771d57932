//! Where blanks mean something, and where they only separate.

use plimsoll_text::Span;

use crate::script::Script;
use crate::tree::{Branch, Command, Compound, CompoundKind, List, Redirect, Step};
use crate::word::{Piece, PieceKind, Word};

impl Script {
    /// Where a blank is part of what is said: in words, but not between the words of commands nested in them.
    /// In order, and apart. Everywhere else, blanks may be as many as one likes.
    ///
    /// Nothing can be told of a script with [faults](Self::faults).
    pub fn solid(&self) -> Vec<Span> {
        let mut solid = Solid(Vec::new());
        solid.list(self.list());
        solid.0.sort_unstable();
        solid.0
    }
}

struct Solid(Vec<Span>);

impl Solid {
    fn list(&mut self, list: &List) {
        let steps = list.items.iter().flat_map(|item| &item.pipeline.steps);
        steps.for_each(|step| self.step(step));
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Command(command) => self.command(command),
            Step::Compound(compound) => self.compound(compound),
        }
    }

    fn command(&mut self, command: &Command) {
        command.assignments.iter().for_each(|assignment| self.word(&assignment.value));
        self.words(&command.words);
        self.redirects(&command.redirects);
    }

    fn compound(&mut self, compound: &Compound) {
        match &compound.kind {
            CompoundKind::Subshell(list) | CompoundKind::Group(list) => self.list(list),
            CompoundKind::If { branches, otherwise } => {
                branches.iter().for_each(|branch| self.branch(branch));
                otherwise.iter().for_each(|list| self.list(list));
            }
            CompoundKind::While(branch) => self.branch(branch),
            CompoundKind::For { variable, values, body } => {
                variable.iter().for_each(|word| self.word(word));
                self.words(values.as_deref().unwrap_or_default());
                self.list(body);
            }
            CompoundKind::ArithmeticFor { body, .. } => self.list(body),
            CompoundKind::Case { subject, arms } => {
                subject.iter().for_each(|word| self.word(word));
                for arm in arms {
                    self.words(&arm.patterns);
                    self.list(&arm.body);
                }
            }
            CompoundKind::Function { name, body } => {
                self.word(name);
                body.iter().for_each(|step| self.step(step));
            }
            CompoundKind::Test(operands) => self.words(operands),
            CompoundKind::Arithmetic(_) => self.add(compound.span.start, compound.span.end),
        }
        self.redirects(&compound.redirects);
    }

    fn branch(&mut self, branch: &Branch) {
        self.list(&branch.condition);
        self.list(&branch.body);
    }

    fn redirects(&mut self, redirects: &[Redirect]) {
        redirects.iter().filter_map(|redirect| redirect.target.as_ref()).for_each(|word| self.word(word));
    }

    fn words(&mut self, words: &[Word]) {
        words.iter().for_each(|word| self.word(word));
    }

    fn word(&mut self, word: &Word) {
        let start = self.pieces(&word.pieces, word.span.start);
        self.add(start, word.span.end);
    }

    /// Adds what stands from `start` on between the commands nested in a word. Gives where the rest of it starts.
    fn pieces(&mut self, pieces: &[Piece], mut start: u32) -> u32 {
        for piece in pieces {
            match &piece.kind {
                PieceKind::Substitution(list) | PieceKind::Process(list) if !list.items.is_empty() => {
                    self.add(start, list.span.start);
                    self.list(list);
                    start = list.span.end;
                }
                PieceKind::Array(words) => {
                    let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
                    self.add(start, first.span.start);
                    self.words(words);
                    start = last.span.end;
                }
                _ => {}
            }
        }
        start
    }

    fn add(&mut self, start: u32, end: u32) {
        if start < end {
            self.0.push(Span::new(start, end));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Script, View};

    /// The script with every blank that only separates as `·`.
    fn shown(text: &str) -> String {
        let solid = Script::parse(&View::of_text(text)).solid();
        let is_solid = |at: usize| solid.iter().any(|span| span.bytes().contains(&at));
        text.char_indices().map(|(at, c)| if c == ' ' && !is_solid(at) { '·' } else { c }).collect()
    }

    #[test]
    fn blanks_in_words_are_solid() {
        assert_eq!(shown("a  'b  c' \"d e\" f\\ g > 'h i'"), "a··'b  c'·\"d e\"·f\\ g·>·'h i'");
        assert_eq!(shown("A='b c' d ${e:-f g} $((1 + 2))"), "A='b c'·d·${e:-f g}·$((1 + 2))");
        assert_eq!(shown("sh -c 'a  b $(c  d)' # e"), "sh·-c·'a  b $(c  d)'·#·e");
    }

    #[test]
    fn those_of_nested_commands_are_not() {
        assert_eq!(shown("a \"x y $(b 'c d' e) z\"  f"), "a·\"x y $(b·'c d'·e) z\"··f");
        assert_eq!(shown("a=(b 'c d' e) <(f g)"), "a=(b·'c d'·e)·<(f·g)");
    }

    #[test]
    fn those_of_compound_commands_are_not() {
        assert_eq!(
            shown("if [ 'a b' = c ]; then d; else { e; }; fi"),
            "if·[·'a b'·=·c·];·then·d;·else·{·e;·};·fi"
        );
        assert_eq!(
            shown("for a in 'b c' d; do case $a in 'e f') g ;; esac; done"),
            "for·a·in·'b c'·d;·do·case·$a·in·'e f')·g·;;·esac;·done"
        );
    }
}

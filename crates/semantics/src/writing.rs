//! What a variable would be at a place where one is being written.

use std::collections::BTreeSet;

use plimsoll_syntax::{Instruction, Keyword, Placed};
use plimsoll_text::Span;

use crate::commands::{self, scripted};
use crate::dockerfile::Dockerfile;
use crate::expand::ExpandedText;
use crate::facts::args::PREDEFINED;
use crate::reading::{Reader, View, shell_reader};
use crate::scope::Found;

impl Dockerfile {
    /// Who would replace a variable whose `$` stands `at` bytes behind the start of an instruction, whatever comes behind
    /// it. Nothing where a `$` is only a character: quoted, escaped, or in a text that nobody expands.
    pub fn reader_at(&self, instruction: Placed<'_>, at: u32) -> Option<Reader> {
        let before = instruction.source().get(..at as usize)?;
        let probe = instruction.rewritten(&format!("{before}$X"))?;
        let probe = Placed { instruction: &probe, ..instruction };
        let start = probe.range(Span::empty(at)).start();
        let texts = self.expanded_texts(probe);
        if texts.iter().flat_map(ExpandedText::variables).any(|used| used.range.start() == start) {
            return Some(Reader::Builder);
        }
        let reader = shell_reader(probe)?;
        let is_read = self.dialect_at(probe).is_posix() && is_read_by_shell(&probe, at);
        is_read.then_some(reader)
    }

    /// The names that mean something to a reader in an instruction, in alphabetical order, each with what it is there.
    pub fn visible_variables(&self, instruction: Placed<'_>, by: Reader) -> Vec<(&str, Found<'_>)> {
        let image = self.stage_of(instruction).and_then(|stage| stage.root_base().image()?.facts());
        let names: BTreeSet<&str> = self
            .definitions()
            .map(|definition| definition.name.as_str())
            .chain(image.into_iter().flat_map(|facts| facts.env).map(|(name, _)| *name))
            .chain(PREDEFINED.iter().map(|arg| arg.name))
            .collect();
        // Later names of an ARG see earlier ones.
        let ordinal = if instruction.keyword() == Some(Keyword::Arg) { usize::MAX } else { 0 };
        let view = View::new(self, instruction, ordinal, by);
        names.into_iter().filter_map(|name| Some((name, view.find(name)?))).collect()
    }
}

fn is_read_by_shell(probe: &Instruction, at: u32) -> bool {
    let body = probe.heredocs().iter().find(|heredoc| heredoc.body.start <= at);
    let Some(command) = scripted(probe.command()) else { return false };
    let starts_array = probe.text(command.rest).starts_with("[\"");
    let scripts = commands::parse(probe, command);
    let is_read =
        scripts.iter().flat_map(plimsoll_shell::Script::references).any(|read| read.span.start == at);
    (is_read && !starts_array) || body.is_some_and(|body| body.expand)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::file;

    /// What is read at the first `$`.
    fn reader(text: &str) -> Option<Reader> {
        let at = text.find('$').unwrap();
        let file = file(text);
        let instruction = file.instruction_at((at as u32).into()).unwrap();
        file.reader_at(instruction, at as u32 - u32::from(instruction.start))
    }

    #[test]
    fn half_written_variables() {
        for (text, expected) in [
            ("FROM a$", Some(Reader::Builder)),
            ("FROM a\nENV A=\"b ${", Some(Reader::Builder)),
            ("FROM a\nENV A='b $", None),
            ("FROM a\nENV A=\\$", None),
            ("FROM a\nCOPY --from=$", None),
            ("FROM a\nCOPY --chown=$ b c\n", Some(Reader::Builder)),
            ("FROM a\nCOPY <<E /x\n$\nE\n", Some(Reader::Builder)),
            ("FROM a\nCOPY <<'E' /x\n$\nE\n", None),
            ("FROM a\nRUN echo \"$", Some(Reader::BuildShell)),
            ("FROM a\nRUN echo '$", None),
            ("FROM a\nRUN b && \\\n  c $\nUSER d\n", Some(Reader::BuildShell)),
            ("FROM a\nRUN <<E\necho $\nE\n", Some(Reader::BuildShell)),
            ("FROM a\nRUN cat <<E > x\n$\nE\n", Some(Reader::BuildShell)),
            ("FROM a\nCMD echo $", Some(Reader::ContainerShell)),
            ("FROM a\nCMD [\"$", None),
            ("FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN $", None),
        ] {
            assert_eq!(reader(text), expected, "{text}");
        }
    }

    #[test]
    fn names_that_can_be_seen() {
        let names = |text: &str, by| {
            let file = file(text);
            let last = file.instructions().next_back().unwrap();
            let names = file.visible_variables(last, by).into_iter().map(|(name, _)| name.to_owned());
            names.filter(|name| !name.to_lowercase().ends_with("_proxy")).collect::<Vec<_>>().join(" ")
        };
        let text = "ARG G\nFROM a AS b\nENV E=1\nFROM b\nARG A\nRUN x\n";
        assert_eq!(names(text, Reader::BuildShell), "A E");
        assert_eq!(names(text, Reader::ContainerShell), "E");
        let in_from = names("ARG G\nFROM a\n", Reader::Builder);
        assert!(in_from.starts_with("BUILDARCH BUILDOS") && in_from.contains(" G TARGETARCH "), "{in_from}");
    }
}

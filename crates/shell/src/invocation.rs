//! What a simple command really runs.

use plimsoll_text::Span;

use crate::arguments::Arguments;
use crate::builtins;
use crate::dialect::program_name;
use crate::tree::Command;
use crate::word::Word;
use crate::wrapper::wrapper_len;

/// A program and its arguments, seen through `sudo`, `env`, `exec` and their like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation<'s> {
    /// Without the directory: `apt-get` of `/usr/bin/apt-get`.
    pub name: &'s str,
    pub name_span: Span,
    pub arguments: &'s [Word],
    /// From the outside in.
    pub wrappers: Vec<Wrapping<'s>>,
}

/// A program that runs another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrapping<'s> {
    pub name: &'s str,
    /// With its options, up to the program it runs.
    pub words: &'s [Word],
}

impl Command {
    /// Nothing if the name is known only when the script runs, or there is none.
    pub fn invocation(&self) -> Option<Invocation<'_>> {
        let mut words = &self.words[..];
        let mut wrappers = Vec::new();
        while let Some(len) = wrapper_len(words) {
            let (wrapper, rest) = words.split_at(len);
            wrappers.push(Wrapping { name: program_name(wrapper[0].text()), words: wrapper });
            words = rest;
        }
        let (program, arguments) = words.split_first()?;
        let name = program_name(program.literal()?);
        Some(Invocation { name, name_span: program.span, arguments, wrappers })
    }
}

impl<'s> Invocation<'s> {
    /// From the name to the last argument.
    pub fn span(&self) -> Span {
        self.arguments.last().map_or(self.name_span, |last| self.name_span.cover(last.span))
    }

    /// The commands behind it find another shell, or none: `cd`, `export`, `exec` and their like.
    pub fn changes_shell(&self) -> bool {
        builtins::changes_shell(self.name) || self.is_wrapped_in("exec")
    }

    pub fn is_wrapped_in(&self, name: &str) -> bool {
        self.wrappers.iter().any(|wrapper| wrapper.name == name)
    }

    /// `valued`: the options that take the next word as their value, dashes included.
    pub fn parse(&self, valued: &[&str]) -> Arguments<'s> {
        Arguments::parse(self.arguments, valued)
    }

    /// See [`Arguments::has_flag`]. Where options take a value, [`Self::parse`] says more.
    pub fn has_flag(&self, name: &str) -> bool {
        self.parse(&[]).has_flag(name)
    }

    pub fn has_any_flag(&self, names: &[&str]) -> bool {
        let arguments = self.parse(&[]);
        names.iter().any(|name| arguments.has_flag(name))
    }

    /// The first operand of a program whose global options take no separate value.
    pub fn subcommand(&self) -> Option<&'s str> {
        self.parse(&[]).subcommand()
    }

    /// `python -m pip install …` as `pip install …`.
    pub fn as_module(&self) -> Option<Invocation<'s>> {
        let is_python = self.name.strip_prefix("python").or_else(|| self.name.strip_prefix("pypy"));
        if !is_python?.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return None;
        }
        let options = Arguments::leading(self.arguments, &["-W", "-X", "-c"]);
        let flag = options.flag("-m").filter(|flag| flag.name.ends_with('m'))?;
        let at = self.arguments.iter().position(|word| word.span == flag.word.span)? + 1;
        let (module, arguments) = self.arguments[at..].split_first()?;
        let mut wrappers = self.wrappers.clone();
        wrappers.push(Wrapping { name: self.name, words: &self.arguments[..at] });
        Some(Invocation { name: module.literal()?, name_span: module.span, arguments, wrappers })
    }
}

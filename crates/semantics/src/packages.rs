//! What RUNs do with the package manager of a distribution.

use plimsoll_shell::{Command, Invocation, Piece, PieceKind, Script, Word};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::Span;

use crate::dockerfile::Dockerfile;
use crate::facts::package_managers::{PackageManager, package_manager};
use crate::scope::Found;

/// `apt-get update`, `apk add …`: one call of a package manager.
#[derive(Debug, Clone)]
pub struct PackageCommand<'a> {
    pub run: Placed<'a>,
    /// The script of the RUN that it stands in.
    pub script: &'a Script,
    /// With `sudo` and the like in front.
    pub command: &'a Command,
    pub invocation: Invocation<'a>,
    pub manager: &'static PackageManager,
    /// The word that says what to do: `install`, `-Syu`.
    pub action: &'a Word,
}

impl<'a> PackageCommand<'a> {
    fn new(
        run: Placed<'a>,
        script: &'a Script,
        command: &'a Command,
        invocation: Invocation<'a>,
    ) -> Option<Self> {
        let manager = package_manager(invocation.name)?;
        let action = action(manager, invocation.arguments)?;
        Some(PackageCommand { run, script, command, invocation, manager, action })
    }

    /// From the program to the word that says what to do.
    pub fn span(&self) -> Span {
        self.invocation.name_span.cover(self.action.span)
    }

    /// How it is called, without flags and packages: `apt-get install`.
    pub fn name(&self) -> String {
        format!("{} {}", self.invocation.name, self.action.text())
    }

    /// `apt update`, or an install that does it first (`--update` of apt 3).
    pub fn fetches_index(&self) -> bool {
        self.manager.updates(self.action.text()) || self.invocation.has_flag("--update")
    }

    pub fn installs(&self) -> bool {
        self.manager.installs(self.action.text()) && self.packages().next().is_some() && !self.only_shows()
    }

    pub fn upgrades(&self) -> bool {
        self.manager.upgrades(self.action.text()) && !self.only_shows()
    }

    /// Only says what it would do.
    fn only_shows(&self) -> bool {
        let mut words = self.invocation.arguments.iter().map(Word::text);
        words.any(|word| self.manager.only_shows.contains(&word))
    }

    /// The words behind the action that are neither flags nor their values.
    pub fn packages(&self) -> impl Iterator<Item = &'a Word> + use<'a> {
        let (end, value_flags) = (self.action.span.end, self.manager.value_flags);
        let arguments = self.invocation.arguments;
        (0..arguments.len())
            .filter(move |at| arguments[*at].span.start >= end && !arguments[*at].text().starts_with('-'))
            .filter(move |at| !value_flags.contains(&arguments[at - 1].text()))
            .map(move |at| &arguments[at])
    }

    /// Whether one of its words says something, in itself or in a variable of the Dockerfile or of the script. A variable
    /// that only a build knows may say anything.
    pub fn may_say(&self, file: &Dockerfile, says: impl Fn(&str) -> bool) -> bool {
        let in_variable = |piece: &Piece| match &piece.kind {
            PieceKind::Parameter(parameter) => self.variable_may_say(file, &parameter.name, &says),
            _ => false,
        };
        let mut words = self.invocation.arguments.iter();
        words.any(|word| says(word.text()) || word.pieces.iter().any(in_variable))
    }

    fn variable_may_say(&self, file: &Dockerfile, name: &str, says: &impl Fn(&str) -> bool) -> bool {
        let assigned = self.script.commands().flat_map(|site| &site.command.assignments);
        let mut in_script = assigned.filter(|one| &*one.name == name).map(|one| one.value.text());
        let in_file = || match file.lookup(name, self.run) {
            Some(Found::Definition(definition)) => definition.value.as_set().is_none_or(says),
            _ => false,
        };
        in_script.any(says) || in_file()
    }

    /// The value of the last of these flags, where it is a word of its own or behind `=`.
    pub fn value_of(&self, flags: &[&str]) -> Option<&'a str> {
        let arguments = self.invocation.parse(self.manager.value_flags);
        flags.iter().find_map(|flag| arguments.value_of(flag)).map(|value| value.text)
    }
}

/// The first word that a manager knows as an action. In front of it stand flags and their values only.
fn action<'s>(manager: &PackageManager, words: &'s [Word]) -> Option<&'s Word> {
    let at = words.iter().position(|word| manager.is_action(word.text()))?;
    let is_flag = |word: &Word| word.text().starts_with('-') || word.has_expansion();
    let is_value = |index: usize| index > 0 && is_flag(&words[index - 1]);
    (0..at).all(|index| is_flag(&words[index]) || is_value(index)).then(|| &words[at])
}

impl Dockerfile {
    /// Every RUN but for those that write one of the settings to the configuration of a package manager, or have it from
    /// an instruction above, in their stage or in one that it is built from.
    ///
    /// A setting is a part of the name of the file, and the option in it, whose case does not count.
    pub fn runs_without_setting(&self, settings: &[(&str, &str)]) -> Vec<Placed<'_>> {
        let mut runs = Vec::new();
        // By stage: whether its instructions so far write it.
        let mut is_set = vec![false; self.stages().len()];
        for stage in self.stages() {
            let base = stage.chain().nth(1).map(|base| is_set[base.index()]);
            let mut set = base.unwrap_or(false);
            for instruction in stage.instructions() {
                set = set || settings.iter().any(|setting| writes_setting(instruction, *setting));
                runs.extend((!set && instruction.keyword() == Some(Keyword::Run)).then_some(instruction));
            }
            is_set[stage.index()] = set;
        }
        runs
    }

    /// The calls of package managers in a RUN, in order, nested ones included.
    pub fn package_commands<'a>(&'a self, run: Placed<'a>) -> Vec<PackageCommand<'a>> {
        let mut found = Vec::new();
        let has_manager = |script: &&Script| script.programs().any(|name| package_manager(name).is_some());
        for script in self.scripts(run).iter().filter(has_manager) {
            let calls = script.invocations();
            found.extend(
                calls.filter_map(|(site, call)| PackageCommand::new(run, script, site.command, call)),
            );
        }
        found
    }
}

/// Writes the option to a file: in an `echo`, or in a heredoc.
fn writes_setting(instruction: Placed<'_>, (file, option): (&str, &str)) -> bool {
    let writes = matches!(instruction.keyword(), Some(Keyword::Run | Keyword::Copy | Keyword::Add));
    let source = instruction.source();
    writes && source.contains(file) && contains_ignoring_case(source, option)
}

fn contains_ignoring_case(text: &str, part: &str) -> bool {
    text.to_ascii_lowercase().contains(&part.to_ascii_lowercase())
}

/// The first command of a RUN that reads a package index which the RUN has not fetched itself.
pub fn relies_on_earlier_index<'c, 'a>(commands: &'c [PackageCommand<'a>]) -> Option<&'c PackageCommand<'a>> {
    let manages_index = |one: &&PackageCommand<'_>| !one.manager.refreshes_index;
    let first = commands
        .iter()
        .filter(manages_index)
        .find(|one| one.fetches_index() || one.installs() || one.upgrades())?;
    (!first.fetches_index()).then_some(first)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_syntax::SyntaxTree;

    use super::*;
    use crate::context::NoContext;

    /// What every command does: `u`pdate, `i`nstall, up`g`rade; `<` in front if an earlier RUN fetched its index.
    fn actions(script: &str) -> String {
        let tree = SyntaxTree::parse(&format!("FROM a\nRUN {script}\n"));
        let file = Dockerfile::new(tree, Arc::new(NoContext));
        let run = file.instructions_of(Keyword::Run).next().unwrap();
        let commands = file.package_commands(run);
        let relies = relies_on_earlier_index(&commands).map(PackageCommand::span);
        let describe = |one: &PackageCommand<'_>| {
            let does = [(one.fetches_index(), 'u'), (one.installs(), 'i'), (one.upgrades(), 'g')];
            let letters: String = does.iter().filter(|(does, _)| *does).map(|(_, letter)| letter).collect();
            format!("{}{} {letters}", if relies == Some(one.span()) { "<" } else { "" }, one.manager.name())
        };
        commands.iter().map(describe).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn actions_of_every_manager() {
        assert_eq!(actions("apt-get -qq update && sudo apt-get -t x install -y a"), "apt-get u, apt-get i");
        assert_eq!(actions("apt-get remove install"), "");
        assert_eq!(actions("if true; then apt $FLAGS upgrade; fi"), "<apt-get g");
        assert_eq!(actions("apk add --no-cache a && apk upgrade"), "apk i, apk g");
        assert_eq!(actions("pacman --noconfirm -Syu && pacman -S a"), "pacman ug, pacman i");
        assert_eq!(actions("pacman -S a; pacman -Scc"), "<pacman i, pacman ");
        assert_eq!(actions("yum install -y a && yum clean all"), "yum i, yum ");
        assert_eq!(actions("apt-get install -f"), "apt-get ");
        assert_eq!(actions("apt install --update a"), "apt-get ui");
        assert_eq!(actions("apt-get install -s a || apk add --simulate a"), "apt-get , apk ");
    }

    #[test]
    fn words_and_variables_may_say_something() {
        let may_say = |text: &str| {
            let file = Dockerfile::new(SyntaxTree::parse(&format!("FROM a\n{text}")), Arc::new(NoContext));
            let run = file.instructions_of(Keyword::Run).next().unwrap();
            file.package_commands(run)[0].may_say(&file, |word| word == "-y")
        };
        assert!(may_say("RUN apk add -y a"));
        assert!(may_say("ENV F=-y\nRUN apk add $F a"));
        assert!(may_say("RUN F=-y; apk add $F a"));
        assert!(may_say("ARG F\nRUN apk add $F a"));
        assert!(!may_say("ENV F=-q\nRUN apk add $F $G a"));
    }

    #[test]
    fn settings_last_for_stages_built_on() {
        let text = "FROM a AS b\nRUN 1\nRUN echo 'Apt::Yes \"1\";' > /etc/apt.conf.d/x\nRUN 2\nFROM b\nRUN 3\nFROM a\nRUN 4\n";
        let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
        let runs = file.runs_without_setting(&[("apt.conf", "APT::Yes")]);
        let sources: Vec<&str> = runs.iter().map(|run| run.source().trim_end()).collect();
        assert_eq!(sources, ["RUN 1", "RUN 4"]);
    }

    #[test]
    fn packages_without_the_values_of_flags() {
        let packages = |script: &str| {
            let tree = SyntaxTree::parse(&format!("FROM a\nRUN {script}\n"));
            let file = Dockerfile::new(tree, Arc::new(NoContext));
            let run = file.instructions_of(Keyword::Run).next().unwrap();
            let words = file.package_commands(run)[0].packages().map(|word| word.text().to_owned());
            words.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(packages("apk add --no-cache -t .deps gcc $X"), "gcc $X");
        assert_eq!(packages("apt-get -t a install -y -t b-backports g++ make=4.*"), "g++ make=4.*");
        assert_eq!(packages("dnf -y install --setopt=x=y gcc"), "gcc");
    }
}

//! Calls of the installers of ecosystems, whether or not a manifest says what they install.

use std::collections::HashSet;
use std::sync::LazyLock;

use plimsoll_shell::{Invocation, Word};
use plimsoll_syntax::Placed;
use plimsoll_text::Span;

use crate::dockerfile::Dockerfile;
use crate::facts::ecosystems::{DependencyInstall, ECOSYSTEMS, Ecosystem, without_version};

/// `npm ci`, `pip install flask`, `go build`: a call that fills the cache of an ecosystem.
#[derive(Debug, Clone)]
pub struct InstallerCall<'a> {
    /// Seen through `python -m`.
    pub invocation: Invocation<'a>,
    pub ecosystem: &'static Ecosystem,
    /// From the program to the word that says what to do.
    pub head: Span,
    /// How it is called, without flags and arguments.
    pub command: String,
    /// The project says what is installed: its manifests or its sources.
    pub is_for_project: bool,
    /// The packages stay in the cache, where later commands read them.
    pub stores: bool,
}

impl<'a> InstallerCall<'a> {
    fn new(invocation: &Invocation<'a>) -> Option<Self> {
        if !may_install(invocation.name) {
            return None;
        }
        let words: Vec<&str> =
            std::iter::once(invocation.name).chain(invocation.arguments.iter().map(Word::text)).collect();
        InstallerCall::install(invocation, &words).or_else(|| InstallerCall::build(invocation, &words))
    }

    fn install(invocation: &Invocation<'a>, words: &[&str]) -> Option<Self> {
        let install = DependencyInstall::parse_any(words)?;
        let called = &words[..words.len() - install.arguments.len()];
        let spoken = called.iter().filter(|word| !install.flags_before.contains(word)).copied();
        // The program alone may be an install: `yarn`.
        let action = called
            .len()
            .checked_sub(2)
            .filter(|_| !install.flags_before.ends_with(&called[called.len() - 1..]));
        Some(InstallerCall {
            head: head(invocation, action),
            command: spoken.collect::<Vec<_>>().join(" "),
            ecosystem: install.ecosystem,
            is_for_project: install.is_for_project(),
            stores: stored(install.ecosystem, words).is_some(),
            invocation: invocation.clone(),
        })
    }

    /// A build that fetches what is missing.
    fn build(invocation: &Invocation<'a>, words: &[&str]) -> Option<Self> {
        let (ecosystem, at) = ECOSYSTEMS
            .iter()
            .filter(|ecosystem| ecosystem.is_run_by(words))
            .find_map(|ecosystem| Some((ecosystem, stored(ecosystem, words)?)))?;
        Some(InstallerCall {
            head: head(invocation, Some(at)),
            command: format!("{} {}", invocation.name, invocation.arguments[at].text()),
            ecosystem,
            is_for_project: true,
            stores: true,
            invocation: invocation.clone(),
        })
    }

    /// The flags on the command line that switch the cache off: `--no-cache-dir`, and `--no-cache`, as which pip takes
    /// it too.
    pub fn no_cache_flags(&self) -> impl Iterator<Item = &'a Word> {
        let has_any = self.ecosystem.no_cache_flag.is_some();
        let words = self.invocation.arguments.iter();
        words.filter(move |word| has_any && word.text().starts_with("--no-cache"))
    }
}

/// Whether it is the program of an ecosystem.
fn may_install(program: &str) -> bool {
    static PROGRAMS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        ECOSYSTEMS.iter().flat_map(|ecosystem| ecosystem.programs).map(|program| program[0]).collect()
    });
    PROGRAMS.contains(program) || PROGRAMS.contains(without_version(program))
}

/// Whether a call empties the cache of an ecosystem: `npm cache clean`.
pub fn empties_cache(ecosystem: &Ecosystem, call: &Invocation<'_>) -> bool {
    let Some((_, arguments)) = ecosystem.clean.and_then(|clean| clean.split_once(' ')) else { return false };
    let mut given = call.arguments.iter().map(Word::text).filter(|word| !word.starts_with('-'));
    let mut wanted = arguments.split(' ').filter(|word| !word.starts_with('-'));
    ecosystem.has_program(call.name) && wanted.all(|word| given.next() == Some(word))
}

/// The argument with which packages stay in the cache.
fn stored(ecosystem: &Ecosystem, words: &[&str]) -> Option<usize> {
    words[1..].iter().position(|word| ecosystem.stores.contains(word))
}

/// From the program to an argument.
fn head(invocation: &Invocation<'_>, argument: Option<usize>) -> Span {
    let word = argument.and_then(|at| invocation.arguments.get(at));
    word.map_or(invocation.name_span, |word| invocation.name_span.cover(word.span))
}

impl Dockerfile {
    /// The calls of installers in a RUN, in order, nested ones included.
    pub fn installer_calls<'a>(&'a self, run: Placed<'a>) -> Vec<InstallerCall<'a>> {
        let mut found = Vec::new();
        for script in self.scripts(run).iter().filter(|script| script.programs().any(may_install)) {
            let calls = script.invocations().map(|(_, call)| call.as_module().unwrap_or(call));
            found.extend(calls.filter_map(|call| InstallerCall::new(&call)));
        }
        found
    }

    /// Whether something keeps the call from filling the cache folders of its ecosystem: a flag, or a variable.
    pub fn is_kept_from_cache(&self, call: &InstallerCall<'_>, run: Placed<'_>) -> bool {
        let has_flag = |flag: &str| {
            call.invocation.arguments.iter().any(|word| {
                let rest = word.text().strip_prefix(flag);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
            })
        };
        let no_cache = call.ecosystem.no_cache_variable.map(|(name, _)| name);
        let names = call.ecosystem.caches_not_with.iter().copied();
        names
            .chain(no_cache.filter(|name| !call.ecosystem.moves_cache(name)))
            .any(|name| if name.starts_with('-') { has_flag(name) } else { self.may_be_set(name, run) })
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::Keyword;

    use crate::tests::file;

    /// Every call: `!` where no manifest says what it installs, `+` where the packages stay in the cache; the head
    /// behind it.
    fn calls(script: &str) -> String {
        let file = file(&format!("FROM a\nRUN {script}\n"));
        let run = file.instructions_of(Keyword::Run).next().unwrap();
        let calls = file.installer_calls(run);
        let describe = |call: &super::InstallerCall<'_>| {
            let marks = [(!call.is_for_project, "!"), (call.stores, "+")];
            let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
            format!("{marks}{} [{}]", call.command, run.text(call.head))
        };
        calls.iter().map(describe).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn installs_and_builds() {
        assert_eq!(calls("pip --no-input install -r a.txt"), "pip install [pip --no-input install]");
        assert_eq!(calls("python3 -m pip install flask"), "!pip install [pip install]");
        assert_eq!(calls("yarn && yarn --frozen-lockfile"), "yarn [yarn], yarn [yarn]");
        assert_eq!(
            calls("go mod download && go build -o a"),
            "+go mod download [go mod download], +go build [go build]"
        );
        assert_eq!(calls("./mvnw -B clean package"), "+mvnw package [./mvnw -B clean package]");
        assert_eq!(calls("pnpm fetch; pnpm i"), "+pnpm fetch [pnpm fetch], pnpm i [pnpm i]");
        assert_eq!(calls("go env; npm run build; apt-get install a; cargo --version"), "");
    }

    #[test]
    fn the_cache_off_or_elsewhere() {
        let is_kept = |text: &str| {
            let file = file(&format!("FROM a\n{text}\n"));
            let run = file.instructions_of(Keyword::Run).next().unwrap();
            file.is_kept_from_cache(&file.installer_calls(run)[0], run)
        };
        assert!(is_kept("RUN pip install --cache-dir=/c -r a"));
        assert!(is_kept("ENV PIP_NO_CACHE_DIR=1\nRUN pip install -r a"));
        assert!(is_kept("RUN UV_NO_CACHE=1 uv sync"));
        assert!(!is_kept("RUN pip install --no-cache-dir -r a"));
        assert!(!is_kept("ENV COMPOSER_CACHE_DIR=/c\nRUN composer install"));
    }
}

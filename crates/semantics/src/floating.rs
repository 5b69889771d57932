//! Packages that a RUN installs in whatever version is newest.

use plimsoll_shell::{Arguments, Invocation, Script, Word};
use plimsoll_syntax::Placed;

use crate::dockerfile::Dockerfile;
use crate::facts::versions::{PACKAGE_INSTALLERS, PackageInstaller, system_package_floats};
use crate::packages::PackageCommand;

/// The packages of one command that float. What only a build can tell is none of them.
#[derive(Debug, Clone)]
pub struct FloatingPackages<'a> {
    /// Of the package manager or installer, the one to write in a script: `apt-get`, `pip`.
    pub program: &'static str,
    /// At least one.
    pub packages: Vec<&'a Word>,
}

impl Dockerfile {
    /// Those of Python, Node.js and the like that installers take on their command line, by command.
    pub fn floating_packages<'a>(&'a self, run: Placed<'a>) -> Vec<FloatingPackages<'a>> {
        let source = run.source();
        let is_named = |one: &&PackageInstaller| one.programs.iter().any(|program| source.contains(program));
        let installers: Vec<&'static PackageInstaller> = PACKAGE_INSTALLERS.iter().filter(is_named).collect();
        if installers.is_empty() {
            return Vec::new();
        }
        let calls = self.scripts(run).iter().flat_map(Script::invocations);
        let calls = calls.map(|(_, call)| call.as_module().unwrap_or(call));
        calls.filter_map(|call| installers.iter().find_map(|one| self.floating_in(run, &call, one))).collect()
    }

    fn floating_in<'a>(
        &self,
        run: Placed<'_>,
        call: &Invocation<'a>,
        installer: &'static PackageInstaller,
    ) -> Option<FloatingPackages<'a>> {
        let program = installer.program_of(call.name)?;
        let end = call.arguments.iter().position(|word| word.text() == "--");
        let words = &call.arguments[..end.unwrap_or(call.arguments.len())];
        let arguments = Arguments::parse(words, installer.value_flags);
        let operands: Vec<&str> = arguments.operands.iter().map(|word| word.text()).collect();
        let command = installer.commands.iter().find(|command| operands.starts_with(command))?;
        let has_versions = installer.versions_by.iter().any(|flag| arguments.has_flag(flag))
            || installer.versions_by_variables.iter().any(|name| self.may_be_set(name, run));
        if has_versions {
            return None;
        }
        let count = if installer.takes_one { 1 } else { usize::MAX };
        let packages = arguments.operands[command.len()..].iter().take(count).copied();
        FloatingPackages::new(program, packages.filter(|word| installer.floats(word.text())))
    }

    /// Those of the distribution, by command.
    pub fn floating_system_packages<'a>(&'a self, run: Placed<'a>) -> Vec<FloatingPackages<'a>> {
        let commands = self.package_commands(run).into_iter().filter(PackageCommand::installs);
        let floating = commands.filter_map(|command| {
            let program = command.manager.name();
            let floats = |word: &&Word| system_package_floats(program, word.text()) == Some(true);
            FloatingPackages::new(program, command.packages().filter(floats))
        });
        floating.collect()
    }
}

impl<'a> FloatingPackages<'a> {
    fn new(program: &'static str, packages: impl Iterator<Item = &'a Word>) -> Option<Self> {
        let packages: Vec<&Word> = packages.filter(|word| word.literal().is_some()).collect();
        (!packages.is_empty()).then_some(FloatingPackages { program, packages })
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::Keyword;

    use crate::tests::file;

    /// The program and the packages of every command.
    fn floating(text: &str) -> String {
        let file = file(&format!("FROM a\n{text}\n"));
        let run = file.instructions_of(Keyword::Run).next().unwrap();
        let mut found = file.floating_packages(run);
        found.extend(file.floating_system_packages(run));
        let describe = |one: &super::FloatingPackages<'_>| {
            let words: Vec<&str> = one.packages.iter().map(|word| word.text()).collect();
            format!("{} {}", one.program, words.join(" "))
        };
        found.iter().map(describe).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn packages_without_flags_and_their_values() {
        assert_eq!(floating("RUN pip3.12 --quiet install -t /x --no-cache-dir a b==1 c"), "pip a c");
        assert_eq!(floating("RUN python3 -m pip install --timeout 60 a"), "pip a");
        assert_eq!(floating("RUN npm i -g --registry https://b a && yarn global add b"), "npm a, yarn b");
        assert_eq!(floating("RUN gem install -N a -- --with-x && apk add -t .d b"), "gem a, apk b");
        assert_eq!(floating("RUN go run b.c/d@latest e.f/g@latest"), "go b.c/d@latest");
    }

    #[test]
    fn versions_from_elsewhere() {
        for text in [
            "RUN pip install -r a.txt",
            "RUN pip install -c a.txt b",
            "ENV PIP_CONSTRAINT=/a\nRUN pip install b",
            "RUN gem install a -v 1",
            "RUN cargo install --version 1 a",
            "RUN npm ci; npm install; npm run install a",
            "RUN pip install $A \"b${C}\" $(cat d)",
        ] {
            assert_eq!(floating(text), "", "{text}");
        }
    }
}

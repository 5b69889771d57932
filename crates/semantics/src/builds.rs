//! What stages build, and with what.

use plimsoll_shell::{Invocation, Script, Word};
use plimsoll_syntax::{Keyword, Placed};

use crate::dockerfile::Dockerfile;
use crate::facts::build_packages::bare_name;
use crate::facts::builds::BuildTool;
use crate::packages::PackageCommand;
use crate::stage::Stage;

/// A command that makes something out of sources.
#[derive(Debug, Clone)]
pub struct Build<'a> {
    pub run: Placed<'a>,
    pub invocation: Invocation<'a>,
    pub tool: BuildTool,
}

impl<'a> Build<'a> {
    /// How it is called, up to the word that says what to do: `go build`, `npm run build`.
    pub fn command(&self) -> String {
        let operands = self.invocation.arguments.iter().map(Word::text).filter(|word| !word.starts_with('-'));
        let count = match operands.clone().next() {
            Some("run" | "run-script" | "clean") => 2,
            _ => 1,
        };
        std::iter::once(self.invocation.name).chain(operands.take(count)).collect::<Vec<_>>().join(" ")
    }
}

impl<'a> Stage<'a> {
    /// The commands that make something out of sources, in order.
    pub fn builds(self) -> Vec<Build<'a>> {
        self.instructions_of(Keyword::Run).flat_map(|run| self.file.builds_in(run)).collect()
    }
}

impl Dockerfile {
    /// The commands of a RUN that make something out of sources, in order.
    pub fn builds_in<'a>(&'a self, run: Placed<'a>) -> impl Iterator<Item = Build<'a>> {
        let invocations = self.scripts(run).iter().flat_map(Script::invocations);
        invocations.filter_map(move |(_, invocation)| {
            let words: Vec<&str> =
                std::iter::once(invocation.name).chain(invocation.arguments.iter().map(Word::text)).collect();
            Some(Build { run, tool: BuildTool::of(&words)?, invocation })
        })
    }

    /// The packages that a RUN installs and does not remove again, with the command that installs them.
    pub fn packages_left<'a>(&'a self, run: Placed<'a>) -> Vec<(PackageCommand<'a>, Vec<&'a Word>)> {
        let removals: Vec<Removal<'a>> = self
            .scripts(run)
            .iter()
            .flat_map(Script::invocations)
            .filter_map(|(_, invocation)| Removal::of(&invocation))
            .collect();
        let commands = self.package_commands(run).into_iter().filter(PackageCommand::installs);
        commands
            .map(|command| {
                let is_removed = |word: &Word| removals.iter().any(|one| one.removes(word, &command));
                let left = command.packages().filter(|word| !is_removed(word)).collect();
                (command, left)
            })
            .collect()
    }
}

/// A command that takes packages away.
struct Removal<'a> {
    invocation: Invocation<'a>,
}

/// Programs that remove packages, and the words that make them do it.
const REMOVERS: &[(&str, &[&str])] = &[
    ("apk", &["del"]),
    ("apt", &["autoremove", "purge", "remove"]),
    ("apt-get", &["autoremove", "purge", "remove"]),
    ("dnf", &["autoremove", "erase", "history", "remove", "rm"]),
    ("dpkg", &["--purge", "--remove", "-P", "-r"]),
    ("microdnf", &["remove"]),
    ("pacman", &["-R", "-Rc", "-Rn", "-Rns", "-Rs", "-Rsc", "-Rscn", "-Rsn"]),
    ("rpm", &["--erase", "-e"]),
    ("yum", &["autoremove", "erase", "history", "remove"]),
    ("zypper", &["remove", "rm"]),
];

impl<'a> Removal<'a> {
    fn of(invocation: &Invocation<'a>) -> Option<Self> {
        // Whatever is marked as brought along by others goes with the next `--auto-remove`.
        let is_mark = invocation.name == "apt-mark" && invocation.subcommand() == Some("auto");
        let removes = REMOVERS.iter().any(|(name, actions)| {
            *name == invocation.name && invocation.arguments.iter().any(|word| actions.contains(&word.text()))
        });
        (is_mark || removes).then(|| Removal { invocation: invocation.clone() })
    }

    /// Whether it takes this package of an install away: by its name, a pattern, a variable, or the group that it was
    /// installed in.
    fn removes(&self, package: &Word, install: &PackageCommand<'_>) -> bool {
        let name = bare_name(package.text());
        let group = install.value_of(&["--virtual", "-t"]).filter(|_| install.manager.name() == "apk");
        let covers = |word: &Word| {
            let text = word.text();
            bare_name(text) == name
                || group == Some(text)
                || word.has_expansion()
                || text.contains(['*', '?'])
        };
        // `xargs apt-mark auto` reads the names.
        let marks_all = self.invocation.name == "apt-mark" && self.invocation.arguments.len() == 1;
        self.invocation.name_span.start > install.action.span.start
            && (marks_all || self.invocation.arguments.iter().any(covers))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::Keyword;

    use super::*;
    use crate::tests::file;

    fn left(script: &str) -> String {
        let file = file(&format!("FROM a\nRUN {script}\n"));
        let run = file.instructions_of(Keyword::Run).next().unwrap();
        let words = file.packages_left(run).into_iter().flat_map(|(_, words)| words);
        words.map(Word::text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn packages_that_stay() {
        assert_eq!(left("apt-get update && apt-get install -y gcc curl && make"), "gcc curl");
        assert_eq!(left("apt-get install -y gcc curl && apt-get purge -y --auto-remove gcc"), "curl");
        assert_eq!(left("apt-get install -y gcc=4:12.* && apt-get remove gcc"), "");
        assert_eq!(left("apt-get install -y gcc && apt-get autoremove -y"), "gcc");
        assert_eq!(left("apt-get install gcc; apt-mark auto '.*' && apt-get purge -y --auto-remove"), "");
        assert_eq!(left("apt-get install gcc; apt-mark showmanual | xargs apt-mark auto"), "");
        assert_eq!(left("apt-get purge -y gcc && apt-get install -y gcc"), "gcc");
        assert_eq!(left("apk add --virtual .deps gcc && apk add libpq && apk del .deps"), "libpq");
        assert_eq!(left("apk add -t .deps gcc && apk del --no-network .deps"), "");
        assert_eq!(left("apk add $DEPS gcc && apk del $DEPS"), "");
        assert_eq!(left("dnf install -y gcc && dnf remove -y gcc && dnf clean all"), "");
    }

    #[test]
    fn builds_of_a_stage() {
        let text = "FROM a\nRUN cd x && CGO_ENABLED=0 go build -o /y .\nRUN npm ci && npm run build\nRUN ./mvnw -B clean package\n";
        let file = file(text);
        let builds = file.final_stage().unwrap().builds();
        let commands: Vec<String> = builds.iter().map(Build::command).collect();
        assert_eq!(commands, ["go build", "npm run build", "mvnw clean package"]);
    }
}

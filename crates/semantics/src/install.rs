//! What a RUN does, command by command: the installs of a project's dependencies, and what surrounds them.

use plimsoll_shell::{
    Branch, Command, CompoundKind, Invocation, List, OperatorKind, PieceKind, RedirectKind, Step, Word,
};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::Span;

use crate::dockerfile::Dockerfile;
use crate::facts::ecosystems::{DependencyInstall, Ecosystem};
use crate::independent::is_independent;
use crate::location::Location;
use crate::stage::Stage;

/// A command that installs the dependencies of a project.
#[derive(Debug, Clone)]
pub struct Install<'a> {
    pub run: Placed<'a>,
    /// From its program to its last argument.
    pub span: Span,
    pub ecosystem: &'static Ecosystem,
    /// How it is called, without flags and arguments: `go mod download`.
    pub command: String,
    /// It reads the project's sources, not only its manifests.
    pub needs_sources: bool,
    /// The files that its flags name: manifests, then others.
    pub named_files: Vec<String>,
    /// The working directory of the command, `cd` in front of it considered.
    pub working_folder: Option<Location>,
    /// Where it looks for manifests that no flag names.
    pub project: Option<Location>,
    /// It may not run at all: in `if`, `case` or a loop, or behind `||`.
    pub is_conditional: bool,
    /// The same files in every environment.
    pub is_literal: bool,
    /// Without quotes; expansions stay as written.
    words: Vec<&'a str>,
}

/// One command of a RUN.
#[derive(Debug, Clone)]
pub struct RunStep<'a> {
    pub span: Span,
    /// Which command of the script's own list it belongs to, from 0.
    pub item: usize,
    pub kind: StepKind<'a>,
    /// What it may have made.
    words: Vec<&'a str>,
}

#[derive(Debug, Clone)]
pub enum StepKind<'a> {
    Install(Install<'a>),
    /// Neither reads nor changes files of the project: `apt-get install`, `npm config set`.
    Independent,
    /// Anything else.
    Other,
}

impl<'a> Install<'a> {
    fn new(run: Placed<'a>, invocation: &Invocation<'a>, place: &Place) -> Option<Self> {
        let arguments = invocation.arguments;
        let words: Vec<&str> =
            std::iter::once(invocation.name).chain(arguments.iter().map(Word::text)).collect();
        let install = DependencyInstall::parse(&words)?;
        let called = words[..words.len() - install.arguments.len()].iter();
        let command: Vec<&str> =
            called.filter(|word| !install.flags_before.contains(word)).copied().collect();
        let working_folder = place.folder.clone();
        Some(Install {
            run,
            span: invocation.span(),
            ecosystem: install.ecosystem,
            command: command.join(" "),
            needs_sources: install.needs_sources(),
            named_files: install.named_manifests().chain(install.other_files()).map(str::to_owned).collect(),
            project: working_folder.as_ref().and_then(|at| at.join(install.folder().unwrap_or_default())),
            working_folder,
            is_conditional: place.is_conditional,
            is_literal: arguments.iter().all(|word| word.literal().is_some() || is_address(word)),
            words,
        })
    }

    /// Whether one of the flags is on the command line, with or without `=value`.
    pub fn has_flag(&self, flags: &[&str]) -> bool {
        self.words.iter().any(|word| flags.contains(&word.split('=').next().unwrap_or(word)))
    }

    /// Arguments that look like paths in the project and that no known flag names: it may read those too.
    pub fn other_paths(&self) -> impl Iterator<Item = &'a str> {
        let values = self.words[1..].iter().map(|word| match word.split_once('=') {
            Some((name, value)) if name.starts_with('-') => value,
            _ => word,
        });
        let folders = self.ecosystem.folder_flags;
        let is_folder = |index: usize| index > 0 && folders.contains(&self.words[index]);
        let others = values.enumerate().filter(move |(index, value)| {
            let is_url = value.contains("://");
            let in_folder = value.contains('/') && !value.starts_with('/') && !value.starts_with('@');
            let extension = value.rsplit_once('.').map_or("", |(_, extension)| extension);
            let is_file = FILE_EXTENSIONS.contains(&extension);
            let is_named = self.named_files.iter().any(|name| value.ends_with(name.as_str()));
            !value.starts_with('-') && !is_folder(*index) && !is_url && !is_named && (in_folder || is_file)
        });
        others.map(|(_, value)| value)
    }
}

/// Whatever the variables in it are, it is no file.
fn is_address(word: &Word) -> bool {
    word.text().split_once("://").is_some_and(|(scheme, _)| !scheme.contains('$'))
}

/// Of files that tools are pointed to on the command line.
const FILE_EXTENSIONS: &[&str] = &[
    "csproj", "fsproj", "gradle", "json", "kts", "lock", "sln", "slnx", "toml", "txt", "xml", "yaml", "yml",
];

/// Commands that change no file that they name.
const READERS: &[&str] = &["[", "cat", "echo", "grep", "head", "ls", "printf", "test"];

impl<'a> RunStep<'a> {
    /// The names of files that it may have made or changed: its words, unless it only reads, and the targets of its
    /// redirects, each without folders in front.
    pub fn changed_files(&self) -> impl Iterator<Item = &'a str> {
        self.words.iter().filter_map(|word| word.rsplit('/').next())
    }
}

impl Dockerfile {
    /// The commands of a RUN in order, nested ones included. What touches one of the `folders` is not independent.
    pub fn run_steps<'a>(&'a self, run: Placed<'a>, folders: &[Location]) -> Vec<RunStep<'a>> {
        let mut walk = Walk { run, folders, item: 0, steps: Vec::new() };
        let folder = self.working_folder(run);
        for script in self.scripts(run) {
            let mut place = Place { folder: folder.clone(), is_conditional: false };
            walk.list(script.list(), &mut place, true);
        }
        walk.steps
    }
}

impl<'a> Stage<'a> {
    /// The commands that install dependencies of a project, in order.
    pub fn dependency_installs(self) -> Vec<Install<'a>> {
        let steps = self.instructions_of(Keyword::Run).flat_map(|run| self.file.run_steps(run, &[]));
        let install = |step: RunStep<'a>| match step.kind {
            StepKind::Install(install) => Some(install),
            _ => None,
        };
        steps.filter_map(install).collect()
    }
}

/// Where a command runs.
#[derive(Clone)]
struct Place {
    folder: Option<Location>,
    is_conditional: bool,
}

struct Walk<'a, 'f> {
    run: Placed<'a>,
    folders: &'f [Location],
    item: usize,
    steps: Vec<RunStep<'a>>,
}

impl<'a> Walk<'a, '_> {
    fn list(&mut self, list: &'a List, place: &mut Place, is_top: bool) {
        let outer = place.is_conditional;
        for item in &list.items {
            // In a pipeline of several commands, `cd` changes nothing outside.
            let is_pipe = item.pipeline.steps.len() > 1;
            for step in &item.pipeline.steps {
                let mut inner = place.clone();
                self.step(step, if is_pipe { &mut inner } else { &mut *place });
            }
            self.item += usize::from(is_top);
            let operator = item.operator.map(|operator| operator.kind);
            place.is_conditional = outer
                || operator == Some(OperatorKind::Or)
                || (place.is_conditional && operator == Some(OperatorKind::And));
        }
        place.is_conditional = outer;
    }

    fn step(&mut self, step: &'a Step, place: &mut Place) {
        match step {
            Step::Command(command) => self.command(command, place),
            Step::Compound(compound) => {
                self.compound(&compound.kind, place);
                if !compound.redirects.is_empty() {
                    self.other(compound.span);
                }
            }
        }
    }

    fn compound(&mut self, kind: &'a CompoundKind, place: &mut Place) {
        match kind {
            CompoundKind::Group(list) => self.list(list, place, false),
            CompoundKind::Subshell(list) => self.list(list, &mut place.clone(), false),
            CompoundKind::If { branches, otherwise } => {
                branches.iter().for_each(|branch| self.branch(branch, place));
                otherwise.iter().for_each(|list| self.body(list, place));
            }
            CompoundKind::While(branch) => self.branch(branch, place),
            CompoundKind::For { body, .. } | CompoundKind::ArithmeticFor { body, .. } => {
                self.body(body, place);
            }
            CompoundKind::Case { arms, .. } => arms.iter().for_each(|arm| self.body(&arm.body, place)),
            CompoundKind::Function { name, .. } => self.other(name.span),
            CompoundKind::Test(words) => words.iter().for_each(|word| self.other(word.span)),
            CompoundKind::Arithmetic(_) => {}
        }
    }

    fn branch(&mut self, branch: &'a Branch, place: &mut Place) {
        self.list(&branch.condition, place, false);
        self.body(&branch.body, place);
    }

    /// What may run or not. A `cd` in it leaves the folder unknown.
    fn body(&mut self, list: &'a List, place: &mut Place) {
        let mut inner = Place { is_conditional: true, ..place.clone() };
        self.list(list, &mut inner, false);
        if inner.folder != place.folder {
            place.folder = None;
        }
    }

    fn other(&mut self, span: Span) {
        self.steps.push(RunStep { span, item: self.item, kind: StepKind::Other, words: Vec::new() });
    }

    fn command(&mut self, command: &'a Command, place: &mut Place) {
        let invocation = command.invocation();
        let is_cd = invocation.as_ref().is_some_and(|one| matches!(one.name, "cd" | "pushd" | "popd"));
        if let Some(script) = &command.script {
            return self.list(script, &mut place.clone(), false);
        }
        let kind = match &invocation {
            Some(invocation) if is_cd => {
                let target = invocation.arguments.first().and_then(Word::literal);
                place.folder = place.folder.as_ref().and_then(|folder| folder.join(target?));
                StepKind::Independent
            }
            Some(invocation) => self.kind(command, invocation, place),
            None if command.words.is_empty() && !has_substitution(command) => StepKind::Independent,
            None => StepKind::Other,
        };
        let targets = command.redirects.iter().filter_map(|redirect| redirect.target.as_ref());
        let only_reads = invocation.as_ref().is_some_and(|one| READERS.contains(&one.name));
        let words = command.words.iter().filter(|_| !only_reads).chain(targets).map(Word::text).collect();
        self.steps.push(RunStep { span: command.span, item: self.item, kind, words });
    }

    fn kind(&self, command: &'a Command, invocation: &Invocation<'a>, place: &Place) -> StepKind<'a> {
        if has_substitution(command) || !self.writes_elsewhere(command) {
            return StepKind::Other;
        }
        let module = invocation.as_module();
        for invocation in [Some(invocation), module.as_ref()].into_iter().flatten() {
            if let Some(install) = Install::new(self.run, invocation, place) {
                return StepKind::Install(install);
            }
        }
        let invocation = module.as_ref().unwrap_or(invocation);
        if is_independent(invocation, self.folders) { StepKind::Independent } else { StepKind::Other }
    }

    /// Redirects of the command neither read files nor write to one of the folders.
    fn writes_elsewhere(&self, command: &Command) -> bool {
        command.redirects.iter().all(|redirect| match redirect.kind {
            RedirectKind::DuplicateRead | RedirectKind::DuplicateWrite => true,
            RedirectKind::Write | RedirectKind::Append | RedirectKind::WriteBoth => {
                let target = redirect.target.as_ref().and_then(Word::literal);
                target.is_some_and(|path| path.starts_with('/') && !self.touches(path))
            }
            _ => false,
        })
    }

    fn touches(&self, path: &str) -> bool {
        let place = Location::absolute(path);
        self.folders.iter().any(|folder| place.overlaps(folder))
    }
}

/// `$(…)` and the like may read anything.
fn has_substitution(command: &Command) -> bool {
    let values = command.assignments.iter().map(|assignment| &assignment.value);
    command.words.iter().chain(values).flat_map(|word| &word.pieces).any(|piece| {
        matches!(piece.kind, PieceKind::Substitution(_) | PieceKind::Process(_) | PieceKind::Array(_))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};
    use plimsoll_syntax::SyntaxTree;

    use super::*;
    use crate::context::NoContext;

    /// Every command: `+` an install, `.` independent, `!` anything else.
    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expect: Expect) {
        let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
        let folder = Location::absolute("/app");
        let mut lines = String::new();
        for run in file.instructions_of(Keyword::Run) {
            for step in file.run_steps(run, std::slice::from_ref(&folder)) {
                let source = run.text(step.span);
                lines += &match step.kind {
                    StepKind::Independent => format!(". {} {source}\n", step.item),
                    StepKind::Other => format!("! {} {source}\n", step.item),
                    StepKind::Install(install) => {
                        let project = install.project.as_ref();
                        let place = project.and_then(|project| project.below(&folder));
                        let sources = if install.needs_sources { " sources" } else { "" };
                        let maybe = if install.is_conditional { " maybe" } else { "" };
                        let named = &install.named_files;
                        format!(
                            "+ {} {} in {place:?} {named:?}{sources}{maybe}\n",
                            step.item, install.command
                        )
                    }
                };
            }
        }
        expect.assert_eq(&lines);
    }

    #[test]
    fn installs_in_every_dress() {
        check(
            "FROM a\nWORKDIR /app\nRUN sudo -E pip3 --no-cache-dir install -r a.txt -c b.txt\n\
             RUN [\"sh\", \"-c\", \"env X=1 python -u -m pip install -r a.txt\"]\n\
             RUN <<E\nset -e\nnpm ci --omit=dev\nE\n\
             RUN [\"go\", \"mod\", \"download\"]\nRUN pip install . && pip install flask\n",
            expect![[r#"
                + 0 pip3 install in Some("") ["a.txt", "b.txt"]
                + 0 pip install in Some("") ["a.txt"]
                . 0 set -e
                + 1 npm ci in Some("") []
                + 0 go mod download in Some("") []
                + 0 pip install in Some("") [] sources
                . 1 pip install flask
            "#]],
        );
    }

    #[test]
    fn the_folder_of_the_project() {
        check(
            "FROM a\nWORKDIR /app\nRUN cd web && yarn && cd ../api && yarn\nRUN (cd web; yarn); yarn --cwd /app/x\n\
             RUN npm --prefix web ci || yarn\nRUN if cd web; then yarn; fi\nRUN cd $X; yarn\nRUN if a; then cd b; fi; yarn\n",
            expect![[r#"
                . 0 cd web
                + 1 yarn in Some("web") []
                . 2 cd ../api
                + 3 yarn in Some("api") []
                . 0 cd web
                + 0 yarn in Some("web") []
                + 1 yarn in Some("x") []
                + 0 npm ci in Some("web") []
                + 1 yarn in Some("") [] maybe
                . 0 cd web
                + 0 yarn in Some("web") [] maybe
                . 0 cd $X
                + 1 yarn in None []
                ! 0 a
                . 0 cd b
                + 1 yarn in None []
            "#]],
        );
    }

    #[test]
    fn what_has_nothing_to_do_with_the_project() {
        check(
            "FROM a\nRUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/* /root/.cache\n\
             RUN npm install -g npm@11 && npm cache clean --force; yarn build; A=$(cat b)\n\
             RUN rm -rf tmp; rm -r /app/tmp; chown -R app:app /app; chown app /srv; apt-get install ./a.deb\n\
             RUN pip install wheel > /dev/null 2>&1; pip install x > log; python -m venv /opt/venv; $X y\n",
            expect![[r#"
                . 0 apt-get update
                . 1 apt-get install -y gcc
                . 2 rm -rf /var/lib/apt/lists/* /root/.cache
                . 0 npm install -g npm@11
                . 1 npm cache clean --force
                ! 2 yarn build
                ! 3 A=$(cat b)
                ! 0 rm -rf tmp
                ! 1 rm -r /app/tmp
                ! 2 chown -R app:app /app
                . 3 chown app /srv
                ! 4 apt-get install ./a.deb
                . 0 pip install wheel > /dev/null 2>&1
                ! 1 pip install x > log
                . 2 python -m venv /opt/venv
                ! 3 $X y
            "#]],
        );
    }
}

//! Which of the two stages each instruction goes to.

use plimsoll_semantics::facts::package_managers::package_manager;
use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_shell::{Invocation, Script};
use plimsoll_syntax::{Keyword, Placed};

use super::Declined;
use super::plan::Place;

/// What a RUN makes beside what is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setup {
    Users,
    Folders,
}

/// What an ecosystem knows about the instructions that it builds with.
pub(super) trait Sorter {
    /// Whether a command of a RUN is a part of the build.
    fn builds(&self, invocation: &Invocation<'_>) -> bool;

    /// Where a COPY or ADD goes that stands before the last build.
    fn copy(&self, file: &Dockerfile, copy: Placed<'_>) -> Result<Place, Declined>;

    /// Where a RUN goes that builds or installs packages, and what the runtime stage has of the packages.
    fn packages(&self, _: &Dockerfile, _: Placed<'_>) -> Result<Place, Declined> {
        Ok(Place::Build)
    }

    /// Where a RUN goes that runs a program which is known for nothing. `is_behind`: it comes after the last build.
    fn other_run(&self, program: &str, _is_behind: bool) -> Result<Place, Declined> {
        Err(format!("whether `{program}` prepares the build or the program is not known"))
    }

    /// Where a RUN goes that makes users or folders.
    fn setup(&self, setup: Setup, is_behind: bool) -> Place {
        if setup == Setup::Users || is_behind { Place::Runtime } else { Place::Build }
    }

    /// Where a USER goes that is not root and stands before the last build.
    fn user(&self, user: &str) -> Result<Place, Declined> {
        Err(format!("it builds as the user `{user}`"))
    }

    /// Where an ENV goes that stands before the last build.
    fn env(&self, file: &Dockerfile, env: Placed<'_>) -> Place;
}

/// The place of every instruction, in order.
pub(super) fn sort<'a>(
    file: &'a Dockerfile,
    stage: Stage<'a>,
    sorter: &dyn Sorter,
) -> Result<Vec<(Placed<'a>, Place)>, Declined> {
    let works: Vec<(Placed<'a>, Work)> =
        stage.instructions().map(|one| (one, Work::of(file, one, sorter))).collect();
    let is_build =
        |(_, work): &(Placed<'_>, Work)| matches!(work, Work::Builds | Work::Packages { for_builds: true });
    let end = works.iter().rposition(is_build).ok_or("nothing is built in the stage")?;
    let place = |(at, (instruction, work)): (usize, (Placed<'a>, Work))| {
        let is_users = matches!(work, Work::SetsUp(Setup::Users));
        let place = match work {
            Work::None if at > end => Ok(Place::Runtime),
            Work::None => place_of(file, instruction, sorter),
            Work::Builds | Work::Packages { .. } if at <= end => sorter.packages(file, instruction),
            Work::Builds | Work::Packages { .. } => Ok(Place::Runtime),
            Work::SetsUp(setup) => Ok(sorter.setup(setup, at > end)),
            Work::Nothing => Ok(if at > end { Place::Runtime } else { Place::Build }),
            Work::Mixed => Err(format!("one {} builds and creates users", keyword(instruction))),
            Work::Unknown(program) => sorter.other_run(&program, at > end),
        };
        Ok((instruction, place?, is_users))
    };
    let places = works.into_iter().enumerate().map(place).collect::<Result<Vec<_>, Declined>>()?;
    let needs_users = places.iter().any(|(one, place, _)| place.is_in_build() && gives_to_user(*one));
    let with_users = |(instruction, place, is_users)| match place {
        Place::Runtime if is_users && needs_users => (instruction, Place::Both),
        place => (instruction, place),
    };
    Ok(places.into_iter().map(with_users).collect())
}

/// Whether its files are given to a user by name.
fn gives_to_user(copy: Placed<'_>) -> bool {
    let owner = copy.instruction.flag("chown").and_then(|flag| flag.value).map(|value| copy.text(value));
    owner.is_some_and(|owner| !owner.starts_with(|c: char| c.is_ascii_digit()) && !owner.starts_with("root"))
}

fn keyword(instruction: Placed<'_>) -> String {
    instruction.text(instruction.command().keyword_span).into_owned()
}

/// Of what is no RUN and stands before the last build.
fn place_of(file: &Dockerfile, instruction: Placed<'_>, sorter: &dyn Sorter) -> Result<Place, Declined> {
    match instruction.keyword() {
        Some(Keyword::Arg) => Ok(Place::Build),
        Some(Keyword::Env) => Ok(sorter.env(file, instruction)),
        Some(Keyword::Shell | Keyword::Workdir) => Ok(Place::Both),
        Some(Keyword::Copy | Keyword::Add) => sorter.copy(file, instruction),
        Some(Keyword::User) if sets_root(file, instruction) => Ok(Place::Build),
        Some(Keyword::User) => sorter.user(&instruction.text(instruction.command().rest)),
        Some(_) => Ok(Place::Runtime),
        None => Err("an instruction of it is not known".to_owned()),
    }
}

fn sets_root(file: &Dockerfile, user: Placed<'_>) -> bool {
    let stage = file.stage_of(user);
    let next = stage.and_then(|stage| stage.instructions().find(|one| one.index > user.index));
    next.and_then(|next| file.user_at(next)).and_then(|user| user.is_root()) == Some(true)
}

/// What a RUN does.
#[derive(Debug)]
enum Work {
    /// It is no RUN.
    None,
    Builds,
    /// It installs packages and does nothing else.
    Packages {
        for_builds: bool,
    },
    SetsUp(Setup),
    /// It shows or cleans something.
    Nothing,
    Mixed,
    /// It runs this program, too.
    Unknown(String),
}

const ACCOUNTS: &[&str] = &["addgroup", "adduser", "groupadd", "groupmod", "useradd", "usermod"];
const FILES: &[&str] = &["chgrp", "chmod", "chown", "install", "ln", "mkdir", "touch"];
const HARMLESS: &[&str] = &[
    ":",
    "[",
    "apt-mark",
    "cat",
    "cd",
    "date",
    "echo",
    "export",
    "find",
    "id",
    "ls",
    "printf",
    "pwd",
    "rm",
    "set",
    "sleep",
    "test",
    "true",
    "update-ca-certificates",
    "which",
];

impl Work {
    fn of(file: &Dockerfile, instruction: Placed<'_>, sorter: &dyn Sorter) -> Work {
        if instruction.keyword() != Some(Keyword::Run) {
            return Work::None;
        }
        let scripts = file.scripts(instruction);
        if scripts.is_empty() || scripts.iter().any(|script| !script.faults().is_empty()) {
            return Work::Unknown("RUN".to_owned());
        }
        let mut found = Found::default();
        for script in scripts {
            found.read(script, sorter);
        }
        let for_builds = super::packages::installs_build_packages(file, instruction);
        match found {
            Found { unknown: Some(program), builds: false, .. } => Work::Unknown(program),
            Found { builds: true, accounts: true, .. } => Work::Mixed,
            Found { builds: true, .. } => Work::Builds,
            Found { packages: true, accounts: true, .. } if for_builds => Work::Mixed,
            Found { accounts: true, .. } => Work::SetsUp(Setup::Users),
            Found { packages: true, .. } => Work::Packages { for_builds },
            Found { files: true, .. } => Work::SetsUp(Setup::Folders),
            _ => Work::Nothing,
        }
    }
}

/// The kinds of commands in a RUN.
#[derive(Default)]
struct Found {
    builds: bool,
    packages: bool,
    accounts: bool,
    files: bool,
    unknown: Option<String>,
}

impl Found {
    fn read(&mut self, script: &Script, sorter: &dyn Sorter) {
        let unnamed = script
            .commands()
            .any(|site| site.command.invocation().is_none() && !site.command.words.is_empty());
        if unnamed {
            self.unknown = Some("a variable".to_owned());
        }
        for (_, invocation) in script.invocations() {
            let name = invocation.name;
            if sorter.builds(&invocation) {
                self.builds = true;
            } else if package_manager(name).is_some() {
                self.packages = true;
            } else if ACCOUNTS.contains(&name) {
                self.accounts = true;
            } else if FILES.contains(&name) {
                self.files = true;
            } else if !HARMLESS.contains(&name) {
                let setup = invocation.arguments.iter().find(|word| word.text().ends_with("setup.py"));
                self.unknown.get_or_insert_with(|| setup.map_or(name, |_| "setup.py").to_owned());
            }
        }
    }
}

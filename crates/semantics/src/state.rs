//! What is in force at an instruction: SHELL, USER and WORKDIR.

use std::sync::OnceLock;

use plimsoll_shell::{Dialect, PosixShell, errexit};
use plimsoll_syntax::expansion::{Quoting, Value};
use plimsoll_syntax::{Arguments, Keyword, Placed, clean_path};

use crate::dockerfile::Dockerfile;
use crate::facts::images::{self, DefaultUser, Family};
use crate::scope::Before;
use crate::stage::{Base, Stage};
use crate::users::Account;

/// The instructions of a stage that change what is in force, in order, as indices into the items.
#[derive(Debug, Clone, Default)]
pub(crate) struct StateData {
    shells: Entries<Vec<String>>,
    pub(crate) users: Entries<SetUser>,
    workdirs: Entries<Value>,
}

/// What the instructions of one kind set.
#[derive(Debug, Clone)]
pub(crate) struct Entries<T> {
    own: Vec<(usize, T)>,
    /// The nearest stage with entries among those that the stage is built from, so that nobody walks the whole chain.
    base: Option<usize>,
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Entries { own: Vec::new(), base: None }
    }
}

impl StateData {
    /// At the start of a stage that is built from another one.
    pub(crate) fn behind(base: usize, data: &StateData) -> StateData {
        StateData {
            shells: Entries::behind(base, &data.shells),
            users: Entries::behind(base, &data.users),
            workdirs: Entries::behind(base, &data.workdirs),
        }
    }
}

impl<T> Entries<T> {
    fn behind(base: usize, entries: &Entries<T>) -> Entries<T> {
        Entries { own: Vec::new(), base: if entries.own.is_empty() { entries.base } else { Some(base) } }
    }
}

/// What a USER says, its variables replaced, and whom that means.
#[derive(Debug, Clone)]
pub(crate) struct SetUser {
    value: Value,
    /// Found when somebody asks.
    pub(crate) account: OnceLock<Option<Account>>,
}

/// The shell that runs shell-form commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shell {
    pub argv: Vec<String>,
    /// The SHELL instruction, as an index into the items; nothing for the default of the platform.
    pub item: Option<usize>,
}

/// Who runs commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum User {
    /// By a USER instruction, an index into the items. The value has its variables replaced.
    Set { item: usize, value: Value },
    /// By the base image, as far as it is known.
    Image(DefaultUser),
}

impl Shell {
    pub fn dialect(&self) -> Dialect {
        Dialect::of(&self.argv)
    }

    /// It is started with `-e`, as in `SHELL ["/bin/bash", "-ec"]`.
    pub fn stops_at_failure(&self) -> bool {
        let options = self.argv.iter().skip(1).map(String::as_str);
        self.dialect().is_posix() && errexit(options) == Some(true)
    }

    /// A login or interactive shell reads files at its start, which a RUN may have written.
    pub fn reads_startup_files(&self) -> bool {
        self.argv.iter().skip(1).any(|word| {
            let letters = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
            word == "--login"
                || letters.is_some_and(|letters| letters.contains(['l', 'i']) && letters.len() <= 4)
        })
    }
}

impl User {
    /// Whether it is root: by name, by number, or by default. Nothing when only a build can tell.
    pub fn is_root(&self) -> Option<bool> {
        match self {
            User::Set { value: Value::Set(text), .. } => {
                let name = text.split(':').next().unwrap_or_default().trim();
                Some(name == "root" || name.is_empty() || name.parse::<u32>() == Ok(0))
            }
            User::Set { .. } => None,
            User::Image(DefaultUser::Root) => Some(true),
            User::Image(DefaultUser::NonRoot(_)) => Some(false),
            User::Image(DefaultUser::Unknown) => None,
        }
    }
}

/// Takes note of an instruction of the last stage.
pub(crate) fn record(file: &mut Dockerfile, instruction: Placed<'_>) {
    let Some(stage) = file.stages.len().checked_sub(1) else { return };
    let index = instruction.index;
    match (instruction.keyword(), &instruction.instruction.command().arguments) {
        (Some(Keyword::Shell), Arguments::Json(array)) if !array.elements.is_empty() => {
            let argv = array.elements.iter().map(|element| element.value.to_string()).collect();
            file.stages[stage].state.shells.own.push((index, argv));
        }
        (Some(Keyword::User), Arguments::Text(text)) if !text.is_empty() => {
            let value = evaluate(file, instruction, stage, *text);
            file.stages[stage].state.users.own.push((index, SetUser { value, account: OnceLock::new() }));
        }
        (Some(Keyword::Workdir), Arguments::Text(text)) if !text.is_empty() => {
            let value = match (file.workdir_before(stage, index), evaluate(file, instruction, stage, *text)) {
                (_, Value::Set(path)) if path.starts_with('/') => Value::Set(path),
                (Value::Set(base), Value::Set(path)) => Value::Set(join(&base, &path)),
                _ => Value::Unknown,
            };
            file.stages[stage].state.workdirs.own.push((index, value));
        }
        _ => {}
    }
}

fn evaluate(file: &Dockerfile, instruction: Placed<'_>, stage: usize, text: plimsoll_text::Span) -> Value {
    let quoting = Quoting::Word { escape: instruction.instruction.escape() };
    let before = Before::instruction(instruction);
    file.evaluate_before(&instruction.text(text), quoting, Some(stage), before).unwrap_or(Value::Unknown)
}

/// A path relative to a folder, cleaned.
pub(crate) fn join(folder: &str, path: &str) -> String {
    if path.is_empty() {
        return folder.to_owned();
    }
    clean_path(&format!("{folder}/{path}"))
}

fn last_before<T>(entries: &[(usize, T)], item: usize) -> Option<&(usize, T)> {
    entries[..entries.partition_point(|(index, _)| *index < item)].last()
}

impl Dockerfile {
    pub(crate) fn workdir_before(&self, stage: usize, item: usize) -> Value {
        let stage = Stage { file: self, index: stage };
        stage.inherited(item, |data| &data.workdirs).map_or_else(
            || match stage.root_base() {
                Base::Scratch => Value::Set("/".into()),
                _ if self.build_args.is_some() => Value::Set("/".into()),
                _ => Value::Unknown,
            },
            |(_, value)| value.clone(),
        )
    }

    /// The folder that relative paths of an instruction start from. Unknown if the base image may have set it.
    pub fn workdir_at(&self, instruction: Placed<'_>) -> Value {
        self.stage_of(instruction)
            .map_or(Value::Unknown, |stage| self.workdir_before(stage.index, instruction.index))
    }

    /// The folder that relative paths behind a WORKDIR start from.
    pub fn workdir_after(&self, instruction: Placed<'_>) -> Value {
        self.stage_of(instruction)
            .map_or(Value::Unknown, |stage| self.workdir_before(stage.index, instruction.index + 1))
    }

    /// Who runs an instruction, and the container if it ended there.
    pub fn user_at(&self, instruction: Placed<'_>) -> Option<User> {
        Some(self.stage_of(instruction)?.user_before(instruction.index))
    }

    /// The shell of an instruction in shell form.
    pub fn shell_at(&self, instruction: Placed<'_>) -> Shell {
        let stage = self.stage_of(instruction);
        stage.map_or_else(Shell::posix, |stage| stage.shell_before(instruction.index))
    }

    /// What that shell speaks.
    pub(crate) fn dialect_at(&self, instruction: Placed<'_>) -> Dialect {
        let Some(stage) = self.stage_of(instruction) else { return Dialect::DEFAULT };
        match stage.inherited(instruction.index, |data| &data.shells) {
            Some((_, argv)) => Dialect::of(argv),
            None if stage.family() == Family::Windows => Dialect::Cmd,
            None => Dialect::DEFAULT,
        }
    }
}

impl Dockerfile {
    /// The POSIX shell that reads an instruction in shell form, and behind the name `sh` the one that the distribution
    /// has there, where that is known.
    pub(crate) fn posix_shell_at(&self, instruction: Placed<'_>) -> Option<PosixShell> {
        match self.shell_at(instruction).dialect() {
            Dialect::Posix(PosixShell::Sh) => {
                let family = self.stage_of(instruction).map_or(Family::Unknown, Stage::family);
                Some(family.posix_shell().unwrap_or(PosixShell::Sh))
            }
            Dialect::Posix(shell) => Some(shell),
            _ => None,
        }
    }
}

impl Shell {
    fn posix() -> Shell {
        Shell { argv: vec!["/bin/sh".into(), "-c".into()], item: None }
    }

    fn windows() -> Shell {
        Shell { argv: vec!["cmd".into(), "/S".into(), "/C".into()], item: None }
    }
}

impl<'a> Stage<'a> {
    /// The last entry before an item, in this stage or one that it is built from.
    pub(crate) fn inherited<T>(
        self,
        item: usize,
        entries: impl Fn(&'a StateData) -> &'a Entries<T>,
    ) -> Option<&'a (usize, T)> {
        let own = entries(&self.data().state);
        let of_base = || entries(&self.file.stages[own.base?].state).own.last();
        last_before(&own.own, item).or_else(of_base)
    }

    fn user_before(self, item: usize) -> User {
        if let Some((item, user)) = self.inherited(item, |state| &state.users) {
            return User::Set { item: *item, value: user.value.clone() };
        }
        User::Image(match self.root_base() {
            Base::Scratch => DefaultUser::Root,
            Base::Image(image) => image.reference.as_ref().map_or(DefaultUser::Unknown, |reference| {
                images::default_user(reference.familiar_name(), reference.tag())
            }),
            _ => DefaultUser::Unknown,
        })
    }

    fn shell_before(self, item: usize) -> Shell {
        match self.inherited(item, |state| &state.shells) {
            Some((item, argv)) => Shell { argv: argv.clone(), item: Some(*item) },
            None if self.family() == Family::Windows => Shell::windows(),
            None => Shell::posix(),
        }
    }

    /// Who runs the container.
    pub fn user(self) -> User {
        self.user_before(usize::MAX)
    }

    /// What a USER of the stage says, its variables replaced.
    pub(crate) fn value_of_user(self, user: Placed<'_>) -> Option<&'a Value> {
        let users = &self.data().state.users.own;
        let at = users.binary_search_by_key(&user.index, |(item, _)| *item).ok()?;
        Some(&users[at].1.value)
    }

    /// The last USER of this stage alone that sets somebody else than root.
    pub(crate) fn last_unprivileged_user_instruction(self) -> Option<Placed<'a>> {
        let is_other = |(item, user): &&(usize, SetUser)| {
            User::Set { item: *item, value: user.value.clone() }.is_root() == Some(false)
        };
        let (item, _) = self.data().state.users.own.iter().rev().find(is_other)?;
        self.file.tree.instruction(*item)
    }

    pub fn shell(self) -> Shell {
        self.shell_before(usize::MAX)
    }

    pub fn workdir(self) -> Value {
        self.file.workdir_before(self.index, usize::MAX)
    }

    /// The WORKDIR instruction of this file that is in force at an instruction of the stage.
    pub fn workdir_instruction_before(self, instruction: Placed<'a>) -> Option<Placed<'a>> {
        let (item, _) = self.inherited(instruction.index, |state| &state.workdirs)?;
        self.file.tree.instruction(*item)
    }
}

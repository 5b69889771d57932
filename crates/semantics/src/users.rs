//! The users of a stage that are not root: set, created, or in the image from the start.

use plimsoll_shell::{Invocation, Operation, PieceKind, Script, Word};
use plimsoll_syntax::expansion::Value;
use plimsoll_syntax::{Arguments, Keyword, Placed};

use crate::dockerfile::Dockerfile;
use crate::facts::images::{self, DefaultUser, RootUse};
use crate::stage::{ImageName, Stage};
use crate::state::User;

/// Whose files a RUN writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// 0 for root.
    pub uid: u32,
    /// Absolute.
    pub home: String,
}

/// Options of `useradd` and both kinds of `adduser` that take the next word.
const VALUED: &[&str] = &[
    "-b",
    "-c",
    "-d",
    "-e",
    "-f",
    "-g",
    "-G",
    "-h",
    "-k",
    "-K",
    "-p",
    "-P",
    "-R",
    "-s",
    "-u",
    "-Z",
    "--base-dir",
    "--comment",
    "--conf",
    "--expiredate",
    "--firstuid",
    "--gecos",
    "--gid",
    "--groups",
    "--home",
    "--home-dir",
    "--inactive",
    "--ingroup",
    "--key",
    "--lastuid",
    "--password",
    "--prefix",
    "--root",
    "--shell",
    "--skel",
    "--uid",
];

impl Dockerfile {
    /// Who runs an instruction, with number and home: both are root's where the base image is not known. Nothing where
    /// only a build can tell.
    pub fn account_at(&self, instruction: Placed<'_>) -> Option<Account> {
        let account = match self.user_at(instruction)? {
            User::Set { item, value } => self.account_set_by(item, &value)?,
            User::Image(DefaultUser::NonRoot(user)) => {
                account_in_image(self.stage_of(instruction)?, user).or_else(|| account_by_number(user))?
            }
            User::Image(DefaultUser::Root | DefaultUser::Unknown) => root(),
        };
        match self.environment_at("HOME", instruction) {
            Value::Set(home) if home.starts_with('/') => Some(Account { home, ..account }),
            Value::Unset => (!account.home.is_empty()).then_some(account),
            _ => None,
        }
    }

    /// The account that a USER means.
    fn account_set_by(&self, item: usize, value: &Value) -> Option<Account> {
        let instruction = self.tree.instruction(item)?;
        let stage = self.stage_of(instruction)?;
        let find = || {
            let user = value.as_set()?.split(':').next().unwrap_or_default().trim();
            if matches!(user, "" | "0" | "root") {
                return Some(root());
            }
            let created = self.account_created_before(instruction, stage, user);
            created.or_else(|| account_in_image(stage, user)).or_else(|| account_by_number(user))
        };
        let (_, set) = stage.inherited(item + 1, |state| &state.users)?;
        set.account.get_or_init(find).clone()
    }

    fn account_created_before(&self, before: Placed<'_>, stage: Stage<'_>, user: &str) -> Option<Account> {
        let runs = stage.chain().flat_map(|stage| stage.instructions_of(Keyword::Run).rev());
        runs.filter(|run| run.index < before.index).find_map(|run| {
            let mut calls = self.scripts(run).iter().flat_map(Script::invocations);
            calls.find_map(|(_, call)| created_account(&call, user))
        })
    }
}

fn account_in_image(stage: Stage<'_>, user: &str) -> Option<Account> {
    let reference = stage.root_base().image()?.reference.as_ref().ok()?;
    let known = images::existing_user(reference.familiar_name(), reference.tag())?;
    let uid = known.uid.filter(|uid| known.name == user || uid.to_string() == user)?;
    Some(Account { uid, home: images::home_of(known.name).unwrap_or_default().to_owned() })
}

/// Its home is not known.
fn account_by_number(user: &str) -> Option<Account> {
    Some(Account { uid: user.parse().ok()?, home: String::new() })
}

fn root() -> Account {
    Account { uid: 0, home: "/root".to_owned() }
}

/// The account that a `useradd` or `adduser` makes, if it is that of the user and its number is written there.
fn created_account(invocation: &Invocation<'_>, user: &str) -> Option<Account> {
    let name = created_user(invocation)?.literal()?;
    let arguments = invocation.parse(VALUED);
    let value =
        |flags: &[&str]| flags.iter().find_map(|flag| arguments.value_of(flag)).map(|value| value.text);
    let number = value(&["-u", "--uid"])?;
    let uid = number.parse().ok().filter(|_| user == name || user == number)?;
    let home =
        value(&["-d", "--home-dir", "-h", "--home"]).map_or_else(|| format!("/home/{name}"), str::to_owned);
    Some(Account { uid, home })
}

/// A user other than root that is there at the end of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnprivilegedUser {
    /// As USER may name it.
    pub name: String,
    /// The RUN of this file that creates it, an index into the items; nothing for a user of the base image.
    pub created_by: Option<usize>,
}

impl Dockerfile {
    /// The number that a call of `useradd` or `adduser` in a RUN gives the user, written there or in a variable.
    pub fn created_uid(&self, run: Placed<'_>, call: &Invocation<'_>) -> Option<u64> {
        created_user(call)?;
        let arguments = call.parse(VALUED);
        let value = arguments.value_of("-u").or_else(|| arguments.value_of("--uid"))?.text;
        match variable_name(value) {
            Some(name) => self.environment_at(name, run).as_set()?.parse().ok(),
            None => value.parse().ok(),
        }
    }
}

/// `NAME` of `$NAME` and `${NAME}`.
fn variable_name(text: &str) -> Option<&str> {
    let name = text.strip_prefix('$')?;
    Some(name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(name))
}

impl<'a> Stage<'a> {
    /// The last user that a USER sets, that a RUN creates, or that the base image has.
    pub fn unprivileged_user(self) -> Option<UnprivilegedUser> {
        let created = self.chain().find_map(|stage| stage.last_user_created(self));
        if let Some(name) = self.chain().find_map(Stage::last_user_set) {
            let user = name.split(':').next().unwrap_or_default();
            let created = self.chain().find_map(|stage| stage.creation_of(user));
            return Some(UnprivilegedUser { created_by: created, name });
        }
        let image = || self.root_base().image().and_then(user_of_image);
        created.or_else(|| image().map(|name| UnprivilegedUser { name, created_by: None }))
    }

    /// The number of the user that a USER lets run the container, as far as the file and what is known about the image say
    /// it.
    pub fn uid(self) -> Option<u32> {
        match self.user() {
            User::Set { item, value } => self.file.account_set_by(item, &value).map(|account| account.uid),
            User::Image(_) => None,
        }
    }

    /// The users that can be named at an instruction: those that the file sets or creates before it, then those of the
    /// base image, then root.
    pub fn users_before(self, instruction: Placed<'a>) -> Vec<String> {
        let is_before = |item: &usize| *item < instruction.index;
        let set = |stage: Stage<'a>| {
            let names = stage
                .instructions_of(Keyword::User)
                .map(|user| (user.index, user.command().arguments.clone()));
            names.filter_map(|(item, arguments)| match arguments {
                Arguments::Text(text) => {
                    Some((item, stage.file.tree.instruction(item)?.text(text).into_owned()))
                }
                _ => None,
            })
        };
        let created = |stage: Stage<'a>| {
            let calls = stage.invocations_of_runs();
            calls.filter_map(|(item, call)| Some((item, created_user(&call)?.literal()?.to_owned())))
        };
        let in_file = self.chain().flat_map(|stage| set(stage).chain(created(stage)).collect::<Vec<_>>());
        let in_file = in_file.filter(|(item, _)| is_before(item)).map(|(_, name)| name);
        let in_file = in_file.filter(|name| !name.is_empty() && !name.contains('$'));
        let image = self.root_base().image();
        let in_image = image.and_then(user_of_image).into_iter().chain(image.and_then(server_user));
        let mut users = Vec::new();
        for user in in_file.chain(in_image).chain(["root".to_owned()]) {
            let name = user.split(':').next().unwrap_or_default().to_owned();
            if !users.contains(&name) {
                users.push(name);
            }
        }
        users
    }

    /// Whether a RUN creates a user or a group, whatever its name is.
    pub fn creates_accounts(self) -> bool {
        const PROGRAMS: &[&str] = &["addgroup", "adduser", "groupadd", "useradd"];
        let mut invocations = self.chain().flat_map(Stage::invocations_of_runs);
        invocations.any(|(_, invocation)| PROGRAMS.contains(&invocation.name))
    }

    fn invocations_of_runs(self) -> impl DoubleEndedIterator<Item = (usize, Invocation<'a>)> {
        self.instructions_of(Keyword::Run).flat_map(move |run| {
            let scripts = self.file.scripts(run).iter();
            let invocations: Vec<_> = scripts.flat_map(Script::invocations).collect();
            invocations.into_iter().map(move |(_, invocation)| (run.index, invocation))
        })
    }

    /// Whether the container's command is that of the base image, which does this with the rights of root.
    pub fn own_root_use(self) -> RootUse {
        let facts = self.root_base().image().and_then(ImageName::facts);
        facts.filter(|_| self.entrypoint().is_none()).map_or(RootUse::Unknown, |facts| facts.root_use)
    }

    fn last_user_set(self) -> Option<String> {
        let user = self.last_unprivileged_user_instruction()?;
        match user.command().arguments {
            Arguments::Text(text) => Some(user.text(text).into_owned()),
            _ => None,
        }
    }

    /// `end`: the stage that is going to use it, and that must know the variables in its name.
    fn last_user_created(self, end: Stage<'a>) -> Option<UnprivilegedUser> {
        let last = end.instructions().next_back()?;
        let is_known = |word: &Word| {
            word.text() != "root"
                && variables(word).all(|name| name.is_some_and(|name| end.file.lookup(name, last).is_some()))
        };
        self.invocations_of_runs().rev().find_map(|(run, invocation)| {
            let name = created_user(&invocation).filter(|word| is_known(word))?.text().to_owned();
            Some(UnprivilegedUser { name, created_by: Some(run) })
        })
    }

    /// The RUN of this stage alone that creates a user of that name.
    fn creation_of(self, name: &str) -> Option<usize> {
        let is_creation = |invocation: &Invocation<'_>| {
            created_user(invocation).is_some_and(|word| word.text().trim_matches('"') == name)
        };
        let mut creations = self.invocations_of_runs().filter(|(_, invocation)| is_creation(invocation));
        creations.next().map(|(run, _)| run)
    }
}

fn user_of_image(image: &ImageName) -> Option<String> {
    let reference = image.reference.as_ref().ok()?;
    let (name, tag) = (reference.familiar_name(), reference.tag());
    if let DefaultUser::NonRoot(user) = images::default_user(name, tag) {
        return Some(user.to_owned());
    }
    images::existing_user(name, tag).map(|user| user.name.to_owned())
}

/// The user that the image has beside the one it runs as.
fn server_user(image: &ImageName) -> Option<String> {
    let reference = image.reference.as_ref().ok()?;
    Some(images::existing_user(reference.familiar_name(), reference.tag())?.name.to_owned())
}

/// `app` of `useradd --system app` and of `adduser -S app`.
fn created_user<'s>(invocation: &Invocation<'s>) -> Option<&'s Word> {
    let arguments = invocation.parse(VALUED);
    match invocation.name {
        "useradd" => arguments.operands.last().copied(),
        // With two of them, the second is a group.
        "adduser" => arguments.operands.first().copied(),
        _ => None,
    }
}

/// The variables in a word; nothing in place of what is expanded otherwise.
fn variables(word: &Word) -> impl Iterator<Item = Option<&str>> {
    let expansions = word.pieces.iter().filter(|piece| piece.kind != PieceKind::Literal);
    expansions.map(|piece| match &piece.kind {
        PieceKind::Parameter(parameter) if parameter.operation == Operation::Value => Some(&*parameter.name),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_syntax::SyntaxTree;

    use crate::{Dockerfile, NoContext, Stage};

    fn check(text: &str, expected: &str) {
        let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
        let user = file.final_stage().and_then(Stage::unprivileged_user);
        let shown = user.map_or("-".to_owned(), |user| match user.created_by {
            Some(run) => format!("{} by {run}", user.name),
            None => user.name,
        });
        assert_eq!(shown, expected, "{text}");
    }

    /// Number and home of the user of the last RUN.
    #[track_caller]
    fn check_account(text: &str, expected: Option<(u32, &str)>) {
        let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
        let last = file.instructions_of(plimsoll_syntax::Keyword::Run).next_back().unwrap();
        let account = file.account_at(last);
        assert_eq!(account.as_ref().map(|one| (one.uid, one.home.as_str())), expected, "{text}");
    }

    #[test]
    fn accounts() {
        check_account("FROM debian\nRUN a\n", Some((0, "/root")));
        check_account("FROM example.com/a\nRUN a\n", Some((0, "/root")));
        check_account("FROM debian\nENV HOME=/srv\nUSER 0:0\nRUN a\n", Some((0, "/srv")));
        check_account("FROM node:24\nUSER node\nRUN a\n", Some((1000, "/home/node")));
        check_account("FROM debian\nRUN useradd -mu 1001 app\nUSER app\nRUN a\n", Some((1001, "/home/app")));
        check_account("FROM alpine\nRUN adduser -D -u 7 -h /srv a\nUSER 7:7\nRUN a\n", Some((7, "/srv")));
        check_account("FROM debian\nENV HOME=/tmp\nUSER 1000\nRUN a\n", Some((1000, "/tmp")));
        check_account("FROM debian\nUSER 1000\nRUN a\n", None);
        check_account("FROM debian\nRUN useradd app\nUSER app\nRUN a\n", None);
        check_account("FROM debian\nARG NAME\nUSER $NAME\nRUN a\n", None);
    }

    #[test]
    fn numbers_of_created_users() {
        let uid = |text: &str| {
            let file =
                Dockerfile::new(SyntaxTree::parse(&format!("FROM a\nARG B=7\n{text}")), Arc::new(NoContext));
            let run = file.instructions_of(plimsoll_syntax::Keyword::Run).next().unwrap();
            let (_, call) = file.scripts(run)[0].invocations().next().unwrap();
            file.created_uid(run, &call)
        };
        assert_eq!(uid("RUN useradd -mu1000000 app"), Some(1_000_000));
        assert_eq!(uid("RUN useradd --uid ${B} app"), Some(7));
        assert_eq!(uid("RUN useradd --uid=$C app"), None);
        assert_eq!(uid("RUN useradd app"), None);
    }

    #[test]
    fn users_before_an_instruction() {
        let users = |text: &str| {
            let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
            let last = file.instructions().next_back().unwrap();
            file.stage_of(last).unwrap().users_before(last).join(" ")
        };
        assert_eq!(users("FROM node:24\nUSER web:web\nRUN useradd app\nUSER\n"), "web app node root");
        assert_eq!(users("FROM a AS b\nRUN adduser -D c\nFROM b\nUSER $X\nUSER d\n"), "c root");
    }

    #[test]
    fn users_that_can_be_named() {
        check("FROM debian\nUSER app\nUSER root\n", "app");
        check("FROM debian\nRUN useradd -r -g app --shell /bin/sh app && id app\n", "app by 1");
        check("FROM debian\nRUN adduser --system --ingroup staff app staff\n", "app by 1");
        check(
            "FROM alpine\nRUN addgroup -S app && adduser -S -G app -h /app app\nRUN adduser -D web\n",
            "web by 2",
        );
        check("FROM alpine AS a\nRUN adduser -D web\nFROM a\nUSER root\n", "web by 1");
        check("FROM debian\nARG NAME=web\nRUN useradd $NAME\n", "$NAME by 2");
        check("FROM debian\nRUN NAME=web; useradd $NAME\n", "-");
        check("FROM debian\nRUN useradd \"$(id -un)2\"\n", "-");
        check("FROM node:24\nUSER 0\n", "node");
        check("FROM jetty\nUSER root\n", "jetty");
        check("FROM debian\nUSER root\n", "-");
        check("FROM debian\nRUN useradd web\nRUN useradd app\nUSER web:web\nUSER root\n", "web:web by 1");
    }
}

//! See the page beside this file.

use plimsoll_semantics::facts::images::{Family, RootUse};
use plimsoll_semantics::{Base, Dockerfile, Stage, User};
use plimsoll_shell::{Invocation, Script};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::TextRange;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("runs-as-root", include_str!("runs_as_root.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let Some(stage) = file.final_stage() else { return };
    let is_root = stage.user().is_root() == Some(true);
    if !is_root || is_data_only(stage) || drops_root(file, stage) {
        return;
    }
    let Some((range, message)) = place(file, stage) else { return };
    let finding = report.at(range, message);
    finding.aliases(root_user(file, stage).filter(|user| is_root_to_hadolint(*user)).map(|_| "DL3002"));
    if stage.own_root_use() != RootUse::Needs
        && let Some(fix) = fix(file, stage)
    {
        finding.fix(fix);
    }
}

/// Files on `scratch`, to be copied from.
fn is_data_only(stage: Stage<'_>) -> bool {
    matches!(stage.root_base(), Base::Scratch) && stage.cmd().or(stage.entrypoint()).is_none()
}

/// Programs that run another one as another user.
const DROPPING: &[&str] =
    &["chpst", "gosu", "runuser", "s6-setuidgid", "setpriv", "setuidgid", "su", "su-exec"];

/// Whether the container's command goes on as somebody else by itself.
fn drops_root(file: &Dockerfile, stage: Stage<'_>) -> bool {
    let drops = |invocation: &Invocation<'_>| {
        DROPPING.contains(&invocation.name) || DROPPING.iter().any(|name| invocation.is_wrapped_in(name))
    };
    let commands = [stage.entrypoint(), stage.cmd()].into_iter().flatten();
    let scripts = commands.flat_map(|command| file.scripts(command));
    stage.own_root_use() == RootUse::Drops
        || scripts.flat_map(Script::invocations).any(|(_, invocation)| drops(&invocation))
        || has_program_for_entrypoint(stage)
}

/// Nobody installs these but for an entrypoint script that uses them.
fn has_program_for_entrypoint(stage: Stage<'_>) -> bool {
    let mentions = |instruction: Placed<'_>| {
        ["gosu", "su-exec"].into_iter().any(|program| instruction.source().contains(program))
    };
    stage.entrypoint().is_some() && stage.chain().flat_map(Stage::instructions).any(mentions)
}

/// The USER that makes it root; else what starts as root; else the image.
fn place(file: &Dockerfile, stage: Stage<'_>) -> Option<(TextRange, &'static str)> {
    if let Some(user) = root_user(file, stage) {
        return Some((
            user.range(user.command().rest),
            "the container runs as root: no other USER comes after this one",
        ));
    }
    match command(stage) {
        Some(command) => {
            let keyword = command.range(command.command().keyword_span);
            Some((keyword, "this runs as root: no USER comes before it"))
        }
        None => {
            Some((stage.image_range()?, "the container runs as root: the image does, and no USER changes it"))
        }
    }
}

/// The USER in force, in this stage or one that it is built from.
fn root_user<'a>(file: &'a Dockerfile, stage: Stage<'a>) -> Option<Placed<'a>> {
    match stage.user() {
        User::Set { item, .. } => file.tree().instruction(item),
        User::Image(_) => None,
    }
}

/// hadolint looks no further than these letters.
fn is_root_to_hadolint(user: Placed<'_>) -> bool {
    let text = user.text(user.command().rest);
    matches!(text.split(':').next(), Some("root" | "0"))
}

/// The first of the stage's last CMD and ENTRYPOINT.
fn command(stage: Stage<'_>) -> Option<Placed<'_>> {
    let commands = [stage.last(Keyword::Cmd), stage.last(Keyword::Entrypoint)];
    commands.into_iter().flatten().min_by_key(|command| command.index)
}

fn fix(file: &Dockerfile, stage: Stage<'_>) -> Option<Fix> {
    let account = Account::of(stage);
    let user = root_user(file, stage).filter(|user| user.index > stage.from().index);
    let last_run = stage.last(Keyword::Run);
    let needs_root = |user: Placed<'_>| last_run.is_some_and(|run| run.index > user.index);
    if let Some(user) = user.filter(|user| !needs_root(*user)) {
        if file.user_at(user)?.is_root() == Some(false) {
            return Some(Fix::not_safe("Remove this USER", vec![edit::remove(user)]));
        }
        if account.creation.is_none() {
            let edits = vec![edit::replace(user, user.command().rest, &account.name)];
            return Some(Fix::not_safe(account.title(), edits));
        }
    }
    let lines = account.instructions(file);
    let last_of_root = last_run.into_iter().chain(user).map(|instruction| instruction.index).max();
    let edit = match command(stage).filter(|command| Some(command.index) > last_of_root) {
        Some(command) => edit::insert_above(file, command, &lines),
        None => edit::insert_below(file, last_instruction(stage)?, &lines),
    };
    Some(Fix::not_safe(account.title(), vec![edit]))
}

/// The last instruction of the stage, if what follows would not become a part of it.
fn last_instruction(stage: Stage<'_>) -> Option<Placed<'_>> {
    let last = stage.instructions().next_back().unwrap_or(stage.from());
    (!edit::is_open(last)).then_some(last)
}

/// Who is to run the container.
struct Account {
    name: String,
    /// The shell command that makes it.
    creation: Option<&'static str>,
}

/// A user needs no name, and this one is nobody's.
const NOBODYS_NUMBER: &str = "65532:65532";

impl Account {
    fn of(stage: Stage<'_>) -> Account {
        let has_shell = stage.shell().dialect().is_posix();
        let family = stage.family();
        if family == Family::Windows {
            return Account { name: "ContainerUser".to_owned(), creation: None };
        }
        // Distroless images call that number `nonroot`; Kubernetes can tell only of a number that it is not root.
        if let Some(name) = stage.unprivileged_user().filter(|name| name != "nonroot") {
            return Account { name, creation: None };
        }
        let creation = match family {
            _ if !has_shell => None,
            Family::Alpine | Family::Busybox => Some("addgroup -S app && adduser -S -G app app"),
            _ if family.has_useradd() == Some(true) => {
                Some("groupadd --system app && useradd --system --gid app --create-home app")
            }
            _ => None,
        };
        let name = if creation.is_some() { "app" } else { NOBODYS_NUMBER };
        Account { name: name.to_owned(), creation }
    }

    fn title(&self) -> String {
        format!("Add `USER {}`", self.name)
    }

    fn instructions(&self, file: &Dockerfile) -> String {
        let keyword = |keyword| edit::keyword(file, keyword);
        let creation = self.creation.map(|command| format!("{} {command}\n", keyword(Keyword::Run)));
        format!("{}{} {}\n", creation.unwrap_or_default(), keyword(Keyword::User), self.name)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_semantics::{Dockerfile, NoContext};
    use plimsoll_syntax::SyntaxTree;

    use crate::{Settings, apply_fix, lint, verified_fixes};

    /// The file after the fix, and the codes of the finding; nothing without a finding.
    fn fixed(text: &str) -> Option<(String, String)> {
        let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
        let findings = lint(&file, &Settings::from_selection(&["runs-as-root".to_owned()], &[]).unwrap());
        let finding = findings.first()?;
        let fix = verified_fixes(&file, finding).into_iter().next();
        let text = fix.and_then(|fix| apply_fix(&file, fix)).unwrap_or_default();
        Some((text, finding.aliases.join(" ")))
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(fixed(text).map(|(text, _)| text).as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn keeps_line_endings_indentation_and_casing() {
        check("from node:24\r\n  cmd a", "from node:24\r\n  user node\r\n  cmd a");
        check("FROM node:24", "FROM node:24\nUSER node");
        check(
            "FROM alpine:3.22\r\nRUN a\r\n",
            "FROM alpine:3.22\r\nRUN a\r\nRUN addgroup -S app && adduser -S -G app app\r\nUSER app\r\n",
        );
    }

    #[test]
    fn comes_behind_all_that_needs_root() {
        check("FROM node:24\nCMD a\nRUN b\n", "FROM node:24\nCMD a\nRUN b\nUSER node\n");
        check(
            "FROM debian:13\nCMD a\nUSER root\nVOLUME /b\n",
            "FROM debian:13\nCMD a\nUSER root\nVOLUME /b\nRUN groupadd --system app && useradd --system --gid app --create-home app\nUSER app\n",
        );
        check("FROM node:24\nRUN a \\\n", "");
    }

    #[test]
    fn makes_no_user_where_it_can_not() {
        check("FROM rockylinux:9-minimal\n", "FROM rockylinux:9-minimal\nUSER 65532:65532\n");
        check(
            "FROM debian:13\nSHELL [\"pwsh\", \"-c\"]\n",
            "FROM debian:13\nSHELL [\"pwsh\", \"-c\"]\nUSER 65532:65532\n",
        );
        check("FROM example.com/a\nUSER root\n", "FROM example.com/a\nUSER 65532:65532\n");
    }

    #[test]
    fn a_command_may_change_the_user_itself() {
        assert_eq!(fixed("FROM debian:13\nCMD [\"gosu\", \"www-data\", \"a\"]\n"), None);
        assert_eq!(fixed("FROM debian:13\nENTRYPOINT exec setpriv --reuid=app a\n"), None);
        assert_eq!(fixed("FROM postgres:18\nCMD [\"postgres\", \"-c\", \"a=b\"]\n"), None);
        assert!(fixed("FROM postgres:18\nENTRYPOINT [\"a\"]\n").is_some());
    }

    #[test]
    fn hadolint_sees_root_only_in_so_many_letters() {
        let codes = |text: &str| fixed(text).unwrap().1;
        assert_eq!(codes("FROM a\nUSER root:root\n"), "DL3002");
        assert_eq!(codes("FROM a\nUSER 0\n"), "DL3002");
        assert_eq!(codes("FROM a\nUSER 00\n"), "");
        assert_eq!(codes("FROM debian:13\n"), "");
    }
}

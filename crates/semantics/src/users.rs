//! The users of a stage that are not root: set, created, or in the image from the start.

use plimsoll_shell::{Invocation, Operation, PieceKind, Script, Word};
use plimsoll_syntax::{Arguments, Keyword};

use crate::facts::images::{self, DefaultUser, RootUse};
use crate::stage::{ImageName, Stage};

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

impl<'a> Stage<'a> {
    /// A user other than root that is there at the end of the stage, as USER may name it: the last that a USER sets,
    /// that a RUN creates, or that the base image has.
    pub fn unprivileged_user(self) -> Option<String> {
        let set = self.chain().find_map(Stage::last_user_set);
        let created = || self.chain().find_map(|stage| stage.last_user_created(self));
        let image = || self.root_base().image().and_then(user_of_image);
        set.or_else(created).or_else(image)
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
    fn last_user_created(self, end: Stage<'a>) -> Option<String> {
        let last = end.instructions().next_back()?;
        self.instructions_of(Keyword::Run).rev().find_map(|run| {
            let invocations = self.file.scripts(run).iter().flat_map(Script::invocations);
            let names = invocations.filter_map(|(_, invocation)| created_user(&invocation));
            let is_known = |word: &&Word| {
                word.text() != "root"
                    && variables(word)
                        .all(|name| name.is_some_and(|name| end.file.lookup(name, last).is_some()))
            };
            names.filter(is_known).last().map(|word| word.text().to_owned())
        })
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
        assert_eq!(user.as_deref().unwrap_or("-"), expected, "{text}");
    }

    #[test]
    fn users_that_can_be_named() {
        check("FROM debian\nUSER app\nUSER root\n", "app");
        check("FROM debian\nRUN useradd -r -g app --shell /bin/sh app && id app\n", "app");
        check("FROM debian\nRUN adduser --system --ingroup staff app staff\n", "app");
        check(
            "FROM alpine\nRUN addgroup -S app && adduser -S -G app -h /app app\nRUN adduser -D web\n",
            "web",
        );
        check("FROM alpine AS a\nRUN adduser -D web\nFROM a\nUSER root\n", "web");
        check("FROM debian\nARG NAME=web\nRUN useradd $NAME\n", "$NAME");
        check("FROM debian\nRUN NAME=web; useradd $NAME\n", "-");
        check("FROM debian\nRUN useradd \"$(id -un)2\"\n", "-");
        check("FROM node:24\nUSER 0\n", "node");
        check("FROM jetty\nUSER root\n", "jetty");
        check("FROM debian\nUSER root\n", "-");
    }
}

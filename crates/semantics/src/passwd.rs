//! Users that are named and that the image is known not to have.

use plimsoll_syntax::{Keyword, Placed};

use crate::copy::Copy;
use crate::dockerfile::Dockerfile;
use crate::facts::images;
use crate::location::Location;
use crate::stage::{Base, Stage};

/// A USER whose name no user of the image has.
#[derive(Debug, Clone, Copy)]
pub struct MissingUser<'a> {
    pub instruction: Placed<'a>,
    pub name: &'a str,
}

/// What may make users in a stage or in those that it is built from.
#[derive(Debug, Clone, Copy, Default)]
struct Makers {
    run: bool,
    /// A file may come that is another list of users.
    copy: bool,
}

impl Dockerfile {
    /// The users that are in force at the first RUN of a stage, or at the end of one without a RUN, and certainly not
    /// there: those of the base image are known, no RUN above can have made one, and no file of the stage can be another
    /// list of users.
    pub fn missing_users(&self) -> Vec<MissingUser<'_>> {
        let mut missing = Vec::new();
        let mut makers: Vec<Makers> = Vec::new();
        for stage in self.stages() {
            let base = match stage.base() {
                Base::Stage(base) => makers[*base],
                _ => Makers::default(),
            };
            let first_run = stage.instructions_of(Keyword::Run).next();
            let own = Makers {
                run: base.run || first_run.is_some(),
                copy: base.copy || self.may_copy_users(stage),
            };
            makers.push(own);
            if base.run || own.copy {
                continue;
            }
            let end = first_run.map_or(usize::MAX, |run| run.index);
            let users = stage.instructions_of(Keyword::User).take_while(|user| user.index < end);
            missing.extend(users.last().and_then(|user| missing_user(stage, user)));
        }
        missing
    }

    fn may_copy_users(&self, stage: Stage<'_>) -> bool {
        let mut copies = stage.instructions_of(Keyword::Copy).chain(stage.instructions_of(Keyword::Add));
        copies.any(|copy| self.copy(copy).is_none_or(|copy| may_bring_users(self, &copy)))
    }
}

fn missing_user<'a>(stage: Stage<'a>, instruction: Placed<'a>) -> Option<MissingUser<'a>> {
    let user = stage.value_of_user(instruction)?.as_set()?;
    let name = user.split(':').next().unwrap_or_default().trim();
    let is_name = !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && name != "root";
    let is_missing = is_name && has_user(stage.root_base(), name) == Some(false);
    is_missing.then_some(MissingUser { instruction, name })
}

/// Whether a base image has a user; nothing where its users are not known.
fn has_user(base: &Base, name: &str) -> Option<bool> {
    match base {
        Base::Scratch => Some(false),
        Base::Image(image) => images::has_user(image.reference.as_ref().ok()?.familiar_name(), name),
        Base::Stage(_) | Base::Unknown => None,
    }
}

/// Whether `/etc/passwd` may come from there.
fn may_bring_users(file: &Dockerfile, copy: &Copy<'_>) -> bool {
    let passwd = Location::absolute("/etc/passwd");
    let Some(target) = &copy.target else { return true };
    // A working directory that nobody can tell is hardly `/etc`.
    let is_above = passwd.below(target).is_some();
    is_above && (copy.is_add || copy.origin_of(file, &passwd).is_some() || !file.context().is_known())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_syntax::SyntaxTree;

    use crate::{Dockerfile, ListedContext, NoContext};

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
        assert_eq!(file.missing_users().first().map(|missing| missing.name), expected, "{text}");
    }

    #[test]
    fn names_that_nobody_has() {
        check("FROM scratch\nCOPY app /app\nUSER app\n", Some("app"));
        check("FROM scratch AS a\nFROM a\nUSER app:app\n", Some("app"));
        check("FROM alpine:3.24\nUSER app\nRUN adduser app\n", Some("app"));
        check("FROM debian:13-slim\nARG NAME=app\nUSER $NAME\n", Some("app"));
        check("FROM gcr.io/distroless/static-debian13\nUSER app\n", Some("app"));
    }

    #[test]
    fn names_that_somebody_has_or_may_have() {
        for text in [
            "FROM scratch\nUSER 1000\n",
            "FROM scratch\nUSER root\n",
            "FROM scratch\nARG NAME\nUSER $NAME\n",
            "FROM scratch\nUSER app\nCOPY --from=build /etc/passwd /etc/passwd\n",
            "FROM scratch\nCOPY --from=build /etc/passwd /etc/group /etc/\nUSER app\n",
            "FROM scratch\nCOPY rootfs /\nUSER app\n",
            "FROM scratch\nADD rootfs.tar.gz /\nUSER app\n",
            "FROM scratch\nARG TO\nCOPY a $TO\nUSER app\n",
            "FROM alpine:3.24\nUSER nobody\n",
            "FROM alpine:3.24\nRUN ./setup\nUSER app\n",
            "FROM alpine:3.24 AS a\nRUN ./setup\nFROM a\nUSER app\n",
            "FROM gcr.io/distroless/static-debian13\nUSER nonroot\n",
            "FROM node:24\nUSER app\n",
            "FROM example.com/a\nUSER app\n",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn the_context_tells_files_from_folders() {
        let missing = |files: [&str; 1]| {
            let tree = SyntaxTree::parse("FROM scratch\nCOPY app /\nUSER app\n");
            let file = Dockerfile::new(tree, Arc::new(ListedContext::new(files)));
            !file.missing_users().is_empty()
        };
        assert!(missing(["app"]));
        assert!(!missing(["app/etc/passwd"]));
    }
}

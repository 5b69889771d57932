//! Flags of instructions, and the options of `--mount`.

use plimsoll_syntax::{Command, Flag, Mount};

use super::{Hover, Place};
use crate::docs;

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    let in_command = |command| flag_of(place, command);
    let (command, flag) = place.commands().find_map(in_command)?;
    let mount = place.instruction.mount(flag).and_then(|mount| mount_option(place, flag, &mount));
    mount.or_else(|| {
        let docs = docs::flag(command.keyword?, &place.instruction.flag_name(flag))?;
        place.hover(flag.span, docs.markdown())
    })
}

fn flag_of<'a>(place: &Place<'a>, command: &'a Command) -> Option<(&'a Command, &'a Flag)> {
    let flag = command.flags.iter().find(|flag| place.is_in(flag.span))?;
    Some((command, flag))
}

/// An option, in the words of the mount's type.
fn mount_option(place: &Place<'_>, flag: &Flag, mount: &Mount) -> Option<Hover> {
    let span =
        |option: &plimsoll_syntax::MountOption| place.instruction.locate_in_flag(flag, option.range.clone());
    let option = mount.options.iter().find(|option| place.is_in(span(option)))?;
    let kind = mount.kind()?.as_str();
    let mut markdown = docs::mount_option(kind, &option.key)?.markdown();
    if option.key == "type" {
        let docs = docs::mount_type(kind)?;
        markdown = format!("`type={kind}`: {}", docs.text);
    }
    place.hover(span(option), markdown)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::docs;
    use crate::hover::tests::shown;
    use plimsoll_syntax::Keyword;

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&shown(text));
    }

    #[test]
    fn name_and_value() {
        let chown = docs::flag(Keyword::Copy, "chown").unwrap().markdown();
        for text in ["FROM a\nCOPY --ch$0own=1:2 b c\n", "FROM a\nONBUILD COPY --chown=$01:2 b c\n"] {
            assert_eq!(shown(text), format!("--chown=1:2\n\n{chown}"));
        }
    }

    #[test]
    fn mounts() {
        let run = |mount: &str| format!("FROM a\nRUN --mount={mount} b\n");
        check(
            &run("type=ca$0che,target=/c"),
            expect![[r#"
            type=cache

            `type=cache`: A folder that later builds on the same builder find again, for the downloads of a package manager. It is not part of the image, and a build must work when it is empty."#]],
        );
        check(
            &run("type=cache,tar$0get=/c"),
            expect![[r#"
            target=/c

            `target`, `dst`, `destination`: where the mount is seen; a relative path starts at `WORKDIR`. `/` is refused.

            Default: the working directory."#]],
        );
        check(
            &run("target=/c,DST$0=/d"),
            expect![[r#"
            DST=/d

            `target`, `dst`, `destination`: where the mount is seen; a relative path starts at `WORKDIR`. `/` is refused.

            Default: the working directory."#]],
        );
        check(
            &run("type=secret,id=k,from=x$0"),
            expect![[r#"
            x

            **`docker.io/library/x:latest`**

            - Registry `docker.io`, repository `library/x`
            - No tag: `latest`

            [Docker Hub](https://hub.docker.com/_/x)

            Or the build context of that name, if the build is given one."#]],
        );
    }
}

//! Keywords of instructions, those behind ONBUILD included.

use plimsoll_syntax::{Arguments, Command, Keyword};

use super::markdown::paragraphs;
use super::{Hover, Place, in_force};
use crate::docs;

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    let (depth, command) =
        place.commands().enumerate().find(|(_, command)| place.is_in(command.keyword_span))?;
    let keyword = command.keyword?;
    let here = if depth == 0 { here(place, keyword, command) } else { String::new() };
    let docs = docs::instruction(keyword).trim_end().to_owned();
    place.hover(command.keyword_span, paragraphs([here, docs, docs::good_practice(keyword)]))
}

/// What is in force at the instruction, as far as it matters to it.
fn here(place: &Place<'_>, keyword: Keyword, command: &Command) -> String {
    let is_shell_form = match &command.arguments {
        Arguments::Health(health) => matches!(*health.command, Arguments::Shell(_)),
        arguments => matches!(arguments, Arguments::Shell(_)),
    };
    let shell = if is_shell_form { format!(" with {}", in_force::shell(place)) } else { String::new() };
    match keyword {
        Keyword::Run => match (in_force::user(place), in_force::folder(place)) {
            (Some(user), Some(folder)) => format!("Runs as {user} in {folder}{shell}."),
            _ => String::new(),
        },
        Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck if is_shell_form => format!("Runs{shell}."),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::docs;
    use crate::hover::tests::shown;
    use plimsoll_syntax::Keyword;

    /// What every hover on the keyword ends with.
    fn documentation(keyword: Keyword) -> String {
        let practice = docs::good_practice(keyword);
        format!("{}\n\n{practice}", docs::instruction(keyword).trim_end()).trim_end().to_owned()
    }

    /// The part before the documentation.
    fn here(text: &str, keyword: Keyword) -> String {
        let shown = shown(text);
        shown.strip_suffix(&documentation(keyword)).unwrap_or_else(|| panic!("{shown}")).trim_end().to_owned()
    }

    #[test]
    fn what_is_in_force() {
        let file =
            "FROM node:24\nSHELL [\"/bin/bash\", \"-c\"]\nWORKDIR /a\nWORKDIR b\nUSER node\nR$0UN npm ci\n";
        expect![[r#"
            RUN

            Runs as `node` (line 5) in `/a/b` (line 4) with `/bin/bash -c` (line 2)."#]]
        .assert_eq(&here(file, Keyword::Run));
        expect![[r#"
            RUN

            Runs as the user of the base image in the folder of the base image."#]]
        .assert_eq(&here("FROM a\nRUN$0 [\"x\"]\n", Keyword::Run));
        expect![[r#"
            RUN

            Runs as root in `/` with `/bin/sh -c`."#]]
        .assert_eq(&here("FROM scratch\n$0RUN x\n", Keyword::Run));
        expect![[r#"
            CMD

            Runs with `/bin/sh -c`."#]]
        .assert_eq(&here("FROM a\nC$0MD x\n", Keyword::Cmd));
        expect![[r#"
            HEALTHCHECK

            Runs with `/bin/sh -c`."#]]
        .assert_eq(&here("FROM a\nHEALTH$0CHECK CMD x\n", Keyword::Healthcheck));
    }

    #[test]
    fn every_keyword() {
        for keyword in Keyword::ALL {
            let text = format!("FROM a\nUSER b\n$0{keyword}");
            assert!(shown(&text).ends_with(&documentation(*keyword)), "{keyword}");
        }
    }

    #[test]
    fn behind_onbuild() {
        assert_eq!(here("FROM a\nONBUILD ru$0n x", Keyword::Run), "run");
        assert_eq!(here("FROM a\nonb$0uild run x", Keyword::Onbuild), "onbuild");
        assert_eq!(here("FROM a\nexpose$0", Keyword::Expose).lines().next(), Some("expose"));
    }
}

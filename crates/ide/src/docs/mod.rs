//! What the editor and the command line say about the language itself. Markdown, in our own words, true for BuildKit
//! 73ed6825c (2026-08-21, Dockerfile frontend 1.26).

mod flags;
mod labels;
mod mounts;
mod ports;
mod signals;

pub use flags::{FlagDoc, flag, flags};
pub use labels::{LABELS, LabelDoc, label};
pub use mounts::{MOUNTS, MountDoc, OptionDoc, mount_option, mount_type};
use plimsoll_linter::practices;
use plimsoll_semantics::facts::args::{ArgKind, PredefinedArg};
use plimsoll_syntax::Keyword;
pub use ports::{PORTS, service};
pub use signals::{USUAL_SIGNALS, signal};

/// What an instruction does, its forms and its traps.
pub fn instruction(keyword: Keyword) -> &'static str {
    match keyword {
        Keyword::Add => include_str!("instructions/add.md"),
        Keyword::Arg => include_str!("instructions/arg.md"),
        Keyword::Cmd => include_str!("instructions/cmd.md"),
        Keyword::Copy => include_str!("instructions/copy.md"),
        Keyword::Entrypoint => include_str!("instructions/entrypoint.md"),
        Keyword::Env => include_str!("instructions/env.md"),
        Keyword::Expose => include_str!("instructions/expose.md"),
        Keyword::From => include_str!("instructions/from.md"),
        Keyword::Healthcheck => include_str!("instructions/healthcheck.md"),
        Keyword::Label => include_str!("instructions/label.md"),
        Keyword::Maintainer => include_str!("instructions/maintainer.md"),
        Keyword::Onbuild => include_str!("instructions/onbuild.md"),
        Keyword::Run => include_str!("instructions/run.md"),
        Keyword::Shell => include_str!("instructions/shell.md"),
        Keyword::Stopsignal => include_str!("instructions/stopsignal.md"),
        Keyword::User => include_str!("instructions/user.md"),
        Keyword::Volume => include_str!("instructions/volume.md"),
        Keyword::Workdir => include_str!("instructions/workdir.md"),
    }
}

/// What the guide says of an instruction: a line for each practice, with the rules that check it. Empty where it says nothing.
pub fn good_practice(keyword: Keyword) -> String {
    let lines = practices().iter().filter(|practice| practice.keywords.contains(&keyword)).map(|practice| {
        let rules = practice.rules.iter().map(|rule| format!("[`{}`]({})", rule.name, rule.url()));
        format!("- {} ({})", practice.title, rules.collect::<Vec<_>>().join(", "))
    });
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() { String::new() } else { format!("**Good practice**\n\n{}", lines.join("\n")) }
}

/// What a parser directive does; its name is in any case.
pub fn directive(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "check" => Some(include_str!("directives/check.md")),
        "escape" => Some(include_str!("directives/escape.md")),
        "syntax" => Some(include_str!("directives/syntax.md")),
        _ => None,
    }
}

/// What a heredoc is for the instruction; `None` where `<<` means nothing.
pub fn heredoc(keyword: Keyword) -> Option<&'static str> {
    match keyword {
        Keyword::Run => Some(include_str!("heredocs/run.md")),
        Keyword::Copy | Keyword::Add => Some(include_str!("heredocs/copy.md")),
        Keyword::Onbuild => Some(include_str!("heredocs/onbuild.md")),
        _ => None,
    }
}

/// What a predefined argument holds, and where it can be seen.
pub fn predefined_arg(arg: &PredefinedArg) -> String {
    let scope = match arg.kind {
        ArgKind::Platform => "Known in `FROM`; in a stage only after `ARG` with its name.",
        ArgKind::Proxy => {
            "Passed with `--build-arg`, it reaches `RUN` without an `ARG`, and stays out of the image's history and of the \
             build cache. Expansions do not see it without an `ARG`."
        }
        ArgKind::Builder => "Read by the builder when it is passed with `--build-arg`.",
        ArgKind::Declaration => "Read by the builder where `ARG` declares it; never a variable.",
    };
    let since = arg.since.map(|since| format!("\n\nDockerfile frontend {since}.")).unwrap_or_default();
    format!("{}\n\n{scope}{since}", arg.meaning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_semantics::facts::args::predefined;

    #[test]
    fn every_instruction_shows_its_forms_and_links_to_the_reference() {
        for keyword in Keyword::ALL {
            let text = instruction(*keyword);
            let anchor = keyword.as_str().to_lowercase();
            assert!(text.contains(&format!("```dockerfile\n{keyword} ")), "{keyword}: forms");
            assert!(
                text.contains(&format!("https://docs.docker.com/reference/dockerfile/#{anchor}")),
                "{keyword}: link"
            );
        }
    }

    #[test]
    fn practices_of_an_instruction() {
        expect_test::expect![[r#"
            **Good practice**

            - Do not quote the whole command ([`quoted-command`](https://github.com/plimsoll-lint/plimsoll/blob/main/docs/rules/quoted-command.md))
            - Give a stage one CMD, ENTRYPOINT and HEALTHCHECK ([`repeated-instruction`](https://github.com/plimsoll-lint/plimsoll/blob/main/docs/rules/repeated-instruction.md))
            - Say how to see that it works ([`missing-healthcheck`](https://github.com/plimsoll-lint/plimsoll/blob/main/docs/rules/missing-healthcheck.md))
            - Check health with a program that is there ([`healthcheck-tool-missing`](https://github.com/plimsoll-lint/plimsoll/blob/main/docs/rules/healthcheck-tool-missing.md))"#]]
        .assert_eq(&good_practice(Keyword::Healthcheck));
        assert_eq!(good_practice(Keyword::Stopsignal), "");
    }

    #[test]
    fn directives_in_any_case() {
        assert!(directive("Syntax").is_some_and(|text| text.contains("# syntax=docker/dockerfile:1")));
        assert_eq!(directive("parser"), None);
    }

    #[test]
    fn heredocs_only_where_they_exist() {
        assert_eq!(heredoc(Keyword::Add), heredoc(Keyword::Copy));
        assert_eq!(heredoc(Keyword::Cmd), None);
    }

    #[test]
    fn predefined_arguments_say_where_they_are_seen() {
        let expected = "\
Architecture of the image, such as `amd64` or `arm64`.

Known in `FROM`; in a stage only after `ARG` with its name.

Dockerfile frontend 1.0.";
        assert_eq!(predefined_arg(predefined("TARGETARCH").unwrap()), expected);
    }
}

//! Calls of a distribution's package manager: what their words and flags mean for an image.

use plimsoll_semantics::PackageCommand;
use plimsoll_semantics::facts::package_managers::PackageManager;
use plimsoll_text::Span;

use super::markdown::code;
use super::{Hover, Place};

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    let commands = place.file.package_commands(place.instruction);
    let command = commands.into_iter().find(|command| place.is_in(command.invocation.span()))?;
    if let Some(hover) = action(place, &command) {
        return Some(hover);
    }
    let word = command.invocation.arguments.iter().find(|word| place.is_in(word.span))?;
    place.hover(word.span, flag(command.manager, word.literal()?)?)
}

fn action(place: &Place<'_>, command: &PackageCommand<'_>) -> Option<Hover> {
    let span: Span = command.action.span;
    if !place.is_in(span) {
        return None;
    }
    let (manager, word) = (command.manager, command.action.text());
    let text = if manager.updates(word) {
        "fetches the index of packages. In a layer of its own the index grows old in the build cache: do it in the RUN \
         that installs."
            .to_owned()
    } else if manager.installs(word) {
        let cleanup = if manager.cleanup.is_empty() {
            String::new()
        } else {
            format!(" To leave no cache in the layer: {}.", code(manager.cleanup))
        };
        format!("installs packages.{cleanup}")
    } else if manager.cleans(word) {
        "empties the cache. It makes the layer smaller only in the RUN that filled the cache.".to_owned()
    } else if manager.upgrades(word) {
        "upgrades all packages: the image then depends on the day it is built.".to_owned()
    } else {
        return None;
    };
    place.hover(span, format!("{}: {text}", code(&command.name())))
}

/// What the program's facts say of a flag.
fn flag(manager: &PackageManager, flag: &str) -> Option<String> {
    let meaning = if manager.assumes_yes(flag) {
        "answers every question with yes. In a build nobody can."
    } else if manager.required_only == Some(flag) {
        "leaves out packages that are only recommended."
    } else if manager.no_cache == Some(flag) {
        "leaves no index and no downloads behind."
    } else if manager.only_shows.contains(&flag) {
        "only says what would be done."
    } else {
        return None;
    };
    Some(format!("{} of {}: {meaning}", code(flag), code(manager.name())))
}

#[cfg(test)]
mod tests {
    use crate::hover::tests::shown;

    #[test]
    fn words_and_flags() {
        let run = "FROM debian\nRUN apt-get update && apt-get install ";
        assert!(shown(&format!("{run}-y$0 curl\n")).starts_with("-y\n\n`-y` of `apt-get`: answers every"));
        assert!(shown(&format!("{run}--no-install-rec$0ommends curl\n")).contains("only recommended"));
        assert!(shown("FROM debian\nRUN apt-get up$0date\n").contains("`apt-get update`: fetches the index"));
        assert!(shown("FROM alpine\nRUN apk add --no-ca$0che curl\n").contains("leaves no index"));
        assert!(shown("FROM alpine\nRUN apk ad$0d curl\n").contains("installs packages"));
    }

    /// The flags of other programs are their own business.
    #[test]
    fn nothing_about_other_programs() {
        for text in [
            "FROM a\nRUN grep -y$0 x\n",
            "FROM a\nRUN apt-get install cu$0rl\n",
            "FROM a\nRUN echo apt-get -y$0\n",
        ] {
            assert_eq!(shown(text), "nothing", "{text}");
        }
    }
}

//! Images and their usual tags, from what the program knows by itself, and those that the file uses.

use std::collections::BTreeSet;

use plimsoll_semantics::Dockerfile;
use plimsoll_semantics::facts::images::{self, DefaultUser, ImageFacts};

use super::{Completion, CompletionKind, Topic};
use crate::site::Word;

/// Names, or tags behind the `:` of one.
pub(super) fn names(file: &Dockerfile, word: Word<'_>) -> Vec<Completion> {
    let last = word.typed.rfind('/').map_or(0, |at| at + 1);
    if let Some(colon) = word.typed[last..].find(':') {
        let (name, word) = (&word.typed[..last + colon], word.skip(last + colon + 1));
        return if word.typed.contains('@') { Vec::new() } else { tags(file, name, word.until(&['@'])) };
    }
    let word = word.until(&[':', '@']);
    let used = used(file).filter(|(name, _)| !images::images().any(|facts| facts.name == name));
    let used: BTreeSet<String> = used.map(|(name, _)| name).filter(|name| *name != word.text()).collect();
    let known = images::images().filter(|facts| is_proposed(facts));
    let used = used
        .into_iter()
        .map(|name| Completion::new(name, CompletionKind::Image, word).with_detail("used in this file"));
    let known = known.map(|facts| {
        let item =
            Completion::new(facts.name, CompletionKind::Image, word).with_topic(Topic::Image(facts.name));
        item.with_detail(facts.current_tag.unwrap_or_default())
    });
    used.chain(known).collect()
}

/// One image, still made, that can stand behind FROM.
fn is_proposed(facts: &ImageFacts) -> bool {
    !facts.name.ends_with('*') && facts.replaced_by.is_empty()
}

fn tags(file: &Dockerfile, name: &str, word: Word<'_>) -> Vec<Completion> {
    let mut tags = images::usual_tags(name);
    let current = word.text();
    for (_, tag) in used(file).filter(|(used, tag)| used == name && *tag != current) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let item = |tag: String| {
        let user = match images::default_user(name, Some(&tag)) {
            DefaultUser::NonRoot(user) => format!("runs as {user}"),
            DefaultUser::Root | DefaultUser::Unknown => String::new(),
        };
        Completion::new(tag, CompletionKind::Value, word).with_detail(user)
    };
    tags.into_iter().map(item).collect()
}

/// Names and tags of images that the file starts from.
fn used(file: &Dockerfile) -> impl Iterator<Item = (String, String)> {
    file.stages().filter_map(|stage| {
        let image = stage.base().image()?;
        let from = stage.from();
        // As written: a value of a variable is not to be written out.
        let text = from.instruction.text(image.span);
        if text.contains('$') || text.contains('@') {
            return None;
        }
        let last = text.rfind('/').map_or(0, |at| at + 1);
        let colon = text[last..].find(':')?;
        Some((text[..last + colon].to_owned(), text[last + colon + 1..].to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{item, proposed, taken};

    #[test]
    fn names_and_tags() {
        assert!(proposed("FROM $0").contains("python") && proposed("FROM py$0").contains("scratch"));
        assert!(!proposed("FROM $0").contains('*') && !proposed("FROM $0").contains("openjdk"));
        assert!(proposed("FROM python:$0").contains("-slim"));
        assert_eq!(proposed("FROM acme/api:$0"), "");
    }

    /// Nothing is looked up, so a name in another registry is not sent to Docker Hub.
    #[test]
    fn other_registries_have_no_tags_of_docker_hub() {
        assert_eq!(proposed("FROM registry.corp/python:$0"), "");
        assert_eq!(proposed("FROM localhost:5000/python:$0"), "");
    }

    #[test]
    fn those_of_the_file() {
        assert!(proposed("FROM acme/api:1.2\nFROM $0").starts_with("acme/api "));
        assert_eq!(proposed("FROM acme/api:1.2\nFROM acme/api:$0"), "1.2");
        assert_eq!(
            item("FROM acme/api:1.2\nFROM a$0", "acme/api").detail.as_deref(),
            Some("used in this file")
        );
    }

    #[test]
    fn parts_are_replaced_whole() {
        assert_eq!(taken("FROM py$0thon:3.12 AS b", "node"), "FROM node:3.12 AS b");
        let tag = proposed("FROM alpine:$0");
        assert_eq!(taken("FROM alpine:3$0.1@sha256:x", &tag), format!("FROM alpine:{tag}@sha256:x"));
        assert_eq!(taken("FROM a\nCOPY --from=busy$0 x y", "busybox"), "FROM a\nCOPY --from=busybox x y");
    }
}

//! Images: the parts of their names, and what is known about them.

use plimsoll_semantics::facts::images::{self, DefaultUser, Family, ImageFacts};
use plimsoll_semantics::{Base, Stage, Target};
use plimsoll_syntax::Keyword;
use plimsoll_syntax::image::ImageReference;
use plimsoll_text::Span;

use super::markdown::{code, enumeration, paragraphs};
use super::{Hover, Place};
use crate::registry_page::registry_page;

const SCRATCH: &str = "An empty image: no files, no shell, no users. Nothing is pulled for it.";

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    if place.instruction.keyword() == Some(Keyword::From) {
        return of_from(place);
    }
    let references = place.file.references_in(place.instruction);
    let reference = references.iter().find(|reference| place.is_in(reference.span))?;
    let Target::Image(name) = &reference.target else { return None };
    let image = ImageReference::parse(name).ok()?;
    let note = "Or the build context of that name, if the build is given one.".to_owned();
    place.hover(reference.span, paragraphs([about(&image), note]))
}

fn of_from(place: &Place<'_>) -> Option<Hover> {
    let stage = place.file.stage_of(place.instruction)?;
    let span = place.instruction.span_of(stage.image_range()?).filter(|span| place.is_in(*span))?;
    match stage.base() {
        Base::Scratch => place.hover(span, SCRATCH),
        Base::Image(image) if !is_secret(place, stage, span) => {
            let platform = place.file.platform(place.instruction);
            let platform = platform.as_ref().and_then(|platform| platform.as_set());
            let platform = platform.map(|platform| format!("Platform: {}", code(platform)));
            let image = image.reference.as_ref().ok()?;
            place.hover(span, paragraphs([about(image), platform.unwrap_or_default()]))
        }
        _ => None,
    }
}

/// The base of a stage as one name; nothing where only a build can tell it.
pub(super) fn shown_base(place: &Place<'_>, stage: Stage<'_>) -> Option<String> {
    match stage.base() {
        Base::Stage(index) => Some(code(&place.file.stage(*index)?.label())),
        Base::Scratch => Some("`scratch`".to_owned()),
        Base::Image(image) if !is_secret(place, stage, image.span) => Some(code(&image.text)),
        Base::Image(_) | Base::Unknown => None,
    }
}

fn is_secret(place: &Place<'_>, stage: Stage<'_>, image: Span) -> bool {
    let texts = place.file.expanded_texts(stage.from());
    texts.iter().any(|text| text.span == image && place.file.refers_to_secret(text))
}

fn about(image: &ImageReference) -> String {
    let facts = images::image(image.familiar_name());
    let list: Vec<String> = parts(image).into_iter().chain(known(image, facts)).collect();
    let list: Vec<String> = list.iter().map(|line| format!("- {line}")).collect();
    paragraphs([format!("**{}**", code(&image.to_string())), list.join("\n"), page(image)])
}

/// What a hover shows of an image that has no tag yet.
pub(crate) fn image_markdown(name: &str) -> Option<String> {
    Some(about(&ImageReference::parse(name).ok()?))
}

fn parts(image: &ImageReference) -> Vec<String> {
    let mut parts =
        vec![format!("Registry {}, repository {}", code(image.host()), code(&image.repository()))];
    match (image.tag(), image.digest()) {
        (Some(tag), None) => parts.push(format!("Tag {}", code(tag))),
        (None, None) => parts.push("No tag: `latest`".to_owned()),
        (Some(tag), Some(digest)) => {
            parts.push(format!("Digest {}, which makes the tag {} a mere note", code(digest), code(tag)));
        }
        (None, Some(digest)) => parts.push(format!("Digest {}", code(digest))),
    }
    parts
}

/// What is known beside the name.
fn known(image: &ImageReference, facts: Option<&ImageFacts>) -> Vec<String> {
    let (name, tag) = (image.familiar_name(), image.tag());
    let mut known = Vec::new();
    known.extend(family(images::family(name, tag)).map(str::to_owned));
    match images::default_user(name, tag) {
        DefaultUser::Root => known.push("Runs as root".to_owned()),
        DefaultUser::NonRoot(user) => known.push(format!("Runs as {}", code(user))),
        DefaultUser::Unknown => {}
    }
    if let Some(user) = images::existing_user(name, tag) {
        let number = user.uid.map(|uid| format!(" ({uid})")).unwrap_or_default();
        known.push(format!("Has the unprivileged user {}{number}", code(user.name)));
    }
    let Some(facts) = facts else { return known };
    known.extend(tools(name, tag, facts));
    if !facts.env.is_empty() {
        let names: Vec<String> = facts.env.iter().map(|(name, _)| code(name)).collect();
        known.push(format!("Sets {}", enumeration(&names)));
    }
    if let Some(slim) = images::slim_tag(name, tag) {
        known.push(format!("Smaller: {}", code(&format!("{name}:{slim}"))));
    }
    if let Some(current) = facts.current_tag.filter(|_| image.pulled_tag() == Some("latest")) {
        known.push(format!("A tag to pin: {}", code(current)));
    }
    if !facts.replaced_by.is_empty() {
        let others: Vec<String> = facts.replaced_by.iter().map(|name| code(name)).collect();
        known.push(format!("**Given up by its makers**, in favour of {}", enumeration(&others)));
    }
    known
}

fn tools(name: &str, tag: Option<&str>, facts: &ImageFacts) -> Option<String> {
    let tools = facts.tools?;
    let mut all: Vec<&str> = [tools.every, tools.full, tools.alpine, &["curl", "wget"]].concat();
    all.sort_unstable();
    all.dedup();
    let those = |there: bool| -> Vec<String> {
        all.iter()
            .filter(|tool| images::has_tool(name, tag, tool) == Some(there))
            .map(|tool| code(tool))
            .collect()
    };
    let (has, lacks) = (those(true), those(false));
    match (has.is_empty(), lacks.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("Has {}", enumeration(&has))),
        (true, false) => Some(format!("Without {}", enumeration(&lacks))),
        (false, false) => Some(format!("Has {}; without {}", enumeration(&has), enumeration(&lacks))),
    }
}

fn family(family: Family) -> Option<&'static str> {
    Some(match family {
        Family::Alpine => "Alpine Linux",
        Family::Amazon => "Amazon Linux",
        Family::Arch => "Arch Linux",
        Family::Busybox => "BusyBox",
        Family::Debian => "Debian",
        Family::Distroless => "Distroless: no shell, no package manager",
        Family::Fedora => "Fedora",
        Family::Rhel => "Red Hat Enterprise Linux or a rebuild of it",
        Family::Scratch => "No distribution: no shell, no package manager",
        Family::Suse => "SUSE Linux",
        Family::Ubuntu => "Ubuntu",
        Family::Windows => "Windows",
        Family::Wolfi => "Wolfi",
        Family::Unknown => return None,
    })
}

fn page(image: &ImageReference) -> String {
    registry_page(image).map_or_else(String::new, |page| format!("[{}]({})", page.registry, page.url))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::hover::tests::shown;

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&shown(text));
    }

    #[test]
    fn in_from() {
        check(
            "FROM --platform=linux/arm64 pyth$0on:3.14 AS a\n",
            expect![[r#"
            python:3.14

            **`docker.io/library/python:3.14`**

            - Registry `docker.io`, repository `library/python`
            - Tag `3.14`
            - Debian
            - Runs as root
            - Has `bash`, `curl`, `git`, `pip`, `python` and 2 more
            - Smaller: `python:3.14-slim`

            [Docker Hub](https://hub.docker.com/_/python)

            Platform: `linux/arm64`"#]],
        );
        check(
            "ARG V=24\nFROM no$0de:${V}-alpine\n",
            expect![[r#"
            node:${V}-alpine

            **`docker.io/library/node:24-alpine`**

            - Registry `docker.io`, repository `library/node`
            - Tag `24-alpine`
            - Alpine Linux
            - Runs as root
            - Has the unprivileged user `node` (1000)
            - Has `node`, `npm` and `wget`; without `curl`

            [Docker Hub](https://hub.docker.com/_/node)"#]],
        );
        check(
            "FROM openjdk$0\n",
            expect![[r#"
            openjdk

            **`docker.io/library/openjdk:latest`**

            - Registry `docker.io`, repository `library/openjdk`
            - No tag: `latest`
            - Runs as root
            - **Given up by its makers**, in favour of `eclipse-temurin`, `amazoncorretto`, `ibm-semeru-runtimes` and `sapmachine`

            [Docker Hub](https://hub.docker.com/_/openjdk)"#]],
        );
        check(
            "FROM ghcr.io/a/b$0@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
            expect![[r#"
                ghcr.io/a/b@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

                **`ghcr.io/a/b@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`**

                - Registry `ghcr.io`, repository `a/b`
                - Digest `sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`

                [GitHub](https://ghcr.io/a/b)"#]],
        );
        check(
            "FROM scra$0tch\n",
            expect![[r#"
            scratch

            An empty image: no files, no shell, no users. Nothing is pulled for it."#]],
        );
        check("FROM A/B$0\n", expect!["nothing"]);
    }

    #[test]
    fn elsewhere() {
        check(
            "FROM scratch\nCOPY --from=ghcr.io/astral-sh/uv$0:0.12 /uv /bin/\n",
            expect![[r#"
                ghcr.io/astral-sh/uv:0.12

                **`ghcr.io/astral-sh/uv:0.12`**

                - Registry `ghcr.io`, repository `astral-sh/uv`
                - Tag `0.12`
                - No distribution: no shell, no package manager
                - Runs as root
                - Has `uv` and `uvx`; without `bash`, `curl`, `git` and `wget`

                [GitHub](https://ghcr.io/astral-sh/uv)

                Or the build context of that name, if the build is given one."#]],
        );
        check(
            "FROM scratch\nRUN --mount=from=acme/$0data,target=/d x\n",
            expect![[r#"
                acme/data

                **`docker.io/acme/data:latest`**

                - Registry `docker.io`, repository `acme/data`
                - No tag: `latest`

                [Docker Hub](https://hub.docker.com/r/acme/data)

                Or the build context of that name, if the build is given one."#]],
        );
    }
}

//! Tags of official images: the slim one beside a full one.

use super::{Family, facts_of, family};

/// How the slim variant of a tag is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlimForm {
    None,
    /// Before the release of the distribution: `python:3.11-slim-bookworm`.
    Before,
    /// The same, but a tag without the release has no slim variant: `haskell:9.14-slim-bookworm`.
    BeforeRelease,
    /// At the end: `node:20-bookworm-slim`.
    After,
}

/// Parts of a tag that stay behind `slim` where it comes before the release.
const BEHIND_SLIM: &[&str] = &["threaded", "bullseye", "bookworm", "trixie", "buster", "stretch", "jessie"];

/// Tags that name no version for which a slim variant is published.
const WITHOUT_SLIM: &[&str] =
    &["backports", "experimental", "buggy", "latest", "onbuild", "curl", "scm", "devel"];

/// The slim tag of the same version; `None` when the tag is slim already, or no slim one exists.
pub fn slim_tag(name: &str, tag: Option<&str>) -> Option<String> {
    let form = facts_of(name)?.slim;
    if form == SlimForm::None || !matches!(family(name, tag), Family::Debian | Family::Ubuntu | Family::Rhel)
    {
        return None;
    }
    // `debian` and `oraclelinux` have no tag that is only `slim`.
    let has_bare_slim = !matches!(family_name(name), "debian" | "oraclelinux");
    let Some(tag) = tag.filter(|tag| *tag != "latest") else {
        return (has_bare_slim && form != SlimForm::BeforeRelease).then(|| "slim".to_owned());
    };
    let parts: Vec<&str> = tag.split('-').collect();
    if parts.contains(&"slim") || parts.iter().any(|part| WITHOUT_SLIM.contains(part)) {
        return None;
    }
    let place = parts.iter().position(|part| BEHIND_SLIM.contains(part));
    match (form, place) {
        (SlimForm::Before | SlimForm::BeforeRelease, Some(place)) => {
            let mut parts = parts;
            parts.insert(place, "slim");
            Some(parts.join("-"))
        }
        (SlimForm::BeforeRelease, None) | (SlimForm::None, _) => None,
        (SlimForm::Before, None) | (SlimForm::After, _) => Some(format!("{tag}-slim")),
    }
}

/// The slim tag of the same version as an Alpine tag; `None` where no slim one exists.
pub fn slim_tag_for_alpine(name: &str, tag: &str) -> Option<String> {
    let has_slim = matches!(facts_of(name)?.slim, SlimForm::Before | SlimForm::After);
    let is_alpine = |part: &str| part.starts_with("alpine");
    let parts = || tag.split('-');
    let is_only_alpine = has_slim && parts().any(is_alpine) && !parts().any(|part| part == "slim");
    let slim =
        || parts().map(|part| if is_alpine(part) { "slim" } else { part }).collect::<Vec<_>>().join("-");
    is_only_alpine.then(slim)
}

/// The tag of the full variant that a slim tag stands beside; other tags stay as they are.
pub fn full_tag(tag: &str) -> String {
    let parts: Vec<&str> = tag.split('-').filter(|part| *part != "slim").collect();
    parts.join("-")
}

/// Tags of an image that exist as far as it is known, the one to take first: of the current release its full and its
/// small variants.
pub fn usual_tags(name: &str) -> Vec<String> {
    let Some(current) = facts_of(name).and_then(|facts| facts.current_tag) else { return Vec::new() };
    let full = full_tag(current);
    let slim = slim_tag(name, Some(&full));
    let mut tags = vec![current.to_owned()];
    for tag in [Some(full), slim].into_iter().flatten() {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

fn family_name(name: &str) -> &str {
    facts_of(name).map_or(name, |facts| facts.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_the_current_release() {
        assert_eq!(
            usual_tags("node").first().map(String::as_str),
            facts_of("node").and_then(|facts| facts.current_tag)
        );
        let python = usual_tags("docker.io/library/python");
        assert!(python.len() == 2 && python.iter().any(|tag| tag.contains("-slim")), "{python:?}");
        assert_eq!(usual_tags("acme/api"), Vec::<String>::new());
    }

    #[test]
    fn slim_tags() {
        let cases = [
            ("python", Some("3.11-bookworm"), Some("3.11-slim-bookworm")),
            ("python", Some("3.11"), Some("3.11-slim")),
            ("python", Some("bookworm"), Some("slim-bookworm")),
            ("python", Some("latest"), Some("slim")),
            ("python", None, Some("slim")),
            ("docker.io/library/python", Some("3.14"), Some("3.14-slim")),
            ("python", Some("3.11-slim"), None),
            ("python", Some("3.11-alpine"), None),
            ("python", Some("3.11-windowsservercore"), None),
            ("node", Some("20-bookworm"), Some("20-bookworm-slim")),
            ("node", Some("lts"), Some("lts-slim")),
            ("debian", Some("12"), Some("12-slim")),
            ("debian", Some("bookworm-20260803"), Some("bookworm-20260803-slim")),
            ("debian", Some("bookworm-backports"), None),
            ("debian", None, None),
            ("perl", Some("5.44-threaded-trixie"), Some("5.44-slim-threaded-trixie")),
            ("haskell", Some("9.14-bookworm"), Some("9.14-slim-bookworm")),
            ("haskell", Some("9.14"), None),
            ("swift", Some("6.3-noble"), Some("6.3-noble-slim")),
            ("swift", Some("6.3-amazonlinux2"), None),
            ("erlang", Some("29"), Some("29-slim")),
            ("oraclelinux", Some("9"), Some("9-slim")),
            ("golang", Some("1.27"), None),
            ("acme/python", Some("3.11"), None),
        ];
        for (name, tag, expected) in cases {
            assert_eq!(slim_tag(name, tag).as_deref(), expected, "{name}:{tag:?}");
        }
    }

    #[test]
    fn slim_tags_for_alpine_ones() {
        let cases = [
            ("python", "3.13-alpine", Some("3.13-slim")),
            ("python", "3.13-alpine3.22", Some("3.13-slim")),
            ("python", "alpine", Some("slim")),
            ("node", "24-alpine", Some("24-slim")),
            ("python", "3.13", None),
            ("nginx", "1.30-alpine-slim", None),
            ("haskell", "9-alpine", None),
        ];
        for (name, tag, expected) in cases {
            assert_eq!(slim_tag_for_alpine(name, tag).as_deref(), expected, "{name}:{tag}");
        }
    }

    #[test]
    fn full_tags_have_a_slim_one() {
        for (slim, full) in [("3.14-slim-trixie", "3.14-trixie"), ("13-slim", "13"), ("3.22", "3.22")] {
            assert_eq!(full_tag(slim), full);
        }
        for facts in crate::facts::images::images() {
            let Some(slim) = facts.current_tag.filter(|tag| tag.contains("slim")) else { continue };
            assert_eq!(slim_tag(facts.name, Some(&full_tag(slim))).as_deref(), Some(slim), "{}", facts.name);
        }
    }
}

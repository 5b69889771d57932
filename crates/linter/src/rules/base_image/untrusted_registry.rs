//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Target};
use plimsoll_syntax::image::ImageReference;
use plimsoll_text::TextRange;

use crate::report::Report;
use crate::rule::Rule;
use crate::settings::{OptionDefault, RuleOption};

pub(crate) static RULE: Rule = Rule::new("untrusted-registry", include_str!("untrusted_registry.md"), check)
    .with_options(&[TRUSTED_REGISTRIES]);

const TRUSTED_REGISTRIES: RuleOption = RuleOption {
    name: "trusted-registries",
    default: OptionDefault::List(&[]),
    doc: "The registries that images may come from; a `*` at the start or end stands for anything",
};

/// hadolint: the page of Docker Hub stands for its registry.
const HUB_PAGE: &str = "hub.docker.com";
const HUB: &str = "docker.io";

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let trusted = report.list(&TRUSTED_REGISTRIES);
    if trusted.is_empty() {
        return;
    }
    let trusted: Vec<String> = trusted.into_iter().map(str::to_ascii_lowercase).collect();
    for (range, image) in images(file) {
        let registry = image.host().to_ascii_lowercase();
        if !trusted.iter().any(|pattern| matches(pattern, &registry)) {
            report.at(range, format!("`{registry}` is not among the trusted registries"));
        }
    }
}

/// The images that a build takes anything from, and where they are named.
fn images(file: &Dockerfile) -> impl Iterator<Item = (TextRange, ImageReference)> {
    let bases = file.stages().filter_map(|stage| {
        let image = stage.base().image()?;
        Some((stage.from().range(image.span), image.reference.as_ref().ok()?.clone()))
    });
    let others = file.references().iter().filter_map(|reference| {
        let Target::Image(name) = &reference.target else { return None };
        let image = ImageReference::parse(name).ok().filter(|_| name != "scratch")?;
        Some((file.tree().instruction(reference.item)?.range(reference.span), image))
    });
    bases.chain(others)
}

/// Both in lower case.
fn matches(pattern: &str, registry: &str) -> bool {
    let is_meant = |registry: &str| match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), _) => registry.ends_with(end),
        (None, Some(start)) => registry.starts_with(start),
        (None, None) => registry == pattern,
    };
    is_meant(registry) || (registry == HUB && is_meant(HUB_PAGE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_has_one_star_at_most() {
        for (pattern, registry, expected) in [
            ("docker.io", "docker.io", true),
            ("hub.docker.com", "docker.io", true),
            ("hub.docker.com", "quay.io", false),
            ("*.acme.com", "eu.acme.com", true),
            ("*.acme.com", "acme.com", false),
            ("*.acme.com", "evil.com", false),
            ("registry.*", "registry.acme.com", true),
            ("registry.acme.com", "registry.acme.com:5000", false),
            ("*", "localhost:5000", true),
            ("", "docker.io", false),
        ] {
            assert_eq!(matches(pattern, registry), expected, "{pattern} {registry}");
        }
    }
}

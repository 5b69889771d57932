//! See the page beside this file.

use std::cell::LazyCell;

use plimsoll_semantics::facts::images;
use plimsoll_semantics::{Definition, Dockerfile};
use plimsoll_syntax::image::ImageReference;

use super::tag::{Place, images_by_variable, pin};
use crate::finding::{Finding, Fix};
use crate::report::Report;
use crate::rule::Rule;
use crate::settings::{OptionDefault, RuleOption};

pub(crate) static RULE: Rule =
    Rule::new("unpinned-base-image", include_str!("unpinned_base_image.md"), check)
        .with_options(&[REQUIRE_DIGEST]);

const REQUIRE_DIGEST: RuleOption = RuleOption {
    name: "require-digest",
    default: OptionDefault::Flag(false),
    doc: "Report a tag without a digest too",
};

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let require_digest = report.flag(&REQUIRE_DIGEST);
    let images = LazyCell::new(|| images_by_variable(file));
    for stage in file.stages() {
        let Some(image) = stage.base().image() else { continue };
        let Ok(reference) = &image.reference else { continue };
        if reference.digest().is_some() {
            continue;
        }
        let name = reference.familiar_name();
        let (message, alias) = match reference.tag() {
            None => (format!("`{name}` has no tag: every build may get another `latest`"), Some("DL3006")),
            Some("latest") => {
                (format!("`{name}:latest` may be another image at every build"), Some("DL3007"))
            }
            Some(tag) if require_digest => (format!("`{name}:{tag}` is not pinned to a digest"), None),
            Some(_) => continue,
        };
        let range = stage.from().range(image.span);
        let finding = report.at(range, message).aliases(alias);
        let place = Place::find(file, stage, image, &images);
        if let Place::Argument { definition, .. } = &place {
            relate(file, definition, finding);
        }
        if alias.is_some() {
            suggest_tags(file, reference, &place, finding);
        }
    }
}

fn relate(file: &Dockerfile, definition: &Definition, finding: &mut Finding) {
    if let Some(range) = file.definition_range(definition) {
        finding.related(range, format!("`{}` gets its default here", definition.name));
    }
}

/// The release that was current when the facts were read: the full variant, which the image without a tag is too,
/// then the slim one.
fn suggest_tags(file: &Dockerfile, reference: &ImageReference, place: &Place<'_>, finding: &mut Finding) {
    let name = reference.familiar_name();
    let Some(current) = images::image(name).and_then(|facts| facts.current_tag) else { return };
    let full = images::full_tag(current);
    let slim = images::slim_tag(name, Some(&full));
    for tag in [Some(full), slim].into_iter().flatten() {
        if let Some(edit) = pin(file, reference, place, &tag) {
            finding.fix(Fix::not_safe(format!("Use {name}:{tag}"), vec![edit]));
        }
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::fixture;
    use crate::{Settings, apply_fix, lint};

    fn findings(text: &str, settings: &str) -> (Dockerfile, Vec<Finding>) {
        let file = fixture::file(text);
        let select = fixture::settings(&["unpinned-base-image"]);
        let settings = select.merge(&Settings::from_toml(settings).unwrap());
        let findings = lint(&file, &settings);
        (file, findings)
    }

    /// The text after the first fix of the first finding; `-` without a finding, `no fix` without a fix.
    fn fixed(text: &str) -> String {
        let (file, findings) = findings(text, "");
        let Some(finding) = findings.first() else { return "-".to_owned() };
        finding.fixes.first().map_or("no fix".to_owned(), |fix| apply_fix(&file, fix).unwrap())
    }

    #[test]
    fn writes_the_tag_where_it_belongs() {
        let cases = [
            ("FROM alpine\r\n", "FROM alpine:3.24\r\n"),
            ("FROM \\\n  alpine:latest AS a\n", "FROM \\\n  alpine:3.24 AS a\n"),
            ("ARG I=alpine\nFROM $I\n", "ARG I=alpine:3.24\nFROM $I\n"),
            ("ARG I=alpine:latest\nFROM ${I}\n", "ARG I=alpine:3.24\nFROM ${I}\n"),
            ("ARG R=docker.io/\nFROM ${R}alpine\n", "ARG R=docker.io/\nFROM ${R}alpine:3.24\n"),
            ("ARG R=docker.io\nFROM $R/alpine:latest\n", "ARG R=docker.io\nFROM $R/alpine:3.24\n"),
            (
                "ARG V=latest\nFROM alpine:$V AS a\nFROM alpine:$V\n",
                "ARG V=3.24\nFROM alpine:$V AS a\nFROM alpine:$V\n",
            ),
            ("ARG V=latest\nFROM alpine:$V\nARG V\nLABEL v=$V\n", "no fix"),
            ("ARG V=\"latest\"\nFROM alpine:$V\n", "no fix"),
            ("FROM \"alpine\"\n", "no fix"),
            ("FROM alpine:${V:-latest}\n", "no fix"),
            ("ARG B=latest\nFROM alpine:${V:-$B}\n", "no fix"),
            ("ARG I=alpine-x\nFROM ${I%-x}\n", "no fix"),
            ("FROM ghcr.io/acme/alpine\n", "no fix"),
            ("ARG V\nFROM alpine:$V\n", "-"),
            ("FROM alpine AS\n", "FROM alpine:3.24 AS\n"),
            ("FROM\n", "-"),
            ("FROM alpine@sha256:x\n", "-"),
        ];
        for (text, expected) in cases {
            assert_eq!(fixed(text), expected, "{text}");
        }
    }

    #[test]
    fn asks_for_a_digest_where_it_should() {
        let text = "FROM alpine:3.22\nFROM alpine:latest\n";
        let messages = |settings: &str| -> Vec<String> {
            findings(text, settings)
                .1
                .into_iter()
                .map(|one| format!("{:?} {}", one.aliases, one.message))
                .collect()
        };
        let latest = "[\"DL3007\"] `alpine:latest` may be another image at every build";
        assert_eq!(messages(""), [latest]);
        assert_eq!(
            messages("[rules.unpinned-base-image]\nrequire-digest = true\n"),
            ["[] `alpine:3.22` is not pinned to a digest", latest]
        );
    }
}

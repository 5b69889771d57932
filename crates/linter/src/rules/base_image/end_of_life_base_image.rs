//! See the page beside this file.

use plimsoll_semantics::facts::end_of_life::{EndOfLife, ends_of_life};
use plimsoll_semantics::facts::images;
use plimsoll_semantics::{Dockerfile, ImageName};

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("end-of-life-base-image", include_str!("end_of_life_base_image.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for stage in file.stages() {
        let Some(image) = stage.base().image() else { continue };
        if let Some(message) = message(image) {
            report.at(stage.from().range(image.span), message);
        }
    }
}

fn message(image: &ImageName) -> Option<String> {
    let reference = image.reference.as_ref().ok()?;
    let (name, tag) = (reference.familiar_name(), reference.tag());
    let replaced_by = images::image(name).map_or(&[][..], |facts| facts.replaced_by);
    if !replaced_by.is_empty() && !tag.is_some_and(is_early_access) {
        let others: Vec<String> = replaced_by.iter().map(|name| format!("`{name}`")).collect();
        return Some(format!("the image `{name}` gets no more updates; these do: {}", others.join(", ")));
    }
    let ends: Vec<String> = ends_of_life(name, tag).iter().map(describe).collect();
    (!ends.is_empty()).then(|| format!("no more security fixes for {}", ends.join(" and ")))
}

/// The one kind of `openjdk` that is still built.
fn is_early_access(tag: &str) -> bool {
    tag.split('-').any(|part| matches!(part, "ea" | "rc"))
}

fn describe(end: &EndOfLife) -> String {
    let release = format!("{} {}", end.product, end.release);
    let (release, date) = (release.trim_end(), end.date);
    match end.successor {
        Some(successor) => format!("{release} since {date} ({successor} gets them)"),
        None => format!("{release} since {date}"),
    }
}

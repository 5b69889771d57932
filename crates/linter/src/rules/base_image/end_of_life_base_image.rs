//! See the page beside this file.

use std::collections::{BTreeMap, HashMap};

use plimsoll_semantics::facts::end_of_life::{EndOfLife, ends_of_life};
use plimsoll_semantics::facts::images;
use plimsoll_semantics::{Dockerfile, ImageName};
use plimsoll_text::{TextRange, TextSize};

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("end-of-life-base-image", include_str!("end_of_life_base_image.md"), check);

/// One finding for an image, however many stages begin with it: they are brought up to date together.
fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let mut places: BTreeMap<TextSize, (String, Vec<TextRange>)> = BTreeMap::new();
    let mut first_places: HashMap<&str, TextSize> = HashMap::new();
    for stage in file.stages() {
        let Some(image) = stage.base().image() else { continue };
        let range = stage.from().range(image.span);
        if let Some(first) = first_places.get(image.text.as_str()) {
            places.entry(*first).and_modify(|(_, others)| others.push(range));
        } else if let Some(message) = message(image) {
            first_places.insert(&image.text, range.start());
            places.insert(range.start(), (message, vec![range]));
        }
    }
    for (message, ranges) in places.into_values() {
        let finding = report.at(ranges[0], message);
        for range in &ranges[1..] {
            finding.related(*range, "the same image");
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

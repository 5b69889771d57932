//! See the page beside this file.

use plimsoll_semantics::{Base, Copy, Dockerfile, Stage, Target};
use plimsoll_syntax::{Keyword, clean_path};

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("copies-whole-stage", include_str!("copies_whole_stage.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    // On `scratch` it makes one layer of many.
    for stage in file.stages().filter(|stage| !matches!(stage.root_base(), Base::Scratch)) {
        let copies = stage.instructions_of(Keyword::Copy).filter_map(|copy| file.copy(copy));
        let whole = copies.filter(|copy| copy.from.is_some_and(|from| !is_made_for_that(file, from)));
        for copy in whole.filter(|copy| fills_root(file, copy)) {
            let whole = copy.sources.iter().find(|source| source.text().is_some_and(is_root));
            if let Some(source) = whole {
                report.at(source.range, "this copies a whole file system over that of the base image");
            }
        }
    }
}

/// A few files and nothing else: gathered in a stage, or helpers for builds.
fn is_made_for_that(file: &Dockerfile, from: &Target) -> bool {
    match from {
        Target::Stage(index) => match file.stage(*index).map(Stage::root_base) {
            Some(Base::Scratch) => true,
            Some(Base::Image(image)) => is_helper(&image.text),
            _ => false,
        },
        Target::Image(image) => is_helper(image),
        _ => false,
    }
}

fn is_helper(image: &str) -> bool {
    image.split([':', '@']).next().is_some_and(|name| name.ends_with("tonistiigi/xx"))
}

fn fills_root(file: &Dockerfile, copy: &Copy<'_>) -> bool {
    copy.destination_folder(file).as_set() == Some("/")
}

/// BuildKit: sources are seen from the root.
fn is_root(path: &str) -> bool {
    let path = path.strip_suffix('*').unwrap_or(path);
    clean_path(&format!("/{path}")) == "/"
}

//! See the page beside this file.

use plimsoll_semantics::{Base, Copy, Dockerfile};
use plimsoll_syntax::{Keyword, clean_path};

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("copies-whole-stage", include_str!("copies_whole_stage.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    // On `scratch` it makes one layer of many.
    for stage in file.stages().filter(|stage| !matches!(stage.root_base(), Base::Scratch)) {
        let copies = stage.instructions_of(Keyword::Copy).filter_map(|copy| file.copy(copy));
        for copy in copies.filter(|copy| !copy.is_from_context() && fills_root(file, copy)) {
            let whole = copy.sources.iter().find(|source| source.text().is_some_and(is_root));
            if let Some(source) = whole {
                report.at(source.range, "this copies a whole file system over that of the base image");
            }
        }
    }
}

fn fills_root(file: &Dockerfile, copy: &Copy<'_>) -> bool {
    copy.destination_folder(file).as_set() == Some("/")
}

/// BuildKit: sources are seen from the root.
fn is_root(path: &str) -> bool {
    let path = path.strip_suffix('*').unwrap_or(path);
    clean_path(&format!("/{path}")) == "/"
}

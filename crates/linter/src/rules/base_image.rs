//! What a stage is built from.

mod end_of_life_base_image;
mod full_base_image;
mod musl_python;
mod tag;
mod unpinned_base_image;
mod untrusted_registry;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &end_of_life_base_image::RULE,
    &full_base_image::RULE,
    &musl_python::RULE,
    &unpinned_base_image::RULE,
    &untrusted_registry::RULE,
];

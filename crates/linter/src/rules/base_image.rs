//! What a stage is built from.

mod full_base_image;
mod musl_python;
mod tag;
mod unpinned_base_image;
mod untrusted_registry;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] =
    &[&full_base_image::RULE, &musl_python::RULE, &unpinned_base_image::RULE, &untrusted_registry::RULE];

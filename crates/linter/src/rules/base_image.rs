//! What a stage is built from.

mod unpinned_base_image;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&unpinned_base_image::RULE];

//! Package managers: what they install, from which index, and what they leave behind.

mod installs_recommended;
mod leftover;
mod package_cache_in_layer;
mod stale_package_index;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] =
    &[&installs_recommended::RULE, &package_cache_in_layer::RULE, &stale_package_index::RULE];

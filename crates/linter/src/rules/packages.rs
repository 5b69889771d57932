//! Package managers: what they install, from which index, and what they leave behind.

pub(super) mod cache_mount;
mod installs_recommended;
mod interactive_install;
pub(super) mod leftover;
pub(super) mod needed_indexes;
pub(super) mod package_cache_in_layer;
mod stale_package_index;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &installs_recommended::RULE,
    &interactive_install::RULE,
    &package_cache_in_layer::RULE,
    &stale_package_index::RULE,
];

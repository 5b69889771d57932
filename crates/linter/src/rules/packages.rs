//! Package managers: what they install, from which index, and what they leave behind.

mod apt_instead_of_apt_get;
pub(super) mod cache_mount;
mod distribution_upgrade;
mod installs_recommended;
mod interactive_install;
pub(super) mod leftover;
pub(super) mod needed_indexes;
pub(super) mod package_cache_in_layer;
mod stale_package_index;
mod unpinned_package;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &apt_instead_of_apt_get::RULE,
    &distribution_upgrade::RULE,
    &installs_recommended::RULE,
    &interactive_install::RULE,
    &package_cache_in_layer::RULE,
    &stale_package_index::RULE,
    &unpinned_package::RULE,
];

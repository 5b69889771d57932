//! Work that builds do again although its result is there.

mod copies;
mod copy_before_install;
mod cut;
mod manifests;
mod mount;
mod no_cache_mount;
mod parts;
mod reorder;
mod spoiled;
mod store;
mod whole;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&copy_before_install::RULE, &no_cache_mount::RULE];

//! Layers that are built again although nothing they need has changed.

mod copies;
mod copy_before_install;
mod cut;
mod manifests;
mod mount;
mod parts;
mod reorder;
mod spoiled;
mod whole;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&copy_before_install::RULE];

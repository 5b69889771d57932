//! Who runs the container, and what it gives away.

mod runs_as_root;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&runs_as_root::RULE];

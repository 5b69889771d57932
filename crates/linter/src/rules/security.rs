//! Who runs the container, and what it gives away.

mod runs_as_root;
mod secret_in_env;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&runs_as_root::RULE, &secret_in_env::RULE];

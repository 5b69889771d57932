//! Layers that an image could do without.

mod consecutive_run;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&consecutive_run::RULE];

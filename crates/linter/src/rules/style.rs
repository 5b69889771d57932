//! How a file is written.

mod unused_suppression;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&unused_suppression::RULE];

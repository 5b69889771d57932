//! What an image says about itself.

mod maintainer_deprecated;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&maintainer_deprecated::RULE];

//! What an image says about itself.

mod maintainer_deprecated;
mod missing_oci_labels;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&maintainer_deprecated::RULE, &missing_oci_labels::RULE];

//! What an image says about itself.

mod invalid_label_key;
mod invalid_label_value;
mod kind;
mod maintainer_deprecated;
mod missing_label;
mod missing_oci_labels;
mod unexpected_label;

use crate::rule::Rule;
pub(crate) use kind::LABEL_KINDS;

pub(super) const RULES: &[&Rule] = &[
    &invalid_label_key::RULE,
    &invalid_label_value::RULE,
    &maintainer_deprecated::RULE,
    &missing_label::RULE,
    &missing_oci_labels::RULE,
    &unexpected_label::RULE,
];

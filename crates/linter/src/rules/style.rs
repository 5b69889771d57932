//! How a file is written.

mod expose_protocol_casing;
mod from_as_casing;
mod inconsistent_keyword_casing;
mod inline_suppression;
mod invalid_suppression;
mod legacy_key_value;
mod misleading_definition_comment;
mod unused_suppression;

use crate::rule::Rule;
pub use legacy_key_value::with_equals_sign;

pub(super) const RULES: &[&Rule] = &[
    &expose_protocol_casing::RULE,
    &from_as_casing::RULE,
    &inconsistent_keyword_casing::RULE,
    &inline_suppression::RULE,
    &invalid_suppression::RULE,
    &legacy_key_value::RULE,
    &misleading_definition_comment::RULE,
    &unused_suppression::RULE,
];

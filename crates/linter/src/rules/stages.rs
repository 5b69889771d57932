//! Build stages, and what they are made from.

pub(super) mod instruction_before_from;
pub(super) mod invalid_base_image;
pub(super) mod invalid_platform;
pub(super) mod invalid_stage_name;
pub(super) mod invalid_stage_reference;
pub(super) mod no_build_stage;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &instruction_before_from::RULE,
    &invalid_base_image::RULE,
    &invalid_platform::RULE,
    &invalid_stage_name::RULE,
    &invalid_stage_reference::RULE,
    &no_build_stage::RULE,
];

//! Build stages, and what they are made from.

pub(super) mod build_tools_in_final_image;
pub(super) mod constant_platform;
mod copies_whole_stage;
pub(super) mod duplicate_stage_name;
pub(super) mod instruction_before_from;
pub(super) mod invalid_base_image;
pub(super) mod invalid_default_arg_in_from;
pub(super) mod invalid_platform;
pub(super) mod invalid_stage_name;
pub(super) mod invalid_stage_reference;
mod multi_stage;
pub(super) mod no_build_stage;
pub(super) mod redundant_target_platform;
pub(super) mod relative_workdir;
pub(super) mod repeated_instruction;
pub(super) mod reserved_stage_name;
pub(super) mod stage_name_casing;
pub(super) mod undefined_arg_in_from;
mod unused_stage;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &build_tools_in_final_image::RULE,
    &constant_platform::RULE,
    &copies_whole_stage::RULE,
    &duplicate_stage_name::RULE,
    &instruction_before_from::RULE,
    &invalid_base_image::RULE,
    &invalid_default_arg_in_from::RULE,
    &invalid_platform::RULE,
    &invalid_stage_name::RULE,
    &invalid_stage_reference::RULE,
    &no_build_stage::RULE,
    &redundant_target_platform::RULE,
    &relative_workdir::RULE,
    &repeated_instruction::RULE,
    &reserved_stage_name::RULE,
    &stage_name_casing::RULE,
    &undefined_arg_in_from::RULE,
    &unused_stage::RULE,
];

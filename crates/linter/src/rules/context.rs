//! What COPY and ADD take from the build context, and the files that say what it leaves out.

mod add_instead_of_copy;
mod archive_copied_then_extracted;
mod context_leak;
mod copy_ignored_file;
mod copy_to_file_destination;
mod copy_to_relative_destination;
mod dockerignore_no_match;
mod dockerignore_syntax;
mod ignore_entries;
mod misleading_ignore_pattern;
mod misread;
mod missing_dockerignore;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &add_instead_of_copy::RULE,
    &archive_copied_then_extracted::RULE,
    &context_leak::RULE,
    &copy_ignored_file::RULE,
    &copy_to_file_destination::RULE,
    &copy_to_relative_destination::RULE,
    &dockerignore_no_match::RULE,
    &dockerignore_syntax::RULE,
    &misleading_ignore_pattern::RULE,
    &missing_dockerignore::RULE,
];

//! What COPY and ADD take from the build context, and the files that say what it leaves out.

mod add_instead_of_copy;
mod context_leak;
mod copy_ignored_file;
mod dockerignore_no_match;
mod dockerignore_syntax;
mod ignore_entries;
mod misleading_ignore_pattern;
mod misread;
mod missing_dockerignore;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &add_instead_of_copy::RULE,
    &context_leak::RULE,
    &copy_ignored_file::RULE,
    &dockerignore_no_match::RULE,
    &dockerignore_syntax::RULE,
    &misleading_ignore_pattern::RULE,
    &missing_dockerignore::RULE,
];

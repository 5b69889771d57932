//! What COPY and ADD take from the build context.

mod add_instead_of_copy;
mod dockerignore_syntax;
mod ignore_entries;
mod missing_dockerignore;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] =
    &[&add_instead_of_copy::RULE, &dockerignore_syntax::RULE, &missing_dockerignore::RULE];

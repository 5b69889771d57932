//! What COPY and ADD take from the build context.

mod add_instead_of_copy;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&add_instead_of_copy::RULE];

//! Who runs the container, and what it gives away.

mod copies_secret_file;
mod hardcoded_secret;
mod literal;
mod runs_as_root;
mod secret_file;
mod secret_in_command;
mod secret_in_env;
mod secret_mount;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &copies_secret_file::RULE,
    &hardcoded_secret::RULE,
    &runs_as_root::RULE,
    &secret_in_command::RULE,
    &secret_in_env::RULE,
];

//! Who runs the container, and what it gives away.

mod copies_secret_file;
mod hardcoded_secret;
mod literal;
mod ownership;
mod run_user;
mod runs_as_root;
mod secret_file;
mod secret_in_command;
mod secret_in_env;
mod secret_mount;

use plimsoll_semantics::Dockerfile;
use plimsoll_text::TextRange;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &copies_secret_file::RULE,
    &hardcoded_secret::RULE,
    &runs_as_root::RULE,
    &secret_in_command::RULE,
    &secret_in_env::RULE,
];

/// The places of all secrets that are written out in a file, whatever rules are on.
pub(crate) fn secrets_in(file: &Dockerfile) -> Vec<TextRange> {
    let tokens = hardcoded_secret::tokens_in(file).map(|(range, _)| range);
    tokens.chain(secret_in_command::secrets_in(file)).chain(secret_in_env::values_in(file)).collect()
}

//! Who runs the container, and what it gives away.

mod add_without_checksum;
mod copies_secret_file;
mod docker_socket;
mod hardcoded_secret;
mod insecure_run;
mod literal;
mod named_user;
mod ownership;
mod run_user;
mod runs_as_root;
mod secret_file;
mod secret_in_command;
mod secret_in_env;
mod secret_mount;
mod setuid_bit;
mod sudo_in_run;
mod switch;
mod tls_check_disabled;
mod unsigned_packages;
mod workdir_in_system_folder;
mod world_readable_secret;
mod world_writable;

use plimsoll_semantics::Dockerfile;
use plimsoll_text::TextRange;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &add_without_checksum::RULE,
    &copies_secret_file::RULE,
    &docker_socket::RULE,
    &hardcoded_secret::RULE,
    &insecure_run::RULE,
    &named_user::RULE,
    &runs_as_root::RULE,
    &secret_in_command::RULE,
    &secret_in_env::RULE,
    &setuid_bit::RULE,
    &sudo_in_run::RULE,
    &tls_check_disabled::RULE,
    &unsigned_packages::RULE,
    &workdir_in_system_folder::RULE,
    &world_readable_secret::RULE,
    &world_writable::RULE,
];

/// The places of all secrets that are written out in a file, whatever rules are on.
pub(crate) fn secrets_in(file: &Dockerfile) -> Vec<TextRange> {
    let tokens = hardcoded_secret::tokens_in(file).map(|(range, _)| range);
    tokens.chain(secret_in_command::secrets_in(file)).chain(secret_in_env::values_in(file)).collect()
}

//! Layers that an image could do without.

mod cd_instead_of_workdir;
mod consecutive_run;
mod host_command;
mod huge_uid_without_no_log_init;
mod missing_pipefail;
mod negation_without_effect;
mod replaced_shell;
mod wget_and_curl;
mod wget_without_progress_control;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &cd_instead_of_workdir::RULE,
    &consecutive_run::RULE,
    &host_command::RULE,
    &huge_uid_without_no_log_init::RULE,
    &missing_pipefail::RULE,
    &negation_without_effect::RULE,
    &replaced_shell::RULE,
    &wget_and_curl::RULE,
    &wget_without_progress_control::RULE,
];

//! Layers that an image could do without.

mod cd_instead_of_workdir;
mod consecutive_run;
mod host_command;
mod missing_pipefail;
mod replaced_shell;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &cd_instead_of_workdir::RULE,
    &consecutive_run::RULE,
    &host_command::RULE,
    &missing_pipefail::RULE,
    &replaced_shell::RULE,
];

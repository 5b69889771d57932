//! What a container does when it starts.

mod cmd_ignored;
mod command;
mod health;
mod healthcheck_tool_missing;
mod malformed_exec_form;
mod missing_healthcheck;
mod multiple_processes;
mod quoted_command;
mod shell_form_command;
mod unknown_user;

pub(crate) use malformed_exec_form::is_meant_as_array;
pub use shell_form_command::to_exec_form;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &cmd_ignored::RULE,
    &healthcheck_tool_missing::RULE,
    &malformed_exec_form::RULE,
    &missing_healthcheck::RULE,
    &multiple_processes::RULE,
    &quoted_command::RULE,
    &shell_form_command::RULE,
    &unknown_user::RULE,
];

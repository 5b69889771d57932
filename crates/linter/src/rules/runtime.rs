//! What a container does when it starts.

mod cmd_ignored;
mod command;
mod quoted_command;
mod shell_form_command;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[&cmd_ignored::RULE, &quoted_command::RULE, &shell_form_command::RULE];

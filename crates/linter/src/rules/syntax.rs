//! What BuildKit can't read, and what it reads otherwise than meant.

mod directive_without_effect;
pub(super) mod empty_continuation_line;
pub(super) mod empty_volume;
pub(super) mod errors;
pub(super) mod expose_invalid_format;
mod global_arg_in_run;
pub(super) mod invalid_check_option;
pub(super) mod invalid_copy;
pub(super) mod invalid_directive;
pub(super) mod invalid_flag;
pub(super) mod invalid_healthcheck;
pub(super) mod invalid_json_arguments;
pub(super) mod invalid_key_value;
pub(super) mod invalid_mount;
pub(super) mod invalid_onbuild;
pub(super) mod invalid_port;
pub(super) mod invalid_signal;
mod invalid_utf8;
pub(super) mod invalid_variable;
pub(super) mod line_too_long;
pub(super) mod repairs;
pub(super) mod undefined_variable;
pub(super) mod unknown_instruction;
pub(super) mod unterminated_heredoc;
pub(super) mod wrong_argument_count;

use crate::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &directive_without_effect::RULE,
    &empty_continuation_line::RULE,
    &empty_volume::RULE,
    &expose_invalid_format::RULE,
    &global_arg_in_run::RULE,
    &invalid_check_option::RULE,
    &invalid_copy::RULE,
    &invalid_directive::RULE,
    &invalid_flag::RULE,
    &invalid_healthcheck::RULE,
    &invalid_json_arguments::RULE,
    &invalid_key_value::RULE,
    &invalid_mount::RULE,
    &invalid_onbuild::RULE,
    &invalid_port::RULE,
    &invalid_signal::RULE,
    &invalid_utf8::RULE,
    &invalid_variable::RULE,
    &line_too_long::RULE,
    &undefined_variable::RULE,
    &unknown_instruction::RULE,
    &unterminated_heredoc::RULE,
    &wrong_argument_count::RULE,
];

//! See the page beside this file.

use super::errors::check;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("invalid-check-option", include_str!("invalid_check_option.md"), check);

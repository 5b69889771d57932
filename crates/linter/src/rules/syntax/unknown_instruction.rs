//! See the page beside this file.

use super::errors::check;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("unknown-instruction", include_str!("unknown_instruction.md"), check);

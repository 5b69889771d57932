//! See the page beside this file.

use super::errors::check;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("invalid-key-value", include_str!("invalid_key_value.md"), check);

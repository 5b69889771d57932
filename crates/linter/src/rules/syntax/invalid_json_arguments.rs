//! See the page beside this file.

use super::errors::check;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("invalid-json-arguments", include_str!("invalid_json_arguments.md"), check);

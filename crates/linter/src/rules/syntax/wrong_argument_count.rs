//! See the page beside this file.

use super::errors::check;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("wrong-argument-count", include_str!("wrong_argument_count.md"), check);

//! See the page beside this file.

use crate::rule::Rule;
use crate::rules::syntax::errors::check;

pub(crate) static RULE: Rule =
    Rule::new("instruction-before-from", include_str!("instruction_before_from.md"), check);

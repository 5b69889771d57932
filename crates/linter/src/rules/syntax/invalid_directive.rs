//! See the page beside this file.

use super::errors::check;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("invalid-directive", include_str!("invalid_directive.md"), check);

//! See the page beside this file.

use crate::rule::Rule;
use crate::rules::syntax::errors::check;

pub(crate) static RULE: Rule = Rule::new("invalid-platform", include_str!("invalid_platform.md"), check);

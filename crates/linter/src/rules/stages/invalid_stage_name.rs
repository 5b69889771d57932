//! See the page beside this file.

use crate::rule::Rule;
use crate::rules::syntax::errors::check;

pub(crate) static RULE: Rule = Rule::new("invalid-stage-name", include_str!("invalid_stage_name.md"), check);

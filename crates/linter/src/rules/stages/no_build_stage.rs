//! See the page beside this file.

use crate::rule::Rule;
use crate::rules::syntax::errors::check;

pub(crate) static RULE: Rule = Rule::new("no-build-stage", include_str!("no_build_stage.md"), check);

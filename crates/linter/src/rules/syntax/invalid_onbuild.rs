//! See the page beside this file.

use super::errors::check;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("invalid-onbuild", include_str!("invalid_onbuild.md"), check);

//! See the page beside this file.

use super::errors::check;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("empty-volume", include_str!("empty_volume.md"), check);

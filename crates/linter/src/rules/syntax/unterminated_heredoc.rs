//! See the page beside this file.

use super::errors::check;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("unterminated-heredoc", include_str!("unterminated_heredoc.md"), check);

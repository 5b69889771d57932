//! What a user may have meant by the name of a rule.

use plimsoll_linter::closest_name;

pub(crate) fn unknown_rule(name: &str) -> String {
    match closest_name(name) {
        Some(close) => format!("there is no rule `{name}`; did you mean `{close}`?"),
        None => format!("there is no rule `{name}`; `plimsoll rules` lists them"),
    }
}

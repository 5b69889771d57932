//! What a user may have meant by the name of a rule.

use plimsoll_linter::rules;

/// How alike two names must be, from 0 to 1, for one to be a slip of the other.
const ALIKE: f32 = 0.6;

pub(crate) fn unknown_rule(name: &str) -> String {
    match closest(name) {
        Some(close) => format!("there is no rule `{name}`; did you mean `{close}`?"),
        None => format!("there is no rule `{name}`; `plimsoll rules` lists them"),
    }
}

fn closest(name: &str) -> Option<&'static str> {
    let names = rules().iter().map(|rule| rule.name);
    let aliases = rules().iter().flat_map(|rule| rule.meta().aliases.iter().copied());
    let known: Vec<&'static str> = names.chain(aliases).collect();
    similar::get_close_matches(name, &known, 1, ALIKE).first().copied()
}

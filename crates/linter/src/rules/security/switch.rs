//! Shared by the rules about checks that a flag switches off.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Arguments, Flag, Invocation, Script};
use plimsoll_syntax::Placed;

use crate::finding::Fix;
use crate::report::Report;
use crate::script;

/// Programs with the same flags.
pub(super) struct Programs {
    pub(super) names: &'static [&'static str],
    /// Flags that take the next word as their value.
    pub(super) valued: &'static [&'static str],
    pub(super) switches: &'static [Switch],
}

/// A flag that switches a check off.
pub(super) struct Switch {
    flag: &'static str,
    /// What its value ends in if it does, in lower case. Empty where any value does, or there is none.
    values: &'static [&'static str],
    alias: Option<&'static str>,
}

/// A switch in a call.
pub(super) struct Thrown<'a> {
    pub(super) run: Placed<'a>,
    pub(super) call: Invocation<'a>,
    flag: Flag<'a>,
    switch: &'static Switch,
}

impl Switch {
    pub(super) const fn new(flag: &'static str) -> Switch {
        Switch { flag, values: &[], alias: None }
    }

    pub(super) const fn values(self, values: &'static [&'static str]) -> Switch {
        Switch { values, ..self }
    }

    pub(super) const fn alias(self, alias: &'static str) -> Switch {
        Switch { alias: Some(alias), ..self }
    }

    fn find<'s>(&self, arguments: &Arguments<'s>) -> Option<Flag<'s>> {
        let is_off = |flag: &&Flag<'_>| {
            let value = flag.value.map_or_else(String::new, |value| value.text.to_ascii_lowercase());
            flag.is(self.flag)
                && (self.values.is_empty() || self.values.iter().any(|end| value.ends_with(end)))
        };
        arguments.flags.iter().find(is_off).copied()
    }
}

/// The switches of the programs in a RUN, in order.
pub(super) fn thrown<'a>(
    file: &'a Dockerfile,
    run: Placed<'a>,
    programs: &'static [Programs],
) -> Vec<Thrown<'a>> {
    let source = run.source();
    let is_named = |one: &&Programs| one.names.iter().any(|name| source.contains(name));
    let named: Vec<&Programs> = programs.iter().filter(is_named).collect();
    if named.is_empty() {
        return Vec::new();
    }
    let calls = file.scripts(run).iter().flat_map(Script::invocations);
    let calls = calls.map(|(_, call)| call.as_module().unwrap_or(call));
    let mut found = Vec::new();
    for call in calls {
        for one in named.iter().filter(|one| one.names.contains(&call.name)) {
            let arguments = call.parse(one.valued);
            let switches = one.switches.iter().filter_map(|switch| Some((switch, switch.find(&arguments)?)));
            found.extend(switches.map(|(switch, flag)| Thrown { run, call: call.clone(), flag, switch }));
        }
    }
    found
}

impl Thrown<'_> {
    /// The finding, with a fix that takes the flag out.
    pub(super) fn report(&self, report: &mut Report<'_>, message: String) {
        let flag = &self.flag;
        let span = flag.value.map_or(flag.word.span, |value| flag.word.span.cover(value.span));
        let finding = report.at(self.run.range(span), message).aliases(self.switch.alias);
        if let Some(edit) = script::remove_flag(self.run, &self.call, flag, self.switch.flag) {
            finding.fix(Fix::not_safe(format!("Remove `{}`", self.switch.flag), vec![edit]));
        }
    }
}

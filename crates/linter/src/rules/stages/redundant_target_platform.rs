//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Found};
use plimsoll_syntax::expansion::{ModifierKind, Part, Variable};
use plimsoll_syntax::{Flag, Keyword, Placed};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("redundant-target-platform", include_str!("redundant_target_platform.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for from in file.instructions_of(Keyword::From) {
        let Some(flag) = from.instruction.flag("platform") else { continue };
        if is_target_platform(file, from, flag) {
            let fix = Fix::safe("Remove the flag", vec![edit::remove_flag(from, flag)]);
            let message = "FROM takes the image of the target platform anyway";
            report.at(from.range(flag.span), message).fix(fix);
        }
    }
}

/// `$TARGETPLATFORM` as BuildKit sets it, perhaps with a default that never counts.
fn is_target_platform(file: &Dockerfile, from: Placed<'_>, flag: &Flag) -> bool {
    let texts = file.expanded_texts(from);
    let Some(text) = texts.iter().find(|text| Some(text.span) == flag.value) else { return false };
    let (expansion, _) = text.parse();
    let [Part::Variable(Variable { name, modifier, .. })] = &expansion.parts[..] else { return false };
    let keeps_value = modifier
        .as_ref()
        .is_none_or(|modifier| matches!(modifier.kind, ModifierKind::Default | ModifierKind::Required));
    let is_bare = name == "TARGETPLATFORM" && keeps_value && expansion.variables().len() == 1;
    is_bare && matches!(file.lookup(name, from), Some(Found::Predefined(_)))
}

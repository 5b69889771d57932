//! See the page beside this file.

use plimsoll_semantics::facts::images::Family;
use plimsoll_semantics::{Dockerfile, User};
use plimsoll_text::TextEdit;

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("named-user", include_str!("named_user.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let Some(stage) = file.final_stage().filter(|stage| stage.family() != Family::Windows) else { return };
    let User::Set { item, .. } = stage.user() else { return };
    let Some(instruction) = file.tree().instruction(item) else { return };
    let rest = instruction.command().rest;
    let value = file.constant_value_of(instruction, rest);
    let Some(name) = value.as_set().and_then(|text| text.split(':').next()).map(str::trim) else { return };
    if name.bytes().all(|byte| byte.is_ascii_digit()) || stage.user().is_root() == Some(true) {
        return;
    }
    let written = instruction.text(rest);
    let is_written = written.starts_with(name);
    let span = if is_written { instruction.instruction.locate(rest, 0..name.len()) } else { rest };
    let range = instruction.range(span);
    let is_secret = file.expanded_texts(instruction).iter().any(|text| file.refers_to_secret(text));
    let shown = if is_secret { &*written } else { name };
    let message = format!("Kubernetes can't tell whether `{shown}` is root: only a number says that");
    let finding = report.at(range, message);
    if let Some(uid) = stage.uid().filter(|_| is_written) {
        let edit = TextEdit::replace(range, uid.to_string());
        finding.fix(Fix::not_safe(format!("Change to `{uid}`"), vec![edit]));
    }
}

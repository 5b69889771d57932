//! See the page beside this file.

use plimsoll_semantics::facts::images::Family;
use plimsoll_semantics::{Dockerfile, User};
use plimsoll_syntax::Keyword;
use plimsoll_text::TextEdit;

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("named-user", include_str!("named_user.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let Some(stage) = file.final_stage().filter(|stage| stage.family() != Family::Windows) else { return };
    let User::Set { item, .. } = stage.user() else { return };
    let Some(user) = file.tree().instruction(item).filter(|user| user.keyword() == Some(Keyword::User))
    else {
        return;
    };
    let rest = user.command().rest;
    let value = file.constant_value_of(user, rest);
    let Some(name) = value.as_set().and_then(|text| text.split(':').next()).map(str::trim) else { return };
    if name.is_empty() || name.bytes().all(|byte| byte.is_ascii_digit()) {
        return;
    }
    let as_written = user.text(rest).starts_with(name);
    let span = if as_written { user.instruction.locate(rest, 0..name.len()) } else { rest };
    let range = user.range(span);
    let uid = stage.uid().filter(|_| as_written);
    let message = format!("Kubernetes can't tell whether `{name}` is root: only a number says that");
    let finding = report.at(range, message);
    if let Some(uid) = uid {
        let title = format!("Change to `{uid}`");
        finding.fix(Fix::not_safe(title, vec![TextEdit::replace(range, uid.to_string())]));
    }
}

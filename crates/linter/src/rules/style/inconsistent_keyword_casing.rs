//! See the page beside this file.

use std::borrow::Cow;

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Instruction, Placed};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("inconsistent-keyword-casing", include_str!("inconsistent_keyword_casing.md"), check);

/// As BuildKit counts: the instructions of all stages, and upper case where neither has more.
fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let in_stages = |one: &Placed<'_>| one.keyword().is_some() && file.stage_of(*one).is_some();
    let instructions: Vec<Placed<'_>> = file.instructions().filter(in_stages).collect();
    let count = |is_right: fn(&str) -> bool| {
        instructions.iter().filter(|one| is_right(&keyword(one.instruction))).count()
    };
    let mostly_lower = count(is_lower) > count(is_upper);
    for instruction in instructions {
        let word = keyword(instruction.instruction);
        let (right, case) = match mostly_lower {
            true => (word.to_ascii_lowercase(), "lower"),
            false => (word.to_ascii_uppercase(), "upper"),
        };
        if word != right {
            let span = instruction.command().keyword_span;
            let message = format!("`{word}` is not in {case} case, as most instructions of this file are");
            let fix = Fix::safe(format!("Write {right}"), vec![edit::replace(instruction, span, right)]);
            report.at(instruction.range(span), message).fix(fix);
        }
    }
}

fn keyword(instruction: &Instruction) -> Cow<'_, str> {
    instruction.text(instruction.command().keyword_span)
}

fn is_upper(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_lower(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

//! See the page beside this file.

use std::ops::Range;

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::Placed;
use plimsoll_text::{Span, TextEdit};

use super::command::{codes_of_shell_form, command_text, json_text};
use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("malformed-exec-form", include_str!("malformed_exec_form.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for instruction in file.instructions() {
        let Some(span) = command_text(instruction) else { continue };
        let text = instruction.text(span);
        if !looks_like_array(&text) || !file.shell_at(instruction).dialect().is_posix() {
            continue;
        }
        let finding =
            report.at(instruction.range(span), "this is not valid JSON, so a shell runs it, bracket and all");
        finding.aliases(codes_of_shell_form(file, instruction));
        if let Some(edits) = repair(instruction, span, &text) {
            finding.fix(Fix::safe("Write it as JSON", edits));
        }
    }
}

/// Whether an instruction was meant to have exec form, and has none.
pub(crate) fn is_meant_as_array(instruction: Placed<'_>) -> bool {
    command_text(instruction).is_some_and(|span| looks_like_array(&instruction.text(span)))
}

/// `["nginx",]` and `['nginx']`, but not `[ -f x ] && nginx`, in which `[` is a command.
pub(super) fn looks_like_array(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('[') else { return false };
    match inside.chars().next() {
        Some(first) if first.is_whitespace() => {
            Array::read(text).is_some_and(|array| !array.elements.is_empty())
        }
        Some(first) => first.is_alphanumeric() || "/.,\"'“”‘’".contains(first),
        None => false,
    }
}

/// A list of quoted strings, as people write it.
struct Array {
    /// Quotes included.
    elements: Vec<Range<usize>>,
    commas: Vec<usize>,
    is_closed: bool,
}

impl Array {
    /// Nothing for what is not made of quoted strings, commas and brackets alone.
    fn read(text: &str) -> Option<Array> {
        let mut array = Array { elements: Vec::new(), commas: Vec::new(), is_closed: false };
        let mut at = text.strip_prefix('[').map(|_| 1)?;
        while let Some(first) = text[at..].chars().next() {
            match first {
                _ if array.is_closed && !first.is_whitespace() => return None,
                ']' => array.is_closed = true,
                ',' => array.commas.push(at),
                _ if first.is_whitespace() => {}
                _ => {
                    let end = at + string_len(&text[at..], first)?;
                    array.elements.push(at..end);
                    at = end;
                    continue;
                }
            }
            at += first.len_utf8();
        }
        Some(array)
    }

    /// The comma that stands between an element and the next one, and all others behind it.
    fn commas_behind(&self, index: usize) -> &[usize] {
        let start = self.elements[index].end;
        let end = self.elements.get(index + 1).map_or(usize::MAX, |next| next.start);
        let from = self.commas.partition_point(|comma| *comma < start);
        &self.commas[from..self.commas.partition_point(|comma| *comma < end)]
    }
}

/// The length of a quoted string, quotes included.
fn string_len(text: &str, quote: char) -> Option<usize> {
    let close = match quote {
        '"' | '\'' => quote,
        '“' | '”' => '”',
        '‘' | '’' => '’',
        _ => return None,
    };
    let mut is_escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        if character == close && !is_escaped {
            return Some(at + character.len_utf8());
        }
        is_escaped = character == '\\' && quote == '"' && !is_escaped;
    }
    None
}

/// The string as JSON. A backslash that escapes nothing in JSON stands for itself.
fn as_json(quoted: &str) -> String {
    if serde_json::from_str::<String>(quoted).is_ok() {
        return quoted.to_owned();
    }
    let mut inside = quoted.chars();
    inside.next();
    inside.next_back();
    let text = inside.as_str();
    let text = if quoted.starts_with('"') { text.replace("\\\"", "\"") } else { text.to_owned() };
    format!("\"{}\"", json_text(&text))
}

fn repair(instruction: Placed<'_>, span: Span, text: &str) -> Option<Vec<TextEdit>> {
    let array = Array::read(text).filter(|array| !array.elements.is_empty())?;
    let place = |range: Range<usize>| instruction.instruction.locate(span, range);
    let last = array.elements.len() - 1;
    let before_first = array.commas.iter().take_while(|comma| **comma < array.elements[0].start);
    let mut superfluous: Vec<usize> = before_first.copied().collect();
    let mut edits = Vec::new();
    for (index, element) in array.elements.iter().enumerate() {
        let commas = array.commas_behind(index);
        let kept = usize::from(index < last).min(commas.len());
        superfluous.extend(&commas[kept..]);
        let comma = if index < last && kept == 0 { "," } else { "" };
        let bracket = if index == last && !array.is_closed { "]" } else { "" };
        let json = format!("{}{comma}{bracket}", as_json(&text[element.clone()]));
        edits.push(edit::replace(instruction, place(element.clone()), json));
    }
    edits.extend(superfluous.into_iter().map(|at| edit::replace(instruction, place(at..at + 1), "")));
    Some(edits)
}

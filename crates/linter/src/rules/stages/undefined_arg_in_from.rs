//! See the page beside this file.

use plimsoll_semantics::{Definition, DefinitionKind, Dockerfile, Reading};
use plimsoll_syntax::{Keyword, Placed, suggest};
use plimsoll_text::TextEdit;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("undefined-arg-in-from", include_str!("undefined_arg_in_from.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for from in file.instructions_of(Keyword::From) {
        for reading in file.builder_readings(from).iter().filter(|reading| reading.found.is_none()) {
            let name = &reading.name;
            let in_stage = arg_in_stage(file, name);
            let message = match in_stage {
                Some(_) => {
                    format!("`{name}` is declared in a stage: FROM sees only ARGs above the first FROM")
                }
                None => format!("no ARG above the first FROM declares `{name}`"),
            };
            let finding = report.at(reading.range, message);
            if let Some(range) = in_stage.and_then(|arg| file.definition_range(arg)) {
                finding.related(range, "the ARG in a stage");
            }
            finding.fixes.extend(similar(file, reading));
            finding.fixes.extend(declaration(file, from, name, in_stage));
        }
    }
}

fn arg_in_stage<'a>(file: &'a Dockerfile, name: &str) -> Option<&'a Definition> {
    file.definitions().find(|definition| definition.kind == DefinitionKind::Arg && definition.name == name)
}

/// A declared name that is almost the same.
fn similar(file: &Dockerfile, reading: &Reading<'_>) -> Option<Fix> {
    let names = file.global_args().iter().map(|arg| arg.name.as_str());
    let name = suggest(&reading.name, names)?;
    let edit = TextEdit::replace(reading.name_range, name);
    Some(Fix::not_safe(format!("Change to `{name}`"), vec![edit]))
}

/// An ARG above the first FROM, with the default that it has in a stage.
fn declaration(
    file: &Dockerfile,
    from: Placed<'_>,
    name: &str,
    in_stage: Option<&Definition>,
) -> Option<Fix> {
    if name.starts_with(|c: char| !c.is_alphabetic() && c != '_') {
        return None;
    }
    let first = file.stages().next()?.from();
    let default = in_stage.and_then(|arg| {
        let instruction = file.tree().instruction(arg.item)?.instruction;
        Some(format!("={}", instruction.source_of(arg.value_span?)))
    });
    let default = default.unwrap_or_default();
    let line = format!("{} {name}{default}", edit::keyword(file, Keyword::Arg));
    let title = format!("Declare `{name}` above the first {}", from.text(from.command().keyword_span));
    Some(Fix::not_safe(title, vec![edit::insert_above(file, first, &line)]))
}

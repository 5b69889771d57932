//! See the page beside this file.

use std::cell::LazyCell;

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
    let without_args = LazyCell::new(|| file.without_build_args());
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
            let Some(declaration) = declaration(file, from, name, in_stage) else { continue };
            if in_stage.is_some() || is_valid(&without_args, from) {
                finding.fix(declaration);
            } else {
                finding.decline(
                    declaration.title,
                    "no default is known, and without one this FROM is not valid",
                );
            }
        }
    }
}

/// Whether a FROM is as it should be even where the variables in it are empty.
fn is_valid(without_args: &Dockerfile, from: Placed<'_>) -> bool {
    let problems = without_args.problems();
    let first = problems.partition_point(|problem| problem.range.start() < from.full_range().start());
    problems.get(first).is_none_or(|problem| !from.full_range().contains_range(problem.range))
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

#[cfg(test)]
mod tests {

    use crate::fixture;

    #[test]
    fn a_declaration_that_leaves_the_build_broken_is_no_fix() {
        let offered = |text: &str| {
            fixture::findings(text, "undefined-arg-in-from")
                .iter()
                .map(|finding| finding.fixes.len())
                .collect::<Vec<_>>()
        };
        assert_eq!(offered("FROM alpine:$A\n"), [0]);
        assert_eq!(offered("FROM alpine:$A\nFROM alpine:3$B\nFROM $C\n"), [0, 1, 0]);
        assert_eq!(offered("FROM alpine:${A:-3}\n"), [1]);
    }
}

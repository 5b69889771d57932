//! A build argument's default in the place of the argument.

use plimsoll_linter::edit::remove;
use plimsoll_semantics::facts::args::predefined;
use plimsoll_semantics::{Definition, DefinitionKind, Dockerfile, Found, Reading, Spelling, Symbol};
use plimsoll_syntax::{Arguments, Placed};
use plimsoll_text::{Span, TextEdit};

use super::names::is_plain_text;
use super::{Refactoring, Selection, edited};
use crate::code_actions::ActionKind;
use crate::rename::trigger_that_reads;

pub(super) fn inline(selection: &Selection<'_>) -> Option<Refactoring> {
    let file = selection.file;
    let (symbol, _) = file.symbol_at(selection.range.start())?;
    let Symbol::Arg(name) = &symbol else { return None };
    let is_written_out = file.occurrences(&symbol).iter().all(|one| one.spelling == Spelling::Name);
    let is_known_outside = predefined(name).is_some() || trigger_that_reads(file, &symbol).is_some();
    if !is_written_out || is_known_outside || file.script_that_changes(&symbol).is_some() {
        return None;
    }
    let definitions = definitions_of(file, name);
    let mut edits = definitions.iter().map(|one| without(file, one)).collect::<Option<Vec<_>>>()?;
    let readings: Vec<Reading<'_>> =
        file.instructions().flat_map(|one| file.readings(one)).filter(|one| reads(one, name)).collect();
    edits.extend(readings.iter().map(|one| replaced(file, one)).collect::<Option<Vec<_>>>()?);
    let is_used = !definitions.is_empty() && !readings.is_empty();
    let action = || Refactoring {
        caution: Some(format!(
            "`--build-arg {name}=…` has no effect any more, and programs in RUN no longer see `{name}`"
        )),
        ..Refactoring::new(ActionKind::Inline, format!("Inline `{name}`"), edits.clone())
    };
    (is_used && says_the_same(file, &edits)).then(action)
}

/// Every ARG of a name, if one of them alone gives it a value that nothing else has a part in, and that may be shown.
fn definitions_of<'a>(file: &'a Dockerfile, name: &str) -> Vec<&'a Definition> {
    let is_arg = |one: &&Definition| one.kind == DefinitionKind::Arg && one.name == name;
    let all: Vec<&Definition> = file.definitions().filter(is_arg).collect();
    let givers: Vec<&&Definition> = all.iter().filter(|one| one.value_span.is_some()).collect();
    let is_constant = |giver: &Definition| {
        let (instruction, value) = (file.tree().instruction(giver.item), giver.value_span);
        let text = instruction.and_then(|one| Some(one.text(value?).into_owned()));
        text.is_some_and(|text| !text.contains('$')) && !giver.is_secret
    };
    match givers[..] {
        [giver] if is_constant(giver) => all,
        _ => Vec::new(),
    }
}

fn reads(reading: &Reading<'_>, name: &str) -> bool {
    let is_arg = |found| matches!(found, Found::Definition(one) if one.kind == DefinitionKind::Arg);
    reading.name == name && reading.found.is_some_and(is_arg)
}

/// Nothing where the value has characters that mean something where they would stand.
fn replaced(file: &Dockerfile, reading: &Reading<'_>) -> Option<TextEdit> {
    let value = reading.value.as_set().filter(|value| is_plain_text(value))?;
    let instruction = file.instruction_at(reading.range.start())?;
    let at = instruction.span_of(reading.range)?.start as usize;
    // `$$A` must not become another variable.
    (!instruction.source()[..at].ends_with('$')).then(|| TextEdit::replace(reading.range, value))
}

/// The ARG without one of its names: nothing is left of it, if that is the only one.
fn without(file: &Dockerfile, definition: &Definition) -> Option<TextEdit> {
    let instruction = file.tree().instruction(definition.item)?;
    let Arguments::Pairs(pairs) = &instruction.command().arguments else { return None };
    let own = pairs.get(definition.ordinal)?.span;
    let cut = match (definition.ordinal.checked_sub(1), pairs.get(definition.ordinal + 1)) {
        (None, None) => return Some(remove(instruction)),
        (Some(before), _) => Span::new(pairs[before].span.end, own.end),
        (None, Some(next)) => Span::new(own.start, next.span.start),
    };
    Some(TextEdit::delete(instruction.range(cut)))
}

/// Whatever BuildKit expands comes to the same.
fn says_the_same(file: &Dockerfile, edits: &[TextEdit]) -> bool {
    let Some(after) = edited(file, edits) else { return false };
    let values = |file: &Dockerfile| -> Vec<_> {
        let texts = |one| file.expanded_texts(one);
        let instructions = file
            .instructions()
            .filter(|one: &Placed<'_>| one.keyword() != Some(plimsoll_syntax::Keyword::Arg));
        instructions.flat_map(texts).map(|text| file.evaluate(&text)).collect()
    };
    values(file) == values(&after)
}

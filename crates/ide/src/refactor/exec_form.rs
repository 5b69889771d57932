//! Between shell form and exec form, where both do the same.

use plimsoll_linter::edit::replace;
use plimsoll_semantics::Dockerfile;
use plimsoll_shell::Word;
use plimsoll_syntax::{Arguments, JsonArray, JsonString, Keyword, Placed};
use plimsoll_text::{Span, TextEdit};

use super::{Refactoring, Selection, edited};

pub(super) fn to_exec_form(selection: &Selection<'_>) -> Option<Refactoring> {
    let edits = plimsoll_linter::to_exec_form(selection.file, selection.instruction()?)?;
    Some(Refactoring::rewrite("Convert to exec form", edits))
}

pub(super) fn to_shell_form(selection: &Selection<'_>) -> Option<Refactoring> {
    let (file, instruction) = (selection.file, selection.instruction()?);
    let Arguments::Json(array) = &instruction.command().arguments else { return None };
    let keyword = instruction.keyword()?;
    let is_command = matches!(keyword, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint);
    let has_shell = file.stage_of(instruction)?.family().has_shell() != Some(false);
    let is_posix = file.shell_at(instruction).dialect().is_posix();
    if !is_command || !has_shell || !is_posix {
        return None;
    }
    let edits =
        unwrapped(file, instruction, array).or_else(|| as_words(file, instruction, array, keyword))?;
    Some(Refactoring::rewrite("Convert to shell form", edits))
}

/// `["/bin/sh", "-c", "a && b"]` as `a && b`, where that is the shell of shell forms: BuildKit writes the very same.
fn unwrapped(file: &Dockerfile, instruction: Placed<'_>, array: &JsonArray) -> Option<Vec<TextEdit>> {
    let (script, shell) = array.elements.split_last()?;
    let is_shell = shell.iter().map(|word| &*word.value).eq(file.shell_at(instruction).argv.iter());
    if !is_shell || instruction.source_of(array.span).contains('\n') {
        return None;
    }
    let edits = vec![replace(instruction, array.span, &*script.value)];
    let after = edited(file, &edits)?;
    let now = after.tree().instruction(instruction.index)?;
    let Arguments::Shell(span) = now.command().arguments else { return None };
    let is_same = now.source_of(span) == &*script.value && now.heredocs().is_empty();
    (is_same && after.tree().items().len() == file.tree().items().len()).then_some(edits)
}

/// `["a", "b c"]` as `a 'b c'`. A container's command keeps its place with `exec`, but not where it is the argument of an
/// ENTRYPOINT, as it may be in an image that nobody knows. An ENTRYPOINT would lose the arguments that it is given.
fn as_words(
    file: &Dockerfile,
    instruction: Placed<'_>,
    array: &JsonArray,
    keyword: Keyword,
) -> Option<Vec<TextEdit>> {
    let stage = file.stage_of(instruction)?;
    let is_known = stage.family().has_shell() == Some(true);
    let is_alone = is_known && stage.entrypoint().is_none() && !stage.has_image_entrypoint_by_command();
    let start = match keyword {
        Keyword::Run => "",
        Keyword::Cmd if is_alone => "exec ",
        _ => return None,
    };
    if file.shell_at(instruction).reads_startup_files() {
        return None;
    }
    let edits = words_of(instruction, array, start)?;
    runs_the_same(&edited(file, &edits)?, instruction.index, &array.elements).then_some(edits)
}

/// Word by word, so that continuation lines and comments between them stay.
fn words_of(instruction: Placed<'_>, array: &JsonArray, start: &str) -> Option<Vec<TextEdit>> {
    let (first, last) = (array.elements.first()?, array.elements.last()?);
    let words = array.elements.iter().map(|word| replace(instruction, word.span, shell_word(&word.value)));
    let mut edits: Vec<TextEdit> = words.collect();
    for pair in array.elements.windows(2) {
        let between = Span::new(pair[0].span.end, pair[1].span.start);
        edits.push(match instruction.source_of(between) {
            source if source.contains('\n') => {
                let comma = between.start + source.find(',')? as u32;
                // No line break between the word and its comma.
                let is_near = !instruction.source_of(Span::new(between.start, comma)).contains('\n');
                is_near.then(|| replace(instruction, Span::new(comma, comma + 1), ""))?
            }
            _ => replace(instruction, between, " "),
        });
    }
    let open = Span::new(array.span.start, first.span.start);
    let close = Span::new(last.span.end, array.span.end);
    let is_tight = |span: Span| !instruction.source_of(span).contains('\n');
    edits.extend([replace(instruction, open, start), replace(instruction, close, "")]);
    (is_tight(open) && is_tight(close)).then_some(edits)
}

/// A word that a POSIX shell reads as this text, in single quotes if it must be.
fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:=@%+,-".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

fn runs_the_same(after: &Dockerfile, index: usize, elements: &[JsonString]) -> bool {
    let Some(now) = after.tree().instruction(index) else { return false };
    let [script] = after.scripts(now) else { return false };
    let is_shell_form = matches!(now.command().arguments, Arguments::Shell(_)) && now.heredocs().is_empty();
    let words = script.as_exec_words().unwrap_or_default();
    is_shell_form && words.iter().map(Word::literal).eq(elements.iter().map(|one| Some(&*one.value)))
}

//! A text as the default of an ARG.

use plimsoll_linter::edit::{insert_above, keyword};
use plimsoll_semantics::{Dockerfile, ExpandedText, Reader, Stage, Symbol};
use plimsoll_shell::{Script, Word};
use plimsoll_syntax::{Arguments, Keyword, Pair, Placed};
use plimsoll_text::{Span, TextEdit};

use super::names::{is_plain_text, unused_variable, upper_snake};
use super::{Refactoring, Selection, commands, edited};
use crate::code_actions::ActionKind;

pub(super) fn extract(selection: &Selection<'_>) -> Option<Refactoring> {
    let (file, instruction) = (selection.file, selection.instruction()?);
    let stage = file.stage_of(instruction)?;
    let is_from = instruction.index == stage.from().index;
    let literal = match is_from {
        _ if !selection.range.is_empty() => selected(selection, instruction)?,
        true => tag(selection, instruction)?,
        false => value(selection, instruction).or_else(|| version(selection, instruction))?,
    };
    let text = instruction.source_of(literal.span);
    if !is_plain_text(text) || instruction.keyword() == Some(Keyword::Arg) {
        return None;
    }
    let name = name_of_arg(file, instruction, &literal);
    // Only what stands before the first FROM counts in a FROM.
    let place = if is_from { file.stage(0)?.from() } else { instruction };
    let line = format!("{} {name}={text}", keyword(file, Keyword::Arg));
    let edits = vec![
        insert_above(file, place, &line),
        TextEdit::replace(instruction.range(literal.span), format!("${{{name}}}")),
    ];
    says_the_same(file, instruction, &edits, &name, text)
        .then(|| Refactoring::new(ActionKind::Extract, format!("Extract to ARG `{name}`"), edits))
}

/// What may become a variable, and how that would be called.
struct Literal {
    span: Span,
    name: String,
}

/// An environment variable has precedence over an ARG of its name: so the name must be one that the base image does not
/// set, as far as anybody can tell. The ARG behind an ENV is called like it where it can be.
fn name_of_arg(file: &Dockerfile, instruction: Placed<'_>, literal: &Literal) -> String {
    let stage = file.stage_of(instruction).filter(|stage| stage.from().index != instruction.index);
    let wanted = &literal.name;
    let is_plain = stage.is_none_or(Stage::has_plain_environment);
    let is_env = instruction.keyword() == Some(Keyword::Env)
        && pairs(instruction).iter().any(|pair| instruction.source_of(pair.key) == wanted);
    let is_read = || file.readings(instruction).iter().any(|reading| reading.name == *wanted);
    let is_unknown = || file.lookup(wanted, instruction).is_none() && !is_read();
    let is_no_arg = || !file.symbols_named(wanted).contains(&Symbol::Arg(wanted.clone()));
    match is_plain {
        true if is_env && is_unknown() && is_no_arg() => wanted.clone(),
        true => unused_variable(file, instruction, wanted),
        false => unused_variable(file, instruction, &format!("{wanted}_ARG")),
    }
}

/// What is selected, where a variable would be replaced while the image is built.
fn selected(selection: &Selection<'_>, instruction: Placed<'_>) -> Option<Literal> {
    let span = instruction.span_of(selection.range)?;
    let reader = selection.file.reader_at(instruction, span.start)?;
    let is_key = keys(instruction).iter().any(|key| key.start < span.end && span.start < key.end);
    let name = match version(selection, instruction).filter(|version| version.span == span) {
        Some(version) => version.name,
        None => name_for(instruction, span),
    };
    (reader != Reader::ContainerShell && !is_key).then_some(Literal { span, name })
}

/// The tag of the image in a FROM.
fn tag(selection: &Selection<'_>, from: Placed<'_>) -> Option<Literal> {
    let range = selection.file.stage_of(from)?.image_range()?;
    let image = from.span_of(range).filter(|_| selection.touches(range))?;
    let text = from.source_of(image);
    let name = text.rfind('/').map_or(0, |slash| slash + 1);
    let colon = name + text[name..].find(':')?;
    let end = text.find('@').unwrap_or(text.len());
    let span = (colon < end).then(|| Span::new(image.start + colon as u32 + 1, image.start + end as u32))?;
    Some(Literal { span, name: version_of(&text[name..colon]) })
}

fn version_of(program: &str) -> String {
    upper_snake(program).map_or_else(|| "BASE_VERSION".to_owned(), |name| format!("{name}_VERSION"))
}

/// All of a text in which BuildKit replaces variables, without quotes around it.
fn value(selection: &Selection<'_>, instruction: Placed<'_>) -> Option<Literal> {
    let texts = selection.file.expanded_texts(instruction);
    let keys = keys(instruction);
    let mounts: Vec<Span> = instruction.instruction.mounts().filter_map(|(flag, _)| flag.value).collect();
    let is_here = |text: &&ExpandedText<'_>| {
        let is_value = !keys.contains(&text.span) && !mounts.contains(&text.span);
        selection.touches(instruction.range(text.span)) && is_value
    };
    let text = texts.iter().find(is_here)?;
    let written = instruction.source_of(text.span);
    let is_quoted = written.len() > 2 && written.starts_with('"') && written.ends_with('"');
    let Span { start, end } = text.span;
    let span = if is_quoted { Span::new(start + 1, end - 1) } else { text.span };
    Some(Literal { span, name: name_for(instruction, span) })
}

/// The `1.2` of `name=1.2` in a script.
fn version(selection: &Selection<'_>, instruction: Placed<'_>) -> Option<Literal> {
    let scripts = selection.file.scripts(instruction);
    let is_run = instruction.keyword() == Some(Keyword::Run);
    let words = scripts.iter().flat_map(Script::commands).flat_map(|site| &site.command.words);
    let is_here = |word: &&Word| word.pieces.is_empty() && selection.touches(instruction.range(word.span));
    let word = words.filter(|_| is_run).find(is_here)?;
    let (package, _) = word.text().split_once('=')?;
    let behind = package.len() + word.text()[package.len()..].chars().take_while(|c| *c == '=').count();
    let span = word.span_of(behind..word.text().len());
    Some(Literal { span, name: version_of(package) })
}

fn keys(instruction: Placed<'_>) -> Vec<Span> {
    pairs(instruction).iter().map(|pair| pair.key).collect()
}

fn pairs(instruction: Placed<'_>) -> &[Pair] {
    match &instruction.instruction.command().arguments {
        Arguments::Pairs(pairs) => pairs,
        Arguments::LegacyPair(pair) => std::slice::from_ref(pair),
        _ => &[],
    }
}

fn name_for(instruction: Placed<'_>, span: Span) -> String {
    let pair = pairs(instruction).iter().find(|pair| pair.span.contains(span));
    let of_key = |pair: &Pair| upper_snake(instruction.source_of(pair.key).rsplit('.').next()?);
    let flag = instruction.command().flags.iter().find(|flag| flag.span.contains(span));
    let name = pair.and_then(of_key).or_else(|| upper_snake(instruction.source_of(flag?.name)));
    name.unwrap_or_else(|| {
        let name = match instruction.keyword() {
            Some(Keyword::From) => "BASE_IMAGE",
            Some(Keyword::Workdir) => "WORK_DIR",
            Some(Keyword::User) => "RUN_USER",
            Some(Keyword::Expose) => "PORT",
            Some(Keyword::Stopsignal) => "STOP_SIGNAL",
            _ if is_version(instruction.source_of(span)) => "VERSION",
            Some(Keyword::Copy | Keyword::Add | Keyword::Volume) => "FILE_PATH",
            _ => "VALUE",
        };
        name.to_owned()
    })
}

fn is_version(text: &str) -> bool {
    text.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit()) && text.contains('.')
}

/// The instruction comes to the same, whoever replaces the variable.
fn says_the_same(
    file: &Dockerfile,
    instruction: Placed<'_>,
    edits: &[TextEdit],
    name: &str,
    text: &str,
) -> bool {
    let Some(after) = edited(file, edits) else { return false };
    // One more instruction stands in front of it.
    let before = file.instructions().take_while(|one| one.index < instruction.index).count();
    let Some(now) = after.instructions().nth(before + 1) else { return false };
    let values = |file: &Dockerfile, one: Placed<'_>| -> Vec<_> {
        file.expanded_texts(one).iter().map(|text| file.evaluate(text)).collect()
    };
    let variable = format!("${{{name}}}");
    let scripts = |file: &Dockerfile, one: Placed<'_>| -> Vec<Vec<Vec<String>>> {
        file.scripts(one).iter().map(commands).collect()
    };
    let mut new = scripts(&after, now);
    new.iter_mut().flatten().flatten().for_each(|word| *word = word.replace(&variable, text));
    let is_read =
        after.readings(now).iter().filter(|one| one.value.as_set() == Some(text)).any(|one| one.name == name);
    is_read && values(&after, now) == values(file, instruction) && new == scripts(file, instruction)
}

//! Shared by the rules about builds that fail: repairs, where it is easy to guess what was meant. All of them are
//! unsafe, because a guess may be wrong.

use plimsoll_semantics::{Base, Dockerfile, PathKind, Problem, ProblemKind};
use plimsoll_syntax::error::DurationError;
use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{
    Arguments, ErrorKind, Keyword, MOUNT_KEYS, MountErrorKind, MountType, Pair, Placed, is_stage_name,
    suggest,
};
use plimsoll_text::{Span, TextEdit, TextRange, TextSize};

use crate::edit;
use crate::finding::Fix;

const BLANKS: [char; 2] = [' ', '\t'];

pub(super) fn of_error(file: &Dockerfile, range: TextRange, kind: &ErrorKind) -> Option<Fix> {
    if let ErrorKind::RepeatedDirective(_) = kind {
        let item = &file.tree().items()[file.tree().item_at(range.start())?];
        return Some(Fix::not_safe("Remove the directive", vec![TextEdit::delete(item.range())]));
    }
    let instruction = file.instruction_at(range.start())?;
    let span = instruction.span_of(range)?;
    let source = instruction.source_of(span);
    match kind {
        ErrorKind::UnknownInstruction { word, suggestion } => {
            change(range, cased_like(word, suggestion.as_ref()?.as_str()))
        }
        ErrorKind::UnknownFlag { name, suggestion } => {
            let written = source.strip_prefix("--")?.starts_with(&**name).then_some(name)?;
            let start = range.start() + TextSize::of("--");
            change(TextRange::at(start, TextSize::of(&**written)), (*suggestion)?.to_owned())
        }
        ErrorKind::FlagValue { value, allowed, .. } => {
            change(range, suggest(value, allowed.iter().copied())?.to_owned())
        }
        ErrorKind::FlagNotBool { value, .. } => change(range, meant_bool(value)?.to_string()),
        ErrorKind::Mount(MountErrorKind::UnknownKey(key)) => {
            change(range, suggest(key, MOUNT_KEYS.iter().copied())?.to_owned())
        }
        ErrorKind::Mount(MountErrorKind::UnknownType(name)) => {
            change(range, suggest(name, MountType::ALL.map(MountType::as_str))?.to_owned())
        }
        ErrorKind::HealthKeyword { word } => match suggest(word, ["CMD", "NONE"]) {
            Some(keyword) => change(range, keyword.to_owned()),
            None => {
                let command = cased_like(&instruction.text(instruction.command().keyword_span), "CMD ");
                Some(Fix::not_safe("Insert CMD", vec![TextEdit::insert(range.start(), command)]))
            }
        },
        ErrorKind::Duration { reason: DurationError::NoUnit, .. } => {
            Some(Fix::not_safe("Take it as seconds", vec![TextEdit::insert(range.end(), "s")]))
        }
        ErrorKind::JsonNotStrings => {
            let is_scalar = source.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '+'));
            let quoted = vec![TextEdit::replace(range, format!("\"{source}\""))];
            is_scalar.then(|| Fix::not_safe("Put it in quotes", quoted))
        }
        ErrorKind::ShellNotJson => json_array(instruction, span),
        ErrorKind::BlankName { .. } => join_at_equals(instruction, span.start),
        ErrorKind::MissingEquals { .. } => match find_equals_behind(instruction, span) {
            Some(equals) => join_at_equals(instruction, equals),
            None => quote_value(instruction, span),
        },
        ErrorKind::ArgumentCount { keyword: Keyword::From, .. } => extra_words(file, instruction, span),
        _ => None,
    }
}

pub(super) fn of_problem(file: &Dockerfile, problem: &Problem) -> Option<Fix> {
    match problem.kind {
        ProblemKind::CheckOption { .. } => tidy_check_options(file, problem.range),
        ProblemKind::InvalidImage { .. } => lower_case_image(file, problem.range),
        ProblemKind::RemoteCopy => copy_to_add(file, problem.range),
        ProblemKind::Expansion { .. } => paths_in_json(file, problem.range),
        _ => None,
    }
}

fn change(range: TextRange, to: String) -> Option<Fix> {
    Some(Fix::not_safe(format!("Change to `{to}`"), vec![TextEdit::replace(range, to)]))
}

/// A keyword in lower case if the word in its place is.
fn cased_like(word: &str, keyword: &str) -> String {
    edit::cased_like(word, keyword).unwrap_or_else(|| keyword.to_owned())
}

/// What other languages take for true and false.
fn meant_bool(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "t" | "y" | "yes" | "on" => Some(true),
        "0" | "f" | "n" | "no" | "off" => Some(false),
        value => suggest(value, ["true", "false"]).map(|word| word == "true"),
    }
}

/// `/bin/bash -c` as a JSON array, as long as no quotes and escapes are in it.
fn json_array(instruction: Placed<'_>, span: Span) -> Option<Fix> {
    let text = instruction.source_of(span);
    if text.contains(['"', '\'', '\\', '`', '$', '[', ']', '\n']) {
        return None;
    }
    let array = to_json(text.split_whitespace());
    Some(Fix::not_safe("Convert to a JSON array", vec![edit::replace(instruction, span, array)]))
}

fn to_json<'a>(strings: impl Iterator<Item = &'a str>) -> String {
    let strings: Vec<String> = strings.map(|string| serde_json::Value::from(string).to_string()).collect();
    format!("[{}]", strings.join(", "))
}

/// Where `NAME =value` has its `=`, seen from the name.
fn find_equals_behind(instruction: Placed<'_>, name: Span) -> Option<u32> {
    let behind = &instruction.source()[name.end as usize..];
    let blanks = behind.len() - behind.trim_start_matches(BLANKS).len();
    behind[blanks..].starts_with('=').then_some(name.end + blanks as u32)
}

/// Takes the blanks away from an `=` between a name and a value.
fn join_at_equals(instruction: Placed<'_>, equals: u32) -> Option<Fix> {
    let source = instruction.source();
    let (before, behind) = (&source[..equals as usize], source[equals as usize..].strip_prefix('=')?);
    let (name, value) = (before.trim_end_matches(BLANKS), behind.trim_start_matches(BLANKS));
    let begins_value = |c: char| !c.is_whitespace() && c != instruction.escape();
    let keyword_end = instruction.command().keyword_span.end as usize;
    let has_name = name.len() > keyword_end && name.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    if !has_name || !value.starts_with(begins_value) {
        return None;
    }
    let span = Span::new(name.len() as u32, (source.len() - value.len()) as u32);
    Some(Fix::not_safe("Remove the blanks", vec![edit::replace(instruction, span, "=")]))
}

/// `A=b c d`: most often a value with blanks that lacks its quotes.
fn quote_value(instruction: Placed<'_>, word: Span) -> Option<Fix> {
    let Arguments::Pairs(pairs) = &instruction.instruction.command().arguments else { return None };
    let at = pairs.iter().position(|pair| pair.span == word)?;
    let has_value = |pair: &Pair| pair.value.is_some();
    let start = pairs[..at].iter().rev().find(|pair| has_value(pair))?.value?.start;
    let end = pairs[at..].iter().take_while(|pair| !has_value(pair)).last()?.span.end;
    let span = Span::new(start, end);
    let value = instruction.source_of(span);
    let is_plain = !value.starts_with(' ') && !value.contains(['"', '\'', '\n', instruction.escape()]);
    let quoted = vec![edit::replace(instruction, span, format!("\"{value}\""))];
    is_plain.then(|| Fix::not_safe("Quote the value", quoted))
}

/// Words of a FROM behind the image: a comment, or a name whose AS is missing or misspelled.
fn extra_words(file: &Dockerfile, from: Placed<'_>, extra: Span) -> Option<Fix> {
    if from.source_of(extra).starts_with('#') {
        return comment_above(file, from, extra);
    }
    let keyword = cased_like(&from.text(from.command().keyword_span), "AS");
    let Arguments::Words(words) = &from.instruction.command().arguments else { return None };
    let words: Vec<Span> = words.iter().copied().filter(|word| extra.contains(*word)).collect();
    let can_name = |word: Span| is_stage_name(&from.text(word));
    match words[..] {
        [name] if can_name(name) && !from.text(name).eq_ignore_ascii_case("as") => {
            let insert = TextEdit::insert(from.range(name).start(), format!("{keyword} "));
            Some(Fix::not_safe(format!("Insert {keyword}"), vec![insert]))
        }
        [word, name] if word.len() <= 3 && can_name(name) => change(from.range(word), keyword),
        _ => None,
    }
}

fn comment_above(file: &Dockerfile, from: Placed<'_>, comment: Span) -> Option<Fix> {
    let text = from.source_of(comment);
    if text.contains('\n') {
        return None;
    }
    let before = &from.source()[..comment.start as usize];
    let cut = Span::new(before.trim_end().len() as u32, comment.end);
    let line = format!("{}{text}{}", edit::indentation(from), edit::line_ending(file));
    let edits = vec![TextEdit::insert(from.start, line), TextEdit::delete(from.range(cut))];
    Some(Fix::not_safe("Move the comment above", edits))
}

/// BuildKit reads check options up to the first space, and wants nothing behind the last `;`.
fn tidy_check_options(file: &Dockerfile, range: TextRange) -> Option<Fix> {
    let (start, directive) = file.tree().directives().find(|(start, directive)| {
        TextRange::at(*start, TextSize::of(directive.source())).contains_range(range)
    })?;
    let options = directive.value().split(';').map(|option| option.split_whitespace().collect::<String>());
    let tidy: Vec<String> = options.filter(|option| !option.is_empty()).collect();
    let tidy = tidy.join(";");
    let edit = TextEdit::replace(directive.value.at(start), tidy.as_str());
    (tidy != directive.value()).then(|| Fix::not_safe("Remove what is between the options", vec![edit]))
}

/// The names of images are in lower case, their tags as they are.
fn lower_case_image(file: &Dockerfile, range: TextRange) -> Option<Fix> {
    let from = file.instruction_at(range.start())?;
    let Base::Image(image) = file.stage_of(from)?.base() else { return None };
    let text = from.source_of(image.span);
    let name = text.split('@').next()?;
    let folder = name.rfind('/').map_or(0, |slash| slash + 1);
    let name_end = name[folder..].find(':').map_or(name.len(), |colon| folder + colon);
    let lower = format!("{}{}", text[..name_end].to_lowercase(), &text[name_end..]);
    let is_repaired = text == image.text && ImageReference::parse(&lower).is_ok();
    is_repaired.then(|| change(from.range(image.span), lower))?
}

fn copy_to_add(file: &Dockerfile, range: TextRange) -> Option<Fix> {
    let copy = file.instruction_at(range.start())?;
    let is_remote = |kind| matches!(kind, PathKind::Url | PathKind::Git);
    let all_remote = file.copy(copy)?.sources.iter().all(|source| is_remote(source.kind));
    let keyword = copy.command().keyword_span;
    let add = cased_like(&copy.text(keyword), "ADD");
    all_remote.then(|| change(copy.range(keyword), add))?
}

/// `COPY "a b" /c`: only the JSON form keeps blanks together.
fn paths_in_json(file: &Dockerfile, range: TextRange) -> Option<Fix> {
    let copy = file.instruction_at(range.start())?;
    let is_copy = matches!(copy.keyword(), Some(Keyword::Copy | Keyword::Add));
    let Arguments::Words(_) = copy.instruction.command().arguments else { return None };
    let rest = copy.command().rest;
    let has_blank = |path: &&str| path.contains(char::is_whitespace);
    let needs_json = |paths: &Vec<&str>| is_copy && paths.iter().any(has_blank);
    let paths = quoted_words(copy.source_of(rest)).filter(needs_json)?;
    let array = to_json(paths.into_iter());
    Some(Fix::not_safe("Convert to the JSON form", vec![edit::replace(copy, rest, array)]))
}

/// Words of which some are in quotes as a whole; nothing where that is not clear.
fn quoted_words(text: &str) -> Option<Vec<&str>> {
    let mut words = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let (word, after) = match first {
            '"' | '\'' => rest[1..].split_once(first)?,
            _ => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        let is_clear = !word.contains(['"', '\'', '\\', '\n']) && !word.starts_with("<<");
        if !is_clear || !(after.is_empty() || after.starts_with(char::is_whitespace)) {
            return None;
        }
        words.push(word);
        rest = after.trim_start();
    }
    Some(words)
}

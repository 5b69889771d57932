//! The outcome of BuildKit's parser: one node for each instruction, or the error that ended it.

use plimsoll_syntax::{
    Arguments, Command, ErrorKind, GapKind, Heredoc, Keyword, Node, Pair, Placed, SyntaxError, SyntaxTree,
    frontend,
};
use plimsoll_text::{Span, TextRange, TextSize};

use super::json::to_json;
use super::messages::{Layer, layer, message};

/// `RUN ["x"] L2–3 · …`, with what is special about the file behind it in brackets.
pub fn nodes(text: &str) -> String {
    let tree = SyntaxTree::parse(text);
    if let Some(error) = fatal_error(text, &tree) {
        return error;
    }
    let mut shown: Vec<String> = tree.instructions().map(|instruction| node(text, instruction)).collect();
    if shown.len() > 1 {
        shown.retain(|node| !node.starts_with("FROM [\"a\"] L") || node.contains('✗'));
    }
    shown.join(" · ") + &remarks(text, &tree)
}

fn remarks(text: &str, tree: &SyntaxTree) -> String {
    let mut remarks = String::new();
    if tree.escape() != '\\' {
        remarks += &format!(" [escape={}]", tree.escape());
    }
    if let Some(frontend) = frontend(text) {
        remarks += &format!(" [syntax={frontend}]");
    }
    let has_blank_line =
        |instruction: &Placed<'_>| instruction.gaps().iter().any(|gap| gap.kind == GapKind::Blank);
    match tree.instructions().filter(has_blank_line).count() {
        0 => {}
        warnings => remarks += &format!(" [{warnings} warning]"),
    }
    remarks
}

fn node(text: &str, placed: Placed<'_>) -> String {
    let keyword = placed.text(placed.command().keyword_span);
    let keyword = if keyword.is_empty() { "(empty)" } else { &keyword };
    let mut node = keyword.to_owned() + &flags(placed) + " " + &to_json(&arguments(placed, placed.command()));
    for heredoc in placed.heredocs() {
        node += &format!(" {}", self::heredoc(placed, heredoc));
    }
    node += &format!(" L{}", lines(text, placed.full_range()));
    if let Some(error) = placed.errors().iter().find(|error| layer(&error.kind) == Layer::Instruction) {
        node += &format!(" ✗ {}", message(&error.kind));
    }
    node
}

fn flags(placed: Placed<'_>) -> String {
    let flag = |flag| match placed.flag_value(flag) {
        Some(value) => format!("--{}={value}", placed.flag_name(flag)),
        None => format!("--{}", placed.flag_name(flag)),
    };
    let flags: Vec<String> = placed.command().flags.iter().map(flag).collect();
    if flags.is_empty() { String::new() } else { format!(" flags={}", to_json(&flags)) }
}

fn arguments(placed: Placed<'_>, command: &Command) -> Vec<String> {
    let text = |span: Span| placed.text(span).into_owned();
    let pair = |pair: &Pair, equals: &str| {
        vec![text(pair.key), pair.value.map(text).unwrap_or_default(), equals.to_owned()]
    };
    match &command.arguments {
        Arguments::Json(array) => array.elements.iter().map(|element| element.value.to_string()).collect(),
        Arguments::Words(words) => words.iter().map(|word| text(*word)).collect(),
        Arguments::Shell(span) | Arguments::Text(span) if span.is_empty() => Vec::new(),
        Arguments::Shell(span) | Arguments::Text(span) => vec![text(*span)],
        Arguments::Pairs(pairs) if command.keyword == Some(Keyword::Arg) => {
            pairs.iter().map(|pair| text(pair.span)).collect()
        }
        Arguments::Pairs(pairs) => pairs.iter().flat_map(|found| pair(found, "=")).collect(),
        Arguments::LegacyPair(found) => pair(found, ""),
        Arguments::Health(health) => {
            let inner = Command { arguments: (*health.command).clone(), ..command.clone() };
            let mut arguments = vec![text(health.keyword)];
            arguments.extend(self::arguments(placed, &inner));
            arguments
        }
        Arguments::Trigger(trigger) => vec![text(trigger.keyword_span) + " " + &text(trigger.rest)],
        Arguments::Unknown(_) => vec![String::new()],
    }
}

fn heredoc(placed: Placed<'_>, heredoc: &Heredoc) -> String {
    let expand = if heredoc.expand { "expand" } else { "raw" };
    let chomp = if heredoc.chomp { ", chomp" } else { "" };
    let body = to_json(placed.source_of(heredoc.body));
    format!("heredoc({}, {expand}{chomp}, {body})", heredoc.name)
}

/// The first error of those that keep BuildKit from reading the file.
pub(crate) fn fatal_error(text: &str, tree: &SyntaxTree) -> Option<String> {
    if tree.instructions().next().is_none() {
        let last = text.split_inclusive('\n').count();
        return Some(parse_error("file with no instructions", &last.to_string()));
    }
    let in_comments = tree.too_long_lines().map(|range| (range, &ErrorKind::LineTooLong));
    let errors = tree.errors().map(|(range, SyntaxError { kind, .. })| (range, kind)).chain(in_comments);
    let (range, kind) =
        errors.filter(|(_, kind)| layer(kind) == Layer::Parse).min_by_key(|(range, _)| range.start())?;
    let item = &tree.items()[tree.item_at(range.start())?];
    let first = line(text, item.start);
    Some(match (kind, &*item.node) {
        // BuildKit counts the lines of directives from 0.
        (_, Node::Directive(_)) => parse_error(&message(kind), &(first - 1).to_string()),
        // BuildKit's reader of bodies stops at a line that is too long as if the file ended before it.
        (ErrorKind::LineTooLong, Node::Instruction(instruction))
            if instruction
                .heredocs()
                .iter()
                .any(|heredoc| heredoc.body.at(item.start).contains_range(range)) =>
        {
            let name = Box::default();
            let lines = line_range(first, line(text, range.start()) - 1);
            parse_error(&message(&ErrorKind::UnterminatedHeredoc { name }), &lines)
        }
        // BuildKit counts a line only once it has read it.
        (ErrorKind::LineTooLong, _) => {
            parse_error(&message(kind), &(line(text, range.start()) - 1).to_string())
        }
        // BuildKit reads on to the end of the file.
        (ErrorKind::UnterminatedHeredoc { .. }, _) => {
            let end = TextRange::new(item.start, TextSize::of(text));
            parse_error(&message(kind), &lines(text, end))
        }
        _ => parse_error(&message(kind), &lines(text, item.range())),
    })
}

fn parse_error(message: &str, lines: &str) -> String {
    format!("parse error: {message} (line {lines})")
}

/// The lines of a range that ends with a line: `2` or `2–4`.
fn lines(text: &str, range: TextRange) -> String {
    let first = line(text, range.start());
    let last = first + text[range].split_inclusive('\n').count().saturating_sub(1);
    line_range(first, last)
}

fn line_range(first: usize, last: usize) -> String {
    if last > first { format!("{first}–{last}") } else { first.to_string() }
}

/// The number of a line, from 1. BuildKit: only LF ends a line.
pub(crate) fn line(text: &str, offset: TextSize) -> usize {
    1 + text[..usize::from(offset)].matches('\n').count()
}

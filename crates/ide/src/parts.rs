//! The parts that an instruction has.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Arguments, Command, Flag, Pair, Placed};
use plimsoll_text::{Span, TextRange};

/// Every part of an instruction that has a place: keywords, flags, words, pairs, heredocs, variables.
pub(crate) fn parts(file: &Dockerfile, instruction: Placed<'_>) -> Vec<TextRange> {
    let mut spans = vec![instruction.trimmed_span(), instruction.line()];
    command_parts(instruction, instruction.command(), &mut spans);
    for heredoc in instruction.heredocs() {
        spans.extend([heredoc.marker, heredoc.delimiter, heredoc.body]);
        spans.extend(heredoc.terminator);
        // From the first line of the body to the line that ends it.
        spans.extend(heredoc.terminator.map(|terminator| heredoc.body.cover(terminator)));
    }
    let mut parts: Vec<TextRange> = spans.into_iter().map(|span| instruction.range(span)).collect();
    let readings = file.readings(instruction);
    parts.extend(readings.iter().flat_map(|reading| [reading.range, reading.name_range]));
    parts
}

fn command_parts(instruction: Placed<'_>, command: &Command, spans: &mut Vec<Span>) {
    spans.extend([command.keyword_span, command.rest]);
    command.flags.iter().for_each(|flag| flag_parts(instruction, flag, spans));
    argument_parts(instruction, &command.arguments, spans);
}

fn flag_parts(instruction: Placed<'_>, flag: &Flag, spans: &mut Vec<Span>) {
    spans.extend([flag.span, flag.name]);
    spans.extend(flag.value);
    let options = instruction.mount(flag).map(|mount| mount.options).unwrap_or_default();
    for option in options {
        let value = option.value_range.clone();
        spans.push(instruction.locate_in_flag(flag, option.range.clone()));
        spans.extend(value.map(|value| instruction.locate_in_flag(flag, value)));
    }
}

fn argument_parts(instruction: Placed<'_>, arguments: &Arguments, spans: &mut Vec<Span>) {
    match arguments {
        Arguments::Json(array) => {
            spans.push(array.span);
            for element in &array.elements {
                spans.extend([element.span, Span::new(element.span.start + 1, element.span.end - 1)]);
            }
        }
        Arguments::Shell(span) | Arguments::Text(span) | Arguments::Unknown(span) => spans.push(*span),
        Arguments::Words(words) => spans.extend(words.iter()),
        Arguments::Pairs(pairs) => pairs.iter().for_each(|pair| pair_parts(pair, spans)),
        Arguments::LegacyPair(pair) => pair_parts(pair, spans),
        Arguments::Health(health) => {
            spans.push(health.keyword);
            argument_parts(instruction, &health.command, spans);
        }
        Arguments::Trigger(trigger) => command_parts(instruction, trigger, spans),
    }
}

fn pair_parts(pair: &Pair, spans: &mut Vec<Span>) {
    spans.extend([pair.span, pair.key]);
    spans.extend(pair.value);
}

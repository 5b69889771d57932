//! See the page beside this file.

use std::collections::{HashMap, HashSet};

use plimsoll_semantics::facts::args::{ArgKind, predefined};
use plimsoll_semantics::{Base, Definition, DefinitionKind, Dockerfile, Reading, Stage};
use plimsoll_syntax::{Arguments, Keyword, Pair, Placed, suggest};
use plimsoll_text::{Span, TextEdit};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("undefined-variable", include_str!("undefined_variable.md"), check);

/// Shorter names are too like each other for a guess.
const SHORTEST_TYPO: usize = 5;

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let is_arg = |definition: &&Definition| definition.kind == DefinitionKind::Arg;
    let args: HashSet<&str> = file.definitions().filter(is_arg).map(|arg| arg.name.as_str()).collect();
    // What only a build can name may be a stage of this file: FROM build-$TARGETARCH.
    for stage in file.stages().filter(|stage| !matches!(stage.root_base(), Base::Unknown)) {
        let mut first_readers: HashMap<String, Placed<'_>> = HashMap::new();
        // BuildKit has no word on EXPOSE.
        for instruction in stage.instructions().filter(|one| one.keyword() != Some(Keyword::Expose)) {
            let mut seen = HashSet::new();
            for reading in file.builder_readings(instruction) {
                if is_undefined(&reading) && seen.insert(reading.name.clone()) {
                    let first = *first_readers.entry(reading.name.clone()).or_insert(instruction);
                    let place = Place { stage, instruction, first };
                    check_reading(file, place, &reading, &args, report);
                }
            }
        }
    }
}

fn is_undefined(reading: &Reading<'_>) -> bool {
    // Containers have a PATH even where the image sets none, and declarations are no variables.
    let is_given =
        |name: &str| name == "PATH" || predefined(name).is_some_and(|arg| arg.kind == ArgKind::Declaration);
    reading.found.is_none() && !is_given(&reading.name)
}

/// Where an undefined variable is read.
#[derive(Clone, Copy)]
struct Place<'a> {
    stage: Stage<'a>,
    instruction: Placed<'a>,
    /// The first one of the stage that reads it: a declaration above serves all.
    first: Placed<'a>,
}

fn check_reading(
    file: &Dockerfile,
    place: Place<'_>,
    reading: &Reading<'_>,
    args: &HashSet<&str>,
    report: &mut Report<'_>,
) {
    let Place { stage, instruction, first } = place;
    let name = reading.name.as_str();
    if let Some(setter) = set_beside(file, instruction, reading) {
        let message =
            format!("`{name}` is not set here: the values of an ENV see only what was set above it");
        let finding = report.at(reading.range, message);
        finding.fixes.extend(split_behind(file, instruction, reading, setter));
        return;
    }
    if is_version_of_image(stage, name) {
        return;
    }
    let similar = similar(file, instruction, name);
    let is_arg = args.contains(name) || predefined(name).is_some_and(|arg| arg.kind == ArgKind::Platform);
    if !(is_arg || similar.is_some() || stage.has_plain_environment() || !could_come_from_image(name)) {
        return;
    }
    let message = match is_arg {
        true => format!("`{name}` is not set here: no ARG above declares it in this stage"),
        false => format!("`{name}` is not set here"),
    };
    let finding = report.at(reading.range, message);
    if let Some(similar) = similar {
        let edit = TextEdit::replace(reading.name_range, similar);
        finding.fix(Fix::not_safe(format!("Change to `{similar}`"), vec![edit]));
    }
    if is_arg {
        finding.fix(declaration(file, first, name));
    }
}

/// An ARG without a default: it has the value of the one above the first FROM, or of the platform.
pub(super) fn declaration(file: &Dockerfile, first_reader: Placed<'_>, name: &str) -> Fix {
    let line = format!("{} {name}", edit::keyword(file, Keyword::Arg));
    let edits = vec![edit::insert_above(file, first_reader, &line)];
    Fix::not_safe(format!("Declare `{name}` in this stage"), edits)
}

/// Another pair of the same ENV that sets the name.
fn set_beside<'a>(file: &'a Dockerfile, env: Placed<'_>, reading: &Reading<'_>) -> Option<&'a Definition> {
    let is_other = |definition: &&Definition| {
        let value = definition.value_span.map(|span| env.range(span));
        definition.name == reading.name && !value.is_some_and(|value| value.contains_range(reading.range))
    };
    let pairs = (env.keyword() == Some(Keyword::Env)).then(|| file.definitions_in(env));
    pairs.into_iter().flatten().find(is_other)
}

/// Two ENVs: the second begins at the pair that reads what the first sets.
fn split_behind(
    file: &Dockerfile,
    env: Placed<'_>,
    reading: &Reading<'_>,
    setter: &Definition,
) -> Option<Fix> {
    let Arguments::Pairs(pairs) = &env.command().arguments else { return None };
    let reads = |pair: &Pair| pair.value.is_some_and(|value| env.range(value).contains_range(reading.range));
    let at = pairs.iter().position(reads).filter(|at| setter.ordinal < *at)?;
    let before = pairs[at - 1].value.unwrap_or(pairs[at - 1].key).end;
    let gap = Span::new(before, pairs[at].key.start);
    let is_blank =
        env.instruction.source_of(gap).chars().all(|c| c.is_whitespace() || c == env.instruction.escape());
    let (newline, indent, keyword) =
        (edit::line_ending(file), edit::indentation(env), edit::keyword(file, Keyword::Env));
    let edit = edit::replace(env, gap, format!("{newline}{indent}{keyword} "));
    is_blank.then(|| Fix::not_safe("Split the ENV", vec![edit]))
}

/// The variables of images are in upper case; BuildKit's own are never set by one.
fn could_come_from_image(name: &str) -> bool {
    let is_upper = |c: char| c.is_uppercase() || c.is_numeric() || c == '_';
    !name.starts_with(|c: char| c.is_numeric()) && name.chars().all(is_upper) && predefined(name).is_none()
}

/// Images set the version of what they are named after: PYTHON_VERSION, NODE_VERSION.
pub(super) fn is_version_of_image(stage: Stage<'_>, name: &str) -> bool {
    let Some(thing) = name.strip_suffix("_VERSION").map(str::to_ascii_lowercase) else { return false };
    stage.root_base().image().is_some_and(|image| image.text.contains(&thing))
}

/// A name that is set here and almost the same.
fn similar<'a>(file: &'a Dockerfile, instruction: Placed<'_>, name: &str) -> Option<&'a str> {
    let visible = |definition: &&Definition| {
        definition.name.len() >= SHORTEST_TYPO && file.lookup(&definition.name, instruction).is_some()
    };
    let is_long = name.len() >= SHORTEST_TYPO;
    let names =
        file.definitions().filter(|_| is_long).filter(visible).map(|definition| definition.name.as_str());
    suggest(name, names)
}

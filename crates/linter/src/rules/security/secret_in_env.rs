//! See the page beside this file.

use std::collections::{HashMap, HashSet};

use plimsoll_semantics::facts::secrets::{looks_secret, looks_secret_to_buildkit, looks_secret_to_hadolint};
use plimsoll_semantics::{Definition, DefinitionKind, Dockerfile};
use plimsoll_syntax::{Arguments, DirectiveKind, Keyword, MountType, Placed};
use plimsoll_text::{Span, TextEdit};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("secret-in-env", include_str!("secret_in_env.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let secrets: Vec<&Definition> = file.definitions().filter(|one| looks_secret(&one.name)).collect();
    let global = file.global_args().len();
    let in_stages: HashSet<&str> =
        file.definitions().skip(global).map(|definition| definition.name.as_str()).collect();
    let mentions = Mentions::of(file, &secrets);
    for definition in secrets {
        let Some(instruction) = file.tree().instruction(definition.item) else { continue };
        let is_global = file.stage_of(instruction).is_none();
        // The stage that declares it again is where it gets into the image.
        if is_global && in_stages.contains(definition.name.as_str()) {
            continue;
        }
        let finding = report.at(instruction.range(definition.key), message(definition, is_global));
        finding.aliases(aliases(definition, is_global));
        if let Some(fix) = mentions.mount(file, definition, instruction) {
            finding.fix(fix);
        }
    }
}

/// Never with the value.
fn message(definition: &Definition, is_global: bool) -> String {
    let keeper = match definition.kind {
        DefinitionKind::Env => "the image keeps ENV values for everybody who has it",
        DefinitionKind::Arg if is_global => "build records keep build arguments",
        DefinitionKind::Arg => "the image's history keeps build arguments",
    };
    format!("`{}` looks like a secret, and {keeper}", definition.name)
}

fn aliases(definition: &Definition, is_global: bool) -> impl Iterator<Item = &'static str> {
    // hadolint: only the first name of an ARG.
    let is_seen = definition.kind == DefinitionKind::Env || definition.ordinal == 0;
    let by_hadolint = is_seen && looks_secret_to_hadolint(&definition.name);
    let by_buildkit = !is_global && looks_secret_to_buildkit(&definition.name);
    let aliases = [("DL3064", by_hadolint), ("SecretsUsedInArgOrEnv", by_buildkit)];
    aliases.into_iter().filter(|(_, reports)| *reports).map(|(alias, _)| alias)
}

/// The instructions in whose text a name stands, in order, their own definitions included: a program may ask for it
/// without a `$`.
struct Mentions<'a>(HashMap<&'a str, Vec<usize>>);

impl<'a> Mentions<'a> {
    fn of(file: &Dockerfile, definitions: &[&'a Definition]) -> Self {
        let mut items: HashMap<&str, Vec<usize>> =
            definitions.iter().map(|definition| (definition.name.as_str(), Vec::new())).collect();
        if items.is_empty() {
            return Mentions(items);
        }
        for instruction in file.instructions() {
            for word in instruction.source().split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
                if let Some(found) =
                    items.get_mut(word).filter(|found| found.last() != Some(&instruction.index))
                {
                    found.push(instruction.index);
                }
            }
        }
        Mentions(items)
    }

    /// Takes the definition out and mounts the secret where it is used, if that is in RUNs of the stage alone.
    fn mount(&self, file: &Dockerfile, definition: &Definition, instruction: Placed<'_>) -> Option<Fix> {
        let stage = file.stage_of(instruction)?.index();
        let others = self.0.get(definition.name.as_str())?.iter().filter(|item| **item != definition.item);
        let others: Vec<Placed<'_>> = others.filter_map(|item| file.tree().instruction(*item)).collect();
        let is_run_below = |user: &Placed<'_>| {
            let is_here = file.stage_of(*user).is_some_and(|other| other.index() == stage);
            is_here && user.keyword() == Some(Keyword::Run) && user.index > definition.item
        };
        if others.is_empty() || !others.iter().all(is_run_below) || !knows_env_of_secrets(file) {
            return None;
        }
        let mounts = others.iter().filter_map(|run| mount_edit(*run, &definition.name));
        let edits = mounts.chain(removal(instruction, definition)).collect();
        Some(Fix::not_safe("Mount the secret where it is used", edits))
    }
}

fn mount_edit(run: Placed<'_>, name: &str) -> Option<TextEdit> {
    let is_there = run.instruction.mounts().any(|(_, mount)| {
        let variable = mount.get(&["env"]).and_then(|option| option.value.as_deref());
        mount.kind() == Some(MountType::Secret) && variable == Some(name)
    });
    let flag = format!(" --mount=type=secret,id={},env={name}", name.to_ascii_lowercase());
    let behind_keyword = Span::empty(run.command().keyword_span.end);
    (!is_there).then(|| edit::replace(run, behind_keyword, flag))
}

/// The whole instruction, or the name with the blanks before it.
fn removal(instruction: Placed<'_>, definition: &Definition) -> Option<TextEdit> {
    let pairs = match &instruction.command().arguments {
        Arguments::Pairs(pairs) => &**pairs,
        _ => &[],
    };
    let at = pairs.iter().position(|pair| pair.key == definition.key);
    let span = match (at, pairs) {
        (_, [] | [_]) => return Some(edit::remove(instruction)),
        (Some(0), [first, second, ..]) => Span::new(first.span.start, second.span.start),
        (Some(at), pairs) => Span::new(pairs[at - 1].span.end, pairs[at].span.end),
        (None, _) => return None,
    };
    Some(edit::replace(instruction, span, ""))
}

/// `env=` of a secret mount came with Dockerfile 1.10.
fn knows_env_of_secrets(file: &Dockerfile) -> bool {
    let mut directives = file.tree().directives().map(|(_, directive)| directive);
    let Some(syntax) = directives.find(|directive| directive.kind == DirectiveKind::Syntax) else {
        return true;
    };
    let Some((_, tag)) = syntax.value().rsplit_once(':') else { return true };
    let mut numbers = tag.split(['.', '-']).map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(1)), Some(Ok(minor))) => minor >= 10,
        (Some(Ok(major)), _) => major >= 1,
        _ => true,
    }
}

//! See the page beside this file.

use std::collections::{BTreeMap, HashMap, HashSet};

use plimsoll_semantics::facts::secret_readers::reads_variable;
use plimsoll_semantics::facts::secrets::{
    is_harmless, looks_secret, looks_secret_to_buildkit, looks_secret_to_hadolint,
};
use plimsoll_semantics::{Definition, DefinitionKind, Dockerfile, Found};
use plimsoll_shell::Script;
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::{Span, TextRange};

use super::secret_mount::{SecretMount, names, refusal_of_variables, remove_definition};
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("secret-in-env", include_str!("secret_in_env.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let secrets = secrets(file);
    let global = file.global_args().len();
    let in_stages: HashSet<&str> =
        file.definitions().skip(global).map(|definition| definition.name.as_str()).collect();
    let uses = Uses::of(file, &secrets);
    for definition in secrets {
        let Some(instruction) = file.tree().instruction(definition.item) else { continue };
        let is_global = file.stage_of(instruction).is_none();
        // The stage that declares it again is where it gets into the image.
        if is_global && in_stages.contains(definition.name.as_str()) {
            continue;
        }
        let finding = report.at(instruction.range(definition.key), message(definition, is_global));
        finding.aliases(aliases(definition, is_global));
        match uses.fix(&definition.name) {
            Ok(fix) => finding.fix(fix),
            Err(reason) => finding.decline("Mount the secret where it is used", reason),
        };
    }
}

/// Those whose name looks like one, and whose value does not show that it is none.
fn secrets(file: &Dockerfile) -> Vec<&Definition> {
    let named = file.definitions().filter(|one| looks_secret(&one.name));
    let valued: Vec<(&Definition, Option<bool>)> = named.map(|one| (one, harmlessness(file, one))).collect();
    let harmless = valued.iter().filter(|(_, known)| *known == Some(true));
    let harmless: HashSet<&str> = harmless.map(|(one, _)| one.name.as_str()).collect();
    // What is harmless in one place is so where nothing is known about the value.
    let is_secret = |(one, known): &(&Definition, Option<bool>)| {
        !known.unwrap_or_else(|| harmless.contains(one.name.as_str()))
    };
    valued.into_iter().filter(is_secret).map(|(one, _)| one).collect()
}

/// Whether the value is no secret, if there is one: a build may give it to an ARG without any, and so to an ENV that is
/// made from that.
fn harmlessness(file: &Dockerfile, definition: &Definition) -> Option<bool> {
    let value = definition.value.as_set()?;
    let is_made_later = || {
        let written = file.tree().instruction(definition.item).zip(definition.value_span);
        written.is_some_and(|(instruction, span)| instruction.text(span).contains('$'))
    };
    let is_unknown = value.is_empty() && (definition.kind == DefinitionKind::Arg || is_made_later());
    (!is_unknown).then(|| is_harmless(&definition.name, value))
}

/// The places of their values, but for those that other variables give.
pub(super) fn values_in(file: &Dockerfile) -> impl Iterator<Item = TextRange> + '_ {
    secrets(file).into_iter().filter_map(|secret| {
        let instruction = file.tree().instruction(secret.item)?;
        let value = secret.value_span.filter(|span| !instruction.text(*span).contains('$'))?;
        Some(instruction.range(value))
    })
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

/// What each secret of a file is used for.
struct Uses<'a> {
    file: &'a Dockerfile,
    names: HashMap<&'a str, Use<'a>>,
    /// The RUNs that call a program.
    callers: BTreeMap<&'a str, Vec<usize>>,
}

#[derive(Default)]
struct Use<'a> {
    definitions: Vec<&'a Definition>,
    /// The instructions in whose text the name stands, in order: a program may ask for it without a `$`.
    mentions: Vec<usize>,
}

/// More instructions than a quick fix should change.
const MANY_PLACES: usize = 64;

impl<'a> Uses<'a> {
    fn of(file: &'a Dockerfile, secrets: &[&'a Definition]) -> Self {
        let mut uses = Uses { file, names: HashMap::new(), callers: BTreeMap::new() };
        uses.names.extend(secrets.iter().map(|secret| (secret.name.as_str(), Use::default())));
        if secrets.is_empty() {
            return uses;
        }
        for definition in file.definitions() {
            if let Some(known) = uses.names.get_mut(definition.name.as_str()) {
                known.definitions.push(definition);
            }
        }
        for instruction in file.instructions() {
            for name in names(instruction) {
                let known = uses.names.get_mut(name);
                if let Some(known) = known.filter(|one| one.mentions.last() != Some(&instruction.index)) {
                    known.mentions.push(instruction.index);
                }
            }
        }
        for run in file.instructions_of(Keyword::Run) {
            for (_, invocation) in file.scripts(run).iter().flat_map(Script::invocations) {
                let invocation = invocation.as_module().unwrap_or(invocation);
                uses.callers.entry(invocation.name).or_default().push(run.index);
            }
        }
        uses
    }

    /// Takes all definitions out, and mounts the secret in the RUNs that read it. Else says what stands against it.
    fn fix(&self, name: &str) -> Result<Fix, String> {
        let known = self.names.get(name).ok_or("nothing is known about it")?;
        let callers = self.callers(name).count();
        if callers + known.definitions.len() + known.mentions.len() > MANY_PLACES {
            return Err("too many instructions have to do with it".to_owned());
        }
        if let Some(reader) = known.mentions.iter().find_map(|item| self.builder_reader(name, *item)) {
            return Err(format!("{reader} needs its value"));
        }
        let readers = self.readers(name, known);
        let is_kept = known.definitions.iter().any(|one| one.kind == DefinitionKind::Env);
        let title = match (&readers[..], is_kept) {
            ([], true) => format!("Remove it, and pass it with `docker run --env {name}`"),
            ([], false) if self.is_global(known) => "Remove it: nothing reads it".to_owned(),
            ([], false) => return Err("no RUN is known to read it".to_owned()),
            _ => {
                let id = name.to_ascii_lowercase();
                format!("Mount it where it is used: `docker build --secret id={id},env={name}`")
            }
        };
        if let Some(refusal) = refusal_of_variables(self.file).filter(|_| !readers.is_empty()) {
            return Err(refusal.to_owned());
        }
        let is_required = known.definitions.iter().any(|one| one.value_span.is_some());
        let mount = SecretMount { is_required, ..SecretMount::variable(name) };
        let mounts = readers.iter().filter_map(|run| mount.add_to(self.file, *run));
        let removals =
            known.definitions.iter().filter_map(|definition| remove_definition(self.file, definition));
        Ok(Fix::not_safe(title, mounts.chain(removals).collect()))
    }

    fn is_global(&self, known: &Use<'_>) -> bool {
        let global = self.file.global_args().len();
        known.definitions.len() <= global
            && known.definitions.iter().all(|one| self.stage(one.item).is_none())
    }

    fn stage(&self, item: usize) -> Option<usize> {
        Some(self.file.stage_of(self.file.tree().instruction(item)?)?.index())
    }

    /// The RUNs that have the variable, and whose text has its name or a program that looks for it.
    fn readers(&self, name: &str, known: &Use<'a>) -> Vec<Placed<'a>> {
        let mut items: Vec<usize> = self.callers(name).chain(known.mentions.iter().copied()).collect();
        items.sort_unstable();
        items.dedup();
        let runs = items.into_iter().filter_map(|item| self.file.tree().instruction(item));
        let runs = runs.filter(|one| one.keyword() == Some(Keyword::Run));
        runs.filter(|run| matches!(self.file.lookup(name, *run), Some(Found::Definition(_)))).collect()
    }

    /// The RUNs that call a program that looks for the variable.
    fn callers(&self, name: &str) -> impl Iterator<Item = usize> {
        let callers = self.callers.iter().filter(move |(program, _)| reads_variable(program, name));
        callers.flat_map(|(_, runs)| runs.iter().copied())
    }

    /// The keyword of an instruction, if BuildKit needs the value for it.
    fn builder_reader(&self, name: &str, item: usize) -> Option<&'static str> {
        let instruction = self.file.tree().instruction(item)?;
        let keyword = instruction.keyword()?;
        let own = self.file.definitions_in(instruction).iter().filter(|one| one.name == name);
        let own: Vec<Span> = own.filter_map(|one| Some(one.key.cover(one.value_span?))).collect();
        let readings = self.file.builder_readings(instruction);
        let mut ranges = readings.iter().filter(|reading| reading.name == name).map(|reading| reading.range);
        let is_read =
            ranges.any(|range| !own.iter().any(|own| instruction.range(*own).contains_range(range)));
        (is_read || keyword == Keyword::Onbuild).then(|| keyword.as_str())
    }
}

#[cfg(test)]
mod tests {

    use crate::fixture;

    /// The file after the fix of its first finding, or why there is none.
    fn mounted(text: &str) -> String {
        let Some(fixed) = fixture::fixed(text, "secret-in-env") else { return "no finding".to_owned() };
        fixed.unwrap_or_else(|reason| reason.unwrap_or("withheld".to_owned()))
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(mounted(text), expected, "{text}");
    }

    #[test]
    fn every_definition_goes_and_every_reader_gets_it() {
        check(
            "ARG API_KEY\nFROM a AS b\nARG API_KEY\nRUN c $API_KEY\nFROM b\nRUN d $API_KEY\nFROM e\nRUN f API_KEY\n",
            "FROM a AS b\nRUN --mount=type=secret,id=api_key,env=API_KEY c $API_KEY\nFROM b\nRUN --mount=type=secret,id=api_key,env=API_KEY d $API_KEY\nFROM e\nRUN f API_KEY\n",
        );
        check(
            "FROM a\nARG B=1 \\\n    API_KEY \\\n    C\nRUN <<E\nd $API_KEY\nE\n",
            "FROM a\nARG B=1 \\\n    C\nRUN --mount=type=secret,id=api_key,env=API_KEY <<E\nd $API_KEY\nE\n",
        );
    }

    #[test]
    fn a_container_gets_it_when_it_starts() {
        check("FROM a\nENV B=c API_KEY=d\nCMD e $API_KEY\n", "FROM a\nENV B=c\nCMD e $API_KEY\n");
        check("FROM a\nENV API_KEY d\nRUN make\n", "FROM a\nRUN make\n");
    }

    #[test]
    fn what_stands_against_it() {
        for (text, reason) in [
            ("FROM a\nARG API_KEY\nRUN make", "no RUN is known to read it"),
            ("FROM a\nARG API_KEY\nLABEL b=$API_KEY", "LABEL needs its value"),
            ("FROM a\nARG API_KEY\nENV URL=https://b:$API_KEY@c\nRUN d $API_KEY", "ENV needs its value"),
            ("FROM a\nARG API_KEY\nONBUILD RUN b $API_KEY", "ONBUILD needs its value"),
            (
                "# syntax=docker/dockerfile:1.9\nFROM a\nARG API_KEY\nRUN $API_KEY",
                "`# syntax=` names a version before 1.10, which gives secrets to no variable",
            ),
        ] {
            check(text, reason);
        }
    }

    #[test]
    fn values_tell_more_than_names() {
        for text in [
            "FROM a\nENV API_KEY=\n",
            "FROM a\nENV API_KEY=\"\"\n",
            "FROM a\nARG TLS_KEY=/tls/server.key\nENV TLS_KEY=$TLS_KEY\n",
            "ARG GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305\nFROM a-$B\nENV GPG_KEY=$GPG_KEY\n",
        ] {
            check(text, "no finding");
        }
        check("FROM a\nARG API_KEY=\nENV API_KEY=$API_KEY\n", "FROM a\n");
    }
}

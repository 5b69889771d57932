//! Where variables are read, by whom, and what they are there.

use plimsoll_shell::Script;
use plimsoll_syntax::expansion::{self, Expansion, Part, Quoting, Value};
use plimsoll_syntax::{Arguments, Keyword, Placed};
use plimsoll_text::TextRange;

use crate::dockerfile::Dockerfile;
use crate::expand::{ExpandedText, expanded_texts};
use crate::facts::args::{ArgKind, PredefinedArg, predefined};
use crate::facts::secrets::looks_secret;
use crate::facts::tokens;
use crate::scope::{Before, Definition, DefinitionKind, Found};
use crate::stage::Stage;

/// One `$name` in an instruction.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    pub name: String,
    /// The name alone.
    pub name_range: TextRange,
    /// From the `$` to the end, modifier included.
    pub range: TextRange,
    pub by: Reader,
    /// Where the value comes from. Nothing where the file has nothing to say about the name.
    pub found: Option<Found<'a>>,
    /// The script that it stands in gives it a value of its own before.
    pub is_set_by_script: bool,
    /// What it becomes, modifier included; unknown too where it can't be expanded.
    pub value: Value,
    /// The value is, or may hold, that of a variable whose name is one for secrets. Not to be shown.
    pub is_secret: bool,
}

/// Who replaces a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// BuildKit, before the instruction does its work.
    Builder,
    /// The shell of a RUN.
    BuildShell,
    /// The shell that CMD, ENTRYPOINT or HEALTHCHECK starts: it has no build arguments.
    ContainerShell,
}

/// A place that variables are looked up from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    file: &'a Dockerfile,
    reader: Reader,
    stage: Option<usize>,
    before: Before,
}

impl<'a> View<'a> {
    pub(crate) fn new(file: &'a Dockerfile, instruction: Placed<'_>, ordinal: usize, reader: Reader) -> Self {
        let stage = file.stage_of(instruction).filter(|stage| stage.from().index != instruction.index);
        let before = Before { item: instruction.index, ordinal };
        View { file, reader, stage: stage.map(Stage::index), before }
    }

    pub(crate) fn find(&self, name: &str) -> Option<Found<'a>> {
        if self.reader == Reader::ContainerShell {
            return self.file.environment_of(self.stage?, name);
        }
        let found = self.file.lookup_before(name, self.stage, self.before);
        let is_proxy = |arg: &&PredefinedArg| arg.kind == ArgKind::Proxy;
        match self.reader {
            Reader::BuildShell => found.or_else(|| predefined(name).filter(is_proxy).map(Found::Predefined)),
            _ => found,
        }
    }

    fn value(&self, name: &str) -> Value {
        match self.find(name) {
            Some(Found::Definition(definition)) => definition.value.clone(),
            Some(Found::Image(value)) => Value::Set(value.to_owned()),
            Some(Found::Predefined(arg)) => self.file.build_arg(arg.name),
            // The base image, and whoever starts the container.
            None if self.reader == Reader::ContainerShell => Value::Unknown,
            None => self.file.value_before(name, self.stage, self.before),
        }
    }

    fn is_secret(&self, expansion: &Expansion) -> bool {
        expansion.variables().iter().any(|variable| self.names_secret(&variable.name))
    }

    fn names_secret(&self, name: &str) -> bool {
        let holds_one = |found| matches!(found, Found::Definition(definition) if definition.is_secret);
        looks_secret(name) || self.find(name).is_some_and(holds_one)
    }

    /// What a single variable becomes, and whether that is a secret.
    fn evaluate(&self, variable: &expansion::Variable) -> (Value, bool) {
        let alone = Expansion { parts: vec![Part::Variable(variable.clone())] };
        let value = match variable.modifier {
            None => self.value(&variable.name),
            Some(_) => alone.evaluate(&|name| self.value(name)).unwrap_or(Value::Unknown),
        };
        (value, self.is_secret(&alone))
    }
}

impl Dockerfile {
    /// Every variable that BuildKit replaces in an instruction.
    pub fn builder_readings<'a>(&'a self, instruction: Placed<'a>) -> Vec<Reading<'a>> {
        if !instruction.source().contains('$') {
            return Vec::new();
        }
        expanded_texts(instruction).iter().flat_map(|text| self.readings_in_text(text)).collect()
    }

    /// Every variable that is read in an instruction: in the texts that BuildKit expands, then in its scripts.
    pub fn readings<'a>(&'a self, instruction: Placed<'a>) -> Vec<Reading<'a>> {
        if !instruction.source().contains('$') {
            return Vec::new();
        }
        let mut readings = self.builder_readings(instruction);
        if let Some(reader) = shell_reader(instruction) {
            for script in self.scripts(instruction) {
                readings.extend(self.readings_in_script(instruction, script, reader));
            }
        }
        readings
    }

    fn readings_in_text<'a>(&'a self, text: &ExpandedText<'_>) -> Vec<Reading<'a>> {
        let view = View::new(self, text.instruction, text.ordinal, Reader::Builder);
        let (expansion, _) = text.parse();
        let reading = |variable: &expansion::Variable| {
            let (value, is_secret) = view.evaluate(variable);
            Reading {
                name: variable.name.clone(),
                name_range: text.locate(variable.name_range.clone()),
                range: text.locate(variable.range.clone()),
                by: Reader::Builder,
                found: view.find(&variable.name),
                is_set_by_script: false,
                value,
                is_secret,
            }
        };
        expansion.variables().into_iter().map(reading).collect()
    }

    fn readings_in_script<'a>(
        &'a self,
        instruction: Placed<'a>,
        script: &Script,
        reader: Reader,
    ) -> Vec<Reading<'a>> {
        let view = View::new(self, instruction, 0, reader);
        let assigned = script.assigned();
        let mut readings = Vec::new();
        for reference in script.references() {
            let name = &*reference.parameter.name;
            if !is_variable_name(name) {
                continue;
            }
            // What shells and BuildKit both know reads the same; the rest stays unknown.
            let text = instruction.text(reference.span);
            let (expansion, error) = expansion::parse(&text, Quoting::Word { escape: '\\' });
            let found = view.find(name);
            // A name that nothing else defines can only be the script's, wherever it sets it: in a loop, in a function.
            let is_set_by_script = assigned.contains(name)
                && (found.is_none() || script.assigns_before(name, reference.span.start));
            let (value, is_secret) = match expansion.parts.as_slice() {
                [Part::Variable(variable)] if error.is_none() => view.evaluate(variable),
                _ => (Value::Unknown, view.names_secret(name)),
            };
            readings.push(Reading {
                name: name.to_owned(),
                name_range: instruction.range(reference.parameter.name_span),
                range: instruction.range(reference.span),
                by: reader,
                found: found.filter(|_| !is_set_by_script),
                is_set_by_script,
                value: if is_set_by_script { Value::Unknown } else { value },
                is_secret,
            });
        }
        readings
    }

    /// What the environment of a container holds: the last ENV of the stage or of those it is built from, else what the
    /// base image is known to set.
    fn environment_of(&self, stage: usize, name: &str) -> Option<Found<'_>> {
        let stage = self.stage(stage)?;
        let mut envs = stage.scopes().filter_map(|scope| scope.last(name, DefinitionKind::Env));
        let env = envs.next().map(Found::Definition);
        env.or_else(|| stage.root_base().image_variable(name).map(Found::Image))
    }

    /// The places that read what a definition sets, in order.
    pub fn readings_of<'a>(&'a self, definition: &Definition) -> Vec<Reading<'a>> {
        let may_read = |instruction: &Placed<'_>| mentions(instruction.source(), &definition.name);
        let reads = |reading: &Reading<'_>| matches!(reading.found, Some(Found::Definition(found)) if found.is_same(definition));
        let instructions = self.instructions().skip_while(|instruction| instruction.index < definition.item);
        let instructions = instructions.filter(may_read);
        instructions.flat_map(|instruction| self.readings(instruction)).filter(reads).collect()
    }

    /// Whether what a text becomes may hold a secret: it reads a variable whose name is one for secrets, or one whose
    /// value was made from such a variable.
    pub fn refers_to_secret(&self, text: &ExpandedText<'_>) -> bool {
        let view = View::new(self, text.instruction, text.ordinal, Reader::Builder);
        text.text.contains('$') && view.is_secret(&text.parse().0)
    }
}

pub(crate) fn shell_reader(instruction: Placed<'_>) -> Option<Reader> {
    match instruction.keyword()? {
        Keyword::Run => Some(Reader::BuildShell),
        Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck => Some(Reader::ContainerShell),
        _ => None,
    }
}

/// Whether the name stands anywhere as in `$name`, `${name}`, `${#name}` or `${!name}`.
pub(crate) fn mentions(source: &str, name: &str) -> bool {
    let is_read = |at: usize| source[..at].ends_with(['$', '{', '#', '!']);
    !name.is_empty() && source.match_indices(name).any(|(at, _)| is_read(at))
}

/// Not `$1`, `$@` and their like.
fn is_variable_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// Whether a definition's value must not be shown: its name is one for secrets, or the value was made from one or is a
/// known kind of token.
pub(crate) fn defines_secret(file: &Dockerfile, instruction: Placed<'_>, ordinal: usize, name: &str) -> bool {
    if looks_secret(name) {
        return true;
    }
    let pairs = match &instruction.instruction.command().arguments {
        Arguments::Pairs(pairs) => pairs.as_ref(),
        Arguments::LegacyPair(pair) => std::slice::from_ref(pair),
        _ => return false,
    };
    let stage = file.stages.len().checked_sub(1);
    let Some(value) = pairs.get(ordinal).and_then(|pair| pair.value) else {
        let global = stage.and_then(|_| file.global.find(name, Before::END));
        return global.is_some_and(|global| global.is_secret);
    };
    let text = instruction.text(value);
    if !tokens::find(&text).is_empty() {
        return true;
    }
    // All names of an ENV see what was before it.
    let ordinal = if instruction.keyword() == Some(Keyword::Arg) { ordinal } else { 0 };
    let before = Before { item: instruction.index, ordinal };
    let view = View { file, reader: Reader::Builder, stage, before };
    let quoting = Quoting::Word { escape: instruction.instruction.escape() };
    text.contains('$') && view.is_secret(&expansion::parse(&text, quoting).0)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::tests::file;

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        let file = file(text);
        let mut lines = String::new();
        for reading in file.instructions().flat_map(|instruction| file.readings(instruction)) {
            let source = match reading.found {
                _ if reading.is_set_by_script => "the script".to_owned(),
                Some(Found::Definition(found)) => format!("{:?} in item {}", found.kind, found.item),
                Some(Found::Predefined(arg)) => format!("predefined {}", arg.name),
                Some(Found::Image(_)) => "the image".to_owned(),
                None => "nothing".to_owned(),
            };
            let secret = if reading.is_secret { ", secret" } else { "" };
            let written = &text[std::ops::Range::<usize>::from(reading.range)];
            lines += &format!("{written}: {:?}, {:?} from {source}{secret}\n", reading.by, reading.value);
        }
        expected.assert_eq(&lines);
    }

    #[test]
    fn by_the_builder() {
        check(
            "ARG V=3.14\nFROM python:$V\nARG V\nENV A=${V%.*} B=${A:-$NO}\nCOPY $A$B /\n",
            expect![[r#"
                $V: Builder, Set("3.14") from Arg in item 0
                ${V%.*}: Builder, Set("3") from Arg in item 2
                ${A:-$NO}: Builder, Unknown from nothing
                $NO: Builder, Unknown from nothing
                $A: Builder, Set("3") from Env in item 3
                $B: Builder, Unknown from Env in item 3
            "#]],
        );
    }

    #[test]
    fn by_shells() {
        check(
            "FROM scratch\nARG A=1\nENV B=2\nENV C=3\nRUN C=4; echo $A ${B:-x} $C $1 $http_proxy $NO\nCMD echo $A $B\n\
             ENV B=5\n",
            expect![[r#"
                $A: BuildShell, Set("1") from Arg in item 1
                ${B:-x}: BuildShell, Set("2") from Env in item 2
                $C: BuildShell, Unknown from the script
                $http_proxy: BuildShell, Unknown from predefined http_proxy
                $NO: BuildShell, Unset from nothing
                $A: ContainerShell, Unknown from nothing
                $B: ContainerShell, Set("5") from Env in item 6
            "#]],
        );
    }

    #[test]
    fn a_token_is_secret_under_any_name() {
        let file = file(&["FROM a\nENV A=AK", "IAQ3EGRIZ7LM5TW2XP B=AK\n"].concat());
        let secrets: Vec<bool> = file.definitions().map(|definition| definition.is_secret).collect();
        assert_eq!(secrets, [true, false]);
    }

    #[test]
    fn of_secrets_and_what_is_made_of_them() {
        check(
            "ARG KEY=k\nARG G=$KEY\nFROM scratch\nARG G NPM_TOKEN=x\nENV URL=https://$NPM_TOKEN@a PLAIN=1\n\
             ENV NEXT=$URL\nRUN a $NEXT $PLAIN $G ${G:=x}\n",
            expect![[r#"
                $KEY: Builder, Set("k") from Arg in item 0, secret
                $NPM_TOKEN: Builder, Set("x") from Arg in item 3, secret
                $URL: Builder, Set("https://x@a") from Env in item 4, secret
                $NEXT: BuildShell, Set("https://x@a") from Env in item 5, secret
                $PLAIN: BuildShell, Set("1") from Env in item 4
                $G: BuildShell, Set("k") from Arg in item 3, secret
                ${G:=x}: BuildShell, Unknown from Arg in item 3, secret
            "#]],
        );
    }

    #[test]
    fn of_one_definition() {
        let file =
            file("ARG A=1\nFROM b:$A AS c\nARG A\nRUN $A\nENV A=2\nRUN $A ${A:-$AA}\nFROM c\nLABEL x=$A\n");
        let counts: Vec<usize> =
            file.definitions().map(|definition| file.readings_of(definition).len()).collect();
        assert_eq!(counts, [1, 1, 3]);
    }
}

//! What a name stands for at a place: ARG and ENV.

use std::collections::HashMap;

use plimsoll_syntax::Placed;
use plimsoll_syntax::expansion::Value;
use plimsoll_text::{Span, TextRange};

use crate::dockerfile::Dockerfile;
use crate::facts::args::{ArgKind, PredefinedArg, predefined};
use crate::stage::{Base, Stage};

/// Longer values are not followed: a line such as `ENV A=$A$A` doubles each time.
const MAX_VALUE: usize = 16 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionKind {
    Arg,
    Env,
}

/// One name that an ARG or ENV gives a value.
#[derive(Debug, Clone)]
pub struct Definition {
    pub name: String,
    pub kind: DefinitionKind,
    /// The instruction, as an index into the items of the tree.
    pub item: usize,
    /// Among the names of that instruction.
    pub ordinal: usize,
    pub key: Span,
    /// As written.
    pub value_span: Option<Span>,
    /// As a build without `--build-arg` sees it.
    pub value: Value,
    /// Its name is one for secrets, or the value was made from such a variable. Not to be shown.
    pub is_secret: bool,
}

/// The names of one stage, or those before the first FROM.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    pub(crate) definitions: Vec<Definition>,
    by_name: HashMap<String, Vec<usize>>,
    /// The nearest stage that defines something among those that the stage is built from.
    pub(crate) base: Option<usize>,
}

/// A place in the file: everything defined before it can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Before {
    pub(crate) item: usize,
    /// In the same ARG, later names see earlier ones; in the same ENV they don't.
    pub(crate) ordinal: usize,
}

/// Where a name gets its value from.
#[derive(Debug, Clone, Copy)]
pub enum Found<'a> {
    Definition(&'a Definition),
    /// A build argument that exists without being declared: outside a stage, or a proxy.
    Predefined(&'static PredefinedArg),
    /// The base image is known to set it.
    Image(&'a str),
}

impl Definition {
    /// Whether it is the same place of the file.
    pub fn is_same(&self, other: &Definition) -> bool {
        (self.item, self.ordinal) == (other.item, other.ordinal)
    }
}

impl Scope {
    /// Of a stage that is built from another one.
    pub(crate) fn behind(base: usize, scope: &Scope) -> Scope {
        let base = if scope.definitions.is_empty() { scope.base } else { Some(base) };
        Scope { base, ..Scope::default() }
    }

    pub(crate) fn push(&mut self, mut definition: Definition) {
        if definition.value.as_set().is_some_and(|text| text.len() > MAX_VALUE) {
            definition.value = Value::Unknown;
        }
        self.by_name.entry(definition.name.clone()).or_default().push(self.definitions.len());
        self.definitions.push(definition);
    }

    /// The last definition of a name before a place.
    pub(crate) fn find(&self, name: &str, before: Before) -> Option<&Definition> {
        let indices = self.by_name.get(name)?;
        let place = |index: &usize| {
            let definition = &self.definitions[*index];
            Before { item: definition.item, ordinal: definition.ordinal }
        };
        let count = indices.partition_point(|index| place(index) < before);
        count.checked_sub(1).map(|last| &self.definitions[indices[last]])
    }

    /// The last definition of a name by one of the two instructions.
    pub(crate) fn last(&self, name: &str, kind: DefinitionKind) -> Option<&Definition> {
        let indices = self.by_name.get(name)?;
        indices.iter().rev().map(|index| &self.definitions[*index]).find(|one| one.kind == kind)
    }

    /// The first definition of a name by one of the two instructions.
    pub(crate) fn first(&self, name: &str, kind: DefinitionKind) -> Option<&Definition> {
        let indices = self.by_name.get(name)?;
        indices.iter().map(|index| &self.definitions[*index]).find(|one| one.kind == kind)
    }

    /// The names that one instruction defines.
    fn of_item(&self, item: usize) -> &[Definition] {
        let start = self.definitions.partition_point(|definition| definition.item < item);
        let end = self.definitions.partition_point(|definition| definition.item <= item);
        &self.definitions[start..end]
    }
}

impl Before {
    pub(crate) const END: Before = Before { item: usize::MAX, ordinal: usize::MAX };

    pub(crate) fn instruction(instruction: Placed<'_>) -> Before {
        Before { item: instruction.index, ordinal: 0 }
    }
}

impl Dockerfile {
    /// What a name means in an instruction of a stage, or (without a stage, and in FROM) before the first FROM.
    pub fn lookup(&self, name: &str, instruction: Placed<'_>) -> Option<Found<'_>> {
        let stage = self.stage_of(instruction).filter(|stage| stage.from().index != instruction.index);
        self.lookup_before(name, stage.map(Stage::index), Before::instruction(instruction))
    }

    pub(crate) fn lookup_before(
        &self,
        name: &str,
        stage: Option<usize>,
        before: Before,
    ) -> Option<Found<'_>> {
        let Some(mut stage) = stage else {
            let global = self.global.find(name, before).map(Found::Definition);
            return global.or_else(|| {
                predefined(name).filter(|arg| arg.kind == ArgKind::Platform).map(Found::Predefined)
            });
        };
        let mut before = before;
        loop {
            let data = &self.stages[stage];
            if let Some(definition) = data.scope.find(name, before) {
                return Some(Found::Definition(definition));
            }
            match data.scope.base {
                Some(base) => stage = base,
                None => return self.stages[data.root].base.image_variable(name).map(Found::Image),
            }
            before = Before::END;
        }
    }

    /// The value of a name at a place.
    pub(crate) fn value_before(&self, name: &str, stage: Option<usize>, before: Before) -> Value {
        match self.lookup_before(name, stage, before) {
            Some(Found::Definition(definition)) => definition.value.clone(),
            Some(Found::Predefined(arg)) => self.build_arg(arg.name),
            Some(Found::Image(value)) => Value::Set(value.to_owned()),
            None if self.build_args.is_some() => Value::Unset,
            None => self.undefined(stage),
        }
    }

    /// What a name is that nothing in the file defines: a base image may set it.
    fn undefined(&self, stage: Option<usize>) -> Value {
        let root = stage.map(|stage| &self.stages[self.stages[stage].root].base);
        match root {
            None | Some(Base::Scratch) => Value::Unset,
            Some(_) => Value::Unknown,
        }
    }

    /// The value of a build argument that has no default.
    pub(crate) fn build_arg(&self, name: &str) -> Value {
        match &self.build_args {
            None => Value::Unknown,
            Some(args) => args.get(name).map_or(Value::Unset, |value| Value::Set(value.clone())),
        }
    }

    /// Where the name stands in the instruction that defines it.
    pub fn definition_range(&self, definition: &Definition) -> Option<TextRange> {
        Some(self.tree.instruction(definition.item)?.range(definition.key))
    }

    /// Every ARG and ENV name of the file: those before the first FROM, then stage by stage.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition> + '_ {
        self.global.definitions.iter().chain(self.stages.iter().flat_map(|stage| &stage.scope.definitions))
    }

    /// The names that an ARG or ENV defines.
    pub fn definitions_in(&self, instruction: Placed<'_>) -> &[Definition] {
        let stage = self.stage_of(instruction);
        stage.map_or(&self.global, |stage| &stage.data().scope).of_item(instruction.index)
    }

    /// The ARGs before the first FROM.
    pub fn global_args(&self) -> &[Definition] {
        &self.global.definitions
    }
}

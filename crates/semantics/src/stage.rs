//! Build stages: what they are built from, and what each of their instructions can see.

use std::collections::HashMap;
use std::ops::Range;

use plimsoll_syntax::expansion::{Quoting, Value};
use plimsoll_syntax::image::{ImageError, ImageReference};
use plimsoll_syntax::{Arguments, Keyword, Pair, Placed};
use plimsoll_text::{Span, TextRange};

use crate::dockerfile::Dockerfile;
use crate::expand::{VariableUse, expanded_texts};
use crate::facts::images::{self, Family, ImageFacts};
use crate::reading::defines_secret;
use crate::scope::{Before, Definition, DefinitionKind, Scope};
use crate::state::StateData;

/// What a stage starts from.
#[derive(Debug, Clone)]
pub enum Base {
    /// An earlier stage, by its index.
    Stage(usize),
    /// `FROM scratch`
    Scratch,
    Image(ImageName),
    /// Only a build can tell: a variable without a value, or nothing there.
    Unknown,
}

/// The image that a FROM names, its variables replaced.
#[derive(Debug, Clone)]
pub struct ImageName {
    pub text: String,
    pub reference: Result<ImageReference, ImageError>,
    /// In the FROM.
    pub span: Span,
}

#[derive(Debug, Clone)]
pub(crate) struct StageName {
    pub(crate) lower: String,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) struct StageData {
    /// The FROM, as an index into the items of the tree.
    pub(crate) from: usize,
    /// The items behind the FROM.
    pub(crate) items: Range<usize>,
    pub(crate) name: Option<StageName>,
    pub(crate) base: Base,
    /// The stage at the other end of its chain: itself if it is built from none.
    pub(crate) root: usize,
    /// Of its root image.
    pub(crate) family: Family,
    pub(crate) scope: Scope,
    pub(crate) state: StateData,
}

/// A build stage: a FROM and the instructions up to the next one.
#[derive(Debug, Clone, Copy)]
pub struct Stage<'a> {
    pub(crate) file: &'a Dockerfile,
    pub(crate) index: usize,
}

impl Base {
    pub fn image(&self) -> Option<&ImageName> {
        match self {
            Base::Image(image) => Some(image),
            _ => None,
        }
    }

    /// The value that the base image is known to give a variable.
    pub(crate) fn image_variable(&self, name: &str) -> Option<&str> {
        let facts = self.image().and_then(ImageName::facts);
        facts.and_then(|facts| facts.env.iter().find(|(key, _)| *key == name)).map(|(_, value)| *value)
    }
}

impl ImageName {
    /// What is known about the image: official ones and a few more.
    pub fn facts(&self) -> Option<&'static ImageFacts> {
        images::image(self.reference.as_ref().ok()?.familiar_name())
    }

    /// The distribution that it is made from.
    pub fn family(&self) -> Family {
        self.reference
            .as_ref()
            .map_or(Family::Unknown, |reference| images::family(reference.familiar_name(), reference.tag()))
    }
}

impl<'a> Stage<'a> {
    /// From 0.
    pub fn index(self) -> usize {
        self.index
    }

    pub(crate) fn data(self) -> &'a StageData {
        &self.file.stages[self.index]
    }

    /// Its FROM.
    pub fn from(self) -> Placed<'a> {
        self.file.tree.instruction(self.data().from).expect("a stage begins at an instruction")
    }

    /// Its instructions behind the FROM, in order.
    pub fn instructions(self) -> impl DoubleEndedIterator<Item = Placed<'a>> + Clone {
        self.data().items.clone().filter_map(move |index| self.file.tree.instruction(index))
    }

    pub fn instructions_of(self, keyword: Keyword) -> impl DoubleEndedIterator<Item = Placed<'a>> {
        let indices = self.file.by_keyword.within(keyword, self.data().items.clone());
        indices.iter().filter_map(move |index| self.file.tree.instruction(*index))
    }

    /// The last instruction of a kind: the one that counts for CMD, ENTRYPOINT and HEALTHCHECK.
    pub fn last(self, keyword: Keyword) -> Option<Placed<'a>> {
        self.instructions_of(keyword).next_back()
    }

    /// The ENTRYPOINT that counts: its own, or that of a stage it is built from.
    pub fn entrypoint(self) -> Option<Placed<'a>> {
        self.chain().find_map(|stage| stage.last(Keyword::Entrypoint))
    }

    /// Whether it keeps the ENTRYPOINT of an image that is known to act by the first word of the command.
    pub fn has_image_entrypoint_by_command(self) -> bool {
        let reference = self.root_base().image().and_then(|image| image.reference.as_ref().ok());
        self.entrypoint().is_none()
            && reference
                .is_some_and(|reference| images::entrypoint_acts_by_command(reference.familiar_name()))
    }

    /// The CMD that counts: its own, or that of a stage it is built from. BuildKit: an ENTRYPOINT resets an inherited one.
    pub fn cmd(self) -> Option<Placed<'a>> {
        for stage in self.chain() {
            let (cmd, entrypoint) = (stage.last(Keyword::Cmd), stage.last(Keyword::Entrypoint));
            if cmd.is_some() || entrypoint.is_some() {
                return cmd;
            }
        }
        None
    }

    /// The HEALTHCHECK that counts: its own, or that of a stage it is built from.
    pub fn healthcheck(self) -> Option<Placed<'a>> {
        self.chain().find_map(|stage| stage.last(Keyword::Healthcheck))
    }

    /// Its name in lower case, as BuildKit keeps it.
    pub fn name(self) -> Option<&'a str> {
        self.data().name.as_ref().map(|name| name.lower.as_str())
    }

    /// Where its name is written.
    pub fn name_range(self) -> Option<TextRange> {
        self.data().name.as_ref().map(|name| self.from().range(name.span))
    }

    /// Its name, or its number.
    pub fn label(self) -> String {
        self.name().map_or_else(|| format!("stage {}", self.index), str::to_owned)
    }

    pub fn base(self) -> &'a Base {
        &self.data().base
    }

    pub fn is_final(self) -> bool {
        self.index + 1 == self.file.stages.len()
    }

    /// The stage itself, then the stage it is built from, and so on.
    pub fn chain(self) -> impl Iterator<Item = Stage<'a>> {
        std::iter::successors(Some(self), |stage| match stage.base() {
            Base::Stage(index) => Some(Stage { file: stage.file, index: *index }),
            _ => None,
        })
    }

    /// What the whole chain starts from: never a stage.
    pub fn root_base(self) -> &'a Base {
        &self.file.stages[self.data().root].base
    }

    /// What the stage defines, then the stage that it is built from, and so on; some that define nothing are left out.
    pub(crate) fn scopes(self) -> impl Iterator<Item = &'a Scope> {
        std::iter::successors(Some(&self.data().scope), move |scope| {
            Some(&self.file.stages[scope.base?].scope)
        })
    }

    /// Whether every variable that its root image sets is known: there are none but PATH.
    pub fn has_plain_environment(self) -> bool {
        match self.root_base() {
            Base::Scratch => true,
            Base::Image(image) => image
                .reference
                .as_ref()
                .is_ok_and(|reference| images::sets_only_path(reference.familiar_name())),
            Base::Stage(_) | Base::Unknown => false,
        }
    }

    /// The distribution of its root image.
    pub fn family(self) -> Family {
        self.data().family
    }

    /// Whether a `--build-arg` can change what it is built from.
    pub fn is_chosen_by_args(self) -> bool {
        let image = self.image_range();
        let uses = self.file.variable_uses(self.from());
        let in_image = |used: &VariableUse| image.is_some_and(|image| image.contains_range(used.range));
        uses.iter().any(|used| in_image(used) && self.file.lookup(&used.name, self.from()).is_some())
    }

    /// Where the image is written in its FROM.
    pub fn image_range(self) -> Option<TextRange> {
        let from = self.from();
        from_words(from).first().map(|image| from.range(*image))
    }
}

/// The words of a FROM.
pub(crate) fn from_words(from: Placed<'_>) -> &[Span] {
    match &from.instruction.command().arguments {
        Arguments::Words(words) => words,
        _ => &[],
    }
}

/// Finds the stages of a file and what is defined where.
pub(crate) fn build(file: &mut Dockerfile) {
    let tree = file.tree.clone();
    let mut named = HashMap::new();
    for instruction in tree.instructions() {
        if instruction.keyword() == Some(Keyword::From) {
            let data = start(file, instruction, &named);
            if let Some(name) = &data.name {
                named.insert(name.lower.clone(), file.stages.len());
            }
            file.stages.push(data);
            continue;
        }
        match instruction.keyword() {
            Some(Keyword::Arg) => define_args(file, instruction),
            Some(Keyword::Env) => define_env(file, instruction),
            _ => {}
        }
        if let Some(stage) = file.stages.last_mut() {
            stage.items.end = instruction.index + 1;
        }
        crate::state::record(file, instruction);
    }
}

/// `named`: the last stage of each name so far.
fn start(file: &Dockerfile, from: Placed<'_>, named: &HashMap<String, usize>) -> StageData {
    let words = from_words(from);
    let has_name = words.len() >= 3 && from.text(words[1]).eq_ignore_ascii_case("AS");
    let name =
        has_name.then(|| StageName { lower: from.text(words[2]).to_ascii_lowercase(), span: words[2] });
    let base = words.first().map_or(Base::Unknown, |image| base(file, from, *image, named));
    let own_family = |base: &Base| match base {
        Base::Scratch => Family::Scratch,
        Base::Image(image) => image.family(),
        Base::Stage(_) | Base::Unknown => Family::Unknown,
    };
    let (root, family, scope, state) = match base {
        Base::Stage(index) => {
            let data = &file.stages[index];
            (data.root, data.family, Scope::behind(index, &data.scope), StateData::behind(index, &data.state))
        }
        _ => (file.stages.len(), own_family(&base), Scope::default(), StateData::default()),
    };
    StageData {
        from: from.index,
        items: from.index + 1..from.index + 1,
        name,
        base,
        root,
        family,
        scope,
        state,
    }
}

/// BuildKit: `scratch` exactly, else the name of an earlier stage, compared with case, else an image.
fn base(file: &Dockerfile, from: Placed<'_>, image: Span, named: &HashMap<String, usize>) -> Base {
    let before = Before::instruction(from);
    let quoting = Quoting::Word { escape: from.instruction.escape() };
    let Ok(Value::Set(text)) = file.evaluate_before(&from.text(image), quoting, None, before) else {
        return Base::Unknown;
    };
    if let Some(stage) = named.get(&text) {
        return Base::Stage(*stage);
    }
    match text.as_str() {
        "" => Base::Unknown,
        "scratch" => Base::Scratch,
        _ => Base::Image(ImageName { reference: ImageReference::parse(&text), text, span: image }),
    }
}

fn define_args(file: &mut Dockerfile, instruction: Placed<'_>) {
    let Arguments::Pairs(pairs) = &instruction.instruction.command().arguments else { return };
    for (ordinal, pair) in pairs.iter().enumerate() {
        let name = instruction.text(pair.key).into_owned();
        let value = arg_value(file, instruction, &name, pair, ordinal);
        define(file, instruction, DefinitionKind::Arg, name, pair, ordinal, value);
    }
}

/// A `--build-arg`, else the default, else the ARG of that name before the first FROM.
fn arg_value(file: &Dockerfile, instruction: Placed<'_>, name: &str, pair: &Pair, ordinal: usize) -> Value {
    if let Some(args) = &file.build_args
        && let Some(value) = args.get(name)
    {
        return Value::Set(value.clone());
    }
    let stage = file.stages.len().checked_sub(1);
    if let Some(default) = pair.value {
        let quoting = Quoting::Word { escape: instruction.instruction.escape() };
        let before = Before { item: instruction.index, ordinal };
        return file
            .evaluate_before(&instruction.text(default), quoting, stage, before)
            .unwrap_or(Value::Unknown);
    }
    let global = stage.and_then(|_| file.global.find(name, Before::END));
    global.map_or_else(|| file.build_arg(name), |global| global.value.clone())
}

fn define_env(file: &mut Dockerfile, instruction: Placed<'_>) {
    let pairs = match &instruction.instruction.command().arguments {
        Arguments::Pairs(pairs) => pairs.as_ref(),
        Arguments::LegacyPair(pair) => std::slice::from_ref(pair),
        _ => return,
    };
    let stage = file.stages.len().checked_sub(1);
    let before = Before::instruction(instruction);
    let quoting = Quoting::Word { escape: instruction.instruction.escape() };
    let evaluate = |file: &Dockerfile, span| {
        file.evaluate_before(&instruction.text(span), quoting, stage, before).unwrap_or(Value::Unknown)
    };
    for (ordinal, pair) in pairs.iter().enumerate() {
        let Value::Set(name) = evaluate(file, pair.key) else { continue };
        let value = pair.value.map_or(Value::Set(String::new()), |value| evaluate(file, value));
        define(file, instruction, DefinitionKind::Env, name, pair, ordinal, value);
    }
}

fn define(
    file: &mut Dockerfile,
    instruction: Placed<'_>,
    kind: DefinitionKind,
    name: String,
    pair: &Pair,
    ordinal: usize,
    value: Value,
) {
    let is_secret = defines_secret(file, instruction, ordinal, &name);
    let (item, key, value_span) = (instruction.index, pair.key, pair.value);
    let definition = Definition { name, kind, item, ordinal, key, value_span, value, is_secret };
    match file.stages.last_mut() {
        Some(stage) => stage.scope.push(definition),
        None if definition.kind == DefinitionKind::Arg => file.global.push(definition),
        None => {}
    }
}

impl Dockerfile {
    /// The platform that a FROM asks for, its variables replaced.
    pub fn platform(&self, from: Placed<'_>) -> Option<Value> {
        let flag = from.instruction.flag("platform")?.value?;
        let texts = expanded_texts(from);
        let text = texts.iter().find(|text| text.span == flag)?;
        Some(self.evaluate(text).unwrap_or(Value::Unknown))
    }
}

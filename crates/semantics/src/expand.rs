//! The texts of an instruction in which BuildKit replaces variables.

use std::borrow::Cow;
use std::ops::Range;

use plimsoll_syntax::expansion::{self, Expansion, ExpansionError, Quoting, Value};
use plimsoll_syntax::{Arguments, Command, Keyword, Pair, Placed};
use plimsoll_text::{Span, TextRange};

use crate::dockerfile::Dockerfile;
use crate::scope::{Before, Definition, DefinitionKind, Found};
use crate::stage::Stage;

/// A part of an instruction in which variables are replaced.
#[derive(Debug, Clone)]
pub struct ExpandedText<'a> {
    pub instruction: Placed<'a>,
    pub span: Span,
    /// What is expanded: usually the text of the span.
    pub text: Cow<'a, str>,
    pub quoting: Quoting,
    /// Among the names of an ARG, whose defaults see the names before them.
    pub(crate) ordinal: usize,
    /// An undefined variable in it is not worth a word to BuildKit: EXPOSE.
    pub is_lenient: bool,
}

/// `$name` somewhere in a file.
#[derive(Debug, Clone)]
pub struct VariableUse {
    pub name: String,
    /// The name alone.
    pub name_range: TextRange,
    /// From the `$` to the end, modifier included.
    pub range: TextRange,
    pub is_lenient: bool,
}

impl<'a> ExpandedText<'a> {
    fn new(instruction: Placed<'a>, span: Span) -> Self {
        let quoting = Quoting::Word { escape: instruction.instruction.escape() };
        let text = instruction.instruction.text(span);
        ExpandedText { instruction, span, text, quoting, ordinal: 0, is_lenient: false }
    }

    pub fn parse(&self) -> (Expansion, Option<ExpansionError>) {
        expansion::parse(&self.text, self.quoting)
    }

    /// The place of bytes of the text.
    pub fn locate(&self, range: Range<usize>) -> TextRange {
        let exact = self.instruction.instruction.text(self.span) == self.text;
        let span = if exact { self.instruction.locate(self.span, range) } else { self.span };
        self.instruction.range(span)
    }

    pub fn variables(&self) -> Vec<VariableUse> {
        let (expansion, _) = self.parse();
        let used = |variable: &expansion::Variable| VariableUse {
            name: variable.name.clone(),
            name_range: self.locate(variable.name_range.clone()),
            range: self.locate(variable.range.clone()),
            is_lenient: self.is_lenient,
        };
        expansion.variables().into_iter().map(used).collect()
    }
}

/// The parts of an instruction in which variables are replaced, in order. Those behind ONBUILD are not: they are
/// replaced in another build.
pub(crate) fn expanded_texts(instruction: Placed<'_>) -> Vec<ExpandedText<'_>> {
    texts_of(instruction, instruction.instruction.command())
}

fn texts_of<'a>(instruction: Placed<'a>, command: &'a Command) -> Vec<ExpandedText<'a>> {
    let Some(keyword) = command.keyword else { return Vec::new() };
    let mut texts = flag_texts(instruction, command, keyword);
    match (keyword, &command.arguments) {
        (Keyword::From, Arguments::Words(words)) => {
            texts.extend(words.first().map(|image| ExpandedText::new(instruction, *image)));
        }
        (Keyword::Copy | Keyword::Add | Keyword::Volume | Keyword::Expose, Arguments::Words(words)) => {
            texts.extend(words.iter().map(|word| ExpandedText {
                is_lenient: keyword == Keyword::Expose,
                ..ExpandedText::new(instruction, *word)
            }));
        }
        (Keyword::Copy | Keyword::Add | Keyword::Volume, Arguments::Json(array)) => {
            texts.extend(array.elements.iter().map(|element| json_text(instruction, element)));
        }
        (Keyword::User | Keyword::Workdir | Keyword::Stopsignal, Arguments::Text(text)) => {
            texts.push(ExpandedText::new(instruction, *text));
        }
        (Keyword::Env | Keyword::Label, Arguments::Pairs(pairs)) => {
            texts.extend(pairs.iter().flat_map(|pair| pair_texts(instruction, pair, true)));
        }
        (Keyword::Env | Keyword::Label, Arguments::LegacyPair(pair)) => {
            texts.extend(pair_texts(instruction, pair, true));
        }
        (Keyword::Arg, Arguments::Pairs(pairs)) => {
            for (ordinal, pair) in pairs.iter().enumerate() {
                let values = pair_texts(instruction, pair, false);
                texts.extend(values.into_iter().map(|text| ExpandedText { ordinal, ..text }));
            }
        }
        _ => {}
    }
    texts.extend(heredoc_texts(instruction, keyword));
    texts
}

fn flag_texts<'a>(instruction: Placed<'a>, command: &Command, keyword: Keyword) -> Vec<ExpandedText<'a>> {
    let expands = |name: &str| match keyword {
        Keyword::From => name == "platform",
        Keyword::Copy => matches!(name, "chown" | "chmod"),
        Keyword::Add => matches!(name, "chown" | "chmod" | "checksum"),
        Keyword::Run => name == "mount",
        _ => false,
    };
    let text = |flag: &plimsoll_syntax::Flag| {
        let value = instruction.instruction.flag_value(flag)?;
        Some(ExpandedText { text: value, ..ExpandedText::new(instruction, flag.value?) })
    };
    command.flags.iter().filter(|flag| expands(&instruction.flag_name(flag))).filter_map(text).collect()
}

fn json_text<'a>(instruction: Placed<'a>, element: &'a plimsoll_syntax::JsonString) -> ExpandedText<'a> {
    let inner = Span::new(element.span.start + 1, element.span.end - 1);
    ExpandedText { text: Cow::Borrowed(&element.value), ..ExpandedText::new(instruction, inner) }
}

fn pair_texts<'a>(instruction: Placed<'a>, pair: &Pair, with_key: bool) -> Vec<ExpandedText<'a>> {
    let spans = with_key.then_some(pair.key).into_iter().chain(pair.value);
    spans.map(|span| ExpandedText::new(instruction, span)).collect()
}

fn heredoc_texts(instruction: Placed<'_>, keyword: Keyword) -> Vec<ExpandedText<'_>> {
    if !matches!(keyword, Keyword::Copy | Keyword::Add) {
        return Vec::new();
    }
    let bodies = instruction.instruction.heredocs().iter().filter(|heredoc| heredoc.expand);
    let text = |span| ExpandedText { quoting: Quoting::Heredoc, ..ExpandedText::new(instruction, span) };
    bodies.map(|heredoc| text(heredoc.body)).collect()
}

impl Dockerfile {
    /// The parts of an instruction in which variables are replaced.
    pub fn expanded_texts<'a>(&self, instruction: Placed<'a>) -> Vec<ExpandedText<'a>> {
        expanded_texts(instruction)
    }

    /// The parts of a command of an instruction in which variables are replaced, be it in another build: what is behind
    /// ONBUILD is a command of its own.
    pub fn texts_expanded_in<'a>(
        &self,
        instruction: Placed<'a>,
        command: &'a Command,
    ) -> Vec<ExpandedText<'a>> {
        texts_of(instruction, command)
    }

    /// Every variable that BuildKit replaces in an instruction.
    pub fn variable_uses(&self, instruction: Placed<'_>) -> Vec<VariableUse> {
        if !instruction.source().contains('$') {
            return Vec::new();
        }
        expanded_texts(instruction).iter().flat_map(ExpandedText::variables).collect()
    }

    /// What a part of an instruction becomes.
    pub fn evaluate(&self, text: &ExpandedText<'_>) -> Result<Value, ExpansionError> {
        let before = Before { item: text.instruction.index, ordinal: text.ordinal };
        let stage =
            self.stage_of(text.instruction).filter(|stage| stage.from().index != text.instruction.index);
        self.evaluate_before(&text.text, text.quoting, stage.map(Stage::index), before)
    }

    /// Whether it is the default of an ARG that a build argument replaces: BuildKit does not read it then.
    pub(crate) fn is_overridden(&self, text: &ExpandedText<'_>) -> bool {
        let Some(args) = self.build_args.as_ref() else { return false };
        let is_arg = text.instruction.keyword() == Some(Keyword::Arg);
        let definition = self.definitions_in(text.instruction).get(text.ordinal).filter(|_| is_arg);
        definition.is_some_and(|definition| args.contains_key(&definition.name))
    }

    /// What the text of a span of an instruction becomes; unknown too where it can't be expanded.
    pub fn value_of(&self, instruction: Placed<'_>, span: Span) -> Value {
        self.evaluate(&ExpandedText::new(instruction, span)).unwrap_or(Value::Unknown)
    }

    /// What the text of a span becomes in every build; unknown where a build argument may have a part in it.
    pub fn constant_value_of(&self, instruction: Placed<'_>, span: Span) -> Value {
        let text = ExpandedText::new(instruction, span);
        let is_constant = |used: &VariableUse| match self.lookup(&used.name, instruction) {
            Some(Found::Definition(definition)) => self.is_constant(definition),
            found => matches!(found, Some(Found::Image(_))),
        };
        if self.build_args.is_none() && text.text.contains('$') && !text.variables().iter().all(is_constant) {
            return Value::Unknown;
        }
        self.evaluate(&text).unwrap_or(Value::Unknown)
    }

    /// Whether it is an ENV with nothing but text.
    fn is_constant(&self, definition: &Definition) -> bool {
        let instruction = self.tree.instruction(definition.item);
        let is_text = |span: Span| instruction.is_some_and(|one| !one.text(span).contains('$'));
        definition.kind == DefinitionKind::Env && definition.value_span.is_none_or(is_text)
    }

    pub(crate) fn evaluate_before(
        &self,
        text: &str,
        quoting: Quoting,
        stage: Option<usize>,
        before: Before,
    ) -> Result<Value, ExpansionError> {
        if expansion::is_plain(text, quoting) {
            return Ok(Value::Set(text.to_owned()));
        }
        match expansion::parse(text, quoting) {
            (_, Some(error)) => Err(error),
            (expansion, None) => expansion.evaluate(&|name| self.value_before(name, stage, before)),
        }
    }
}

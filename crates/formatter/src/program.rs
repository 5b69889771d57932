//! What BuildKit makes of a file: all that a new layout must not change.

use std::borrow::Cow;

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{
    Arguments, Command, GapKind, Heredoc, Instruction, JsonArray, Keyword, Node, SyntaxTree, frontend,
};
use plimsoll_text::Span;

use crate::tokens::{Shell, script_tokens};

/// Whether a file that was written anew is the same program, with the same comments.
pub(crate) fn is_same_file(before: &Dockerfile, after: &SyntaxTree) -> bool {
    let frontends = || frontend(&before.tree().text()) == frontend(&after.text());
    before.tree().escape() == after.escape() && frontends() && is_same_items(before, after)
}

fn is_same_items(before: &Dockerfile, after: &SyntaxTree) -> bool {
    let is_said = |node: &Node| !matches!(node, Node::Blank(_));
    let mut rest = after.items().iter().map(|item| &*item.node).filter(|node| is_said(node));
    let items = before.tree().items().iter().enumerate().filter(|(_, item)| is_said(&item.node));
    for (index, item) in items {
        let is_same = match (&*item.node, rest.next()) {
            (Node::Comment(before), Some(Node::Comment(after))) => comment(before) == comment(after),
            (Node::Directive(before), Some(Node::Directive(after))) => {
                (before.kind, before.value()) == (after.kind, after.value())
            }
            (Node::Instruction(before_it), Some(Node::Instruction(after))) => {
                let shell = before.tree().instruction(index).map(|placed| Shell::of(before, placed));
                // Most have not changed, and are not read again.
                before_it.source() == after.source()
                    || shell.is_some_and(|shell| is_same(before_it, after, shell))
            }
            _ => false,
        };
        if !is_same {
            return false;
        }
    }
    rest.next().is_none()
}

/// Whether an instruction that was written anew says the same. A script that a POSIX shell reads is the same if its
/// words are, and what stands between them.
pub(crate) fn is_same(before: &Instruction, after: &Instruction, shell: Shell) -> bool {
    let kinds = |one: &Instruction| one.errors().iter().map(|error| error.kind.clone()).collect::<Vec<_>>();
    Program::of(before, shell) == Program::of(after, shell) && kinds(before) == kinds(after)
}

/// Without its blanks at the end. Those at the start mean something to BuildKit.
fn comment(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim_end()
}

/// What an instruction says, one thing after the other.
#[derive(Debug, PartialEq, Eq)]
struct Program<'a>(Vec<(Part, Cow<'a, str>)>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Keyword,
    Flag,
    /// Of a JSON array; the array itself is a part without text.
    Element,
    Array,
    Script,
    Argument,
    Key,
    Value,
    HeredocBody {
        name: Box<str>,
        expand: bool,
        chomp: bool,
        descriptor: Option<u32>,
        is_ended: bool,
    },
    Comment,
}

impl<'a> Program<'a> {
    fn of(instruction: &'a Instruction, shell: Shell) -> Self {
        let mut reader = Reader { instruction, shell, parts: Vec::new() };
        reader.command(instruction.command());
        instruction.heredocs().iter().for_each(|heredoc| reader.heredoc(heredoc));
        reader.comments();
        Program(reader.parts)
    }
}

struct Reader<'a> {
    instruction: &'a Instruction,
    shell: Shell,
    parts: Vec<(Part, Cow<'a, str>)>,
}

impl<'a> Reader<'a> {
    fn command(&mut self, command: &'a Command) {
        match command.keyword {
            Some(keyword) => self.parts.push((Part::Keyword, keyword.as_str().into())),
            None => self.add(Part::Keyword, command.keyword_span),
        }
        command.flags.iter().for_each(|flag| self.add(Part::Flag, flag.span));
        match (command.keyword, &command.arguments) {
            (Some(Keyword::From), Arguments::Words(words)) => self.from(words),
            (_, arguments) => self.arguments(arguments),
        }
    }

    /// The `AS` of a FROM may be in any case.
    fn from(&mut self, words: &[Span]) {
        for (index, word) in words.iter().enumerate() {
            match index {
                1 => self.keyword(*word),
                _ => self.add(Part::Argument, *word),
            }
        }
    }

    fn arguments(&mut self, arguments: &'a Arguments) {
        match arguments {
            Arguments::Json(array) => self.json(array),
            Arguments::Shell(script) => self.script(*script),
            Arguments::Words(words) => words.iter().for_each(|word| self.add(Part::Argument, *word)),
            Arguments::Text(span) | Arguments::Unknown(span) => self.add(Part::Argument, *span),
            Arguments::Pairs(pairs) => pairs.iter().for_each(|pair| self.add(Part::Argument, pair.span)),
            Arguments::LegacyPair(pair) => {
                self.add(Part::Key, pair.key);
                self.add(Part::Value, pair.value.unwrap_or_default());
            }
            Arguments::Health(health) => {
                self.keyword(health.keyword);
                self.arguments(&health.command);
            }
            Arguments::Trigger(trigger) => self.command(trigger),
        }
    }

    fn json(&mut self, array: &'a JsonArray) {
        self.parts.push((Part::Array, "".into()));
        let values = array.elements.iter().map(|element| (Part::Element, (&*element.value).into()));
        self.parts.extend(values);
    }

    fn script(&mut self, script: Span) {
        for token in script_tokens(self.instruction, script, self.shell) {
            self.add(Part::Script, token);
        }
    }

    fn heredoc(&mut self, heredoc: &Heredoc) {
        let part = Part::HeredocBody {
            name: heredoc.name.clone(),
            expand: heredoc.expand,
            chomp: heredoc.chomp,
            descriptor: heredoc.descriptor,
            is_ended: heredoc.terminator.is_some(),
        };
        self.parts.push((part, self.instruction.source_of(heredoc.body).into()));
    }

    fn comments(&mut self) {
        for gap in self.instruction.gaps().iter().filter(|gap| gap.kind == GapKind::Comment) {
            self.parts.push((Part::Comment, self.instruction.source_of(gap.span).trim().into()));
        }
    }

    fn keyword(&mut self, span: Span) {
        self.parts.push((Part::Keyword, self.instruction.text(span).to_ascii_uppercase().into()));
    }

    fn add(&mut self, part: Part, span: Span) {
        self.parts.push((part, self.instruction.text(span)));
    }
}

/// Whether a line that moves to the top of the file is read as what it was.
pub(crate) fn can_be_first(node: &Node) -> bool {
    match node {
        Node::Comment(text) => !matches!(
            SyntaxTree::parse(text).items().first().map(|item| &*item.node),
            Some(Node::Directive(_))
        ),
        Node::Instruction(instruction) => instruction.keyword().is_some(),
        Node::Blank(_) | Node::Directive(_) => false,
    }
}

//! What must be true of the layout of a Dockerfile: it says the same, and laying it out again changes nothing.

use std::fmt;
use std::sync::Arc;

use plimsoll_formatter::{Style, format};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_shell::Script;
use plimsoll_syntax::{Arguments, Command, Node, Placed, SyntaxTree};
use plimsoll_text::{Span, apply_edits};

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The edits overlap, or are outside of the text.
    Edits,
    /// The first thing that is said in another way, before and after.
    Says(String, String),
    /// The second time there are edits, too.
    NotStable,
}

/// The text laid out.
///
/// # Errors
///
/// What is wrong with that.
pub fn laid_out(text: &str, style: &Style) -> Result<String, Failure> {
    let before = model(text);
    let after = apply_edits(text, &format(&before, style)).map_err(|_| Failure::Edits)?;
    let model = model(&after);
    let (said, says) = (statements(&before), statements(&model));
    if said != says {
        let at = said.iter().zip(&says).take_while(|(before, after)| before == after).count();
        let one = |all: &[String]| all.get(at).cloned().unwrap_or_default();
        return Err(Failure::Says(one(&said), one(&says)));
    }
    if format(&model, style).is_empty() { Ok(after) } else { Err(Failure::NotStable) }
}

fn model(text: &str) -> Dockerfile {
    Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext))
}

/// What a file says, found in another way than the formatter does: every word as it is, and all the rest without its
/// blanks.
fn statements(file: &Dockerfile) -> Vec<String> {
    let mut statements = Vec::new();
    for (index, item) in file.tree().items().iter().enumerate() {
        match &*item.node {
            Node::Blank(_) => {}
            Node::Comment(text) => statements.push(text.trim_end().to_owned()),
            Node::Directive(directive) => {
                statements.push(format!("{:?} {}", directive.kind, directive.value()));
            }
            Node::Instruction(_) => {
                let placed = file.tree().instruction(index);
                statements.extend(placed.into_iter().flat_map(|placed| instruction(file, placed)));
            }
        }
    }
    statements
}

fn instruction(file: &Dockerfile, placed: Placed<'_>) -> Vec<String> {
    let mut statements = vec![placed.text(placed.line()).to_ascii_lowercase().replace([' ', '\t'], "")];
    let kinds = placed.errors().iter().map(|error| format!("{:?}", error.kind));
    statements.extend(kinds);
    command(placed, placed.instruction.command(), &mut statements);
    statements.extend(file.scripts(placed).iter().flat_map(words));
    for heredoc in placed.heredocs() {
        statements.push(format!("{} {}", heredoc.name, heredoc.terminator.is_some()));
        statements.push(placed.source_of(heredoc.body).to_owned());
    }
    statements
}

fn command(placed: Placed<'_>, command: &Command, statements: &mut Vec<String>) {
    let text = |span: Span| placed.text(span).into_owned();
    statements.push(format!("{:?}", command.keyword));
    statements.extend(command.flags.iter().map(|flag| text(flag.span)));
    match &command.arguments {
        Arguments::Json(array) => {
            statements.extend(array.elements.iter().map(|element| element.value.to_string()));
        }
        Arguments::Words(words) => {
            statements.extend(words.iter().map(|word| text(*word).to_ascii_lowercase()));
        }
        Arguments::Text(span) | Arguments::Unknown(span) => statements.push(text(*span)),
        Arguments::Pairs(pairs) => statements.extend(pairs.iter().map(|pair| text(pair.span))),
        Arguments::LegacyPair(pair) => {
            statements.extend([Some(pair.key), pair.value].into_iter().flatten().map(text));
        }
        Arguments::Trigger(trigger) => self::command(placed, trigger, statements),
        Arguments::Shell(_) | Arguments::Health(_) => {}
    }
}

/// The words of every command, without their quotes.
fn words(script: &Script) -> Vec<String> {
    let mut words = Vec::new();
    for site in script.commands() {
        let of_command = site.command.words.iter();
        let assigned = site.command.assignments.iter().map(|assignment| &assignment.value);
        let targets = site.command.redirects.iter().filter_map(|redirect| redirect.target.as_ref());
        words.extend(of_command.chain(assigned).chain(targets).map(|word| match word.has_expansion() {
            // Between the words of a nested command, which are words of their own, blanks only separate.
            true => word.text().split_whitespace().collect(),
            false => word.text().to_owned(),
        }));
    }
    words
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Edits => f.write_str("the edits can't be applied"),
            Failure::Says(before, after) => write!(f, "it said {before:?} and says {after:?}"),
            Failure::NotStable => f.write_str("the second time it changes again"),
        }
    }
}

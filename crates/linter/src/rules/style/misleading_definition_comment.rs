//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_syntax::{Arguments, Keyword, Node, Placed};
use plimsoll_text::{TextEdit, TextRange};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("misleading-definition-comment", include_str!("misleading_definition_comment.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for instruction in file.instructions() {
        let names = defined_names(file, instruction);
        let Some((range, first)) = names.first() else { continue };
        let Some(comment) = last_comment(file, instruction) else { continue };
        let word = comment.split(' ').next().unwrap_or_default();
        if names.iter().any(|(_, name)| name == word) {
            continue;
        }
        // Not indented: BuildKit would not take it for an empty one.
        let separator = format!("#{}", edit::line_ending(file));
        let fix = Fix::safe(
            "Put an empty comment in between",
            vec![TextEdit::insert(instruction.start, separator)],
        );
        let message = format!("the comment above is no description: it does not begin with `{first}`");
        report.at(*range, message).fix(fix);
    }
}

/// What an ARG or a FROM gives a name to.
fn defined_names(file: &Dockerfile, instruction: Placed<'_>) -> Vec<(TextRange, String)> {
    match (instruction.keyword(), &instruction.instruction.command().arguments) {
        (Some(Keyword::Arg), Arguments::Pairs(pairs)) => {
            let named = |pair: &plimsoll_syntax::Pair| {
                (instruction.range(pair.key), instruction.text(pair.key).into_owned())
            };
            pairs.iter().map(named).collect()
        }
        (Some(Keyword::From), _) => {
            let named = |stage: Stage<'_>| Some((stage.name_range()?, stage.name()?.to_owned()));
            file.stage_of(instruction).and_then(named).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The comment that BuildKit takes for a description, without its `#`: blank lines don't part them, an empty
/// comment does.
fn last_comment<'a>(file: &'a Dockerfile, instruction: Placed<'_>) -> Option<&'a str> {
    let above = file.tree().items()[..instruction.index].iter().rev();
    let comment = above.map(|item| &*item.node).find(|node| !matches!(node, Node::Blank(_)))?;
    match comment {
        // BuildKit drops the first byte of the line, not the `#` of an indented comment.
        Node::Comment(text) => text.get(1..).map(str::trim).filter(|text| !text.is_empty()),
        _ => None,
    }
}

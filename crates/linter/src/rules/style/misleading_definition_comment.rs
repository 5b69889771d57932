//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_syntax::{Arguments, Keyword, Node, Placed};
use plimsoll_text::{TextEdit, TextRange};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;
use crate::suppression::is_check_comment;

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
        let message = format!("the comment above is no description: it does not begin with `{first}`");
        let finding = report.at(*range, message);
        // BuildKit forgets a suppression too at an empty comment.
        if !comments_above(file, instruction).any(is_check_comment) {
            finding.fix(part(file, instruction));
        }
    }
}

fn part(file: &Dockerfile, instruction: Placed<'_>) -> Fix {
    // Not indented: BuildKit would not take it for an empty one.
    let separator = format!("#{}", edit::line_ending(file));
    let edits = vec![TextEdit::insert(instruction.start, separator)];
    Fix::safe("Put an empty comment in between", edits)
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

/// The comment that BuildKit takes for a description, without its `#`.
fn last_comment<'a>(file: &'a Dockerfile, instruction: Placed<'_>) -> Option<&'a str> {
    comments_above(file, instruction).next().map(comment_text)
}

/// From the last one up to an empty one: blank lines don't part them.
fn comments_above<'a>(file: &'a Dockerfile, instruction: Placed<'_>) -> impl Iterator<Item = &'a str> {
    let above = file.tree().items()[..instruction.index].iter().rev().map(|item| &*item.node);
    let lines = above.filter(|node| !matches!(node, Node::Blank(_)));
    let comments = lines.map_while(|node| match node {
        Node::Comment(text) => Some(&**text),
        _ => None,
    });
    comments.take_while(|text| !comment_text(text).is_empty())
}

/// BuildKit drops the first byte of the line, not the `#` of an indented comment.
fn comment_text(comment: &str) -> &str {
    comment.get(1..).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::fixture;

    #[test]
    fn keeps_suppressions_of_buildkit() {
        let has_fix = |comments: &str| {
            let text = format!("{comments}FROM a AS Foo\n");
            let findings = fixture::findings(&text, RULE.name);
            assert_eq!(findings.len(), 1, "{text}");
            !findings[0].fixes.is_empty()
        };
        assert!(has_fix("# x\n"));
        assert!(has_fix("# hadolint ignore=DL3006\n# x\n"));
        assert!(has_fix("# x\n# check=skip=StageNameCasing\n#\n# x\n"));
        assert!(!has_fix("# x\n# check=skip=StageNameCasing\n"));
        assert!(!has_fix("# x\n# check=skip=StageNameCasing\n\n# x\n"));
    }
}

//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Directive, DirectiveKind, Item, Node, directive_in, frontend, suggest};
use plimsoll_text::{Span, TextEdit, TextRange, TextSize};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("directive-without-effect", include_str!("directive_without_effect.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let items = file.tree().items();
    let first_instruction =
        items.iter().position(|item| matches!(&*item.node, Node::Instruction(_))).unwrap_or(items.len());
    for (index, item) in items.iter().enumerate() {
        match &*item.node {
            Node::Directive(directive) if directive.kind == DirectiveKind::Syntax => {
                check_frontend(file, item, directive, report);
            }
            Node::Directive(directive) => check_indentation(item, directive, report),
            Node::Comment(text) => {
                let meant = Meant::read(text, index < first_instruction);
                if let Some(meant) = meant.filter(|meant| !meant.is_read_as_frontend(file)) {
                    check_comment(file, index, &meant, report);
                }
            }
            _ => {}
        }
    }
}

fn check_frontend(file: &Dockerfile, item: &Item, directive: &Directive, report: &mut Report<'_>) {
    check_indentation(item, directive, report);
    if let Some((name, own)) = file.misspelled_frontend()
        && directive.value().starts_with(&name)
    {
        let start = directive.value.start;
        let range = Span::new(start, start + name.len() as u32).at(item.start);
        let finding = report.at(range, format!("there is no frontend `{name}`: did you mean `{own}`?"));
        let edits = vec![TextEdit::replace(range, own)];
        finding.fix(Fix::not_safe(format!("Change to `{own}`"), edits));
    }
}

fn check_indentation(item: &Item, directive: &Directive, report: &mut Report<'_>) {
    if directive.is_effective() {
        return;
    }
    let name = directive.kind.as_str();
    let finding = report
        .at(directive.name.at(item.start), format!("an indented `{name}` is not read: BuildKit skips it"));
    let source = directive.source();
    let skip = edit::byte_order_mark(source);
    let indent = source[usize::from(skip)..].find('#').unwrap_or_default();
    let edits = vec![TextEdit::delete(TextRange::at(item.start + skip, TextSize::new(indent as u32)))];
    finding.fix(Fix::not_safe("Remove the indentation", edits));
}

/// A comment that was meant as a directive.
struct Meant<'a> {
    kind: DirectiveKind,
    value: &'a str,
    mistake: Mistake,
    /// In the comment: its name.
    name: Span,
}

#[derive(PartialEq)]
enum Mistake {
    Place,
    Name,
    NoEqualsSign,
}

impl<'a> Meant<'a> {
    /// Only above the first instruction, something that resembles a directive counts too.
    fn read(comment: &'a str, is_on_top: bool) -> Option<Meant<'a>> {
        let text = comment.trim_start_matches('\u{feff}').trim().strip_prefix('#')?.trim_start();
        let name_end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
        let (name, rest) = text.split_at(name_end);
        let start = (comment.trim_end().len() - text.len()) as u32;
        let (kind, value, mistake) = match (directive_in(comment), rest.trim_start().strip_prefix('=')) {
            (Some((kind, value)), _) => (kind, value, Mistake::Place),
            (None, _) if !is_on_top || name.len() < 4 => return None,
            (None, Some(value)) => {
                let kinds = DirectiveKind::ALL;
                let meant = suggest(name, kinds.map(DirectiveKind::as_str))?;
                (kinds.into_iter().find(|kind| kind.as_str() == meant)?, value.trim(), Mistake::Name)
            }
            (None, None) => {
                let kind = DirectiveKind::ALL.into_iter().find(|kind| kind.as_str() == name)?;
                let value = rest.trim_start();
                let value = value.strip_prefix(':').unwrap_or(value);
                (kind, value.trim(), Mistake::NoEqualsSign)
            }
        };
        let is_meant = match kind {
            DirectiveKind::Syntax => value.contains("dockerfile") && !value.contains(' '),
            DirectiveKind::Escape => matches!(value, "\\" | "`"),
            // Above an instruction, `check=skip=…` silences rules there.
            DirectiveKind::Check => {
                value.starts_with("error=") || (mistake != Mistake::Place && value.starts_with("skip="))
            }
        };
        is_meant.then_some(Meant { kind, value, mistake, name: Span::new(start, start + name.len() as u32) })
    }

    /// BuildKit finds the frontend behind a `#!` line too.
    fn is_read_as_frontend(&self, file: &Dockerfile) -> bool {
        self.kind == DirectiveKind::Syntax
            && self.mistake == Mistake::Place
            && frontend(&file.tree().text()).as_deref() == Some(self.value)
    }

    fn corrected(&self) -> String {
        format!("# {}={}", self.kind.as_str(), self.value)
    }
}

fn check_comment(file: &Dockerfile, index: usize, meant: &Meant<'_>, report: &mut Report<'_>) {
    let name = meant.kind.as_str();
    let message = match meant.mistake {
        Mistake::Place => {
            "this is only a comment: directives stand above everything else in the file".to_owned()
        }
        Mistake::Name => format!("this is only a comment: did you mean `{name}`?"),
        Mistake::NoEqualsSign => format!("this is only a comment: a directive is written `{name}=…`"),
    };
    let items = file.tree().items();
    let item = &items[index];
    let finding = report.at(meant.name.at(item.start), message);
    if file.tree().directives().any(|(_, directive)| directive.kind == meant.kind) {
        return;
    }
    if meant.kind == DirectiveKind::Escape {
        finding.decline("Make it a directive", "the file was written for the other escape character so far");
        return;
    }
    let is_directive = |item: &&Item| matches!(&*item.node, Node::Directive(_));
    let directives = items.iter().take_while(is_directive).count();
    let top = &items[directives];
    let start = top.start + edit::byte_order_mark(top.node.source());
    if directives == index {
        let written = item.node.source().trim_end();
        let range = TextRange::new(start, item.start + TextSize::of(written));
        finding.fix(Fix::not_safe("Make it a directive", vec![TextEdit::replace(range, meant.corrected())]));
    } else {
        let line = format!("{}{}", meant.corrected(), edit::line_ending(file));
        let edits = vec![TextEdit::insert(start, line), TextEdit::delete(item.range())];
        finding.fix(Fix::not_safe("Move it to the top", edits));
    }
}

#[cfg(test)]
mod tests {

    use crate::fixture::{findings, fixed};

    const RULE: &str = "directive-without-effect";

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(fixed(text, RULE), Some(Ok(expected.to_owned())), "{text}");
    }

    #[test]
    fn keeps_byte_order_mark_and_line_endings() {
        check(
            "\u{feff}# syntx = docker/dockerfile:1\r\nFROM a\r\n",
            "\u{feff}# syntax=docker/dockerfile:1\r\nFROM a\r\n",
        );
        check(
            "\u{feff}\r\n# syntax=docker/dockerfile:1\r\nFROM a\r\n",
            "\u{feff}# syntax=docker/dockerfile:1\r\n\r\nFROM a\r\n",
        );
        check("\u{feff}  # check=error=true\nFROM a\n", "\u{feff}# check=error=true\nFROM a\n");
        check("# escape=\\\n\n# syntax=docker/dockerfile:1", "# escape=\\\n# syntax=docker/dockerfile:1\n\n");
    }

    #[test]
    fn a_fix_leaves_the_escape_character_alone() {
        let text = "\n# escape=`\nFROM a\nRUN b \\\n c\n";
        assert!(matches!(fixed(text, RULE), Some(Err(Some(_)))));
    }

    #[test]
    fn a_second_directive_has_no_place() {
        let text = "# syntax=docker/dockerfile:1\n\n# syntax=docker/dockerfile:1.7\nFROM a\n";
        let findings = findings(text, RULE);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].fixes.is_empty());
    }

    #[test]
    fn silent_about_other_comments() {
        for text in [
            "#!/usr/bin/env docker\n# syntax=docker/dockerfile:1\nFROM a\n",
            "# note\n# check=skip=JSONArgsRecommended\nFROM a\n",
            "# syntax: see the manual\nFROM a\n",
            "# escape = how characters are escaped\nFROM a\n",
            "\n# syntax=v1\nFROM a\n",
            "FROM a\n# escape the quotes\n# syntax docker/dockerfile:1\n",
            "# checks=skip\nFROM a\n",
        ] {
            assert!(findings(text, RULE).is_empty(), "{text}");
        }
    }
}

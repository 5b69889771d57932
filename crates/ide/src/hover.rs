//! What is at a place: the language's own words, and what they come to here.

mod definition;
mod directive;
mod effect;
mod findings;
mod flag;
mod heredoc;
mod image;
mod in_force;
mod keyword;
mod label;
mod markdown;
mod modifier;
mod package_manager;
mod path;
mod pattern;
mod port;
mod signal;
mod stage;
mod suppression;
mod user;
mod variable;

pub(crate) use image::image_markdown;
pub use pattern::ignore_file_hover;
use plimsoll_linter::Finding;
use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Arguments, Command, Node, Placed};
use plimsoll_text::{LineIndex, Span, TextRange, TextSize};

/// Markdown about a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    pub range: TextRange,
    pub markdown: String,
}

/// The findings at `offset`, and what is there: the smallest thing that there is something to say about.
///
/// `lines` are those of the file.
pub fn hover(file: &Dockerfile, lines: &LineIndex, findings: &[Finding], offset: TextSize) -> Option<Hover> {
    // Behind the last character of a word, the word is meant.
    let before = || topic(file, lines, offset.checked_sub(TextSize::new(1))?);
    let topic = topic(file, lines, offset).or_else(before);
    findings::stacked(findings, offset, topic)
}

/// Something to say about a place, or nothing if it is not what the topic is about.
type Topic = fn(&Place<'_>) -> Option<Hover>;

/// The first that has something to say wins: parts come before what they are parts of.
const TOPICS: &[Topic] = &[
    keyword::at,
    variable::at,
    heredoc::at,
    definition::at,
    label::at,
    stage::at,
    image::at,
    flag::at,
    path::at,
    user::at,
    port::at,
    signal::at,
    package_manager::at,
];

fn topic(file: &Dockerfile, lines: &LineIndex, at: TextSize) -> Option<Hover> {
    let index = file.tree().item_at(at)?;
    let item = file.tree().items().get(index)?;
    match &*item.node {
        Node::Directive(directive) => {
            let rule = suppression::at(directive.source(), item.start, at);
            return rule.or_else(|| directive::at(directive, item.start, at));
        }
        Node::Comment(text) => return suppression::at(text, item.start, at),
        Node::Blank(_) | Node::Instruction(_) => {}
    }
    let place = Place { file, lines, instruction: file.tree().instruction(index)?, at };
    TOPICS.iter().find_map(|topic| topic(&place))
}

/// Where the pointer is, in an instruction.
struct Place<'a> {
    file: &'a Dockerfile,
    lines: &'a LineIndex,
    instruction: Placed<'a>,
    at: TextSize,
}

impl<'a> Place<'a> {
    fn is_in(&self, span: Span) -> bool {
        self.instruction.range(span).contains(self.at)
    }

    fn hover(&self, span: Span, markdown: impl Into<String>) -> Option<Hover> {
        Some(Hover { range: self.instruction.range(span), markdown: markdown.into() })
    }

    /// The command of the instruction, then the one behind its ONBUILD.
    fn commands(&self) -> impl Iterator<Item = &'a Command> {
        let trigger = |command: &&'a Command| match &command.arguments {
            Arguments::Trigger(trigger) => Some(&**trigger),
            _ => None,
        };
        std::iter::successors(Some(self.instruction.instruction.command()), trigger)
    }

    /// The number that people give to the line of an offset.
    fn line(&self, offset: TextSize) -> u32 {
        self.lines.line(offset) + 1
    }

    /// The line of the keyword of an instruction, given as an index into the items.
    fn line_of(&self, item: usize) -> u32 {
        let instruction = self.file.tree().instruction(item);
        let start = instruction.map_or(TextSize::new(0), |instruction| {
            instruction.range(instruction.command().keyword_span).start()
        });
        self.line(start)
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_linter::{Settings, lint};

    use super::*;
    use crate::fixture::{Fixture, ODD_FILES};

    /// What a hover at `$0` shows: the text it is about, then what it says.
    pub(super) fn shown(text: &str) -> String {
        shown_with(text, &[])
    }

    /// The same with the findings of these rules.
    pub(super) fn shown_with(text: &str, rules: &[&str]) -> String {
        let fixture = Fixture::new(text);
        let findings = if rules.is_empty() { Vec::new() } else { fixture.findings_of(rules) };
        match hover(&fixture.file, &fixture.lines, &findings, fixture.cursor()) {
            None => "nothing".to_owned(),
            Some(hover) => format!("{}\n\n{}", fixture.text_of(hover.range), hover.markdown),
        }
    }

    /// Hovers where there is nothing to say.
    #[test]
    fn nothing_between_things() {
        for text in
            ["FROM $0 a", "$0\nFROM a", "FROM a\n# note$0\n", "FROM a\nRUN ec$0ho\n", "$0", "FROM a\n$0"]
        {
            assert_eq!(shown(text), "nothing", "{text}");
        }
    }

    /// Every offset of files that are whole, broken, or cut off anywhere.
    #[test]
    fn says_something_or_nothing_everywhere() {
        for text in ODD_FILES {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for end in ends {
                let fixture = Fixture::without_cursor(&text[..end]);
                let findings = lint(&fixture.file, &Settings::default());
                for offset in 0..=end as u32 {
                    let offset = TextSize::new(offset);
                    if let Some(hover) = hover(&fixture.file, &fixture.lines, &findings, offset) {
                        assert!(
                            hover.range.contains_inclusive(offset),
                            "{hover:?} at {offset:?} in {text:?}"
                        );
                        assert!(!hover.markdown.trim().is_empty());
                    }
                }
            }
        }
    }
}

//! What could be written at the cursor.
//!
//! One file for each kind of thing. What they look at is the instruction as far as it stands before the cursor, so it
//! makes no difference that the line is not finished.

mod arguments;
mod comments;
mod directives;
mod flags;
mod heredocs;
mod images;
mod instructions;
mod labels;
mod mounts;
mod paths;
mod pattern;
mod platforms;
mod ports;
mod shells;
mod signals;
mod stages;
mod topic;
mod users;
mod variables;

pub use pattern::ignore_file_completions;
use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::Keyword;
use plimsoll_text::{TextEdit, TextSize};
pub use topic::Topic;

use crate::site::{Site, Word, Written};

/// Proposals in the order to show them in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completions {
    pub items: Vec<Completion>,
    /// There may be more, or others, once more is written or known.
    pub is_incomplete: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    pub label: String,
    pub kind: CompletionKind,
    /// Replaces the part of a word that is there already; on one line.
    pub edit: TextEdit,
    /// What the text before the cursor, as far as the edit replaces it, is compared with.
    pub filter: String,
    /// In place of what the edit inserts, for editors that know LSP's snippets.
    pub snippet: Option<String>,
    /// A few words beside the label.
    pub detail: Option<String>,
    /// What there is more to say about.
    pub topic: Option<Topic>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    File,
    Folder,
    Keyword,
    /// A name that a value follows: a flag, an option, a label.
    Key,
    Value,
    Variable,
    Operator,
    Stage,
    Image,
    User,
    Rule,
    Heredoc,
}

impl Completion {
    fn new(label: impl Into<String>, kind: CompletionKind, word: Word<'_>) -> Self {
        let label = label.into();
        Completion {
            kind,
            edit: TextEdit::replace(word.range(), label.clone()),
            filter: label.clone(),
            label,
            snippet: None,
            detail: None,
            topic: None,
        }
    }

    fn inserting(mut self, text: impl Into<String>) -> Self {
        self.edit.insert = text.into();
        self
    }

    fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into()).filter(|detail| !detail.is_empty());
        self
    }

    fn with_topic(mut self, topic: Topic) -> Self {
        self.topic = Some(topic);
        self
    }
}

impl Completions {
    fn join(&mut self, more: Completions) {
        self.items.extend(more.items);
        self.is_incomplete |= more.is_incomplete;
    }
}

impl From<Vec<Completion>> for Completions {
    fn from(items: Vec<Completion>) -> Self {
        Completions { items, is_incomplete: false }
    }
}

/// What could be written at a place of a Dockerfile.
pub fn completions(file: &Dockerfile, offset: TextSize) -> Completions {
    if file.foreign_frontend().is_some() {
        return Completions::default();
    }
    match Site::at(file, offset) {
        Site::NewLine { word, item } => {
            let mut items = instructions::at_line(file, word, item);
            items.extend(directives::at_line(file, word, item));
            items.into()
        }
        Site::Comment(comment) => {
            let mut items = directives::in_comment(file, &comment);
            items.extend(comments::names(&comment));
            items.into()
        }
        Site::Heredoc { written, heredoc } => match variables::at(&written) {
            Some(items) => items.into(),
            None => heredocs::end(&written, heredoc).into(),
        },
        Site::Instruction(written) => in_instruction(&written),
        Site::Nowhere => Completions::default(),
    }
}

fn in_instruction(written: &Written<'_>) -> Completions {
    if written.is_in_keyword() {
        return instructions::keyword(written).into();
    }
    if let Some(items) = variables::at(written) {
        return items.into();
    }
    if let Some(completions) = flags::value(written) {
        return completions;
    }
    let mut completions = arguments(written);
    completions.items.extend(flags::names(written));
    completions
}

/// Behind the flags.
fn arguments(written: &Written<'_>) -> Completions {
    let Some(keyword) = written.keyword().filter(|_| !written.is_flag()) else {
        return Completions::default();
    };
    if let Some(items) = heredocs::start(written) {
        return items.into();
    }
    match keyword {
        Keyword::From => arguments::from(written),
        Keyword::Copy | Keyword::Add => paths::copied(written),
        Keyword::Workdir | Keyword::Volume => paths::folders(written),
        Keyword::Onbuild => instructions::keyword(written).into(),
        Keyword::Arg => arguments::arg(written).into(),
        Keyword::Healthcheck => arguments::healthcheck(written).into(),
        Keyword::Label => labels::keys(written).into(),
        Keyword::Expose => ports::ports(written).into(),
        Keyword::User => users::names(written, written.word()).into(),
        Keyword::Shell => shells::arrays(written).into(),
        Keyword::Stopsignal => signals::names(written).into(),
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Env | Keyword::Maintainer => {
            Completions::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_text::apply_edits;

    use super::*;
    use crate::fixture::{Fixture, ODD_FILES};

    fn at(text: &str) -> Vec<Completion> {
        let fixture = Fixture::new(text);
        completions(&fixture.file, fixture.cursor()).items
    }

    /// The labels of what is proposed.
    pub(super) fn proposed(text: &str) -> String {
        at(text).into_iter().map(|item| item.label).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn item(text: &str, label: &str) -> Completion {
        let items = at(text);
        let found = items.iter().find(|item| item.label == label);
        found.unwrap_or_else(|| panic!("no {label} in {}", proposed(text))).clone()
    }

    /// The text after the proposal of that label is taken.
    pub(super) fn taken(text: &str, label: &str) -> String {
        apply_edits(&text.replace("$0", ""), &[item(text, label).edit]).unwrap()
    }

    #[test]
    fn a_foreign_frontend_has_another_language() {
        assert_eq!(proposed("# syntax=acme/frontend:1\n$0"), "");
    }

    /// Every offset of files that are whole, broken, or cut off anywhere.
    #[test]
    fn edits_are_around_the_cursor_on_its_line() {
        for text in ODD_FILES {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for end in ends {
                let fixture = Fixture::without_cursor(&text[..end]);
                for offset in (0..=end).filter(|offset| text.is_char_boundary(*offset)) {
                    for item in completions(&fixture.file, (offset as u32).into()).items {
                        let range = item.edit.range;
                        assert!(
                            range.contains_inclusive((offset as u32).into()),
                            "{item:?} at {offset} in {text:?}"
                        );
                        assert!(
                            !fixture.text_of(range).contains(['\n', '\r']),
                            "{item:?} at {offset} in {text:?}"
                        );
                        assert!(!item.label.contains('\n') && !item.filter.is_empty(), "{item:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn no_proposal_twice() {
        for text in [
            "$0",
            "# $0",
            "FROM a\n$0",
            "FROM $0",
            "FROM a\n# plimsoll ignore=$0",
            "FROM a AS b\nFROM c\nCOPY --from=$0",
            "FROM a\nENV A=${$0",
            "FROM a\nRUN --mount=$0",
        ] {
            let mut labels: Vec<String> = at(text).into_iter().map(|item| item.label).collect();
            let count = labels.len();
            labels.sort();
            labels.dedup();
            assert_eq!(labels.len(), count, "{text}");
        }
    }
}

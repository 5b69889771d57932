//! What a rename of anything in a Dockerfile comes to.

use std::sync::Arc;

use plimsoll_ide::rename;
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;
use plimsoll_text::{LineIndex, TextSize, apply_edits};

use crate::recorded::{image, nodes};

/// A name that no file has, and that anything can have.
const NEW_NAME: &str = "zz9renamed";

/// The outcome of renaming everything that has a name, once from each place that names it.
#[derive(Debug, Default)]
pub struct Renames {
    pub done: usize,
    /// Why not.
    pub refused: Vec<String>,
    /// Where the program is another one afterwards.
    pub failures: Vec<String>,
}

pub fn check_renames(text: &str) -> Renames {
    let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
    let lines = LineIndex::new(text);
    let program = Program::of(text);
    let mut renames = Renames::default();
    for offset in starts_of_words(text) {
        match rename(&file, &lines, offset, NEW_NAME) {
            Ok(None) => {}
            Err(reason) => renames.refused.push(reason),
            Ok(Some(rename)) => {
                let renamed = apply_edits(text, &rename.edits).unwrap_or_default();
                let old_name = rename.edits.first().map_or("", |edit| &text[edit.range]);
                if Program::of(&renamed).with(NEW_NAME, old_name) == program.with(NEW_NAME, old_name) {
                    renames.done += 1;
                } else {
                    let line = lines.line(offset) + 1;
                    renames.failures.push(format!("line {line}, `{old_name}`:\n{renamed}"));
                }
            }
        }
    }
    renames
}

fn starts_of_words(text: &str) -> impl Iterator<Item = TextSize> + '_ {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let starts = text.char_indices().filter(move |(at, c)| is_word(*c) && !text[..*at].ends_with(is_word));
    starts.map(|(at, _)| TextSize::new(at as u32))
}

/// What BuildKit makes of a text: nodes, then image and build steps.
struct Program(String);

impl Program {
    fn of(text: &str) -> Self {
        let image = image(text, &[]);
        // Some warnings are about names.
        let steps = image.split(" · warn ").next().unwrap_or_default();
        Program(format!("{}\n{steps}", nodes(text)))
    }

    /// One name put in place of another. The names of stages are in any case.
    fn with(&self, new_name: &str, old_name: &str) -> String {
        self.0.to_ascii_lowercase().replace(new_name, &old_name.to_ascii_lowercase())
    }
}

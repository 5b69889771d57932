//! Flags and operands, as getopt tells them apart.

use std::ops::Range;

use plimsoll_text::Span;

use crate::word::Word;

/// The arguments of a program, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arguments<'s> {
    pub flags: Vec<Flag<'s>>,
    /// What is neither a flag nor the value of one.
    pub operands: Vec<&'s Word>,
    /// Words in front of the first operand, a `--` included.
    leading: usize,
}

/// `--name`, `--name=value`, `--name value`, `-n`, `-nvalue`, or several letters behind one dash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag<'s> {
    /// Dashes included, the value not.
    pub name: &'s str,
    pub word: &'s Word,
    pub value: Option<Value<'s>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value<'s> {
    pub text: &'s str,
    pub span: Span,
}

impl<'s> Arguments<'s> {
    /// `valued`: the options that take the next word as their value, dashes included.
    pub fn parse(words: &'s [Word], valued: &[&str]) -> Self {
        Self::read(words, valued, false)
    }

    /// Up to the first operand, which starts something of its own.
    pub(crate) fn leading(words: &'s [Word], valued: &[&str]) -> Self {
        Self::read(words, valued, true)
    }

    fn read(words: &'s [Word], valued: &[&str], leading_only: bool) -> Self {
        let mut arguments = Arguments::default();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            if word.text() == "--" {
                if arguments.operands.is_empty() {
                    arguments.leading = at;
                }
                let rest = if leading_only { &[] } else { &words[at..] };
                arguments.operands.extend(rest);
                break;
            }
            if word.text().len() > 1 && word.text().starts_with('-') {
                let (flag, takes_next) = Flag::read(word, words.get(at), valued);
                at += usize::from(takes_next);
                arguments.flags.push(flag);
                if arguments.operands.is_empty() {
                    arguments.leading = at;
                }
            } else if leading_only {
                break;
            } else {
                arguments.operands.push(word);
            }
        }
        arguments
    }

    pub(crate) fn leading_len(&self) -> usize {
        self.leading
    }

    /// `name`: dashes included. A single letter is found behind a common dash too: `-y` in `-qqy`.
    pub fn has_flag(&self, name: &str) -> bool {
        self.flag(name).is_some()
    }

    pub fn flag(&self, name: &str) -> Option<&Flag<'s>> {
        self.flags.iter().find(|flag| flag.is(name))
    }

    /// The value of the last flag with this name, which wins in most programs.
    pub fn value_of(&self, name: &str) -> Option<Value<'s>> {
        self.flags.iter().rev().find(|flag| flag.is_valued(name)).and_then(|flag| flag.value)
    }

    /// The first operand: `install` of `apt-get -y install curl`.
    pub fn subcommand(&self) -> Option<&'s str> {
        self.operands.first().and_then(|word| word.literal())
    }
}

impl<'s> Flag<'s> {
    /// Whether the next word is its value.
    fn read(word: &'s Word, next: Option<&'s Word>, valued: &[&str]) -> (Self, bool) {
        let text = word.text();
        let name_end = name_end(text, valued);
        let (name, attached) = text.split_at(name_end);
        if !attached.is_empty() {
            let start = name_end + usize::from(attached.starts_with('='));
            return (Flag { name, word, value: Some(Value::part(word, start..text.len())) }, false);
        }
        let value = next.filter(|_| takes_value(name, valued)).map(Value::whole);
        (Flag { name, word, value }, value.is_some())
    }

    /// See [`Arguments::has_flag`].
    pub fn is(&self, name: &str) -> bool {
        self.name == name || (is_short(name) && is_cluster(self.name) && self.name[1..].contains(&name[1..]))
    }

    /// The value belongs to `name`: the last letter behind a common dash.
    fn is_valued(&self, name: &str) -> bool {
        self.name == name || (is_short(name) && is_cluster(self.name) && self.name.ends_with(&name[1..]))
    }
}

impl<'s> Value<'s> {
    fn whole(word: &'s Word) -> Self {
        Value { text: word.text(), span: word.span }
    }

    fn part(word: &'s Word, range: Range<usize>) -> Self {
        Value { text: &word.text()[range.clone()], span: word.span_of(range) }
    }
}

/// Where the name of a flag ends, and its attached value starts: at a `=`, or behind a letter that takes one.
fn name_end(text: &str, valued: &[&str]) -> usize {
    let equals = text.find('=').unwrap_or(text.len());
    if !is_cluster(text) || valued.contains(&&text[..equals]) {
        return equals;
    }
    let takes_rest = |letter: char| valued.iter().any(|name| is_short(name) && name[1..].starts_with(letter));
    let letter = text[1..equals].char_indices().find(|(_, letter)| takes_rest(*letter));
    letter.map_or(equals, |(at, letter)| 1 + at + letter.len_utf8())
}

fn takes_value(name: &str, valued: &[&str]) -> bool {
    let last = name.chars().next_back();
    valued.contains(&name)
        || (is_cluster(name)
            && valued.iter().any(|valued| is_short(valued) && valued.chars().next_back() == last))
}

/// `-x`
fn is_short(name: &str) -> bool {
    is_cluster(name) && name.chars().count() == 2
}

/// `-xyz`: letters behind one dash.
fn is_cluster(name: &str) -> bool {
    name.starts_with('-') && !name.starts_with("--")
}

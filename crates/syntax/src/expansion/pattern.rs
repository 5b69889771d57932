//! The patterns of `${name#pattern}`, `${name%pattern}` and `${name/pattern/replacement}`.

use std::borrow::Cow;

use super::ModifierKind;

/// A glob of `*`, `?` and literal characters.
pub(super) struct Pattern {
    tokens: Vec<Token>,
}

#[derive(Clone, Copy, PartialEq)]
enum Token {
    Char(char),
    Any,
    Many,
}

impl Pattern {
    /// The error is the character that can't be escaped.
    pub(super) fn parse(pattern: &str) -> Result<Pattern, char> {
        let mut tokens = Vec::new();
        let mut chars = pattern.chars();
        while let Some(c) = chars.next() {
            tokens.push(match c {
                '*' if tokens.last() == Some(&Token::Many) => continue,
                '*' => Token::Many,
                '?' => Token::Any,
                '\\' => match chars.next() {
                    Some(escaped @ ('*' | '?' | '\\' | '/' | '}')) => Token::Char(escaped),
                    Some(escaped) => return Err(escaped),
                    None => Token::Char('\\'),
                },
                c => Token::Char(c),
            });
        }
        Ok(Pattern { tokens })
    }

    pub(super) fn apply<'t>(&self, kind: ModifierKind, text: &'t str, replacement: &str) -> Cow<'t, str> {
        match kind {
            ModifierKind::RemovePrefix { longest } => {
                Cow::Borrowed(&text[self.match_end(text, longest).unwrap_or(0)..])
            }
            ModifierKind::RemoveSuffix { longest } => {
                let backwards = Pattern { tokens: self.tokens.iter().rev().copied().collect() };
                let mirrored: String = text.chars().rev().collect();
                let removed = backwards.match_end(&mirrored, longest).unwrap_or(0);
                Cow::Borrowed(&text[..text.len() - removed])
            }
            _ => Cow::Owned(self.replace(
                text,
                matches!(kind, ModifierKind::Replace { all: true }),
                replacement,
            )),
        }
    }

    fn replace(&self, text: &str, all: bool, replacement: &str) -> String {
        let mut result = String::new();
        let mut rest = text;
        let mut done = false;
        while let Some(c) = rest.chars().next() {
            match self.match_end(rest, true).filter(|end| *end > 0 && !done) {
                Some(end) => {
                    result.push_str(replacement);
                    rest = &rest[end..];
                    done = !all;
                }
                None => {
                    result.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        result
    }

    fn match_end(&self, text: &str, longest: bool) -> Option<usize> {
        let ends = self.ends(text);
        if longest { ends.last().copied() } else { ends.first().copied() }
    }

    /// Every end of a match that starts at the start of the text, in order. One pass over the text for each token.
    fn ends(&self, text: &str) -> Vec<usize> {
        let mut ends = vec![0];
        for token in &self.tokens {
            let step = |at: &usize| text[*at..].chars().next().map(|c| (c, at + c.len_utf8()));
            ends = match token {
                Token::Char(expected) => {
                    ends.iter().filter_map(step).filter(|(c, _)| c == expected).map(|(_, end)| end).collect()
                }
                Token::Any => ends.iter().filter_map(step).map(|(_, end)| end).collect(),
                Token::Many => {
                    let Some(&first) = ends.first() else { return ends };
                    (first..=text.len()).filter(|at| text.is_char_boundary(*at)).collect()
                }
            };
        }
        ends
    }
}

//! `$name` and `${name…}` in the text of a word: where they stand, and what they become.
//!
//! Works on the text of a word without gaps; ranges are bytes in that text.

mod pattern;

use std::fmt;
use std::ops::Range;

use pattern::Pattern;

/// How deep `${a:-${b:-…}}` may nest before it is refused. BuildKit has no limit; nobody needs one this high.
const MAX_DEPTH: usize = 50;

/// How the text is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// Quotes and the escape character mean something, and go away.
    Word { escape: char },
    /// The body of an unquoted heredoc of COPY or ADD: quotes are plain, every `\c` becomes `c`.
    Heredoc,
}

/// A text cut at its variables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expansion {
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Quotes and escapes removed.
    Literal(String),
    Variable(Variable),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// From the `$`.
    pub range: Range<usize>,
    pub name: String,
    pub name_range: Range<usize>,
    pub modifier: Option<Modifier>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    pub kind: ModifierKind,
    /// With a `:`, an empty value counts as unset.
    pub colon: bool,
    /// The default, the message or the pattern.
    pub word: Expansion,
    /// What [`ModifierKind::Replace`] puts in the pattern's place.
    pub replacement: Expansion,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModifierKind {
    /// `-`
    Default,
    /// `+`
    Alternative,
    /// `?`
    Required,
    /// `#` and `##`
    RemovePrefix { longest: bool },
    /// `%` and `%%`
    RemoveSuffix { longest: bool },
    /// `/` and `//`
    Replace { all: bool },
}

/// Why BuildKit can't expand a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpansionError {
    pub range: Range<usize>,
    pub kind: ExpansionErrorKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpansionErrorKind {
    UnclosedQuote(char),
    UnclosedBrace,
    /// `${}`, `${{…`, `${:…`
    NoName,
    UnsupportedModifier(String),
    /// `${name/pattern}`
    MissingSlash,
    InvalidPattern {
        pattern: String,
        escaped: char,
    },
    TooDeep,
    /// `${name:?message}` of a variable that is not set.
    Required {
        name: String,
        message: String,
    },
}

impl fmt::Display for ExpansionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExpansionErrorKind::UnclosedQuote(quote) => write!(f, "no closing {quote}"),
            ExpansionErrorKind::UnclosedBrace => f.write_str("no `}` closes this `${`"),
            ExpansionErrorKind::NoName => f.write_str("a variable name must follow `${`"),
            ExpansionErrorKind::UnsupportedModifier(modifier) => {
                write!(
                    f,
                    "`{modifier}` is not a modifier that Dockerfiles know: use :- - :+ + :? ? # ## % %% / //"
                )
            }
            ExpansionErrorKind::MissingSlash => {
                f.write_str("`${name/pattern/replacement}` needs a second `/`")
            }
            ExpansionErrorKind::InvalidPattern { pattern, escaped } => {
                write!(
                    f,
                    "in the pattern `{pattern}`, `\\{escaped}` is not an escape: only \\* \\? \\\\ \\/ \\}} are"
                )
            }
            ExpansionErrorKind::TooDeep => f.write_str("variables are nested too deeply"),
            ExpansionErrorKind::Required { name, message } if message.is_empty() => {
                write!(f, "{name} is not set")
            }
            ExpansionErrorKind::Required { name, message } => write!(f, "{name} is not set: {message}"),
        }
    }
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Set(String),
    Unset,
    /// Only a build can tell: a build argument without a default, or a base image's own environment.
    Unknown,
}

impl Value {
    pub fn as_set(&self) -> Option<&str> {
        match self {
            Value::Set(text) => Some(text),
            _ => None,
        }
    }
}

/// A quick test for texts that expansion leaves as they are.
pub fn is_plain(text: &str, quoting: Quoting) -> bool {
    match quoting {
        Quoting::Word { escape } => {
            memchr::memchr3(b'$', b'\'', b'"', text.as_bytes()).is_none() && !text.contains(escape)
        }
        Quoting::Heredoc => memchr::memchr2(b'$', b'\\', text.as_bytes()).is_none(),
    }
}

/// Cuts a text at its variables. With an error, the parts before it are there, and the rest is missing.
pub fn parse(text: &str, quoting: Quoting) -> (Expansion, Option<ExpansionError>) {
    let mut parser = Parser { text, at: 0, quoting, depth: 0 };
    let mut expansion = Expansion::default();
    let error = parser.until(None, false, &mut expansion).err();
    (expansion, error)
}

/// Whether a variable can begin at the `$` at `at`: where it ends, or why BuildKit fails there.
pub(crate) fn skip_variable(text: &str, at: usize, escape: char) -> Result<usize, ExpansionError> {
    let mut parser = Parser { text, at, quoting: Quoting::Word { escape }, depth: 0 };
    parser.variable(&mut Expansion::default())?;
    Ok(parser.at)
}

impl Expansion {
    /// Every variable, nested ones after the one that holds them.
    pub fn variables(&self) -> Vec<&Variable> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'a>(&'a self, found: &mut Vec<&'a Variable>) {
        for part in &self.parts {
            if let Part::Variable(variable) = part {
                found.push(variable);
                if let Some(modifier) = &variable.modifier {
                    modifier.word.collect(found);
                    modifier.replacement.collect(found);
                }
            }
        }
    }

    /// The text with every variable replaced; unknown as soon as one that counts is unknown.
    pub fn evaluate(&self, lookup: &dyn Fn(&str) -> Value) -> Result<Value, ExpansionError> {
        let mut text = String::new();
        let mut known = true;
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Variable(variable) => match variable.evaluate(lookup)? {
                    Value::Set(value) => text.push_str(&value),
                    Value::Unset => {}
                    Value::Unknown => known = false,
                },
            }
        }
        Ok(if known { Value::Set(text) } else { Value::Unknown })
    }

    fn push_char(&mut self, c: char) {
        if let Some(Part::Literal(literal)) = self.parts.last_mut() {
            literal.push(c);
        } else {
            self.parts.push(Part::Literal(c.to_string()));
        }
    }
}

impl Variable {
    fn evaluate(&self, lookup: &dyn Fn(&str) -> Value) -> Result<Value, ExpansionError> {
        let value = lookup(&self.name);
        let Some(modifier) = &self.modifier else { return Ok(value) };
        if value == Value::Unknown {
            return Ok(Value::Unknown);
        }
        let present = match &value {
            Value::Set(text) => !modifier.colon || !text.is_empty(),
            _ => false,
        };
        let word = || modifier.word.evaluate(lookup);
        match modifier.kind {
            ModifierKind::Default => {
                if present {
                    Ok(value)
                } else {
                    word()
                }
            }
            ModifierKind::Alternative => {
                if present {
                    word()
                } else {
                    Ok(Value::Set(String::new()))
                }
            }
            ModifierKind::Required if present => Ok(value),
            ModifierKind::Required => {
                let message = word()?.as_set().unwrap_or_default().to_owned();
                Err(self.error(ExpansionErrorKind::Required { name: self.name.clone(), message }))
            }
            ModifierKind::RemovePrefix { .. }
            | ModifierKind::RemoveSuffix { .. }
            | ModifierKind::Replace { .. } => {
                let (Value::Set(pattern), Value::Set(replacement)) =
                    (word()?, modifier.replacement.evaluate(lookup)?)
                else {
                    return Ok(Value::Unknown);
                };
                let pattern = Pattern::parse(&pattern).map_err(|escaped| {
                    self.error(ExpansionErrorKind::InvalidPattern { pattern: pattern.clone(), escaped })
                })?;
                let text = value.as_set().unwrap_or_default();
                Ok(Value::Set(pattern.apply(modifier.kind, text, &replacement).into_owned()))
            }
        }
    }

    fn error(&self, kind: ExpansionErrorKind) -> ExpansionError {
        ExpansionError { range: self.range.clone(), kind }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    quoting: Quoting,
    depth: usize,
}

impl Parser<'_> {
    /// Reads up to `stop`, or to the end of the text when there is none.
    fn until(
        &mut self,
        stop: Option<char>,
        keep_escapes: bool,
        into: &mut Expansion,
    ) -> Result<(), ExpansionError> {
        let start = self.at;
        while let Some(c) = self.peek() {
            if Some(c) == stop {
                self.bump();
                return Ok(());
            }
            match (c, self.quoting) {
                ('$', _) => self.variable(into)?,
                ('\'', Quoting::Word { .. }) => self.single_quoted(into)?,
                ('"', Quoting::Word { .. }) => self.double_quoted(into)?,
                (c, quoting) if c == quoting.escape() => {
                    self.bump();
                    if keep_escapes {
                        into.push_char(c);
                    }
                    if let Some(escaped) = self.bump() {
                        into.push_char(escaped);
                    }
                }
                _ => {
                    self.bump();
                    into.push_char(c);
                }
            }
        }
        match stop {
            None => Ok(()),
            Some('/') => Err(self.error(start, ExpansionErrorKind::MissingSlash)),
            Some(_) => Err(self.error(start, ExpansionErrorKind::UnclosedBrace)),
        }
    }

    fn single_quoted(&mut self, into: &mut Expansion) -> Result<(), ExpansionError> {
        let start = self.at;
        self.bump();
        while let Some(c) = self.bump() {
            if c == '\'' {
                return Ok(());
            }
            into.push_char(c);
        }
        Err(self.error(start, ExpansionErrorKind::UnclosedQuote('\'')))
    }

    fn double_quoted(&mut self, into: &mut Expansion) -> Result<(), ExpansionError> {
        let start = self.at;
        let escape = self.quoting.escape();
        self.bump();
        while let Some(c) = self.peek() {
            match c {
                '"' => {
                    self.bump();
                    return Ok(());
                }
                '$' => self.variable(into)?,
                c if c == escape => {
                    self.bump();
                    match self.peek() {
                        None => {}
                        Some(next) if next == '"' || next == '$' || next == escape => {
                            self.bump();
                            into.push_char(next);
                        }
                        Some(_) => into.push_char(c),
                    }
                }
                c => {
                    self.bump();
                    into.push_char(c);
                }
            }
        }
        Err(self.error(start, ExpansionErrorKind::UnclosedQuote('"')))
    }

    fn variable(&mut self, into: &mut Expansion) -> Result<(), ExpansionError> {
        let start = self.at;
        self.bump();
        let braced = self.peek() == Some('{');
        if braced {
            self.bump();
        }
        let name_range = self.name();
        let name = self.text[name_range.clone()].to_owned();
        if !braced && name.is_empty() {
            into.push_char('$');
            return Ok(());
        }
        let modifier = if braced { self.modifier(start, &name)? } else { None };
        into.parts.push(Part::Variable(Variable { range: start..self.at, name, name_range, modifier }));
        Ok(())
    }

    /// BuildKit: digits all together, or one special parameter, or letters, digits and `_`.
    fn name(&mut self) -> Range<usize> {
        let rest = &self.text[self.at..];
        let len = match rest.chars().next() {
            Some(c) if c.is_numeric() => rest.find(|c: char| !c.is_numeric()).unwrap_or(rest.len()),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len()),
        };
        let start = self.at;
        self.at += len;
        start..self.at
    }

    /// What follows the name in `${name…}`, up to the brace.
    fn modifier(&mut self, start: usize, name: &str) -> Result<Option<Modifier>, ExpansionError> {
        if name.is_empty() {
            let kind = match self.peek() {
                None => ExpansionErrorKind::UnclosedBrace,
                Some('{' | '}' | ':') => ExpansionErrorKind::NoName,
                Some(c) => ExpansionErrorKind::UnsupportedModifier(c.into()),
            };
            return Err(self.error(start, kind));
        }
        if self.depth >= MAX_DEPTH {
            return Err(self.error(start, ExpansionErrorKind::TooDeep));
        }
        let operator_start = self.at;
        let Some(first) = self.bump() else {
            return Err(self.error(start, ExpansionErrorKind::UnclosedBrace));
        };
        if first == '}' {
            return Ok(None);
        }
        let colon = first == ':';
        let operator = if colon { self.bump() } else { Some(first) };
        let kind = match operator {
            Some('-') => ModifierKind::Default,
            Some('+') => ModifierKind::Alternative,
            Some('?') => ModifierKind::Required,
            Some('#') if !colon => ModifierKind::RemovePrefix { longest: self.eat('#') },
            Some('%') if !colon => ModifierKind::RemoveSuffix { longest: self.eat('%') },
            Some('/') if !colon => ModifierKind::Replace { all: self.eat('/') },
            _ => {
                let operator = self.text[operator_start..self.at].to_owned();
                return Err(ExpansionError {
                    range: operator_start..self.at,
                    kind: ExpansionErrorKind::UnsupportedModifier(operator),
                });
            }
        };
        self.depth += 1;
        let mut modifier =
            Modifier { kind, colon, word: Expansion::default(), replacement: Expansion::default() };
        let is_replace = matches!(kind, ModifierKind::Replace { .. });
        let is_pattern = is_replace
            || matches!(kind, ModifierKind::RemovePrefix { .. } | ModifierKind::RemoveSuffix { .. });
        self.until(Some(if is_replace { '/' } else { '}' }), is_pattern, &mut modifier.word)?;
        if is_replace {
            self.until(Some('}'), true, &mut modifier.replacement)?;
        }
        self.depth -= 1;
        Ok(Some(modifier))
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += if found { c.len_utf8() } else { 0 };
        found
    }

    fn error(&self, start: usize, kind: ExpansionErrorKind) -> ExpansionError {
        ExpansionError { range: start..self.at, kind }
    }
}

impl Quoting {
    fn escape(self) -> char {
        match self {
            Quoting::Word { escape } => escape,
            Quoting::Heredoc => '\\',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(text: &str, vars: &[(&str, &str)]) -> Result<String, String> {
        let (expansion, error) = parse(text, Quoting::Word { escape: '\\' });
        if let Some(error) = error {
            return Err(format!("{error} at {:?}", &text[error.range.clone()]));
        }
        let lookup = |name: &str| {
            let found = vars.iter().find(|(key, _)| *key == name);
            found.map_or(Value::Unset, |(_, value)| Value::Set((*value).into()))
        };
        match expansion.evaluate(&lookup) {
            Ok(Value::Set(text)) => Ok(text),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn expands_as_buildkit_does() {
        let vars = [("v", "abcabc"), ("e", ""), ("p", "/usr/local/bin")];
        let check = |text: &str, expected: &str| assert_eq!(expand(text, &vars).unwrap(), expected, "{text}");
        check("$v-${v}", "abcabc-abcabc");
        check("${x:-d}${e:-d}${e-d}${x-d}", "ddd");
        check("${v:+y}${e:+n}${e+y}${x+n}", "yy");
        check("${x:-${e:-${v}}}", "abcabc");
        check("${v#a}|${v##*b}|${v%c}|${v%%b*}|${v#?b}", "bcabc|c|abcab|a|cabc");
        check("${v/b/X}|${v//b/X}|${p//\\//-}", "aXcabc|aXcaXc|-usr-local-bin");
        check("${v/a*b/X}", "Xc");
        check("'$v' \"$v\" \\$v \"\\x\" \\x", "$v abcabc $v \\x x");
        check("$12x $$ $1 $@", "x   ");
        check("a$", "a$");
        check("$.", "$.");
        check("${x:-a\\}b}", "a}b");
        check("${x:-\"}\"}", "}");
        check("${v#[a]}", "abcabc");
        check("a\\", "a");
    }

    #[test]
    fn errors_are_at_their_place() {
        let check = |text: &str, expected: &str| {
            assert_eq!(expand(text, &[("v", "1")]).unwrap_err(), expected, "{text}");
        };
        check("x'y", "no closing ' at \"'y\"");
        check("${v", "no `}` closes this `${` at \"${v\"");
        check("${}", "a variable name must follow `${` at \"${\"");
        check("${v/1}", "`${name/pattern/replacement}` needs a second `/` at \"1}\"");
        assert!(expand("${v:=x}", &[]).unwrap_err().ends_with("at \":=\""));
        assert!(expand("${#v}", &[]).unwrap_err().starts_with("`v` is not a modifier"));
        assert!(expand("${v#\\x}", &[("v", "1")]).unwrap_err().contains("InvalidPattern"));
        assert!(expand("${x:?no x}", &[]).unwrap_err().contains("no x"));
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let deep = "${a:-".repeat(100_000);
        assert_eq!(parse(&deep, Quoting::Word { escape: '\\' }).1.unwrap().kind, ExpansionErrorKind::TooDeep);
        let stars = format!("${{v##{}b}}", "*a".repeat(200));
        assert_eq!(expand(&stars, &[("v", &"a".repeat(2_000))]).unwrap().len(), 2_000);
    }

    #[test]
    fn heredoc_bodies_ignore_quotes_and_drop_backslashes() {
        let (expansion, error) = parse("'$v' \\n \\$v \"q\"", Quoting::Heredoc);
        assert_eq!(error, None);
        let text = expansion.evaluate(&|_| Value::Set("V".into())).unwrap();
        assert_eq!(text, Value::Set("'V' n $v \"q\"".into()));
    }
}

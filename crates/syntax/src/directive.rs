//! Parser directives: `# name=value` at the top of the file.

use plimsoll_text::Span;

use crate::error::{ErrorKind, SyntaxError};

/// A directive line. It is one only in the unbroken run of known directives at the top of the file; any
/// other line is a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    pub(crate) source: Box<str>,
    pub kind: DirectiveKind,
    pub name: Span,
    /// Up to the end of the line, without white space at its end.
    pub value: Span,
    pub(crate) error: Option<SyntaxError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DirectiveKind {
    Syntax,
    Escape,
    Check,
}

impl DirectiveKind {
    pub const ALL: [DirectiveKind; 3] = [DirectiveKind::Syntax, DirectiveKind::Escape, DirectiveKind::Check];

    pub fn as_str(self) -> &'static str {
        match self {
            DirectiveKind::Syntax => "syntax",
            DirectiveKind::Escape => "escape",
            DirectiveKind::Check => "check",
        }
    }
}

impl Directive {
    pub fn source(&self) -> &str {
        &self.source
    }

    pub fn value(&self) -> &str {
        &self.source[self.value.bytes()]
    }

    /// The escape character that it chooses, when it does.
    pub(crate) fn escape(&self) -> Option<char> {
        let valid = self.kind == DirectiveKind::Escape && self.error.is_none();
        valid.then(|| self.value().chars().next()).flatten()
    }

    /// BuildKit reads `syntax` and `check` a second time without trimming the line, so an indented one has no
    /// effect. `escape` works anyway.
    pub fn is_effective(&self) -> bool {
        self.kind == DirectiveKind::Escape || self.source.trim_start_matches('\u{feff}').starts_with('#')
    }
}

/// What the parser knows while it is still at the top of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Header {
    seen: Vec<DirectiveKind>,
}

impl Header {
    pub(crate) fn see(&mut self, kind: DirectiveKind) {
        if !self.seen.contains(&kind) {
            self.seen.push(kind);
        }
    }

    /// Reads a line, its line ending included, whose first `skip` bytes don't count; nothing when it is not a directive.
    pub(crate) fn directive(&self, source: &str, skip: usize) -> Option<Directive> {
        let text = source[skip..].trim_end();
        let after_hash = text.trim_start().strip_prefix('#')?.trim_start();
        let Parts { kind, name, value } = split(after_hash)?;
        let end = (skip + text.len()) as u32;
        let name_start = end - after_hash.len() as u32;
        let name = Span::new(name_start, name_start + name.len() as u32);
        let value_span = Span::new(end - value.len() as u32, end);
        let error = if self.seen.contains(&kind) {
            Some(SyntaxError { span: name, kind: ErrorKind::RepeatedDirective(kind) })
        } else if kind == DirectiveKind::Escape && !matches!(value, "\\" | "`") {
            Some(SyntaxError { span: value_span, kind: ErrorKind::InvalidEscape { value: value.into() } })
        } else {
            None
        };
        Some(Directive { source: source.into(), kind, name, value: value_span, error })
    }
}

/// A directive as a line says it, wherever the line stands: what kind, and its value.
pub fn directive_in(line: &str) -> Option<(DirectiveKind, &str)> {
    let text = line.trim_start_matches('\u{feff}').trim().strip_prefix('#')?.trim_start();
    split(text).map(|parts| (parts.kind, parts.value))
}

/// The parts of a directive.
pub(crate) struct Parts<'a> {
    pub(crate) kind: DirectiveKind,
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
}

/// Splits what stands behind the `#`, without white space around it; nothing when it is not a directive.
pub(crate) fn split(text: &str) -> Option<Parts<'_>> {
    let name_end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (name, rest) = text.split_at(name_end);
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let kind = DirectiveKind::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(name))?;
    (!value.is_empty()).then_some(Parts { kind, name, value })
}

//! What a layout can be chosen to be.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::GapKind;
use plimsoll_text::Span;

/// How a file is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    pub keyword_casing: KeywordCasing,
    pub indent_style: IndentStyle,
    /// In columns, from 1 to 16; also the width of a tab.
    pub indent_width: u32,
    /// How many blank lines may follow each other between instructions.
    pub blank_lines: u32,
    pub trim_trailing_blanks: bool,
    /// Ends the last line.
    pub insert_final_newline: bool,
    /// Takes away blank lines at the end of the file.
    pub trim_final_newlines: bool,
}

/// How keywords are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeywordCasing {
    /// As most of the file's are.
    Majority,
    Upper,
    Lower,
    /// As each one is.
    Keep,
}

/// What continuation lines are indented with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndentStyle {
    /// What most of the file's are indented with.
    Majority,
    Space,
    Tab,
}

/// A width may come from anywhere: this is as far as anybody indents.
const MAX_WIDTH: u32 = 16;

impl Default for Style {
    fn default() -> Self {
        Style {
            keyword_casing: KeywordCasing::Majority,
            indent_style: IndentStyle::Majority,
            indent_width: 4,
            blank_lines: 1,
            trim_trailing_blanks: true,
            insert_final_newline: true,
            trim_final_newlines: true,
        }
    }
}

impl KeywordCasing {
    pub const ALL: [KeywordCasing; 4] = [Self::Majority, Self::Upper, Self::Lower, Self::Keep];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Majority => "majority",
            Self::Upper => "upper",
            Self::Lower => "lower",
            Self::Keep => "keep",
        }
    }
}

impl IndentStyle {
    pub const ALL: [IndentStyle; 3] = [Self::Majority, Self::Space, Self::Tab];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Majority => "majority",
            Self::Space => "space",
            Self::Tab => "tab",
        }
    }
}

/// A style with everything settled that depends on the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Nothing leaves keywords as they are.
    pub(crate) keyword_case: Option<Case>,
    uses_tabs: bool,
    width: usize,
    pub(crate) blank_lines: usize,
    pub(crate) trims_trailing_blanks: bool,
    pub(crate) inserts_final_newline: bool,
    pub(crate) trims_final_newlines: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Upper,
    Lower,
}

impl Layout {
    pub(crate) fn new(style: &Style, file: &Dockerfile) -> Self {
        Layout {
            keyword_case: match style.keyword_casing {
                KeywordCasing::Keep => None,
                KeywordCasing::Upper => Some(Case::Upper),
                KeywordCasing::Lower => Some(Case::Lower),
                KeywordCasing::Majority if file.is_mostly_lower_case() => Some(Case::Lower),
                KeywordCasing::Majority => Some(Case::Upper),
            },
            uses_tabs: match style.indent_style {
                IndentStyle::Majority => is_mostly_tabs(file),
                IndentStyle::Space => false,
                IndentStyle::Tab => true,
            },
            width: style.indent_width.clamp(1, MAX_WIDTH) as usize,
            blank_lines: style.blank_lines as usize,
            trims_trailing_blanks: style.trim_trailing_blanks,
            inserts_final_newline: style.insert_final_newline,
            trims_final_newlines: style.trim_final_newlines,
        }
    }

    /// The indentation of a line, `level` steps deep.
    pub(crate) fn indent(&self, level: usize) -> String {
        if self.uses_tabs { "\t".repeat(level) } else { " ".repeat(level * self.width) }
    }

    /// The column behind the blanks that a line starts with.
    pub(crate) fn column(&self, blanks: &str) -> usize {
        blanks.bytes().fold(0, |column, byte| match byte {
            b'\t' => (column / self.width + 1) * self.width,
            _ => column + 1,
        })
    }
}

impl Case {
    pub(crate) fn of(self, word: &str) -> String {
        match self {
            Case::Upper => word.to_ascii_uppercase(),
            Case::Lower => word.to_ascii_lowercase(),
        }
    }
}

/// The blanks before the line ending of a text. A carriage return before them would become a part of that: then they stay.
pub(crate) fn trailing_blanks(text: &str) -> Span {
    let line = text.trim_end_matches(['\r', '\n']);
    let start = line.trim_end_matches([' ', '\t']);
    let start = if start.ends_with('\r') { line } else { start };
    Span::new(start.len() as u32, line.len() as u32)
}

/// Whether more continuation lines start with a tab than with a space. Comments and blank lines don't count.
fn is_mostly_tabs(file: &Dockerfile) -> bool {
    let (mut tabs, mut spaces) = (0, 0);
    for one in file.instructions() {
        let gaps = one.instruction.gaps();
        for (index, gap) in gaps.iter().enumerate() {
            let line = gap.span.end;
            let is_left_out = gaps
                .get(index + 1)
                .is_some_and(|next| next.span.start == line && next.kind != GapKind::Continuation);
            match one.source().as_bytes().get(line as usize) {
                _ if is_left_out => {}
                Some(b'\t') => tabs += 1,
                Some(b' ') => spaces += 1,
                _ => {}
            }
        }
    }
    tabs > spaces
}

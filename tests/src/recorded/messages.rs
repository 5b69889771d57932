//! BuildKit's words for our errors: ours are meant to be clearer, and the recorded outcomes hold its own.

use plimsoll_syntax::error::{DurationError, Expected};
use plimsoll_syntax::{ErrorKind, Keyword, MountErrorKind};

/// Which part of BuildKit reports an error. Each stops at its first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layer {
    /// Reading the file: nothing else of it is reported.
    Parse,
    /// Reading one instruction.
    Instruction,
    /// Making the build from the instructions.
    Conversion,
}

pub(crate) fn layer(kind: &ErrorKind) -> Layer {
    use MountErrorKind::{NotCsv, VariableInFrom};
    match kind {
        ErrorKind::RepeatedDirective(_)
        | ErrorKind::InvalidEscape { .. }
        | ErrorKind::LineTooLong
        | ErrorKind::UnterminatedHeredoc { .. }
        | ErrorKind::JsonNotStrings
        | ErrorKind::MissingValue { .. }
        | ErrorKind::MissingEquals { .. } => Layer::Parse,
        ErrorKind::Mount(kind) if !matches!(kind, NotCsv | VariableInFrom) => Layer::Conversion,
        _ => Layer::Instruction,
    }
}

/// BuildKit's message, for every error that a recorded run has.
pub(crate) fn message(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::RepeatedDirective(kind) => {
            format!("only one {} parser directive can be used", kind.as_str())
        }
        ErrorKind::InvalidEscape { value } => {
            format!("invalid escape token '{value}' does not match ` or \\")
        }
        ErrorKind::LineTooLong => "dockerfile line greater than max allowed size of 65535".into(),
        ErrorKind::UnterminatedHeredoc { .. } => "unterminated heredoc".into(),
        ErrorKind::JsonNotStrings => {
            "when using JSON array syntax, arrays must be comprised of strings only".into()
        }
        ErrorKind::MissingEquals { word } => {
            format!("Syntax error - can't find = in {word:?}. Must be of the form: name=value")
        }
        ErrorKind::UnknownInstruction { word, suggestion } => {
            format!("unknown instruction: {word}{}", did_you_mean(word, suggestion.map(Keyword::as_str)))
        }
        ErrorKind::ArgumentCount { keyword: Keyword::From, .. } => {
            "FROM requires either one or three arguments".into()
        }
        ErrorKind::ArgumentCount { keyword, expected: Expected::ExactlyOne } => {
            format!("{keyword} requires exactly one argument")
        }
        ErrorKind::BlankName { keyword } => format!("{keyword} names can not be blank"),
        ErrorKind::StageName { name } => {
            format!(
                "invalid name for build stage: {name:?}, name can't start with a number or contain symbols"
            )
        }
        ErrorKind::HeredocAsDestination => "COPY cannot accept a heredoc as a destination".into(),
        ErrorKind::UnknownFlag { name, suggestion } => {
            format!("unknown flag: --{name}{}", did_you_mean(name, *suggestion))
        }
        ErrorKind::DuplicateFlag { name } => format!("duplicate flag specified: --{name}"),
        ErrorKind::FlagNeedsValue { name } => format!("missing a value on flag: --{name}"),
        ErrorKind::FlagNotBool { name, value } => {
            format!("expecting boolean value for flag --{name}, not: {value}")
        }
        ErrorKind::Duration { value, reason: DurationError::NoUnit } => {
            format!("time: missing unit in duration {value:?}")
        }
        ErrorKind::Duration { value, reason: DurationError::UnknownUnit(unit) } => {
            format!("time: unknown unit {unit:?} in duration {value:?}")
        }
        ErrorKind::Mount(MountErrorKind::UnknownType(kind)) => format!("unsupported mount type {kind:?}"),
        ErrorKind::Mount(MountErrorKind::NotForType { key, kind, .. }) => {
            format!("unexpected key '{key}' for mount type '{}'", kind.as_str())
        }
        other => other.to_string(),
    }
}

/// BuildKit writes a suggestion in upper case if the wrong word is.
fn did_you_mean(word: &str, suggestion: Option<&str>) -> String {
    let Some(suggestion) = suggestion else { return String::new() };
    let shouted = word.to_uppercase() == word;
    let suggestion = if shouted { suggestion.to_uppercase() } else { suggestion.to_lowercase() };
    format!(" (did you mean {suggestion}?)")
}

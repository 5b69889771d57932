//! What is wrong with the text of one instruction or directive.

use std::fmt;

use plimsoll_text::Span;

use crate::directive::DirectiveKind;
use crate::keyword::Keyword;
use crate::mount::{MountErrorKind, MountType};

/// An error that BuildKit reports too, at its exact place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    pub span: Span,
    pub kind: ErrorKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    RepeatedDirective(DirectiveKind),
    InvalidEscape {
        value: Box<str>,
    },
    LineTooLong,
    UnterminatedHeredoc {
        name: Box<str>,
    },
    HeredocAsDestination,
    UnknownInstruction {
        word: Box<str>,
        suggestion: Option<Keyword>,
    },
    /// A JSON array with something else than a string in it.
    JsonNotStrings,
    /// `ENV NAME` with nothing behind it.
    MissingValue {
        keyword: Keyword,
    },
    /// A word of `ENV a=b c` without `=`.
    MissingEquals {
        word: Box<str>,
    },
    BlankName {
        keyword: Keyword,
    },
    ArgumentCount {
        keyword: Keyword,
        expected: Expected,
    },
    UnknownFlag {
        name: Box<str>,
        suggestion: Option<&'static str>,
    },
    DuplicateFlag {
        name: Box<str>,
    },
    FlagNeedsValue {
        name: Box<str>,
    },
    FlagNotBool {
        name: Box<str>,
        value: Box<str>,
    },
    /// A value that is none of the few allowed.
    FlagValue {
        name: &'static str,
        value: Box<str>,
        allowed: &'static [&'static str],
    },
    Mount(MountErrorKind),
    Device {
        reason: &'static str,
    },
    StageName {
        name: Box<str>,
    },
    HealthKeyword {
        word: Box<str>,
    },
    HealthNoneWithArguments,
    HealthWithoutCommand,
    Duration {
        value: Box<str>,
        reason: DurationError,
    },
    Retries {
        value: Box<str>,
    },
    ShellNotJson,
    EmptyVolume,
    NotATrigger {
        keyword: Keyword,
    },
}

/// How many arguments an instruction wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    ExactlyOne,
    OneOrThree,
    AtLeastOne,
    AtLeastTwo,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DurationError {
    Malformed,
    NoUnit,
    UnknownUnit(Box<str>),
    TooShort,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Expected::ExactlyOne => "exactly one argument",
            Expected::OneOrThree => "one argument, or three: `image AS name`",
            Expected::AtLeastOne => "at least one argument",
            Expected::AtLeastTwo => "at least two arguments: a source and a destination",
        })
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorKind::RepeatedDirective(kind) => {
                write!(f, "the directive `{}` may stand only once", kind.as_str())
            }
            ErrorKind::InvalidEscape { value } => {
                write!(f, "the escape character must be \\ or `, not {value}")
            }
            ErrorKind::LineTooLong => f.write_str("a line may hold at most 65,535 bytes"),
            ErrorKind::UnterminatedHeredoc { name } => write!(f, "no line `{name}` ends this heredoc"),
            ErrorKind::HeredocAsDestination => f.write_str("a heredoc can't be the destination"),
            ErrorKind::UnknownInstruction { word, suggestion } => {
                write!(f, "unknown instruction `{word}`")?;
                did_you_mean(f, suggestion.map(Keyword::as_str))
            }
            ErrorKind::JsonNotStrings => f.write_str("a JSON array of arguments may hold strings only"),
            ErrorKind::MissingValue { keyword } => write!(f, "{keyword} needs a name and a value"),
            ErrorKind::MissingEquals { word } => write!(f, "`{word}` has no `=`: write name=value"),
            ErrorKind::BlankName { keyword } => write!(f, "a name of {keyword} can't be blank"),
            ErrorKind::ArgumentCount { keyword, expected } => write!(f, "{keyword} takes {expected}"),
            ErrorKind::UnknownFlag { name, suggestion } => {
                write!(f, "unknown flag `--{name}`")?;
                did_you_mean(f, suggestion.map(|name| format!("--{name}")).as_deref())
            }
            ErrorKind::DuplicateFlag { name } => write!(f, "the flag `--{name}` is given twice"),
            ErrorKind::FlagNeedsValue { name } => write!(f, "the flag `--{name}` needs a value: --{name}=…"),
            ErrorKind::FlagNotBool { name, value } => {
                write!(f, "`--{name}` is true or false, not `{value}`")
            }
            ErrorKind::FlagValue { name, value, allowed } => {
                write!(f, "`{value}` is not a value of `--{name}`: use {}", allowed.join(", "))
            }
            ErrorKind::Mount(kind) => kind.fmt(f),
            ErrorKind::Device { reason } => f.write_str(reason),
            ErrorKind::StageName { name } => write!(
                f,
                "`{name}` can't name a stage: a letter must come first, then letters, digits, `-`, `_` and `.`"
            ),
            ErrorKind::HealthKeyword { word } => write!(f, "CMD or NONE must come here, not `{word}`"),
            ErrorKind::HealthNoneWithArguments => f.write_str("HEALTHCHECK NONE takes no arguments"),
            ErrorKind::HealthWithoutCommand => f.write_str("a command must follow HEALTHCHECK CMD"),
            ErrorKind::Duration { value, reason } => write!(f, "`{value}` is not a duration: {reason}"),
            ErrorKind::Retries { value } => write!(f, "`{value}` is not a number of retries: 0 or more"),
            ErrorKind::ShellNotJson => {
                f.write_str("SHELL takes a JSON array, such as [\"/bin/bash\", \"-c\"]")
            }
            ErrorKind::EmptyVolume => f.write_str("the path of a volume can't be empty"),
            ErrorKind::NotATrigger { keyword } => write!(f, "{keyword} can't follow ONBUILD"),
        }
    }
}

fn did_you_mean(f: &mut fmt::Formatter<'_>, suggestion: Option<&str>) -> fmt::Result {
    suggestion.map_or(Ok(()), |word| write!(f, ": did you mean `{word}`?"))
}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DurationError::Malformed => f.write_str("write it like 30s or 1m30s"),
            DurationError::NoUnit => f.write_str("it has no unit, such as s"),
            DurationError::UnknownUnit(unit) => {
                write!(f, "`{unit}` is none of the units ns, us, ms, s, m, h")
            }
            DurationError::TooShort => f.write_str("it must be 0 or at least 1ms"),
        }
    }
}

impl fmt::Display for MountErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MountErrorKind::NotCsv => {
                f.write_str("a mount is a list of key=value, such as type=cache,target=/x")
            }
            MountErrorKind::UnknownType(kind) => {
                let known = MountType::ALL.map(MountType::as_str).join(", ");
                write!(f, "`{kind}` is not a type of mount: use {known}")
            }
            MountErrorKind::UnknownKey(key) => {
                write!(f, "unknown mount option `{key}`")?;
                did_you_mean(f, crate::suggest(key, crate::mount::MOUNT_KEYS.iter().copied()))
            }
            MountErrorKind::NoValue(key) => write!(f, "the mount option `{key}` needs a value"),
            MountErrorKind::NotForType { key, kind, comes_later: true } => {
                write!(f, "`{key}` must come behind `type=`: until then the type is {}", kind.as_str())
            }
            MountErrorKind::NotForType { key, kind, .. } => {
                write!(f, "a mount of type {} has no option `{key}`", kind.as_str())
            }
            MountErrorKind::BadValue { key, value, expected } => {
                write!(f, "`{value}` is not a value of `{key}`: expected {expected}")
            }
            MountErrorKind::VariableInFrom => f.write_str("`from=` can't hold a variable"),
            MountErrorKind::SecretIdTwice => f.write_str("`id` and `source` mean the same: give one of them"),
            MountErrorKind::SecretWithoutId => {
                f.write_str("a secret needs `id=`, or `target=` to take its name from")
            }
            MountErrorKind::RootTarget => f.write_str("a mount can't cover the root folder"),
        }
    }
}

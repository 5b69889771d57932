//! What each instruction takes: its arguments' form, their number, its flags.
//!
//! Read from BuildKit 73ed682 (2026-08-21, frontend 1.26).

use crate::keyword::Keyword;

/// How the arguments behind the flags are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A JSON array of strings, else all of it as one text.
    JsonOrText,
    /// A JSON array of strings, else words.
    JsonOrWords,
    Words,
    Text,
    /// `key=value …`, or the legacy `key value`.
    KeyValue,
    /// `name[=default] …`
    Names,
    Health,
    Trigger,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagKind {
    /// `--flag`, `--flag=true` or `--flag=false`.
    Bool,
    /// `--flag=value`, once.
    Value,
    /// `--flag=value`, any number of times.
    List,
}

/// A flag that an instruction takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagSpec {
    /// Without the dashes.
    pub name: &'static str,
    pub kind: FlagKind,
}

const fn flag(name: &'static str, kind: FlagKind) -> FlagSpec {
    FlagSpec { name, kind }
}

use FlagKind::{Bool, List, Value};

const FROM: &[FlagSpec] = &[flag("platform", Value)];
const RUN: &[FlagSpec] =
    &[flag("mount", List), flag("network", Value), flag("security", Value), flag("device", List)];
const COPY: &[FlagSpec] = &[
    flag("from", Value),
    flag("chown", Value),
    flag("chmod", Value),
    flag("link", Bool),
    flag("parents", Bool),
    flag("exclude", List),
];
const ADD: &[FlagSpec] = &[
    flag("chown", Value),
    flag("chmod", Value),
    flag("link", Bool),
    flag("exclude", List),
    flag("keep-git-dir", Bool),
    flag("checksum", Value),
    flag("unpack", Bool),
];
const HEALTHCHECK: &[FlagSpec] = &[
    flag("interval", Value),
    flag("timeout", Value),
    flag("start-period", Value),
    flag("start-interval", Value),
    flag("retries", Value),
];

impl Keyword {
    /// The flags that it takes.
    pub fn flags(self) -> &'static [FlagSpec] {
        match self {
            Keyword::From => FROM,
            Keyword::Run => RUN,
            Keyword::Copy => COPY,
            Keyword::Add => ADD,
            Keyword::Healthcheck => HEALTHCHECK,
            _ => &[],
        }
    }

    /// BuildKit drops the flags of these without looking at them. (HEALTHCHECK NONE is a third.)
    pub(crate) fn ignores_flags(self) -> bool {
        matches!(self, Keyword::Arg | Keyword::Stopsignal)
    }

    /// Whether `<<NAME` means something in its arguments.
    pub fn takes_heredocs(self) -> bool {
        matches!(self, Keyword::Run | Keyword::Copy | Keyword::Add)
    }

    /// Whether it may stand behind ONBUILD.
    pub fn can_be_trigger(self) -> bool {
        !matches!(self, Keyword::From | Keyword::Maintainer | Keyword::Onbuild)
    }

    pub(crate) fn form(self) -> Form {
        match self {
            Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell => Form::JsonOrText,
            Keyword::Copy | Keyword::Add | Keyword::Volume => Form::JsonOrWords,
            Keyword::From | Keyword::Expose => Form::Words,
            Keyword::User | Keyword::Workdir | Keyword::Stopsignal | Keyword::Maintainer => Form::Text,
            Keyword::Env | Keyword::Label => Form::KeyValue,
            Keyword::Arg => Form::Names,
            Keyword::Healthcheck => Form::Health,
            Keyword::Onbuild => Form::Trigger,
        }
    }
}

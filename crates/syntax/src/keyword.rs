//! The instructions of the language.

use std::fmt;

macro_rules! keywords {
    ($($variant:ident $text:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Keyword { $($variant,)* }

        impl Keyword {
            pub const ALL: &'static [Keyword] = &[$(Keyword::$variant,)*];

            /// Upper case.
            pub fn as_str(self) -> &'static str {
                match self { $(Keyword::$variant => $text,)* }
            }

            /// In any case.
            pub fn parse(word: &str) -> Option<Keyword> {
                Keyword::ALL.iter().copied().find(|keyword| keyword.as_str().eq_ignore_ascii_case(word))
            }
        }
    };
}

keywords! {
    Add "ADD", Arg "ARG", Cmd "CMD", Copy "COPY", Entrypoint "ENTRYPOINT", Env "ENV", Expose "EXPOSE", From "FROM",
    Healthcheck "HEALTHCHECK", Label "LABEL", Maintainer "MAINTAINER", Onbuild "ONBUILD", Run "RUN", Shell "SHELL",
    Stopsignal "STOPSIGNAL", User "USER", Volume "VOLUME", Workdir "WORKDIR",
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

//! The forms of the instructions.

use plimsoll_syntax::Keyword;

use crate::site::Written;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Json,
    Heredoc,
}

type Forms = &'static [(Form, &'static str)];

/// The one to prefer first. What stands in braces is a parameter.
pub(super) fn of(keyword: Keyword) -> Forms {
    use Form::{Heredoc, Json, Plain};
    match keyword {
        Keyword::Add => &[
            (Plain, "ADD {source} … {destination}"),
            (Json, "ADD [\"{source}\", … \"{destination}\"]"),
            (Heredoc, "ADD <<{delimiter} {destination}"),
        ],
        Keyword::Arg => &[(Plain, "ARG {name}={default} …")],
        Keyword::Cmd => &[(Json, "CMD [\"{program}\", \"{argument}\", …]"), (Plain, "CMD {command}")],
        Keyword::Copy => &[
            (Plain, "COPY {source} … {destination}"),
            (Json, "COPY [\"{source}\", … \"{destination}\"]"),
            (Heredoc, "COPY <<{delimiter} {destination}"),
        ],
        Keyword::Entrypoint => {
            &[(Json, "ENTRYPOINT [\"{program}\", \"{argument}\", …]"), (Plain, "ENTRYPOINT {command}")]
        }
        Keyword::Env => &[(Plain, "ENV {name}={value} …")],
        Keyword::Expose => &[(Plain, "EXPOSE {port}/{protocol} …")],
        Keyword::From => &[(Plain, "FROM {image} AS {name}")],
        Keyword::Healthcheck => &[(Plain, "HEALTHCHECK {CMD|NONE} {command}")],
        Keyword::Label => &[(Plain, "LABEL {key}={value} …")],
        Keyword::Maintainer => &[(Plain, "MAINTAINER {name}")],
        Keyword::Onbuild => &[(Plain, "ONBUILD {instruction}")],
        Keyword::Run => &[
            (Plain, "RUN {command}"),
            (Heredoc, "RUN <<{delimiter}"),
            (Json, "RUN [\"{program}\", \"{argument}\", …]"),
        ],
        Keyword::Shell => &[(Json, "SHELL [\"{program}\", \"{argument}\", …]")],
        Keyword::Stopsignal => &[(Plain, "STOPSIGNAL {signal}")],
        Keyword::User => &[(Plain, "USER {user}:{group}")],
        Keyword::Volume => &[(Plain, "VOLUME {path} …"), (Json, "VOLUME [\"{path}\", …]")],
        Keyword::Workdir => &[(Plain, "WORKDIR {path}")],
    }
}

/// The form that is being written; where nothing tells yet, the first of the instruction.
pub(super) fn form(written: &Written<'_>) -> Form {
    let text = written.arguments_text();
    let takes_heredocs = written.keyword().is_some_and(Keyword::takes_heredocs);
    let forms = written.keyword().map_or(&[][..], of);
    match forms {
        [(only, _)] => *only,
        _ if text.starts_with('[') => Form::Json,
        _ if takes_heredocs && text.starts_with("<<") => Form::Heredoc,
        [(first, _), ..] if text.is_empty() || written.is_flag() => *first,
        _ => Form::Plain,
    }
}

/// How many strings are before the one at the cursor; nothing outside of the brackets.
pub(super) fn json_index(written: &Written<'_>) -> Option<usize> {
    let text = written.arguments_text();
    let inside = text.strip_prefix('[').filter(|inside| !inside.trim_end().ends_with(']'));
    match inside {
        Some(inside) => Some(inside.matches("\",").count() + inside.matches("\" ,").count()),
        None if text.is_empty() => Some(0),
        None => None,
    }
}

//! The signal that STOPSIGNAL names.

use plimsoll_syntax::{Arguments, Keyword};

use super::markdown::code;
use super::{Hover, Place};
use crate::docs;

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    let command = place.commands().find(|command| command.keyword == Some(Keyword::Stopsignal))?;
    let Arguments::Text(span) = command.arguments else { return None };
    let value = place.file.value_of(place.instruction, span);
    let (name, meaning) = docs::signal(value.as_set().filter(|_| place.is_in(span))?)?;
    place.hover(
        span,
        format!(
            "{}, what `docker stop` sends first. To most servers it means: {meaning}.",
            code(&format!("SIG{name}"))
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::hover::tests::shown;

    #[test]
    fn signals() {
        let quit = "`SIGQUIT`, what `docker stop` sends first. To most servers it means: end after the requests under way: nginx, PHP-FPM.";
        assert_eq!(shown("FROM a\nSTOPSIGNAL SIG$0QUIT\n"), format!("SIGQUIT\n\n{quit}"));
        assert_eq!(shown("FROM a\nSTOPSIGNAL 9$0\n"), "nothing");
    }
}

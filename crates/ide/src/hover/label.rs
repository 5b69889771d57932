//! Keys of labels that have a meaning for everybody.

use plimsoll_syntax::{Arguments, Keyword};

use super::{Hover, Place};
use crate::docs;

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    let command = place.commands().find(|command| command.keyword == Some(Keyword::Label))?;
    let pairs = match &command.arguments {
        Arguments::Pairs(pairs) => &**pairs,
        Arguments::LegacyPair(pair) => std::slice::from_ref(pair),
        _ => return None,
    };
    let pair = pairs.iter().find(|pair| place.is_in(pair.key))?;
    let key = place.instruction.text(pair.key);
    place.hover(pair.key, docs::label(key.trim_matches(['"', '\'']))?.markdown())
}

#[cfg(test)]
mod tests {
    use crate::hover::tests::shown;

    #[test]
    fn oci_keys() {
        let text = "FROM a\nLABEL a=b \"org.opencontainers.image.sou$0rce\"=https://x.org\n";
        assert!(shown(text).contains("`org.opencontainers.image.source`: address of the source code"));
        assert_eq!(shown("FROM a\nLABEL a$0=b\n"), "nothing");
    }
}

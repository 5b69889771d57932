//! Ports that EXPOSE names.

use plimsoll_semantics::port;
use plimsoll_syntax::{Arguments, Keyword};

use super::markdown::{code, paragraphs};
use super::{Hover, Place};
use crate::docs;

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    let command = place.commands().find(|command| command.keyword == Some(Keyword::Expose))?;
    let Arguments::Words(words) = &command.arguments else { return None };
    let word = words.iter().find(|word| place.is_in(**word))?;
    let texts = place.file.expanded_texts(place.instruction);
    if texts.iter().any(|text| text.span == *word && place.file.refers_to_secret(text)) {
        return None;
    }
    let value = place.file.value_of(place.instruction, *word);
    let text = value.as_set().filter(|text| port::check(text).is_ok())?;
    let (ports, protocol) = text.split_once('/').unwrap_or((text, ""));
    let protocol = if protocol.is_empty() { "tcp" } else { protocol };
    let container = ports.rsplit(':').next().unwrap_or(ports);
    let service = container.parse().ok().and_then(|port| docs::service(port, protocol));
    let usually = service.map(|service| format!(", usually {service}")).unwrap_or_default();
    let plural = if container.contains('-') { "Ports" } else { "Port" };
    let protocol = protocol.to_uppercase();
    let subject = format!("{plural} {} over {protocol}{usually}.", code(container));
    let note = "A note for people and for `docker run -P`: it opens and publishes nothing.".to_owned();
    place.hover(*word, paragraphs([subject, note]))
}

#[cfg(test)]
mod tests {
    use crate::hover::tests::shown;

    #[test]
    fn ports() {
        let note = "A note for people and for `docker run -P`: it opens and publishes nothing.";
        for (text, expected) in [
            ("FROM a\nEXPOSE 54$032\n", "5432\n\nPort `5432` over TCP, usually PostgreSQL."),
            ("FROM a\nARG P=53\nEXPOSE 1 ${P}/udp$0\n", "${P}/udp\n\nPort `53` over UDP, usually DNS."),
            ("FROM a\nEXPOSE 8000-80$010/tcp\n", "8000-8010/tcp\n\nPorts `8000-8010` over TCP."),
        ] {
            assert_eq!(shown(text), format!("{expected}\n\n{note}"), "{text}");
        }
        assert_eq!(shown("FROM a\nEXPOSE x$0\n"), "nothing");
    }
}

//! Ports and their protocols.

use super::{Completion, CompletionKind};
use crate::docs::PORTS;
use crate::site::Written;

const PROTOCOLS: [&str; 3] = ["tcp", "udp", "sctp"];

pub(super) fn ports(written: &Written<'_>) -> Vec<Completion> {
    let word = written.word();
    if word.typed.contains('/') {
        let word = word.behind(&['/']);
        return PROTOCOLS.map(|name| Completion::new(name, CompletionKind::Value, word)).into();
    }
    if word.typed.contains(['-', ':']) {
        return Vec::new();
    }
    let word = if word.rest.contains('/') { word.until(&['/']) } else { word };
    let text = written.arguments_text();
    let is_open = |port: &str| !text.split_whitespace().any(|other| other == port) || word.text() == port;
    let ports = PORTS.iter().filter(|(port, _)| is_open(port));
    ports
        .map(|(port, service)| Completion::new(*port, CompletionKind::Value, word).with_detail(*service))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{proposed, taken};

    #[test]
    fn ports_and_protocols() {
        assert!(proposed("FROM a\nEXPOSE $0").starts_with("80 443 8080"));
        assert!(proposed("FROM a\nEXPOSE 80 $0").starts_with("443 8080"));
        assert_eq!(proposed("FROM a\nEXPOSE 53/$0"), "tcp udp sctp");
        assert_eq!(taken("FROM a\nEXPOSE 53/t$0cp 80", "udp"), "FROM a\nEXPOSE 53/udp 80");
        assert_eq!(proposed("FROM a\nEXPOSE 8000-$0"), "");
    }
}

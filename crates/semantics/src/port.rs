//! The arguments of EXPOSE.

use plimsoll_syntax::{Arguments, Keyword, Placed};
use plimsoll_text::Span;

use crate::stage::Stage;

/// A TCP port in an EXPOSE; of a range the first.
#[derive(Debug, Clone, Copy)]
pub struct ExposedPort<'a> {
    pub expose: Placed<'a>,
    pub span: Span,
    pub port: u16,
}

impl<'a> Stage<'a> {
    /// The TCP ports of the stage, or of the nearest stage it is built from that exposes any.
    pub fn exposed_ports(self) -> Vec<ExposedPort<'a>> {
        let of_stage = |stage: Stage<'a>| {
            let exposes = stage.instructions_of(Keyword::Expose);
            exposes.flat_map(|expose| stage.ports_of(expose)).collect::<Vec<_>>()
        };
        self.chain().map(of_stage).find(|ports| !ports.is_empty()).unwrap_or_default()
    }

    fn ports_of(self, expose: Placed<'a>) -> Vec<ExposedPort<'a>> {
        let Arguments::Words(words) = &expose.instruction.command().arguments else { return Vec::new() };
        let exposed = |span: &Span| {
            let port = tcp_port(self.file.value_of(expose, *span).as_set()?)?;
            Some(ExposedPort { expose, span: *span, port })
        };
        words.iter().filter_map(exposed).collect()
    }
}

/// `port[-port][/tcp|udp|sctp]`, or the deprecated `[ip:][host:]container`, which BuildKit still accepts.
///
/// # Errors
///
/// Why BuildKit refuses it, in a line.
pub fn check(word: &str) -> Result<(), String> {
    let (ports, protocol) = match word.split_once('/') {
        Some((ports, protocol)) => (ports, protocol),
        None => (word, ""),
    };
    if !["", "tcp", "udp", "sctp"].contains(&protocol.to_ascii_lowercase().as_str()) {
        return Err(format!("`{protocol}` is not a protocol: use tcp, udp or sctp"));
    }
    let container = ports.rsplit(':').next().unwrap_or(ports);
    let container =
        range(container).ok_or_else(|| format!("`{word}` is not a port: use 0 to 65535, or a range"))?;
    let mut parts = ports.rsplitn(3, ':').skip(1);
    let host = parts.next().filter(|host| !host.is_empty());
    let Some(host) = host else { return Ok(()) };
    let host = range(host).ok_or_else(|| format!("`{host}` is not a port"))?;
    let lengths = (host.1 - host.0, container.1 - container.0);
    if lengths.0 != lengths.1 && lengths.1 != 0 {
        return Err("the two ranges of ports must be equally long".to_owned());
    }
    Ok(())
}

/// The port of the container that a word exposes for TCP, the first of a range.
fn tcp_port(word: &str) -> Option<u16> {
    check(word).ok()?;
    let (ports, protocol) = word.split_once('/').unwrap_or((word, ""));
    let is_tcp = protocol.is_empty() || protocol.eq_ignore_ascii_case("tcp");
    let (first, _) = range(ports.rsplit(':').next()?)?;
    is_tcp.then_some(first)
}

/// First and last port. BuildKit takes `+80` and `080` too.
pub(crate) fn range(text: &str) -> Option<(u16, u16)> {
    let port = |text: &str| text.strip_prefix('+').unwrap_or(text).parse::<u16>().ok();
    match text.split_once('-') {
        Some((first, last)) => Some((port(first)?, port(last)?)).filter(|(first, last)| first <= last),
        None => port(text).map(|port| (port, port)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_buildkit_accepts() {
        for word in [
            "80",
            "80/tcp",
            "80/UDP",
            "8000-8010",
            "+81",
            "082",
            "83/",
            "0",
            "127.0.0.1::80",
            "80:80",
            "[::1]:80:80",
        ] {
            assert_eq!(check(word), Ok(()), "{word}");
        }
        for word in ["foo", "65536", "90-80", "80/http", "-1", "", "80-81:80-85"] {
            assert!(check(word).is_err(), "{word}");
        }
    }

    #[test]
    fn finds_the_port_of_the_container() {
        for (word, expected) in [
            ("80", Some(80)),
            ("80/TCP", Some(80)),
            ("53/udp", None),
            ("8000-8010", Some(8000)),
            ("127.0.0.1:8080:80", Some(80)),
            ("foo", None),
        ] {
            assert_eq!(tcp_port(word), expected, "{word}");
        }
    }
}

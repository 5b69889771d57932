//! Ports and their protocols.

use super::{Completion, CompletionKind};
use crate::site::Written;

/// Ports of well-known services that containers run, the most common first.
const PORTS: [(&str, &str); 24] = [
    ("80", "HTTP"),
    ("443", "HTTPS"),
    ("8080", "HTTP of applications"),
    ("8443", "HTTPS of applications"),
    ("3000", "Node.js, Rails, Grafana"),
    ("5000", "Flask, registry"),
    ("8000", "Django, FastAPI"),
    ("8888", "Jupyter"),
    ("9000", "PHP-FPM, MinIO"),
    ("22", "SSH"),
    ("53/udp", "DNS"),
    ("1433", "SQL Server"),
    ("1883", "MQTT"),
    ("2181", "ZooKeeper"),
    ("3306", "MySQL, MariaDB"),
    ("5432", "PostgreSQL"),
    ("5672", "AMQP"),
    ("6379", "Redis, Valkey"),
    ("9090", "Prometheus"),
    ("9092", "Kafka"),
    ("9200", "Elasticsearch, OpenSearch"),
    ("11211", "memcached"),
    ("27017", "MongoDB"),
    ("51820/udp", "WireGuard"),
];

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

//! Ports.

/// Ports of well-known services that containers run, the most common first.
pub const PORTS: [(&str, &str); 24] = [
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

/// What usually listens at a port; the protocol is in any case.
pub fn service(port: u16, protocol: &str) -> Option<&'static str> {
    let name = match protocol.to_ascii_lowercase().as_str() {
        "tcp" => port.to_string(),
        protocol => format!("{port}/{protocol}"),
    };
    PORTS.iter().find(|(known, _)| *known == name).map(|(_, service)| *service)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_by_port_and_protocol() {
        assert_eq!(service(5432, "tcp"), Some("PostgreSQL"));
        assert_eq!(service(53, "UDP"), Some("DNS"));
        assert_eq!(service(53, "tcp"), None);
    }
}

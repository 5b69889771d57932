//! Images that start something else when the command begins with another word.

use super::familiar;

/// Images with an ENTRYPOINT that looks for names in the first word of the command, and does more for those: with
/// `postgres` it makes the database first and gives up root, with `/bin/sh -c postgres` it does not.
///
/// The scripts of `memcached`, `node` or `php` look there for an option or a file to run, and leave other commands
/// as they are. They are not in the list.
///
/// Read in the entrypoint scripts of their repositories (docker, ghost, jetty, mariadb, mongo, mysql, nextcloud, nginx,
/// postgres, rabbitmq, redis, registry, valkey, wordpress) or in copies of the scripts (elasticsearch, haproxy,
/// traefik). Those with a folder in the name, but for valkey, are builds of `postgres` or `nginx`; their scripts were not
/// read.
const BY_COMMAND: &[&str] = &[
    "docker",
    "elasticsearch",
    "ghost",
    "haproxy",
    "jetty",
    "mariadb",
    "mongo",
    "mysql",
    "nextcloud",
    "nginx",
    "nginxinc/nginx-unprivileged",
    "pgvector/pgvector",
    "postgis/postgis",
    "postgres",
    "rabbitmq",
    "redis",
    "registry",
    "timescale/timescaledb",
    "traefik",
    "valkey/valkey",
    "wordpress",
];

/// Whether the image's ENTRYPOINT is known to act by the first word of the command.
pub fn entrypoint_acts_by_command(name: &str) -> bool {
    BY_COMMAND.binary_search(&familiar(name)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(BY_COMMAND.is_sorted());
    }

    #[test]
    fn services_act_by_the_command_and_languages_do_not() {
        for name in ["postgres", "docker.io/library/nginx", "valkey/valkey"] {
            assert!(entrypoint_acts_by_command(name), "{name}");
        }
        for name in ["python", "node", "php", "debian", "httpd", "memcached", "ghcr.io/acme/postgres"] {
            assert!(!entrypoint_acts_by_command(name), "{name}");
        }
    }
}

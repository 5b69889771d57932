//! Official images of servers and applications.

use super::{DefaultUser, Family, ImageFacts, PLAIN, RootUse, Tools, User, tools, user};

pub(super) const IMAGES: &[ImageFacts] = &[
    ImageFacts {
        name: "caddy",
        family: Family::Alpine,
        env: &[("XDG_CONFIG_HOME", "/config"), ("XDG_DATA_HOME", "/data")],
        tools: tools(&["curl"], &[]),
        current_tag: Some("2.11"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/caddy; caddyserver/caddy-docker 62d1326 \
                 (2026-03-05): 2.11/alpine/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "docker",
        family: Family::Alpine,
        tools: tools(&["docker"], &[]),
        current_tag: Some("29-cli"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/docker; docker-library/docker 3289af8 \
                 (2026-08-06): 29/cli/Dockerfile, 29/dind-rootless/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "drupal",
        family: Family::Debian,
        users: &[user("www-data", 33)],
        alpine_users: &[user("www-data", 82)],
        tools: tools(&["curl", "php"], &[]),
        current_tag: Some("11.4-php8.5-apache-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/drupal; docker-library/drupal 305e3e2 \
                 (2026-07-22): 11.4/php8.5/apache-trixie/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "elasticsearch",
        family: Family::Unknown,
        default_user: DefaultUser::NonRoot("1000:0"),
        users: &[user("elasticsearch", 1000)],
        current_tag: Some("9.5.2"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/elasticsearch; elastic/dockerfiles 000ec079: \
                 elasticsearch/Dockerfile (8.15)",
        ..PLAIN
    },
    ImageFacts {
        name: "ghost",
        family: Family::Debian,
        users: &[user("node", 1000)],
        root_use: RootUse::Drops,
        tools: tools(&["node"], &[]),
        current_tag: Some("6-bookworm"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/ghost; docker-library/ghost 7edb45d \
                 (2026-06-12): 6/bookworm/Dockerfile; \
                 docker-library/ghost: docker-entrypoint.sh (gosu node)",
        ..PLAIN
    },
    ImageFacts {
        name: "haproxy",
        family: Family::Debian,
        default_user: DefaultUser::NonRoot("haproxy"),
        users: &[user("haproxy", 99)],
        current_tag: Some("3.4-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/haproxy; docker-library/haproxy ec437dd \
                 (2026-07-22): 3.2/Dockerfile, 3.2/alpine/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "httpd",
        family: Family::Debian,
        users: &[user("www-data", 33)],
        alpine_users: &[user("www-data", 82)],
        root_use: RootUse::Needs,
        env: &[("HTTPD_PREFIX", "/usr/local/apache2")],
        current_tag: Some("2.4-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/httpd; docker-library/httpd 9b63b37 \
                 (2026-06-10): 2.4/Dockerfile, 2.4/alpine/Dockerfile; \
                 Apache HTTP Server 2.4, PidFile: logs/httpd.pid, which is root's",
        ..PLAIN
    },
    ImageFacts {
        name: "jetty",
        family: Family::Ubuntu,
        default_user: DefaultUser::NonRoot("jetty"),
        users: &[User { name: "jetty", uid: None, since: 0 }],
        env: &[("JETTY_HOME", "/usr/local/jetty"), ("TMPDIR", "/tmp/jetty")],
        current_tag: Some("12.1-jdk25"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/jetty; jetty/jetty.docker c6c5ebe \
                 (2026-05-04): eclipse-temurin/12.1/jdk21/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "mariadb",
        family: Family::Ubuntu,
        users: &[User { name: "mysql", uid: None, since: 0 }],
        root_use: RootUse::Drops,
        current_tag: Some("12.3-noble"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/mariadb (12.3 is its lts); \
                 MariaDB/mariadb-docker 1b6429b (2026-05-29): 11.8/Dockerfile; \
                 docker-entrypoint.sh (gosu mysql)",
        ..PLAIN
    },
    ImageFacts {
        name: "memcached",
        family: Family::Debian,
        default_user: DefaultUser::NonRoot("memcache"),
        users: &[user("memcache", 11211)],
        current_tag: Some("1.6-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/memcached; docker-library/memcached 53ac0ec \
                 (2026-07-09): 1/debian/Dockerfile, 1/alpine/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "mongo",
        family: Family::Ubuntu,
        users: &[user("mongodb", 999)],
        root_use: RootUse::Drops,
        env: &[("HOME", "/data/db")],
        current_tag: Some("8.0-noble"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/mongo; docker-library/mongo 2c69a57b \
                 (2026-06-11): 8.0/Dockerfile; \
                 docker-library/mongo 09972ffc: docker-entrypoint.sh (gosu mongodb)",
        ..PLAIN
    },
    ImageFacts {
        name: "mysql",
        family: Family::Rhel,
        users: &[user("mysql", 999)],
        root_use: RootUse::Drops,
        tools: tools(&["bash", "curl"], &[]),
        current_tag: Some("9.7"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/mysql (9.7 is its lts); docker-library/mysql \
                 7f30fdb (2026-06-16): 8.4/Dockerfile.oracle, docker-entrypoint.sh (gosu mysql)",
        ..PLAIN
    },
    ImageFacts {
        name: "nextcloud",
        family: Family::Debian,
        users: &[user("www-data", 33)],
        alpine_users: &[user("www-data", 82)],
        tools: tools(&["curl", "php"], &[]),
        current_tag: Some("34-apache"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/nextcloud; nextcloud/docker 4de1eed6 \
                 (2026-07-23): 33/apache/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "nginx",
        family: Family::Debian,
        users: &[user("nginx", 101)],
        root_use: RootUse::Needs,
        tools: Some(Tools { every: &["nginx"], full: &["bash", "curl"], alpine: &["curl"] }),
        current_tag: Some("1.30-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/nginx (1.30 is its stable); nginx/docker-nginx \
                 0d7f438 (2026-04-14): mainline/debian/Dockerfile, mainline/alpine/Dockerfile, stable/alpine-slim/Dockerfile; \
                 docker-library/docs: nginx (what to change to run it as another user)",
        ..PLAIN
    },
    ImageFacts {
        name: "postgres",
        family: Family::Debian,
        users: &[user("postgres", 999)],
        alpine_users: &[user("postgres", 70)],
        root_use: RootUse::Drops,
        tools: tools(&["psql", "pg_isready"], &[]),
        current_tag: Some("18-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/postgres; docker-library/postgres 6edb0a8c \
                 (2026-02-26): 18/trixie/Dockerfile, 18/alpine3.23/Dockerfile; \
                 docker-library/postgres 03bfaa9c: docker-entrypoint.sh (gosu postgres)",
        ..PLAIN
    },
    ImageFacts {
        name: "rabbitmq",
        family: Family::Ubuntu,
        users: &[user("rabbitmq", 999)],
        alpine_users: &[user("rabbitmq", 100)],
        root_use: RootUse::Drops,
        env: &[("RABBITMQ_DATA_DIR", "/var/lib/rabbitmq")],
        current_tag: Some("4.3"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/rabbitmq; docker-library/rabbitmq 9193c1d \
                 (2026-06-15): 4.1/ubuntu/Dockerfile, 4.1/alpine/Dockerfile; \
                 docker-library/rabbitmq 01cebb70: docker-entrypoint.sh (gosu rabbitmq)",
        ..PLAIN
    },
    ImageFacts {
        name: "redis",
        family: Family::Debian,
        users: &[user("redis", 999)],
        root_use: RootUse::Drops,
        current_tag: Some("8.10-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/redis; redis/docker-library-redis e5650da9 \
                 (2024-10-04): 7.4/debian/Dockerfile, 7.4/alpine/Dockerfile; \
                 docker-library/redis: docker-entrypoint.sh (gosu redis)",
        ..PLAIN
    },
    ImageFacts {
        name: "registry",
        family: Family::Alpine,
        tools: tools(&["registry"], &[]),
        current_tag: Some("3.1"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/registry; \
                 distribution/distribution-library-image a829ed8 (2025-07-10): Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "tomcat",
        family: Family::Ubuntu,
        tools: tools(&["java"], &["bash", "curl", "wget"]),
        env: &[("CATALINA_HOME", "/usr/local/tomcat")],
        current_tag: Some("11.0-jre25-temurin-noble"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/tomcat; docker-library/tomcat 40f27d56 \
                 (2026-08-20): 9.0/jre21/temurin-noble/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "traefik",
        family: Family::Unknown,
        current_tag: Some("v3.7"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/traefik; traefik/traefik-library-image \
                 6973938 (2026-08-19): tmpl",
        ..PLAIN
    },
    ImageFacts {
        name: "valkey/valkey",
        family: Family::Debian,
        users: &[user("valkey", 999)],
        root_use: RootUse::Drops,
        source: "valkey-io/valkey-container ae6141e (2025-01-08): 8.0/debian/Dockerfile, 8.0/alpine/Dockerfile; \
                 valkey-io/valkey-container: docker-entrypoint.sh (gosu valkey)",
        ..PLAIN
    },
    ImageFacts {
        name: "wordpress",
        family: Family::Debian,
        users: &[user("www-data", 33)],
        alpine_users: &[user("www-data", 82)],
        tools: tools(&["curl", "php"], &[]),
        current_tag: Some("7.1-php8.3-apache"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/wordpress; docker-library/wordpress bf223d1c \
                 (2026-08-19): latest/php8.4/apache/Dockerfile",
        ..PLAIN
    },
];

//! Official images of languages and their build tools.

use super::{BUILDPACK, Family, ImageFacts, PLAIN, SlimForm, Tools, User, tools, user};

pub(super) const IMAGES: &[ImageFacts] = &[
    ImageFacts {
        name: "amazoncorretto",
        family: Family::Amazon,
        tools: Some(Tools { every: &["java"], full: &["bash", "curl"], alpine: &[] }),
        current_tag: Some("25-al2023"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/amazoncorretto; corretto/corretto-docker \
                 7075fec (2026-04-27): 21/jdk/al2023/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "bash",
        family: Family::Alpine,
        tools: tools(&["bash"], &[]),
        current_tag: Some("5.3"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/bash",
        ..PLAIN
    },
    ImageFacts {
        name: "buildpack-deps",
        family: Family::Debian,
        tools: tools(&["bash", "curl", "wget"], &[]),
        current_tag: Some("trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/buildpack-deps; \
                 docker-library/buildpack-deps 8330ca1 (2025-11-13): debian/trixie/curl/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "composer",
        family: Family::Alpine,
        users: &[user("www-data", 82)],
        tools: tools(&["bash", "composer", "curl", "git", "php"], &[]),
        env: &[("COMPOSER_ALLOW_SUPERUSER", "1"), ("COMPOSER_HOME", "/tmp")],
        current_tag: Some("2.10"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/composer; composer/docker e1056b5 \
                 (2026-07-02): latest/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "denoland/deno",
        family: Family::Debian,
        users: &[user("deno", 1993)],
        alpine_users: &[user("deno", 1000)],
        tools: tools(&["deno"], &[]),
        env: &[("DENO_DIR", "/deno-dir/"), ("DENO_INSTALL_ROOT", "/usr/local")],
        source: "denoland/deno_docker b7864b7 (2026-07-01): debian.dockerfile, alpine.dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "eclipse-temurin",
        family: Family::Ubuntu,
        tools: Some(Tools { every: &["java"], full: &["bash", "curl", "wget"], alpine: &[] }),
        env: &[("JAVA_HOME", "/opt/java/openjdk"), ("LANG", "en_US.UTF-8")],
        current_tag: Some("25-jre-noble"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/eclipse-temurin; adoptium/containers d8d18d67 \
                 (2026-08-05): 21/jre/ubuntu/noble/Dockerfile, 21/jre/alpine/3.22/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "elixir",
        family: Family::Debian,
        tools: Some(Tools { every: &["elixir", "erl", "mix"], full: BUILDPACK, alpine: &[] }),
        slim: SlimForm::After,
        current_tag: Some("1.20-otp-29-slim"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/elixir; erlef/docker-elixir 6113c3e \
                 (2025-11-15): 1.19/Dockerfile, 1.19/slim/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "erlang",
        family: Family::Debian,
        tools: Some(Tools { every: &["erl"], full: BUILDPACK, alpine: &[] }),
        slim: SlimForm::After,
        current_tag: Some("29-slim"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/erlang; erlang/docker-erlang-otp 023b069 \
                 (2026-07-28): 28/Dockerfile, 28/slim/Dockerfile, 28/alpine/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "gcc",
        family: Family::Debian,
        current_tag: Some("16-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/gcc",
        ..PLAIN
    },
    ImageFacts {
        name: "golang",
        family: Family::Debian,
        tools: Some(Tools { every: &["go"], full: BUILDPACK, alpine: &[] }),
        env: &[("GOPATH", "/go"), ("GOTOOLCHAIN", "local")],
        current_tag: Some("1.27-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/golang; docker-library/golang 7c8c182 \
                 (2026-08-19): 1.27/trixie/Dockerfile, 1.27/alpine3.24/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "gradle",
        family: Family::Ubuntu,
        users: &[User { name: "gradle", uid: None, since: 0 }],
        alpine_users: &[user("gradle", 1000)],
        tools: Some(Tools {
            every: &["git", "gradle", "java"],
            full: &["bash", "curl", "wget"],
            alpine: &["curl"],
        }),
        env: &[("GRADLE_HOME", "/opt/gradle")],
        current_tag: Some("9.7-jdk25-noble"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/gradle; keeganwitt/docker-gradle 9fe6f1e \
                 (2025-08-14): jdk21-noble/Dockerfile, jdk21-alpine/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "haskell",
        family: Family::Debian,
        tools: tools(&["bash", "cabal", "curl", "ghc", "git", "stack"], &[]),
        slim: SlimForm::BeforeRelease,
        env: &[("LANG", "C.UTF-8")],
        current_tag: Some("9.14-slim-bookworm"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/haskell; haskell/docker-haskell 9a7cd37 \
                 (2026-06-10): 9.12/bookworm/Dockerfile, 9.12/slim-bookworm/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "julia",
        family: Family::Debian,
        tools: Some(Tools { every: &["julia"], full: &["bash", "curl"], alpine: &[] }),
        env: &[("JULIA_PATH", "/usr/local/julia")],
        current_tag: Some("1.12-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/julia; docker-library/julia aa7507f \
                 (2026-08-16): stable/trixie/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "maven",
        family: Family::Ubuntu,
        env: &[("MAVEN_CONFIG", "/root/.m2"), ("MAVEN_HOME", "/usr/share/maven")],
        tools: Some(Tools {
            every: &["java", "mvn"],
            full: &["bash", "curl", "git", "wget"],
            alpine: &["bash", "curl"],
        }),
        current_tag: Some("3.9-eclipse-temurin-25-noble"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/maven; carlossg/docker-maven 0170c5b \
                 (2026-08-05): eclipse-temurin-21-noble/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "node",
        family: Family::Debian,
        users: &[user("node", 1000)],
        tools: Some(Tools { every: &["node", "npm"], full: BUILDPACK, alpine: &[] }),
        slim: SlimForm::After,
        current_tag: Some("24-trixie-slim"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/node (24 is its lts); nodejs/docker-node \
                 f27d936f (2026-08-19): 24/bookworm/Dockerfile, 24/bookworm-slim/Dockerfile, 24/alpine3.24/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "openjdk",
        // Its tags without a distribution have been Debian and Oracle Linux.
        family: Family::Unknown,
        slim: SlimForm::Before,
        replaced_by: &["eclipse-temurin", "amazoncorretto", "ibm-semeru-runtimes", "sapmachine"],
        source: "docker-library/docs c4a9ba41 (2026-08-21): openjdk/deprecated.md",
        ..PLAIN
    },
    ImageFacts {
        name: "oven/bun",
        family: Family::Debian,
        users: &[user("bun", 1000)],
        tools: tools(&["bun", "bunx"], &[]),
        source: "oven-sh/bun 0c532eac: dockerhub/debian/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "perl",
        family: Family::Debian,
        slim: SlimForm::Before,
        current_tag: Some("5.44-slim-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/perl",
        ..PLAIN
    },
    ImageFacts {
        name: "php",
        family: Family::Debian,
        users: &[user("www-data", 33)],
        alpine_users: &[user("www-data", 82)],
        tools: tools(&["curl", "php"], &[]),
        env: &[("PHP_INI_DIR", "/usr/local/etc/php")],
        current_tag: Some("8.5-cli-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/php; docker-library/php 445bf414 \
                 (2026-07-30): Dockerfile-linux.template",
        ..PLAIN
    },
    ImageFacts {
        name: "python",
        family: Family::Debian,
        tools: Some(Tools { every: &["pip", "python", "python3"], full: BUILDPACK, alpine: &[] }),
        slim: SlimForm::Before,
        current_tag: Some("3.14-slim-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/python; docker-library/python 4f070595 \
                 (2026-06-23): 3.14/trixie/Dockerfile, 3.14/slim-trixie/Dockerfile, 3.14/alpine3.24/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "r-base",
        family: Family::Debian,
        users: &[User { name: "docker", uid: None, since: 0 }],
        tools: tools(&["R", "bash", "wget"], &[]),
        env: &[("LANG", "en_US.UTF-8"), ("LC_ALL", "en_US.UTF-8")],
        current_tag: Some("4.6.1"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/r-base; rocker-org/rocker 353d611 \
                 (2026-04-24): r-base/latest/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "ruby",
        family: Family::Debian,
        tools: Some(Tools { every: &["bundle", "gem", "ruby"], full: BUILDPACK, alpine: &[] }),
        env: &[
            ("BUNDLE_APP_CONFIG", "/usr/local/bundle"),
            ("GEM_HOME", "/usr/local/bundle"),
            ("LANG", "C.UTF-8"),
        ],
        slim: SlimForm::Before,
        current_tag: Some("4.0-slim-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/ruby; docker-library/ruby d55e25ae \
                 (2026-04-21): Dockerfile.template",
        ..PLAIN
    },
    ImageFacts {
        name: "rust",
        family: Family::Debian,
        tools: Some(Tools { every: &["cargo", "rustc", "rustup"], full: BUILDPACK, alpine: &[] }),
        env: &[("CARGO_HOME", "/usr/local/cargo"), ("RUSTUP_HOME", "/usr/local/rustup")],
        slim: SlimForm::Before,
        current_tag: Some("1.98-slim-trixie"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/rust; rust-lang/docker-rust 7668ee2 \
                 (2026-04-03): stable/trixie/Dockerfile, stable/trixie/slim/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "swift",
        family: Family::Ubuntu,
        slim: SlimForm::After,
        current_tag: Some("6.3-noble-slim"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/swift; swiftlang/swift-docker 902c2a9 \
                 (2026-08-07): 6.3/ubuntu/24.04/Dockerfile",
        ..PLAIN
    },
];

//! Images of distributions, and the empty one.

use super::{DefaultUser, Family, ImageFacts, PLAIN, SlimForm, User, tools};

pub(super) const IMAGES: &[ImageFacts] = &[
    ImageFacts {
        name: "almalinux",
        family: Family::Rhel,
        current_tag: Some("10"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/almalinux",
        ..PLAIN
    },
    ImageFacts {
        name: "alpine",
        family: Family::Alpine,
        tools: tools(&[], &[]),
        current_tag: Some("3.24"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/alpine",
        ..PLAIN
    },
    ImageFacts {
        name: "amazonlinux",
        family: Family::Amazon,
        current_tag: Some("2023"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/amazonlinux",
        ..PLAIN
    },
    ImageFacts {
        name: "archlinux",
        family: Family::Arch,
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/archlinux",
        ..PLAIN
    },
    ImageFacts {
        name: "busybox",
        family: Family::Busybox,
        tools: tools(&["sh", "wget"], &[]),
        current_tag: Some("1.38"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/busybox; \
                 docker-library/busybox 9c20878 (2026-08-03): latest/glibc/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "debian",
        family: Family::Debian,
        tools: tools(&["bash"], &[]),
        slim: SlimForm::After,
        current_tag: Some("trixie-slim"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/debian; \
                 docker-library/buildpack-deps 8330ca1 (2025-11-13): debian/trixie/curl/Dockerfile",
        ..PLAIN
    },
    ImageFacts {
        name: "fedora",
        family: Family::Fedora,
        current_tag: Some("44"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/fedora",
        ..PLAIN
    },
    ImageFacts {
        name: "opensuse/leap",
        family: Family::Suse,
        source: "name and maker of the image only; its Dockerfile was not read",
        default_user: DefaultUser::Unknown,
        ..PLAIN
    },
    ImageFacts {
        name: "opensuse/tumbleweed",
        family: Family::Suse,
        source: "name and maker of the image only; its Dockerfile was not read",
        default_user: DefaultUser::Unknown,
        ..PLAIN
    },
    ImageFacts {
        name: "oraclelinux",
        family: Family::Rhel,
        tools: tools(&["bash", "curl"], &[]),
        slim: SlimForm::After,
        current_tag: Some("10-slim"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/oraclelinux; docker-library/mysql 7f30fdb \
                 (2026-06-16): 8.4/Dockerfile.oracle (curl in 9-slim)",
        ..PLAIN
    },
    ImageFacts {
        name: "rockylinux",
        family: Family::Rhel,
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/rockylinux (no release after 9.3)",
        ..PLAIN
    },
    ImageFacts {
        name: "scratch",
        family: Family::Scratch,
        source: "BuildKit 73ed6825c (2026-08-21): an empty base without configuration",
        ..PLAIN
    },
    ImageFacts {
        name: "ubuntu",
        family: Family::Ubuntu,
        users: &[User { name: "ubuntu", uid: None, since: 24 }],
        tools: tools(&["bash"], &[]),
        current_tag: Some("26.04"),
        source: "docker-library/official-images 37079fb3 (2026-08-21): library/ubuntu; MariaDB/mariadb-docker 1b6429b \
                 (2026-05-29): 11.8/Dockerfile (user ubuntu); adoptium/containers d8d18d67: 21/jre/ubuntu/noble/Dockerfile",
        ..PLAIN
    },
];

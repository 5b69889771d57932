//! The users that distributions begin with.

use super::{Family, familiar, family};

/// Debian: base-passwd 3.6, `passwd.master`, and `_apt` of apt. Ubuntu: the same, and `ubuntu`.
const DEBIAN: &[&str] = &[
    "_apt", "backup", "bin", "daemon", "games", "gnats", "irc", "list", "lp", "mail", "man", "news",
    "nobody", "proxy", "root", "sync", "sys", "ubuntu", "uucp", "www-data",
];

/// Alpine: alpine-baselayout, `passwd`, with those that releases before 3.20 had too.
const ALPINE: &[&str] = &[
    "adm",
    "at",
    "bin",
    "cron",
    "cyrus",
    "daemon",
    "ftp",
    "games",
    "guest",
    "halt",
    "lp",
    "mail",
    "man",
    "news",
    "nobody",
    "ntp",
    "operator",
    "postmaster",
    "root",
    "shutdown",
    "smmsp",
    "squid",
    "sshd",
    "svn",
    "sync",
    "uucp",
    "vpopmail",
    "xfs",
];

/// GoogleContainerTools/distroless: common/variables.bzl.
const DISTROLESS: &[&str] = &["nobody", "nonroot", "root"];

/// Whether a plain image of a distribution has a user; nothing for other images, where packages may have made some.
pub fn has_user(name: &str, user: &str) -> Option<bool> {
    let users = match familiar(name) {
        "alpine" => ALPINE,
        "debian" | "ubuntu" => DEBIAN,
        name if name.starts_with("gcr.io/distroless/") && family(name, None) == Family::Distroless => {
            DISTROLESS
        }
        _ => return None,
    };
    Some(users.contains(&user))
}

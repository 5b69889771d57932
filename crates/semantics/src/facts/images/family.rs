//! Which distribution is in an image, as its tag tells it.

use plimsoll_shell::PosixShell;

use super::{PackageManager, facts_of};
use crate::facts::package_managers::package_manager as manager;

/// What users, shells and packages of an image are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    Alpine,
    Amazon,
    Arch,
    Busybox,
    Debian,
    /// Libraries and one runtime, but neither a shell nor a package manager.
    Distroless,
    Fedora,
    /// Red Hat Enterprise Linux and what is built from its sources.
    Rhel,
    /// Nothing at all.
    Scratch,
    Suse,
    Ubuntu,
    Windows,
    Wolfi,
    Unknown,
}

impl Family {
    /// What `/bin/sh` is.
    pub fn posix_shell(self) -> Option<PosixShell> {
        match self {
            Family::Debian | Family::Ubuntu => Some(PosixShell::Dash),
            Family::Alpine | Family::Busybox | Family::Wolfi => Some(PosixShell::Ash),
            Family::Amazon | Family::Arch | Family::Fedora | Family::Rhel | Family::Suse => {
                Some(PosixShell::Bash)
            }
            Family::Distroless | Family::Scratch | Family::Windows | Family::Unknown => None,
        }
    }

    /// Whether `RUN` and shell forms can work; `None` where that is not known.
    pub fn has_shell(self) -> Option<bool> {
        match self {
            Family::Distroless | Family::Scratch => Some(false),
            // Those of Chainguard have one only in their `-dev` tags and in `wolfi-base`.
            Family::Unknown | Family::Wolfi => None,
            _ => Some(true),
        }
    }

    /// Whether `groupadd` and `useradd` make users; BusyBox has `addgroup` and `adduser` in their place.
    pub fn has_useradd(self) -> Option<bool> {
        match self {
            Family::Debian | Family::Ubuntu | Family::Fedora => Some(true),
            Family::Alpine | Family::Busybox | Family::Wolfi => Some(false),
            Family::Distroless | Family::Scratch | Family::Windows => Some(false),
            // shadow-utils is missing in the small ones of these.
            Family::Amazon | Family::Arch | Family::Rhel | Family::Suse | Family::Unknown => None,
        }
    }
}

/// Names of releases that stand alone between dashes in a tag.
const DEBIAN: &[&str] =
    &["bookworm", "bullseye", "buster", "debian", "forky", "jessie", "sid", "stretch", "trixie"];
const UBUNTU: &[&str] = &[
    "bionic", "focal", "jammy", "mantic", "noble", "oracular", "plucky", "questing", "resolute", "trusty",
    "ubuntu", "xenial",
];
const RHEL: &[&str] = &["centos", "oracle", "rockylinux", "ubi"];
const AMAZON: &[&str] = &["al", "amazoncorretto", "amazonlinux", "corretto"];
const WINDOWS: &[&str] = &["nanoserver", "windowsservercore"];

/// Of an image by its familiar name (`python`, `ghcr.io/astral-sh/uv`) and tag.
pub fn family(name: &str, tag: Option<&str>) -> Family {
    let Some(facts) = facts_of(name) else {
        return tag.and_then(family_in_tag).unwrap_or(Family::Unknown);
    };
    tag.and_then(family_in_tag).unwrap_or_else(|| family_by_version(facts.name, tag).unwrap_or(facts.family))
}

/// The package manager in the image; `None` where there is none, or more than one may be meant.
pub fn package_manager(name: &str, tag: Option<&str>) -> Option<&'static PackageManager> {
    let minimal =
        name.ends_with("-minimal") || tag.is_some_and(|tag| parts(tag).any(|part| part == "minimal"));
    let program = match family(name, tag) {
        Family::Alpine => "apk",
        Family::Wolfi if name.ends_with("/wolfi-base") || tag.is_some_and(|tag| tag.ends_with("-dev")) => {
            "apk"
        }
        Family::Debian | Family::Ubuntu => "apt-get",
        Family::Fedora => "dnf",
        Family::Rhel if minimal => "microdnf",
        Family::Rhel if name.starts_with("oraclelinux") && tag.is_some_and(|tag| tag.ends_with("-slim")) => {
            "microdnf"
        }
        Family::Rhel => "dnf",
        Family::Amazon if tag.is_some_and(|tag| tag == "2" || parts(tag).any(|part| part == "al2")) => "yum",
        Family::Amazon => "dnf",
        Family::Suse => "zypper",
        Family::Arch => "pacman",
        Family::Busybox
        | Family::Distroless
        | Family::Scratch
        | Family::Windows
        | Family::Wolfi
        | Family::Unknown => return None,
    };
    manager(program)
}

fn parts(tag: &str) -> impl Iterator<Item = &str> {
    tag.split('-')
}

/// The family that a part of the tag names: `alpine3.22`, `bookworm`, `ubi9`, `windowsservercore`.
fn family_in_tag(tag: &str) -> Option<Family> {
    let words = || parts(tag).map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'));
    let names_one_of = |names: &[&str]| words().any(|word| names.contains(&word));
    if names_one_of(WINDOWS) || tag.contains("ltsc20") {
        Some(Family::Windows)
    } else if names_one_of(&["chiseled", "distroless"]) {
        Some(Family::Distroless)
    } else if names_one_of(&["alpine"]) {
        Some(Family::Alpine)
    } else if names_one_of(DEBIAN) {
        Some(Family::Debian)
    } else if names_one_of(UBUNTU) {
        Some(Family::Ubuntu)
    } else if names_one_of(RHEL) || words().any(|word| word == "oraclelinux") {
        Some(Family::Rhel)
    } else if names_one_of(AMAZON) {
        Some(Family::Amazon)
    } else if names_one_of(&["fedora"]) {
        Some(Family::Fedora)
    } else if names_one_of(&["azurelinux", "cbl", "mariner", "photon", "sapmachine", "ibmjava"]) {
        Some(Family::Unknown)
    } else {
        None
    }
}

/// Images whose tag without a distribution has meant different ones.
fn family_by_version(name: &str, tag: Option<&str>) -> Option<Family> {
    if !name.starts_with("mcr.microsoft.com/dotnet/") {
        return None;
    }
    match super::major_version(tag?)? {
        0..=9 => Some(Family::Debian),
        _ => Some(Family::Ubuntu),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_of_tags() {
        let cases = [
            ("python", None, Family::Debian),
            ("python", Some("3.12-slim"), Family::Debian),
            ("python", Some("3.14-alpine3.24"), Family::Alpine),
            ("python", Some("3.15-rc-windowsservercore-ltsc2025"), Family::Windows),
            ("node", Some("20-alpine"), Family::Alpine),
            ("node", Some("24-bookworm-slim"), Family::Debian),
            ("node", Some("lts"), Family::Debian),
            ("golang", Some("1.27-nanoserver-ltsc2022"), Family::Windows),
            ("eclipse-temurin", Some("21-jre"), Family::Ubuntu),
            ("eclipse-temurin", Some("21-jre-ubi9-minimal"), Family::Rhel),
            ("eclipse-temurin", Some("25-jdk-alpine-3.24"), Family::Alpine),
            ("amazoncorretto", Some("21-al2023-headless"), Family::Amazon),
            ("maven", Some("3.9-amazoncorretto-21"), Family::Amazon),
            ("maven", Some("3.9-amazoncorretto-21-debian"), Family::Debian),
            ("maven", Some("3.9"), Family::Ubuntu),
            ("nginx", Some("1.30-alpine-slim"), Family::Alpine),
            ("mysql", Some("8.4"), Family::Rhel),
            ("mariadb", Some("12.3-ubi10"), Family::Rhel),
            ("mariadb", Some("12.3"), Family::Ubuntu),
            ("swift", Some("6.3-amazonlinux2"), Family::Amazon),
            ("swift", Some("6.3-slim"), Family::Ubuntu),
            ("busybox", Some("1.38-musl"), Family::Busybox),
            ("scratch", None, Family::Scratch),
            ("ubuntu", Some("24.04"), Family::Ubuntu),
            ("fedora", Some("44"), Family::Fedora),
            ("rockylinux", Some("9-minimal"), Family::Rhel),
            ("amazonlinux", Some("2023"), Family::Amazon),
            ("opensuse/leap", Some("15.6"), Family::Suse),
            ("gcr.io/distroless/static-debian13", Some("nonroot"), Family::Distroless),
            ("cgr.dev/chainguard/python", Some("latest-dev"), Family::Wolfi),
            ("registry.access.redhat.com/ubi9/ubi-minimal", None, Family::Rhel),
            ("mcr.microsoft.com/dotnet/aspnet", Some("8.0"), Family::Debian),
            ("mcr.microsoft.com/dotnet/aspnet", Some("10.0"), Family::Ubuntu),
            ("mcr.microsoft.com/dotnet/aspnet", Some("10.0-noble-chiseled"), Family::Distroless),
            ("mcr.microsoft.com/dotnet/sdk", Some("10.0-azurelinux3.0"), Family::Unknown),
            ("mcr.microsoft.com/windows/nanoserver", Some("ltsc2025"), Family::Windows),
            ("ghcr.io/astral-sh/uv", Some("0.12"), Family::Scratch),
            ("ghcr.io/astral-sh/uv", Some("python3.14-trixie-slim"), Family::Debian),
            ("ghcr.io/acme/api", Some("2.0-alpine"), Family::Alpine),
            ("ghcr.io/acme/api", Some("2.0"), Family::Unknown),
        ];
        for (name, tag, expected) in cases {
            assert_eq!(family(name, tag), expected, "{name}:{tag:?}");
        }
    }

    #[test]
    fn package_managers_of_tags() {
        let cases = [
            ("debian", Some("12-slim"), Some("apt-get")),
            ("alpine", None, Some("apk")),
            ("almalinux", Some("10"), Some("dnf")),
            ("almalinux", Some("10-minimal"), Some("microdnf")),
            ("oraclelinux", Some("9-slim"), Some("microdnf")),
            ("registry.access.redhat.com/ubi9/ubi-minimal", Some("latest"), Some("microdnf")),
            ("amazonlinux", Some("2"), Some("yum")),
            ("amazonlinux", Some("2023"), Some("dnf")),
            ("archlinux", None, Some("pacman")),
            ("scratch", None, None),
            ("gcr.io/distroless/cc", Some("latest"), None),
        ];
        for (name, tag, expected) in cases {
            assert_eq!(package_manager(name, tag).map(PackageManager::name), expected, "{name}:{tag:?}");
        }
    }
}

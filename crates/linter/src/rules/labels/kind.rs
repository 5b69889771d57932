//! Shared by the rules about label schemas: the kinds that a value can be of, by hadolint's names.

mod email;
mod time;
mod url;

use spdx::ParseMode;
use spdx::identifiers::{EXCEPTIONS, LICENSES};

pub(super) struct Kind {
    name: &'static str,
    /// hadolint's code for a value that is not of this kind.
    pub(super) alias: &'static str,
    /// What it is called in a message.
    pub(super) what: &'static str,
    pub(super) is_met: fn(&str) -> bool,
}

const KINDS: [Kind; 7] = [
    Kind {
        name: "email",
        alias: "DL3058",
        what: "an e-mail address, such as `jane@example.com`",
        is_met: email::is_address,
    },
    Kind {
        name: "hash",
        alias: "DL3055",
        what: "a Git commit: 7 to 40 hexadecimal digits, in lower case",
        is_met: is_commit,
    },
    Kind {
        name: "rfc3339",
        alias: "DL3053",
        what: "a time as RFC 3339 has it, such as `2026-01-31T12:00:00Z`",
        is_met: time::is_rfc3339,
    },
    Kind { name: "semver", alias: "DL3056", what: "a semantic version, such as `1.4.0`", is_met: is_version },
    Kind {
        name: "spdx",
        alias: "DL3054",
        what: "an SPDX expression, such as `MIT` or `MIT OR Apache-2.0`",
        is_met: is_license,
    },
    Kind { name: "text", alias: "DL3051", what: "a text", is_met: |text| !text.is_empty() },
    Kind {
        name: "url",
        alias: "DL3052",
        what: "a URL with its scheme, such as `https://example.com`",
        is_met: url::is_absolute,
    },
];

/// The names of the kinds, sorted.
pub(crate) const LABEL_KINDS: [&str; KINDS.len()] = {
    let mut names = [""; KINDS.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = KINDS[index].name;
        index += 1;
    }
    names
};

/// Open Container Initiative, image-spec 1.1 (annotations.md): the keys whose values have a form.
const OCI_LABELS: [(&str, &str); 5] = [
    ("org.opencontainers.image.created", "rfc3339"),
    ("org.opencontainers.image.documentation", "url"),
    ("org.opencontainers.image.licenses", "spdx"),
    ("org.opencontainers.image.source", "url"),
    ("org.opencontainers.image.url", "url"),
];

impl Kind {
    pub(super) fn named(name: &str) -> Option<&'static Kind> {
        static ALL: [Kind; KINDS.len()] = KINDS;
        ALL.iter().find(|kind| kind.name == name)
    }

    /// The kind of a label that every image may have, whatever the project wants.
    pub(super) fn of_oci_label(key: &str) -> Option<&'static Kind> {
        let (_, kind) = OCI_LABELS.iter().find(|(known, _)| *known == key)?;
        Kind::named(kind)
    }
}

/// Git: no fewer than 7 digits of SHA-1 are shown, and SHA-256 has 64.
fn is_commit(text: &str) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    matches!(text.len(), 7..=40 | 64) && text.bytes().all(is_digit)
}

fn is_version(text: &str) -> bool {
    semver::Version::parse(text).is_ok()
}

/// Deprecated names are still names. SPDX: case makes no difference.
fn is_license(text: &str) -> bool {
    const MODE: ParseMode =
        ParseMode { allow_deprecated: true, allow_postfix_plus_on_gpl: true, ..ParseMode::STRICT };
    let words = text.split_inclusive([' ', '(', ')', '+']).map(with_usual_case);
    spdx::Expression::parse_mode(&words.collect::<String>(), MODE).is_ok()
}

/// A licence or an exception as the list of SPDX writes it; one character of another kind may follow.
fn with_usual_case(word: &str) -> String {
    let name = word.trim_end_matches([' ', '(', ')', '+']);
    let mut names = LICENSES.iter().map(|one| one.name).chain(EXCEPTIONS.iter().map(|one| one.name));
    let known = names.find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(name);
    format!("{known}{}", &word[name.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: &str, good: &[&str], bad: &[&str]) {
        let kind = Kind::named(kind).unwrap();
        for value in good {
            assert!((kind.is_met)(value), "{value} is {}", kind.what);
        }
        for value in bad {
            assert!(!(kind.is_met)(value), "{value} is not {}", kind.what);
        }
    }

    #[test]
    fn commits() {
        let long = "0123456789abcdef0123456789abcdef01234567";
        check(
            "hash",
            &["abc1234", long, &long[..12], &"a".repeat(64)],
            &["abc123", "ABC1234", "v1.2.3-x", &"a".repeat(41)],
        );
    }

    #[test]
    fn versions() {
        check(
            "semver",
            &["1.2.3", "0.1.0-rc.1+build.5"],
            &["1.2", "v1.2.3", "1.2.3.4", "01.2.3", "1.2.3-", "latest"],
        );
    }

    #[test]
    fn licences() {
        check(
            "spdx",
            &[
                "MIT",
                "apache-2.0",
                "GPL-2.0",
                "GPL-2.0+",
                "gpl-2.0-or-later",
                "MIT OR Apache-2.0",
                "(mit AND ISC)",
                "Apache-2.0 WITH llvm-exception",
                "LicenseRef-Acme",
            ],
            &["", "Apache 2", "Apache License 2.0", "GPLv3", "MIT, ISC", "MIT OR", "Proprietary", "(MIT"],
        );
    }

    #[test]
    fn every_oci_label_has_its_kind() {
        assert!(OCI_LABELS.iter().all(|(key, _)| Kind::of_oci_label(key).is_some()));
        assert!(LABEL_KINDS.is_sorted());
    }
}

//! Platform specifiers: `linux/amd64`, `linux/arm/v7`, `windows(10.0.20348)/amd64`, `arm64`.

use std::fmt;
use std::ops::Range;

/// Operating systems that may stand alone.
pub const KNOWN_OS: [&str; 17] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

/// Architectures that may stand alone.
pub const KNOWN_ARCHITECTURES: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "ppc64",
    "ppc64le",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// The platforms people build for, the most common first.
pub const COMMON: [&str; 9] = [
    "linux/amd64",
    "linux/arm64",
    "linux/arm/v7",
    "linux/arm/v6",
    "linux/386",
    "linux/ppc64le",
    "linux/s390x",
    "linux/riscv64",
    "windows/amd64",
];

/// A platform with its aliases resolved, so that equal platforms compare equal: `linux/aarch64` is `linux/arm64`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Platform {
    /// Nothing when only an architecture is written: it is the builder's then.
    pub os: Option<String>,
    pub os_version: Option<String>,
    pub os_features: Vec<String>,
    /// Nothing when only an operating system is written: it is the builder's then.
    pub arch: Option<String>,
    pub variant: Option<String>,
}

/// What is wrong with a platform specifier, and where in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformError {
    pub kind: PlatformErrorKind,
    pub range: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlatformErrorKind {
    Empty,
    Wildcard,
    EmptyPart,
    InvalidOs,
    InvalidPart,
    TooManyParts,
    /// A word that stands alone must be a known operating system or architecture.
    Unknown,
}

impl fmt::Display for PlatformErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the platform is empty",
            Self::Wildcard => "a platform has no wildcards",
            Self::EmptyPart => "a part of the platform is empty",
            Self::InvalidOs => "an operating system is written `name` or `name(version)`",
            Self::InvalidPart => "only letters, digits, `_`, `.` and `-` are allowed here",
            Self::TooManyParts => "a platform is `os/arch` or `os/arch/variant`",
            Self::Unknown => "unknown operating system or architecture",
        })
    }
}

impl fmt::Display for PlatformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for PlatformError {}

impl Platform {
    /// Reads an expanded specifier. As in BuildKit, names are checked only when one stands alone.
    ///
    /// # Errors
    ///
    /// The first thing that BuildKit would refuse.
    pub fn parse(text: &str) -> Result<Self, PlatformError> {
        let error = |kind, range| Err(PlatformError { kind, range });
        if text.is_empty() {
            return error(PlatformErrorKind::Empty, 0..0);
        }
        if let Some(star) = text.find('*') {
            return error(PlatformErrorKind::Wildcard, star..star + 1);
        }

        let parts: Vec<(usize, &str)> = parts(text).collect();
        if let Some((start, _)) = parts.get(3) {
            return error(PlatformErrorKind::TooManyParts, start - 1..text.len());
        }
        for &(start, part) in &parts[1..] {
            let range = start..start + part.len();
            match part {
                "" => return error(PlatformErrorKind::EmptyPart, range),
                _ if !part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b)) => {
                    return error(PlatformErrorKind::InvalidPart, range);
                }
                _ => {}
            }
        }
        let (_, first) = parts[0];
        let Some(system) = OperatingSystem::parse(first) else {
            let kind =
                if first.is_empty() { PlatformErrorKind::EmptyPart } else { PlatformErrorKind::InvalidOs };
            return error(kind, 0..first.len());
        };

        match (parts.get(1), parts.get(2)) {
            (Some((_, arch)), variant) => Ok(system.with_arch(arch, variant.map_or("", |(_, v)| v))),
            (None, _) if KNOWN_OS.contains(&system.name.as_str()) => Ok(system.alone()),
            (None, _) => {
                let (arch, variant) = normal_arch(first, "");
                if !KNOWN_ARCHITECTURES.contains(&arch.as_str()) {
                    return error(PlatformErrorKind::Unknown, 0..text.len());
                }
                Ok(Platform {
                    os: None,
                    os_version: None,
                    os_features: Vec::new(),
                    arch: Some(arch),
                    variant,
                })
            }
        }
    }
}

/// The shortest specifier for it: `linux/arm64`, `linux/arm/v7`.
impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(os) = &self.os {
            f.write_str(os)?;
            if self.os_version.is_some() || !self.os_features.is_empty() {
                write!(f, "({}", self.os_version.as_deref().unwrap_or_default())?;
                for feature in &self.os_features {
                    write!(f, "+{feature}")?;
                }
                f.write_str(")")?;
            }
        }
        if self.os.is_some() && self.arch.is_some() {
            f.write_str("/")?;
        }
        f.write_str(self.arch.as_deref().unwrap_or_default())?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}

/// The parts between slashes, with their offsets.
fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split('/').map(move |part| {
        let here = start;
        start += part.len() + 1;
        (here, part)
    })
}

struct OperatingSystem {
    name: String,
    version: Option<String>,
    features: Vec<String>,
}

impl OperatingSystem {
    /// `name`, `name(version)`, `name(version+feature…)`.
    fn parse(text: &str) -> Option<Self> {
        let (name, options) = match text.split_once('(') {
            Some((name, rest)) => (name, rest.strip_suffix(')')?),
            None => (text, ""),
        };
        let is_name =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
        let is_option =
            |option: &str| option.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.%-".contains(&b));
        let (version, features) = match options.split_once('+') {
            Some((version, features)) => (version, features.split('+').map(str::to_owned).collect()),
            None => (options, Vec::new()),
        };
        let valid = is_name && is_option(version) && features.iter().all(|f| !f.is_empty() && is_option(f));
        valid.then(|| OperatingSystem {
            name: normal_os(name),
            version: (!version.is_empty()).then(|| version.to_owned()),
            features,
        })
    }

    fn alone(self) -> Platform {
        Platform {
            os: Some(self.name),
            os_version: self.version,
            os_features: self.features,
            arch: None,
            variant: None,
        }
    }

    fn with_arch(self, arch: &str, variant: &str) -> Platform {
        let (arch, variant) = normal_arch(arch, variant);
        Platform { arch: Some(arch), variant, ..self.alone() }
    }
}

fn normal_os(os: &str) -> String {
    match os.to_ascii_lowercase().as_str() {
        "macos" => "darwin".to_owned(),
        os => os.to_owned(),
    }
}

/// One spelling for every architecture: aliases resolved, a variant that is the default left out, except
/// for 32-bit ARM, which always has one.
fn normal_arch(arch: &str, variant: &str) -> (String, Option<String>) {
    let (arch, variant) = (arch.to_ascii_lowercase(), variant.to_ascii_lowercase());
    let (arch, variant) = match (arch.as_str(), variant.as_str()) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
        ("x86_64" | "x86-64", variant) => ("amd64", variant),
        ("aarch64" | "arm64", "8" | "v8") => ("arm64", ""),
        ("aarch64", variant) => ("arm64", variant),
        ("armhf", _) | ("arm", "" | "7") => ("arm", "v7"),
        ("armel", _) | ("arm", "6") => ("arm", "v6"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "8") => ("arm", "v8"),
        other => other,
    };
    (arch.to_owned(), (!variant.is_empty()).then(|| variant.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_and_case_make_no_difference() {
        for (written, normal) in [
            ("linux/amd64", "linux/amd64"),
            ("Linux/X86_64", "linux/amd64"),
            ("linux/x86-64", "linux/amd64"),
            ("linux/amd64/v1", "linux/amd64"),
            ("linux/amd64/v3", "linux/amd64/v3"),
            ("linux/i386", "linux/386"),
            ("linux/aarch64", "linux/arm64"),
            ("linux/arm64/v8", "linux/arm64"),
            ("linux/arm64/8", "linux/arm64"),
            ("linux/arm", "linux/arm/v7"),
            ("linux/arm/7", "linux/arm/v7"),
            ("linux/armhf", "linux/arm/v7"),
            ("linux/armel", "linux/arm/v6"),
            ("macos/arm64", "darwin/arm64"),
            ("windows(10.0.17763)/amd64", "windows(10.0.17763)/amd64"),
            ("windows(10.0.17763+win32k)/amd64", "windows(10.0.17763+win32k)/amd64"),
            ("windows()/amd64", "windows/amd64"),
        ] {
            assert_eq!(Platform::parse(written).unwrap().to_string(), normal, "{written}");
        }
    }

    #[test]
    fn a_word_alone_is_a_known_system_or_architecture() {
        let linux = Platform::parse("linux").unwrap();
        assert_eq!((linux.os.as_deref(), linux.arch), (Some("linux"), None));
        let arm = Platform::parse("armhf").unwrap();
        assert_eq!((arm.os, arm.arch.as_deref(), arm.variant.as_deref()), (None, Some("arm"), Some("v7")));
        assert_eq!(Platform::parse("amd").unwrap_err().kind, PlatformErrorKind::Unknown);
    }

    #[test]
    fn parts_after_a_slash_need_not_be_known() {
        assert_eq!(Platform::parse("plan10/m68k").unwrap().to_string(), "plan10/m68k");
    }

    #[test]
    fn common_platforms_are_in_normal_form() {
        for platform in COMMON {
            assert_eq!(Platform::parse(platform).unwrap().to_string(), platform);
        }
    }

    #[test]
    fn errors_point_at_the_wrong_part() {
        use PlatformErrorKind::*;
        for (text, kind, range) in [
            ("", Empty, 0..0),
            ("linux/*", Wildcard, 6..7),
            ("linux/", EmptyPart, 6..6),
            ("/amd64", EmptyPart, 0..0),
            ("linux//v7", EmptyPart, 6..6),
            ("li nux/amd64", InvalidOs, 0..6),
            ("windows(10/amd64", InvalidOs, 0..10),
            ("windows(1+)/amd64", InvalidOs, 0..11),
            ("linux/$ARCH", InvalidPart, 6..11),
            ("linux/arm/v7/x", TooManyParts, 12..14),
            ("sparcle", Unknown, 0..7),
        ] {
            assert_eq!(Platform::parse(text).unwrap_err(), PlatformError { kind, range }, "{text}");
        }
    }
}

//! Build arguments that exist without an `ARG` of the user's making.
//!
//! Source: BuildKit 73ed6825c (2026-08-21), Dockerfile frontend 1.26.

/// An argument that BuildKit sets or reads itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PredefinedArg {
    pub name: &'static str,
    pub kind: ArgKind,
    /// One sentence.
    pub meaning: &'static str,
    /// Version of the Dockerfile frontend; `None` where the client reads it.
    pub since: Option<&'static str>,
}

/// Decides where the value can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgKind {
    /// Set in the global scope; a stage sees it only after `ARG NAME`.
    Platform,
    /// Passed with `--build-arg`, it reaches every `RUN` without `ARG`, but is undefined in expansions.
    Proxy,
    /// Changes what the builder does; a stage sees it only after `ARG NAME`.
    Builder,
    /// Changes what the builder does when `ARG NAME` declares it; never a variable of the stage.
    Declaration,
}

/// Sorted by name.
pub const PREDEFINED: &[PredefinedArg] = &[
    proxy("ALL_PROXY", "Proxy for all protocols, seen by `RUN`.", "1.3"),
    platform("BUILDARCH", "Architecture of the machine that builds.", "1.0"),
    builder("BUILDKIT_BUILD_NAME", "Name of the build in the build history; read by the client.", None),
    builder("BUILDKIT_CACHE_MOUNT_NS", "Prefix for the ids of cache mounts.", Some("1.1.2")),
    builder(
        "BUILDKIT_CONTEXT_KEEP_GIT_DIR",
        "Keeps the `.git` folder when the build context is a git repository.",
        Some("1.1.3"),
    ),
    builder("BUILDKIT_DOCKERFILE_CHECK", "Options for the build checks; replaces `# check=`.", Some("1.8")),
    builder("BUILDKIT_INLINE_CACHE", "Puts cache metadata into the image; read by the client.", None),
    builder("BUILDKIT_MULTI_PLATFORM", "Makes a multi-platform result even for one platform.", Some("1.3")),
    builder(
        "BUILDKIT_SANDBOX_HOSTNAME",
        "Host name inside `RUN`; `buildkitsandbox` by default.",
        Some("1.4"),
    ),
    declaration("BUILDKIT_SBOM_SCAN_CONTEXT", "Lists what the build context holds in the SBOM too.", "1.5"),
    declaration("BUILDKIT_SBOM_SCAN_STAGE", "Lists what this stage holds in the SBOM too.", "1.5"),
    builder(
        "BUILDKIT_SYNTAX",
        "Frontend image to build with; replaces `# syntax=`. `dockerfile.v0` is the built-in one.",
        Some("1.2"),
    ),
    platform("BUILDOS", "Operating system of the machine that builds.", "1.0"),
    platform("BUILDOSVERSION", "Version of the operating system of the machine that builds.", "1.13"),
    platform("BUILDPLATFORM", "Platform of the machine that builds, such as `linux/amd64`.", "1.0"),
    platform("BUILDVARIANT", "Variant of the architecture of the machine that builds.", "1.0"),
    proxy("FTP_PROXY", "Proxy for FTP, seen by `RUN`.", "1.0"),
    proxy("HTTPS_PROXY", "Proxy for HTTPS, seen by `RUN`.", "1.0"),
    proxy("HTTP_PROXY", "Proxy for HTTP, seen by `RUN`.", "1.0"),
    proxy("NO_PROXY", "Hosts to reach without a proxy, seen by `RUN`.", "1.0"),
    builder(
        "SOURCE_DATE_EPOCH",
        "Time stamp of the image and its layers: Unix seconds, `context`, or the name of a stage or context.",
        Some("1.5"),
    ),
    platform("TARGETARCH", "Architecture of the image, such as `amd64` or `arm64`.", "1.0"),
    platform("TARGETOS", "Operating system of the image, such as `linux`.", "1.0"),
    platform(
        "TARGETOSVERSION",
        "Version of the operating system of the image (Windows); may be empty.",
        "1.13",
    ),
    platform("TARGETPLATFORM", "Platform of the image, such as `linux/arm64/v8`.", "1.0"),
    platform("TARGETSTAGE", "Name of the stage that is built; `default` when it has none.", "1.11"),
    platform("TARGETVARIANT", "Variant of the image's architecture, such as `v7`; may be empty.", "1.0"),
    proxy("all_proxy", "Proxy for all protocols, seen by `RUN`.", "1.3"),
    proxy("ftp_proxy", "Proxy for FTP, seen by `RUN`.", "1.0"),
    proxy("http_proxy", "Proxy for HTTP, seen by `RUN`.", "1.0"),
    proxy("https_proxy", "Proxy for HTTPS, seen by `RUN`.", "1.0"),
    proxy("no_proxy", "Hosts to reach without a proxy, seen by `RUN`.", "1.0"),
];

/// Names are case-sensitive, except those of the proxies.
pub fn predefined(name: &str) -> Option<&'static PredefinedArg> {
    let proxy = |arg: &&PredefinedArg| arg.kind == ArgKind::Proxy && arg.name.eq_ignore_ascii_case(name);
    PREDEFINED.iter().find(|arg| arg.name == name).or_else(|| PREDEFINED.iter().find(proxy))
}

const fn platform(name: &'static str, meaning: &'static str, since: &'static str) -> PredefinedArg {
    PredefinedArg { name, kind: ArgKind::Platform, meaning, since: Some(since) }
}

const fn proxy(name: &'static str, meaning: &'static str, since: &'static str) -> PredefinedArg {
    PredefinedArg { name, kind: ArgKind::Proxy, meaning, since: Some(since) }
}

const fn builder(name: &'static str, meaning: &'static str, since: Option<&'static str>) -> PredefinedArg {
    PredefinedArg { name, kind: ArgKind::Builder, meaning, since }
}

const fn declaration(name: &'static str, meaning: &'static str, since: &'static str) -> PredefinedArg {
    PredefinedArg { name, kind: ArgKind::Declaration, meaning, since: Some(since) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str) -> Option<ArgKind> {
        predefined(name).map(|arg| arg.kind)
    }

    #[test]
    fn sorted_and_unique() {
        assert!(PREDEFINED.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn kinds_decide_the_scope() {
        assert_eq!(kind("TARGETARCH"), Some(ArgKind::Platform));
        assert_eq!(kind("BUILDKIT_SYNTAX"), Some(ArgKind::Builder));
        assert_eq!(kind("BUILDKIT_SBOM_SCAN_STAGE"), Some(ArgKind::Declaration));
        assert_eq!(kind("VERSION"), None);
    }

    #[test]
    fn only_proxies_ignore_case() {
        assert_eq!(kind("Http_Proxy"), Some(ArgKind::Proxy));
        assert_eq!(predefined("http_proxy").map(|arg| arg.name), Some("http_proxy"));
        assert_eq!(kind("targetarch"), None);
    }
}

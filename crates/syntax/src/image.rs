//! Image references: `[host[:port]/]path[:tag][@digest]`, read as BuildKit reads them.
//!
//! The text must be expanded already: a `$` is an error here.

use std::fmt;
use std::ops::Range;

const DEFAULT_HOST: &str = "docker.io";
/// An older name of the same registry, which Docker still replaces.
const LEGACY_HOST: &str = "index.docker.io";
const OFFICIAL_PREFIX: &str = "library/";
const DEFAULT_TAG: &str = "latest";
const MAX_PATH: usize = 255;
const MAX_TAG: usize = 128;

/// A valid image reference. Ranges are bytes of the text it was parsed from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImageReference {
    text: Box<str>,
    host: Option<Range<usize>>,
    path: Range<usize>,
    tag: Option<Range<usize>>,
    digest: Option<Range<usize>>,
}

/// What is wrong with an image reference, and where in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageError {
    pub kind: ImageErrorKind,
    pub range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageErrorKind {
    Empty,
    /// `https://…`
    Scheme,
    /// 64 hexadecimal digits, which would be taken for an image ID.
    ImageId,
    InvalidHost,
    InvalidPort,
    /// The path as it should be.
    UpperCase {
        lower: String,
    },
    EmptyComponent,
    /// A component of the path holds this character, or begins or ends with it, or doubles it.
    InvalidName(char),
    NameTooLong,
    EmptyTag,
    InvalidTag(char),
    TagTooLong,
    /// `name@digest:tag`
    TagAfterDigest,
    DigestWithoutAlgorithm,
    UnknownAlgorithm,
    DigestLength {
        expected: usize,
        found: usize,
    },
    InvalidDigest(char),
}

impl fmt::Display for ImageErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the image name is empty"),
            Self::Scheme => f.write_str("an image reference has no URL scheme"),
            Self::ImageId => f.write_str("64 hexadecimal digits are an image ID, not an image name"),
            Self::InvalidHost => f.write_str("invalid registry host"),
            Self::InvalidPort => f.write_str("a registry port is a number"),
            Self::UpperCase { lower } => write!(f, "an image name must be lower case: `{lower}`"),
            Self::EmptyComponent => f.write_str("a part of the image name is empty"),
            Self::InvalidName(c) if matches!(c, '.' | '_' | '-') => {
                write!(f, "`{c}` must stand between letters or digits of an image name")
            }
            Self::InvalidName(c) => write!(f, "{} is not allowed in an image name", Shown(*c)),
            Self::NameTooLong => write!(f, "an image name has at most {MAX_PATH} characters"),
            Self::EmptyTag => f.write_str("the tag is empty"),
            Self::InvalidTag(c) if matches!(c, '.' | '-') => write!(f, "a tag does not begin with `{c}`"),
            Self::InvalidTag(c) => write!(f, "{} is not allowed in a tag", Shown(*c)),
            Self::TagTooLong => write!(f, "a tag has at most {MAX_TAG} characters"),
            Self::TagAfterDigest => f.write_str("the tag comes before the digest"),
            Self::DigestWithoutAlgorithm => f.write_str("a digest is written `sha256:` and its digits"),
            Self::UnknownAlgorithm => f.write_str("a digest is one of sha256, sha384, sha512"),
            Self::DigestLength { expected, found } => {
                write!(f, "this digest has {expected} hexadecimal digits, not {found}")
            }
            Self::InvalidDigest(c) => {
                write!(f, "{} is not a lower-case hexadecimal digit", Shown(*c))
            }
        }
    }
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for ImageError {}

/// A character in a message, where a blank would not be seen.
struct Shown(char);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ' ' => f.write_str("a space"),
            c if c.is_whitespace() || c.is_control() => write!(f, "`{}`", c.escape_unicode()),
            c => write!(f, "`{c}`"),
        }
    }
}

impl ImageReference {
    /// # Errors
    ///
    /// The first thing that BuildKit would refuse.
    pub fn parse(text: &str) -> Result<Self, ImageError> {
        let whole = 0..text.len();
        if text.is_empty() {
            return Err(error(ImageErrorKind::Empty, whole));
        }
        if text.len() == 64 && text.bytes().all(is_lower_hex) {
            return Err(error(ImageErrorKind::ImageId, whole));
        }
        if let Some(scheme) = text.find("://") {
            return Err(error(ImageErrorKind::Scheme, 0..scheme + 3));
        }

        let named_end = text.find('@').unwrap_or(text.len());
        let host = host_range(&text[..named_end]);
        let path_start = host.as_ref().map_or(0, |host| host.end + 1);
        let path_end = text[path_start..named_end].find(':').map_or(named_end, |colon| path_start + colon);
        let reference = ImageReference {
            text: text.into(),
            host,
            path: path_start..path_end,
            tag: (path_end < named_end).then(|| path_end + 1..named_end),
            digest: (named_end < text.len()).then(|| named_end + 1..text.len()),
        };
        reference.check()?;
        Ok(reference)
    }

    fn check(&self) -> Result<(), ImageError> {
        if let Some(host) = &self.host {
            check_host(&self.text[host.clone()]).map_err(|e| e.moved(host.start))?;
        }
        check_path(&self.text[self.path.clone()]).map_err(|e| e.moved(self.path.start))?;
        // Length counts what the builder adds to a short name.
        if self.repository_prefix().len() + self.path.len() > MAX_PATH {
            return Err(error(ImageErrorKind::NameTooLong, self.path.clone()));
        }
        if let Some(tag) = &self.tag {
            check_tag(&self.text[tag.clone()]).map_err(|e| e.moved(tag.start))?;
        }
        if let Some(digest) = &self.digest {
            check_digest(&self.text[digest.clone()]).map_err(|e| e.moved(digest.start))?;
        }
        Ok(())
    }

    /// The text it was parsed from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the registry is written, with its port.
    pub fn host_range(&self) -> Option<Range<usize>> {
        self.host.clone()
    }

    /// Where the path is written: what stands between the registry and the tag.
    pub fn path_range(&self) -> Range<usize> {
        self.path.clone()
    }

    /// Where the name is written: registry and path, without tag and digest.
    pub fn name_range(&self) -> Range<usize> {
        0..self.path.end
    }

    /// Where the tag is written, without its colon.
    pub fn tag_range(&self) -> Option<Range<usize>> {
        self.tag.clone()
    }

    /// Where the digest is written, algorithm included, without its `@`.
    pub fn digest_range(&self) -> Option<Range<usize>> {
        self.digest.clone()
    }

    /// The registry, with its port: `docker.io` when none is written.
    pub fn host(&self) -> &str {
        match &self.host {
            Some(host) if &self.text[host.clone()] != LEGACY_HOST => &self.text[host.clone()],
            _ => DEFAULT_HOST,
        }
    }

    /// The repository in its registry: `library/python`, `bitnami/node`.
    pub fn repository(&self) -> String {
        format!("{}{}", self.repository_prefix(), self.path())
    }

    /// The tag as it is written.
    pub fn tag(&self) -> Option<&str> {
        self.tag.clone().map(|tag| &self.text[tag])
    }

    /// The tag that is pulled: `latest` when neither tag nor digest is written. A digest makes a tag meaningless.
    pub fn pulled_tag(&self) -> Option<&str> {
        match self.digest {
            Some(_) => None,
            None => Some(self.tag().unwrap_or(DEFAULT_TAG)),
        }
    }

    /// The digest, algorithm included.
    pub fn digest(&self) -> Option<&str> {
        self.digest.clone().map(|digest| &self.text[digest])
    }

    /// The shortest name that means the same repository: `python`, `bitnami/node`, `ghcr.io/owner/app`.
    pub fn familiar_name(&self) -> &str {
        if self.host() != DEFAULT_HOST {
            return &self.text[self.name_range()];
        }
        match self.path().strip_prefix(OFFICIAL_PREFIX) {
            Some(name) if !name.contains('/') => name,
            _ => self.path(),
        }
    }

    /// Whether it is one of Docker's official images: `docker.io/library/…`.
    pub fn is_official(&self) -> bool {
        self.host() == DEFAULT_HOST && !self.familiar_name().contains('/')
    }

    fn path(&self) -> &str {
        &self.text[self.path.clone()]
    }

    fn repository_prefix(&self) -> &'static str {
        if self.host() == DEFAULT_HOST && !self.path().contains('/') { OFFICIAL_PREFIX } else { "" }
    }
}

/// The full name, with what the builder adds: `docker.io/library/python:latest`.
impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.host(), self.repository())?;
        if let Some(tag) = self.tag().or(self.pulled_tag()) {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = self.digest() {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

impl ImageError {
    fn moved(self, by: usize) -> Self {
        ImageError { range: self.range.start + by..self.range.end + by, ..self }
    }
}

fn error(kind: ImageErrorKind, range: Range<usize>) -> ImageError {
    ImageError { kind, range }
}

fn char_error(kind: fn(char) -> ImageErrorKind, at: usize, c: char) -> ImageError {
    error(kind(c), at..at + c.len_utf8())
}

/// The first component is a registry only if it looks like one.
fn host_range(name: &str) -> Option<Range<usize>> {
    let (first, _) = name.split_once('/')?;
    let is_host = first == "localhost" || first.contains(['.', ':']) || first.chars().any(char::is_uppercase);
    is_host.then_some(0..first.len())
}

fn check_host(host: &str) -> Result<(), ImageError> {
    let name_end = match host.find(']') {
        Some(bracket) => bracket + 1,
        None => host.find(':').unwrap_or(host.len()),
    };
    let (name, port) = host.split_at(name_end);
    // A name such as `my_registry.io` is no DNS name but passes as a first component of the path.
    let lone_component = port.is_empty() && check_component(name).is_ok();
    if !is_domain(name) && !is_bracketed_ipv6(name) && !lone_component {
        return Err(error(ImageErrorKind::InvalidHost, 0..name_end));
    }
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    match port.strip_prefix(':') {
        Some(number) if is_port(number) => Ok(()),
        None if port.is_empty() => Ok(()),
        _ => Err(error(ImageErrorKind::InvalidPort, name_end..host.len())),
    }
}

fn is_domain(name: &str) -> bool {
    name.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    })
}

fn is_bracketed_ipv6(name: &str) -> bool {
    let inside = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inside.is_some_and(|s| !s.is_empty() && s.bytes().all(|b| b.is_ascii_hexdigit() || b == b':'))
}

fn check_path(path: &str) -> Result<(), ImageError> {
    if path.is_empty() {
        return Err(error(ImageErrorKind::Empty, 0..0));
    }
    let mut start = 0;
    for component in path.split('/') {
        if component.chars().any(char::is_uppercase) {
            let kind = ImageErrorKind::UpperCase { lower: path.to_lowercase() };
            return Err(error(kind, start..start + component.len()));
        }
        check_component(component).map_err(|e| e.moved(start))?;
        start += component.len() + 1;
    }
    Ok(())
}

/// `[a-z0-9]+` joined by `.`, `_`, `__` or any number of `-`.
fn check_component(component: &str) -> Result<(), ImageError> {
    if component.is_empty() {
        return Err(error(ImageErrorKind::EmptyComponent, 0..0));
    }
    let is_alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let mut rest = component;
    loop {
        let at = component.len() - rest.len();
        let word = rest.find(|c| !is_alphanumeric(c)).unwrap_or(rest.len());
        let separator =
            rest[word..].find(is_alphanumeric).map_or(&rest[word..], |next| &rest[word..word + next]);
        let Some(first) = separator.chars().next() else { return Ok(()) };
        if let Some((i, c)) = separator.char_indices().find(|(_, c)| !matches!(c, '.' | '_' | '-')) {
            return Err(char_error(ImageErrorKind::InvalidName, at + word + i, c));
        }
        let joins = matches!(separator, "." | "_" | "__") || separator.bytes().all(|b| b == b'-');
        rest = &rest[word + separator.len()..];
        if word == 0 || rest.is_empty() || !joins {
            let range = at + word..at + word + separator.len();
            return Err(error(ImageErrorKind::InvalidName(first), range));
        }
    }
}

fn check_tag(tag: &str) -> Result<(), ImageError> {
    if tag.is_empty() {
        return Err(error(ImageErrorKind::EmptyTag, 0..0));
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let allowed = |at: usize, c: char| is_word(c) || (at > 0 && matches!(c, '.' | '-'));
    if let Some((at, c)) = tag.char_indices().find(|&(at, c)| !allowed(at, c)) {
        return Err(char_error(ImageErrorKind::InvalidTag, at, c));
    }
    if tag.len() > MAX_TAG {
        return Err(error(ImageErrorKind::TagTooLong, 0..tag.len()));
    }
    Ok(())
}

fn check_digest(digest: &str) -> Result<(), ImageError> {
    let Some((algorithm, digits)) = digest.split_once(':') else {
        return Err(error(ImageErrorKind::DigestWithoutAlgorithm, 0..digest.len()));
    };
    let expected = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return Err(error(ImageErrorKind::UnknownAlgorithm, 0..algorithm.len())),
    };
    let start = algorithm.len() + 1;
    if let Some(colon) = digits.find(':') {
        return Err(error(ImageErrorKind::TagAfterDigest, start + colon..digest.len()));
    }
    if let Some((at, c)) = digits.char_indices().find(|(_, c)| !c.is_ascii() || !is_lower_hex(*c as u8)) {
        return Err(char_error(ImageErrorKind::InvalidDigest, start + at, c));
    }
    if digits.len() != expected {
        let kind = ImageErrorKind::DigestLength { expected, found: digits.len() };
        return Err(error(kind, start..digest.len()));
    }
    Ok(())
}

fn is_lower_hex(b: u8) -> bool {
    matches!(b, b'0'..=b'9' | b'a'..=b'f')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SHA256: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn full_name(text: &str) -> String {
        ImageReference::parse(text).unwrap().to_string()
    }

    /// The message, after the text with the wrong part in `«»`.
    fn refusal(text: &str) -> String {
        let error = ImageReference::parse(text).unwrap_err();
        let (start, end) = (error.range.start, error.range.end);
        format!("{}«{}»{}: {error}", &text[..start], &text[start..end], &text[end..])
    }

    #[test]
    fn the_builder_adds_what_a_short_name_leaves_out() {
        for (written, full) in [
            ("alpine", "docker.io/library/alpine:latest"),
            ("alpine:3.20", "docker.io/library/alpine:3.20"),
            ("bitnami/node", "docker.io/bitnami/node:latest"),
            ("docker.io/alpine", "docker.io/library/alpine:latest"),
            ("index.docker.io/alpine", "docker.io/library/alpine:latest"),
            ("docker.io/library/alpine", "docker.io/library/alpine:latest"),
            ("ghcr.io/owner/app/web:v1", "ghcr.io/owner/app/web:v1"),
            ("localhost/app", "localhost/app:latest"),
            ("localhost", "docker.io/library/localhost:latest"),
            ("localhost:5000", "docker.io/library/localhost:5000"),
            ("localhost:5000/app:v1", "localhost:5000/app:v1"),
            ("127.0.0.1:5000/app", "127.0.0.1:5000/app:latest"),
            ("[::1]:5000/app", "[::1]:5000/app:latest"),
            ("[fe80::1]/app", "[fe80::1]/app:latest"),
            ("my_registry.io/app", "my_registry.io/app:latest"),
            ("a--b/c__d/e.f_g", "docker.io/a--b/c__d/e.f_g:latest"),
            ("app:_Tag-1.0", "docker.io/library/app:_Tag-1.0"),
        ] {
            assert_eq!(full_name(written), full, "{written}");
        }
    }

    /// Trap T111.
    #[test]
    fn an_upper_case_first_component_is_a_registry() {
        assert_eq!(full_name("Foo/bar"), "Foo/bar:latest");
        assert_eq!(refusal("foo/Bar"), "foo/«Bar»: an image name must be lower case: `foo/bar`");
        assert_eq!(refusal("Foo"), "«Foo»: an image name must be lower case: `foo`");
    }

    #[test]
    fn a_digest_leaves_no_tag_to_pull() {
        let text = format!("ghcr.io/a/b:v1@{SHA256}");
        let image = ImageReference::parse(&text).unwrap();
        assert_eq!((image.tag(), image.digest(), image.pulled_tag()), (Some("v1"), Some(SHA256), None));
        assert_eq!(image.to_string(), text);
        assert_eq!(full_name(&format!("alpine@{SHA256}")), format!("docker.io/library/alpine@{SHA256}"));
    }

    #[test]
    fn ranges_point_into_the_text() {
        let text = format!("ghcr.io:443/a/b:v1@{SHA256}");
        let image = ImageReference::parse(&text).unwrap();
        assert_eq!(&text[image.host_range().unwrap()], "ghcr.io:443");
        assert_eq!(&text[image.path_range()], "a/b");
        assert_eq!(&text[image.name_range()], "ghcr.io:443/a/b");
        assert_eq!(&text[image.tag_range().unwrap()], "v1");
        assert_eq!(&text[image.digest_range().unwrap()], SHA256);
    }

    #[test]
    fn familiar_names() {
        for (written, familiar, official) in [
            ("docker.io/library/python:3", "python", true),
            ("library/python", "python", true),
            ("python", "python", true),
            ("docker.io/bitnami/node", "bitnami/node", false),
            ("index.docker.io/bitnami/node", "bitnami/node", false),
            ("library/a/b", "library/a/b", false),
            ("ghcr.io/library/python", "ghcr.io/library/python", false),
            ("quay.io:443/app:v1", "quay.io:443/app", false),
        ] {
            let image = ImageReference::parse(written).unwrap();
            assert_eq!((image.familiar_name(), image.is_official()), (familiar, official), "{written}");
        }
    }

    #[test]
    fn refused_names() {
        let id = "0123456789abcdef".repeat(4);
        for (text, expected) in [
            ("", "«»: the image name is empty"),
            (":latest", "«»:latest: the image name is empty"),
            ("https://ghcr.io/a", "«https://»ghcr.io/a: an image reference has no URL scheme"),
            ("a//b", "a/«»/b: a part of the image name is empty"),
            ("a/", "a/«»: a part of the image name is empty"),
            ("/a", "«»/a: a part of the image name is empty"),
            ("ghcr.io/", "ghcr.io/«»: the image name is empty"),
            ("a b", "a« »b: a space is not allowed in an image name"),
            ("a$b", "a«$»b: `$` is not allowed in an image name"),
            ("aé", "a«é»: `é` is not allowed in an image name"),
            ("-a", "«-»a: `-` must stand between letters or digits of an image name"),
            ("a/b_", "a/b«_»: `_` must stand between letters or digits of an image name"),
            ("a___b", "a«___»b: `_` must stand between letters or digits of an image name"),
            ("a..b", "a«..»b: `.` must stand between letters or digits of an image name"),
            ("a.-b", "a«.-»b: `.` must stand between letters or digits of an image name"),
            (&id, &format!("«{id}»: 64 hexadecimal digits are an image ID, not an image name")),
        ] {
            assert_eq!(refusal(text), expected);
        }
    }

    #[test]
    fn refused_hosts() {
        for (text, expected) in [
            ("-a.io/b", "«-a.io»/b: invalid registry host"),
            ("a..io/b", "«a..io»/b: invalid registry host"),
            (":80/b", "«»:80/b: invalid registry host"),
            ("a_b.io:80/c", "«a_b.io»:80/c: invalid registry host"),
            ("[::1/b", "«[»::1/b: invalid registry host"),
            ("a.io:/b", "a.io«:»/b: a registry port is a number"),
            ("a.io:x/b", "a.io«:x»/b: a registry port is a number"),
            ("[::1]x/b", "[::1]«x»/b: a registry port is a number"),
        ] {
            assert_eq!(refusal(text), expected);
        }
    }

    #[test]
    fn refused_tags_and_digests() {
        let short = "0".repeat(63);
        for (text, expected) in [
            ("a:", "a:«»: the tag is empty"),
            ("a:-b", "a:«-»b: a tag does not begin with `-`"),
            ("x/a:b/c", "x/a:b«/»c: `/` is not allowed in a tag"),
            ("a:b:c", "a:b«:»c: `:` is not allowed in a tag"),
            ("a@", "a@«»: a digest is written `sha256:` and its digits"),
            ("a@abc", "a@«abc»: a digest is written `sha256:` and its digits"),
            ("a@md5:abc", "a@«md5»:abc: a digest is one of sha256, sha384, sha512"),
            ("a@SHA256:abc", "a@«SHA256»:abc: a digest is one of sha256, sha384, sha512"),
            ("a@sha256:aBc", "a@sha256:a«B»c: `B` is not a lower-case hexadecimal digit"),
            ("a@sha256:abc:v1", "a@sha256:abc«:v1»: the tag comes before the digest"),
            (
                &format!("a@sha256:{short}"),
                &format!("a@sha256:«{short}»: this digest has 64 hexadecimal digits, not 63"),
            ),
        ] {
            assert_eq!(refusal(text), expected);
        }
    }

    #[test]
    fn lengths_have_limits() {
        assert!(ImageReference::parse(&"a".repeat(247)).is_ok(), "255 with `library/`");
        assert!(ImageReference::parse(&"a".repeat(248)).is_err());
        assert!(ImageReference::parse(&format!("a.io/{}", "a".repeat(255))).is_ok());
        assert!(ImageReference::parse(&format!("a:{}", "b".repeat(128))).is_ok());
        assert!(ImageReference::parse(&format!("a:{}", "b".repeat(129))).is_err());
    }

    proptest! {
        /// What the builder makes of a name is the same name.
        #[test]
        fn a_full_name_is_its_own_full_name(text in r"[a-cA.:/@_\[\]0é-]{0,20}") {
            match ImageReference::parse(&text) {
                Ok(image) => prop_assert_eq!(full_name(&image.to_string()), image.to_string()),
                Err(error) => prop_assert!(text.get(error.range).is_some()),
            }
        }
    }
}

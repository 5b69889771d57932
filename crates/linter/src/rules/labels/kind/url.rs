//! URLs.

/// RFC 3986: a URI with a scheme. Letters of other alphabets are let through: browsers take them.
pub(super) fn is_absolute(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    is_scheme(scheme) && rest.chars().all(may_stand) && percents_are_codes(rest) && has_host(scheme, rest)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn may_stand(c: char) -> bool {
    !(c.is_ascii_control() || c.is_whitespace() || "\"<>\\^`{|}".contains(c))
}

fn percents_are_codes(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| rest.len() >= 2 && rest.bytes().take(2).all(|b| b.is_ascii_hexdigit()))
}

/// A page needs a place where it is.
fn has_host(scheme: &str, rest: &str) -> bool {
    let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    let host = rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?', '#']).next());
    if is_web { host.is_some_and(|host| !host.is_empty()) } else { !rest.is_empty() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        for good in [
            "https://example.com",
            "HTTPS://example.com:8443/a%20b?c=d#e",
            "git+ssh://git@github.com/acme/app.git",
            "mailto:jane@example.com",
            "urn:isbn:0451450523",
            "https://exämple.com/ä",
        ] {
            assert!(is_absolute(good), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "//example.com",
            "/docs",
            "https://",
            "https:example.com",
            "http:///docs",
            "https://a b",
            "https://{{host}}",
            "https://a/%2",
            "git@github.com:acme/app.git",
            "1a:b",
            "mailto:",
        ] {
            assert!(!is_absolute(bad), "{bad}");
        }
    }
}

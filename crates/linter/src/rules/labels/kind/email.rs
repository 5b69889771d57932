//! E-mail addresses.

/// RFC 5322: an address on its own, without the name of a person. ASCII, and without comments and folded lines.
pub(super) fn is_address(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(local, domain)| {
        (is_dotted(local) || is_quoted(local)) && (is_dotted(domain) || is_literal(domain))
    })
}

/// Words that are joined by single dots.
fn is_dotted(text: &str) -> bool {
    let is_word_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    text.split('.').all(|word| !word.is_empty() && word.bytes().all(is_word_byte))
}

fn is_quoted(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return false };
    let mut bytes = inner.bytes();
    while let Some(byte) = bytes.next() {
        let is_fine = match byte {
            b'\\' => bytes.next().is_some_and(|next| (b' '..=b'~').contains(&next)),
            _ => byte != b'"' && (b' '..=b'~').contains(&byte),
        };
        if !is_fine {
            return false;
        }
    }
    true
}

/// `[192.0.2.1]`
fn is_literal(text: &str) -> bool {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| inner.bytes().all(|byte| byte.is_ascii_graphic() && !b"[]\\".contains(&byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["me@example.org", "a.b+c@localhost", "\"a \\\" b\"@c.d", "a@[192.0.2.1]", "\"a@b\"@c"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "me",
            "@b",
            "a@",
            "a@b@c",
            "a..b@c",
            ".a@b",
            "a@b.",
            "Jane <a@b.c>",
            "ä@b",
            "\"a\"b\"@c",
            "\"a\\\"@c",
            "a@[b",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}

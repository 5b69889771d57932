//! Which names of variables look like they hold a secret.
//!
//! Source: BuildKit 73ed6825c (2026-08-21), check `SecretsUsedInArgOrEnv`.

const SECRET_WORDS: &[&str] =
    &["apikey", "auth", "credential", "credentials", "key", "passwd", "password", "pword", "secret", "token"];

/// A name with one of these words is about a secret without holding one.
const HARMLESS_WORDS: &[&str] = &["file", "public", "version"];

/// As BuildKit decides it: by the words between underscores, in any case.
pub fn looks_secret(name: &str) -> bool {
    has_word_of(name, SECRET_WORDS) && !has_word_of(name, HARMLESS_WORDS)
}

fn has_word_of(name: &str, words: &[&str]) -> bool {
    name.split('_').any(|part| words.iter().any(|word| part.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_word_between_underscores() {
        for name in
            ["MY_KEY", "KEY_ID", "AUTH_URL", "NPM_TOKEN", "token", "Db_Password", "_SECRET_", "APIKEY"]
        {
            assert!(looks_secret(name), "{name}");
        }
    }

    #[test]
    fn only_whole_words_count() {
        for name in ["MONKEY", "KEYS", "TOKENS", "DBPASSWORD", "KEY-ID", "TOKENIZER_PATH", ""] {
            assert!(!looks_secret(name), "{name}");
        }
    }

    #[test]
    fn a_harmless_word_anywhere_in_the_name_excuses_it() {
        for name in ["PASSWORD_FILE", "PUBLIC_KEY", "TOKEN_version", "FILE_OF_SECRET"] {
            assert!(!looks_secret(name), "{name}");
        }
    }
}

//! Which names of variables look like they hold a secret.
//!
//! Sources: BuildKit 73ed6825c (2026-08-21), check `SecretsUsedInArgOrEnv`; hadolint 8f936c5 (2026-08-07), rule DL3064.

const SECRET_WORDS: &[&str] =
    &["apikey", "auth", "credential", "credentials", "key", "passwd", "password", "pword", "secret", "token"];

/// A name with one of these words is about a secret without holding one.
const HARMLESS_WORDS: &[&str] = &["file", "public", "version"];

/// What many programs write together with the word before it: `PGPASSWORD`.
const SECRET_ENDINGS: &[&str] =
    &["accesskey", "apikey", "passwd", "password", "privatekey", "secret", "secretkey", "token"];

const HADOLINT_PARTS: &[&str] =
    &["api_key", "client_key", "password", "private", "secret", "token", "username"];

/// Names that have none of the parts above.
const HADOLINT_NAMES: &[&str] = &[
    "APPLICATION_KEY",
    "AWS_ACCESS_KEY_ID",
    "CI_DEPLOY_USER",
    "DOCKER_EMAIL",
    "FACEBOOK_APP_ID",
    "HEROKU_API_USER",
    "OKTA_AUTHN_GROUPID",
    "OKTA_CLIENT_ORGURL",
    "OKTA_OAUTH2_CLIENTID",
    "STRIPE_DEVICE_NAME",
    "TRAVIS_OS_NAME",
    "TRAVIS_SECURE_ENV_VARS",
    "TRAVIS_SUDO",
];

/// By the words between underscores, in any case, or how one of them ends.
pub fn looks_secret(name: &str) -> bool {
    let ends = |part: &str| {
        let part = part.to_ascii_lowercase();
        SECRET_ENDINGS.iter().any(|ending| part.ends_with(ending))
    };
    looks_secret_to_buildkit(name) || (name.split('_').any(ends) && !has_word_of(name, HARMLESS_WORDS))
}

/// By whole words between underscores.
pub fn looks_secret_to_buildkit(name: &str) -> bool {
    has_word_of(name, SECRET_WORDS) && !has_word_of(name, HARMLESS_WORDS)
}

/// By parts anywhere in the name, and a list.
pub fn looks_secret_to_hadolint(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    HADOLINT_PARTS.iter().any(|part| lower.contains(part))
        || HADOLINT_NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
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
            assert!(looks_secret(name) && looks_secret_to_buildkit(name), "{name}");
        }
    }

    #[test]
    fn a_word_that_ends_like_one() {
        for name in ["PGPASSWORD", "DBPASSWORD", "AUTHTOKEN_PROD", "AwsSecretKey"] {
            assert!(looks_secret(name) && !looks_secret_to_buildkit(name), "{name}");
        }
    }

    #[test]
    fn other_parts_of_words_do_not_count() {
        for name in ["MONKEY", "KEYS", "TOKENS", "KEY-ID", "TOKENIZER_PATH", "DBPASSWORD_FILE", ""] {
            assert!(!looks_secret(name), "{name}");
        }
    }

    #[test]
    fn a_harmless_word_anywhere_in_the_name_excuses_it() {
        for name in ["PASSWORD_FILE", "PUBLIC_KEY", "TOKEN_version", "FILE_OF_SECRET"] {
            assert!(!looks_secret(name), "{name}");
        }
    }

    #[test]
    fn hadolint_looks_for_parts() {
        for name in ["TOKENIZER_PATH", "PASSWORD_FILE", "Docker_Username", "travis_sudo", "AWS_ACCESS_KEY_ID"]
        {
            assert!(looks_secret_to_hadolint(name), "{name}");
        }
        for name in ["AUTH", "KEY", "APIKEY", "PASSWD"] {
            assert!(!looks_secret_to_hadolint(name), "{name}");
        }
    }
}

//! Which names of variables and files look like they hold a secret.
//!
//! Sources: BuildKit 73ed6825c (2026-08-21), check `SecretsUsedInArgOrEnv`; hadolint 8f936c5 (2026-08-07), rule DL3064.
//! Names of files: the manuals of the programs that read them.

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

/// Whether a variable's value shows that it is no secret, whatever the name says: the fingerprint of an OpenPGP key, a
/// switch, a path, an address without a password, a filler.
pub fn is_harmless(name: &str, value: &str) -> bool {
    const SWITCHES: &[&str] = &["0", "1", "false", "no", "none", "off", "on", "true", "yes"];
    let is_address = value.starts_with("http://") || value.starts_with("https://");
    let mut parts = value.split([' ', ',', '\t']).filter(|part| !part.is_empty());
    SWITCHES.iter().any(|switch| value.eq_ignore_ascii_case(switch))
        || is_path(value)
        || is_address && !value.contains(['@', '?'])
        || is_filler(value)
        // .NET: the name of a setting, not its value.
        || name.ends_with("__Key")
        || parts.all(|part| is_fingerprint(name, part))
}

fn is_path(value: &str) -> bool {
    const ENDINGS: &[&str] = &["asc", "crt", "gpg", "json", "key", "pem", "pub", "txt"];
    let ends = || value.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending));
    value.starts_with("file:") || value.contains('/') && (value.starts_with(['/', '.', '~']) || ends())
}

/// `<token>`, `%{token}`, `xxxx`, `00000000-0000`
fn is_filler(value: &str) -> bool {
    let is_template = ["<", "{{", "%{"].iter().any(|start| value.starts_with(start));
    let mut seen = value.chars().filter(|c| *c != '-');
    let (first, other) = (seen.next(), seen.clone().find(|c| !value.starts_with(*c)));
    let repeats = seen.all(|c| Some(c) == first || Some(c) == other);
    is_template || value.len() > 3 && repeats
}

/// RFC 9580: 20 bytes. Written in upper case, as `gpg` does; tokens of that length are in lower case.
fn is_fingerprint(name: &str, text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let name = name.to_ascii_uppercase();
    let is_named = ["GPG", "PGP", "RELEASE_KEY", "SIGNING_KEY"].iter().any(|part| name.contains(part));
    let is_digit =
        |byte: u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F') || is_named && byte.is_ascii_hexdigit();
    digits.len() == 40 && digits.bytes().all(is_digit)
}

/// Whole names of files that programs keep credentials in.
const SECRET_FILES: &[(&str, &str)] = &[
    (".dockercfg", "credentials for registries"),
    (".git-credentials", "credentials for Git"),
    (".htpasswd", "passwords"),
    (".my.cnf", "a password for MySQL"),
    (".netrc", "passwords"),
    ("_netrc", "passwords"),
    (".npmrc", "a token for npm"),
    (".pgpass", "passwords for PostgreSQL"),
    (".pypirc", "a token for PyPI"),
    (".s3cfg", "keys of AWS"),
    (".vault-token", "a token for Vault"),
    ("application_default_credentials.json", "credentials for Google Cloud"),
    ("chap-secrets", "passwords for PPP"),
    ("id_dsa", "a private key for SSH"),
    ("id_ecdsa", "a private key for SSH"),
    ("id_ed25519", "a private key for SSH"),
    ("id_rsa", "a private key for SSH"),
    ("ipsec.secrets", "keys for IPsec"),
    ("kubeconfig", "credentials for a cluster"),
    ("pap-secrets", "passwords for PPP"),
];

/// The same, told by the folder too.
const SECRET_FILES_IN_FOLDERS: &[(&str, &str)] = &[
    (".aws/credentials", "keys of AWS"),
    (".cargo/credentials", "a token for crates.io"),
    (".cargo/credentials.toml", "a token for crates.io"),
    (".docker/config.json", "credentials for registries"),
    (".gem/credentials", "a key for RubyGems"),
    (".kube/config", "credentials for a cluster"),
];

/// Folders whose files are credentials.
const SECRET_FOLDERS: &[(&str, &str)] = &[
    (".aws", "keys of AWS"),
    (".gnupg", "private keys"),
    (".kube", "credentials for a cluster"),
    (".ssh", "private keys for SSH"),
];

const KEY_ENDINGS: &[&str] = &[".jks", ".key", ".keystore", ".p12", ".pem", ".pfx", ".ppk"];

/// Parts of the names of key files that hold what everybody may know.
const PUBLIC_PARTS: &[&str] =
    &["ca-", "ca.", "ca_", "bundle", "cacert", "cert", "chain", "crt", "pub", "root", "trust"];

/// Parts of the names of JSON files that hold a key of a Google Cloud service account.
const SERVICE_ACCOUNT_PARTS: &[&str] =
    &["service-account", "service_account", "serviceaccount", "gcp-key", "gcloud-key", "client_secret"];

/// Endings of the names of files that only show what the real one looks like.
const TEMPLATE_PARTS: &[&str] = &["dist", "example", "sample", "template", "tmpl", "tpl"];

/// What a file of this path most likely holds, with wildcards in it or not, if that is secret.
pub fn secret_in_file(path: &str) -> Option<&'static str> {
    let lower = path.trim_end_matches('/').to_ascii_lowercase();
    let lower = lower.trim_end_matches("/*");
    let name = lower.rsplit('/').next().unwrap_or(lower);
    if name.split(['.', '-', '_']).any(|part| TEMPLATE_PARTS.contains(&part)) {
        return None;
    }
    let named = |(known, _): &&(&str, &str)| name == *known;
    let in_folder = |(known, _): &&(&str, &str)| {
        lower.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    let known = SECRET_FILES.iter().chain(SECRET_FOLDERS).find(named);
    let known = known.or_else(|| SECRET_FILES_IN_FOLDERS.iter().find(in_folder));
    if let Some((_, content)) = known {
        return Some(content);
    }
    let is_environment = name == ".env" || name.starts_with(".env.") || name == ".env*" || name == ".envrc";
    if is_environment {
        return Some("passwords and tokens");
    }
    if KEY_ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        let is_public = PUBLIC_PARTS.iter().any(|part| name.contains(part)) && !name.contains("priv");
        return (!is_public).then_some("a private key");
    }
    let is_service_account =
        name.ends_with(".json") && SERVICE_ACCOUNT_PARTS.iter().any(|part| name.contains(part));
    is_service_account.then_some("a key of a service account")
}

/// Whether the name is one of a folder whose files are credentials.
pub fn is_folder_of_secrets(path: &str) -> bool {
    let name = path.trim_end_matches("/*").trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    SECRET_FOLDERS.iter().any(|(known, _)| name.eq_ignore_ascii_case(known))
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

    #[test]
    fn values_that_are_no_secret() {
        for value in [
            "",
            "Yes",
            "7169605F62C751356D054A26A821E680E5FA6305",
            "0x88B57FCF7DB53B4DB3BFA4B1588764FBE22D19C4, C5705533DA4F78D8664B5DC0575159689BEFB442",
            "/run/secrets/db",
            "./server.key",
            "https://auth.acme.dev/token",
            "tls/server.key",
            "XXXXXXXX",
            "00000000-0000-0000",
            "FFFFFF000000",
            "<your token>",
        ] {
            assert!(is_harmless("KEY", value), "{value}");
        }
        let lower = "88b57fcf7db53b4db3bfa4b1588764fbe22d19c4";
        assert!(is_harmless("GPG_KEY", lower) && !is_harmless("GITHUB_TOKEN", lower));
        for value in
            ["changeme", "a/b", "https://ci:pass@acme.dev", "23EF5A7F88DEC2A4", "hunter2", "12", "abba1"]
        {
            assert!(!is_harmless("KEY", value), "{value}");
        }
    }

    #[test]
    fn files_of_credentials() {
        for (path, content) in [
            (".env", "passwords and tokens"),
            ("config/.env.production", "passwords and tokens"),
            (".env*", "passwords and tokens"),
            ("docker/.npmrc", "a token for npm"),
            ("home/.aws/credentials", "keys of AWS"),
            (".ssh/*", "private keys for SSH"),
            (".ssh/", "private keys for SSH"),
            ("id_rsa", "a private key for SSH"),
            ("ssl/*.key", "a private key"),
            ("server.pem", "a private key"),
            ("cert-privkey.pem", "a private key"),
            ("my-service-account.json", "a key of a service account"),
            ("etc/ipsec.secrets", "keys for IPsec"),
            ("Kubeconfig", "credentials for a cluster"),
        ] {
            assert_eq!(secret_in_file(path), Some(content), "{path}");
        }
    }

    #[test]
    fn files_that_anybody_may_read() {
        for path in [
            ".env.example",
            ".env.dist",
            ".env-sample",
            ".environment",
            "env",
            "id_rsa.pub",
            "ca.pem",
            "certs/fullchain.pem",
            "cert.pem",
            "release.pub.key",
            "docker/config.json",
            "kube/config",
            "credentials.rs",
            "package.json",
            ".",
            "",
        ] {
            assert_eq!(secret_in_file(path), None, "{path}");
        }
    }
}

//! Which programs look for a secret by themselves: in a variable, or in a file.
//!
//! Sources: the manuals of the programs, read on 2026-11-22. npm and its like replace variables in `.npmrc`, so they
//! read whatever a project calls its token.

const NODE: &[&str] = &["bun", "bunx", "lerna", "npm", "npx", "pnpm", "yarn"];
const PIP: &[&str] = &["pdm", "pip", "pipenv", "poetry", "uv"];
const MYSQL: &[&str] = &["mariadb", "mariadb-dump", "mysql", "mysqladmin", "mysqldump"];
const POSTGRES: &[&str] = &["createdb", "dropdb", "pg_dump", "pg_restore", "psql"];
const JAVA: &[&str] = &["gradle", "gradlew", "mvn", "mvnw"];
const NUGET: &[&str] = &["dotnet", "nuget"];
const REGISTRY: &[&str] = &["buildah", "crane", "docker", "helm", "oras", "podman", "skopeo"];

/// Installers that call Git, and so read what it reads.
const GIT: &[&str] = &[
    "bundle", "bun", "cargo", "composer", "git", "go", "mix", "npm", "pdm", "pip", "pipenv", "pnpm",
    "poetry", "uv", "yarn",
];
const SSH: &[&str] = &["rsync", "scp", "sftp", "ssh"];

/// By a part of the variable's name, upper case.
const BY_VARIABLE: &[(&str, &[&str])] = &[
    ("AWS_", &["aws"]),
    ("BUNDLE_", &["bundle"]),
    ("CARGO_", &["cargo"]),
    ("CODECOV_TOKEN", &["codecov"]),
    ("COMPOSER_AUTH", &["composer"]),
    ("FONTAWESOME", NODE),
    ("GH_TOKEN", &["gh"]),
    ("GITHUB_TOKEN", &["bun", "gh", "npm", "pnpm", "yarn"]),
    ("GRADLE", JAVA),
    ("HF_TOKEN", &["hf", "huggingface-cli"]),
    ("MAVEN", JAVA),
    ("MYSQL_PWD", MYSQL),
    ("NODE_AUTH_TOKEN", NODE),
    ("NPM", NODE),
    ("NUGET", NUGET),
    ("PGPASSWORD", POSTGRES),
    ("PIP_", PIP),
    ("POETRY_", &["poetry"]),
    ("REDISCLI_AUTH", &["redis-cli"]),
    ("SENTRY_AUTH_TOKEN", &["bun", "npm", "pnpm", "sentry-cli", "yarn"]),
    ("SNYK_TOKEN", &["snyk"]),
    ("SONAR_TOKEN", &["dotnet", "gradle", "gradlew", "mvn", "mvnw", "sonar-scanner"]),
    ("SSHPASS", &["sshpass"]),
    ("TWINE_", &["twine"]),
    ("UV_", &["uv"]),
    ("VAULT_TOKEN", &["vault"]),
    ("YARN", NODE),
];

/// By the end of the file's path, lower case.
const BY_FILE: &[(&str, &[&[&str]])] = &[
    (".aws/credentials", &[&["aws"]]),
    (".cargo/credentials", &[&["cargo"]]),
    (".cargo/credentials.toml", &[&["cargo"]]),
    (".docker/config.json", &[REGISTRY]),
    (".dockercfg", &[REGISTRY]),
    (".gem/credentials", &[&["bundle", "gem"]]),
    (".git-credentials", &[GIT]),
    (".my.cnf", &[MYSQL]),
    (".netrc", &[GIT, &["curl", "wget"]]),
    (".npmrc", &[NODE]),
    (".pgpass", &[POSTGRES]),
    (".pypirc", &[&["hatch", "python", "twine"]]),
    (".s3cfg", &[&["s3cmd"]]),
    (".vault-token", &[&["vault"]]),
    ("_netrc", &[GIT, &["curl"]]),
    ("application_default_credentials.json", &[&["bq", "gcloud", "gsutil"]]),
    ("id_dsa", &[GIT, SSH]),
    ("id_ecdsa", &[GIT, SSH]),
    ("id_ed25519", &[GIT, SSH]),
    ("id_rsa", &[GIT, SSH]),
];

/// Whether a program takes this variable from its environment.
pub fn reads_variable(program: &str, variable: &str) -> bool {
    let variable = variable.to_ascii_uppercase();
    let known = BY_VARIABLE.iter().filter(|(part, _)| variable.contains(part));
    known.flat_map(|(_, programs)| *programs).any(|known| *known == without_version(program))
}

/// Whether a program looks for a file of that path. Nothing where no program is known to.
pub fn reads_file(program: &str, path: &str) -> Option<bool> {
    let path = path.to_ascii_lowercase();
    let is_named =
        |name: &str| path.strip_suffix(name).is_some_and(|folder| folder.is_empty() || folder.ends_with('/'));
    let (_, programs) = BY_FILE.iter().find(|(name, _)| is_named(name))?;
    Some(programs.iter().any(|programs| programs.contains(&without_version(program))))
}

/// `pip` of `pip3.12`.
fn without_version(program: &str) -> &str {
    program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_by_the_programs_that_read_them() {
        assert!(reads_variable("npm", "NPM_TOKEN") && reads_variable("yarn", "MY_NPM_AUTH_TOKEN"));
        assert!(reads_variable("pip3.12", "PIP_PASSWORD") && reads_variable("psql", "PGPASSWORD"));
        assert!(!reads_variable("make", "NPM_TOKEN") && !reads_variable("npm", "API_KEY"));
    }

    #[test]
    fn files_by_the_programs_that_read_them() {
        assert_eq!(reads_file("npm", "docker/.npmrc"), Some(true));
        assert_eq!(reads_file("git", "id_ed25519"), Some(true));
        assert_eq!(reads_file("make", ".netrc"), Some(false));
        assert_eq!(reads_file("npm", "x.npmrc"), None);
        assert_eq!(reads_file("nginx", "server.key"), None);
    }
}

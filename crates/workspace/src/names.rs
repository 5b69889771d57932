//! Which files are Dockerfiles, by their name.

/// What follows `Dockerfile.` in the names of files that are something else: data, templates, leftovers of editors.
const OTHER_EXTENSIONS: [&str; 24] = [
    "bak",
    "containerignore",
    "diff",
    "dockerignore",
    "erb",
    "in",
    "j2",
    "jinja",
    "jinja2",
    "json",
    "md",
    "orig",
    "patch",
    "rej",
    "rst",
    "swo",
    "swp",
    "template",
    "tmp",
    "tmpl",
    "toml",
    "tpl",
    "yaml",
    "yml",
];

/// Whether a file is a Dockerfile by its name, as in `Dockerfile`, `Dockerfile.dev`, `web.Dockerfile`,
/// `Containerfile`.
///
/// Templates such as `Dockerfile.j2` are not: they only become Dockerfiles.
pub fn is_dockerfile_name(file_name: &str) -> bool {
    if matches!(file_name, "dockerfile" | "containerfile") {
        return true;
    }
    if let Some((_, "Dockerfile" | "dockerfile" | "Containerfile" | "containerfile")) =
        file_name.rsplit_once('.')
    {
        return true;
    }
    // `dockerfile.go` and its like are programs, so a lower-case name must stand alone.
    let Some(suffix) = ["Dockerfile", "Containerfile"].iter().find_map(|name| file_name.strip_prefix(name))
    else {
        return false;
    };
    match suffix.strip_prefix('.') {
        Some(suffix) => {
            let extension = suffix.rsplit('.').next().unwrap_or(suffix);
            !suffix.is_empty() && !suffix.ends_with('~') && !OTHER_EXTENSIONS.contains(&extension)
        }
        None => suffix.is_empty(),
    }
}

/// Whether a file says by its name that it lists what a build context leaves out.
pub fn is_ignore_file_name(file_name: &str) -> bool {
    file_name.ends_with(".dockerignore") || file_name.ends_with(".containerignore")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dockerfiles() {
        for name in [
            "Dockerfile",
            "dockerfile",
            "Dockerfile.dev",
            "Dockerfile.go1.22",
            "web.Dockerfile",
            "web.dockerfile",
            ".Dockerfile",
            "Containerfile",
            "containerfile",
            "Containerfile.dev",
            "web.Containerfile",
            "web.containerfile",
            "Dockerfile.Dockerfile",
        ] {
            assert!(is_dockerfile_name(name), "{name}");
        }
    }

    #[test]
    fn other_files() {
        for name in [
            "Dockerfile.dockerignore",
            "Containerfile.containerignore",
            ".dockerignore",
            "Dockerfile.yaml",
            "Dockerfile.dev.yml",
            "Dockerfile~",
            "Dockerfile.dev~",
            ".Dockerfile.swp",
            "Dockerfile.orig",
            "Dockerfile.j2",
            "Dockerfile.",
            "Dockerfiles",
            "dockerfile.go",
            "DockerfileTest",
            "docker-compose.yml",
            "",
        ] {
            assert!(!is_dockerfile_name(name), "{name}");
        }
    }

    #[test]
    fn ignore_files() {
        assert!(is_ignore_file_name(".dockerignore"));
        assert!(is_ignore_file_name("Dockerfile.dockerignore"));
        assert!(is_ignore_file_name(".containerignore"));
        assert!(!is_ignore_file_name(".gitignore"));
    }
}

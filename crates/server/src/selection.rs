//! Which of the editor's documents are Dockerfiles.

use tower_lsp::gen_lsp_types::Uri;

/// By the language that the editor names; where it names none, by the name of the file. A `.dockerignore` file
/// is none whatever the editor calls it.
pub(crate) fn is_dockerfile(uri: &Uri, language: &str) -> bool {
    let name = uri.path().rsplit('/').next().unwrap_or_default();
    if name.to_ascii_lowercase().ends_with(".dockerignore") {
        return false;
    }
    match language.to_ascii_lowercase().as_str() {
        "dockerfile" | "containerfile" => true,
        "" | "plaintext" | "text" | "plain" | "unknown" | "docker" => {
            plimsoll_workspace::is_dockerfile_name(name)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(uri: &str, language: &str) -> bool {
        is_dockerfile(&uri.parse().unwrap(), language)
    }

    #[test]
    fn the_language_decides_and_else_the_name() {
        assert!(selected("untitled:Untitled-1", "dockerfile"));
        assert!(selected("file:///a/build.txt", "Dockerfile"));
        assert!(selected("file:///a/Dockerfile.dev", "plaintext"));
        assert!(selected("file:///a/Containerfile", "containerfile"));
        assert!(selected("file:///a/web.Dockerfile", ""));
        assert!(!selected("file:///a/notes.txt", "plaintext"));
        assert!(!selected("file:///a/Dockerfile", "yaml"));
        assert!(!selected("file:///a/.dockerignore", "dockerfile"));
        assert!(!selected("file:///a/Dockerfile.dockerignore", "plaintext"));
    }
}

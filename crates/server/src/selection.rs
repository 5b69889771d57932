//! Which of the editor's documents are ours, and of which kind.

use plimsoll_workspace::{is_dockerfile_name, is_ignore_file_name};
use tower_lsp::gen_lsp_types::Uri;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Dockerfile,
    IgnoreFile,
}

impl FileKind {
    /// An ignore file by its name, whatever the editor calls it. Else by the language that the editor names; where it
    /// names none, by the name of the file.
    pub(crate) fn of(uri: &Uri, language: &str) -> Option<Self> {
        let name = uri.path().rsplit('/').next().unwrap_or_default();
        if is_ignore_file_name(&name.to_ascii_lowercase()) {
            return Some(FileKind::IgnoreFile);
        }
        match language.to_ascii_lowercase().as_str() {
            "dockerfile" | "containerfile" => Some(FileKind::Dockerfile),
            "dockerignore" => Some(FileKind::IgnoreFile),
            "" | "plaintext" | "text" | "plain" | "unknown" | "docker" => {
                is_dockerfile_name(name).then_some(FileKind::Dockerfile)
            }
            _ => None,
        }
    }

    /// Of a file that was found because it is one of ours.
    pub(crate) fn of_found(uri: &Uri) -> Self {
        FileKind::of(uri, "").unwrap_or(FileKind::Dockerfile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(uri: &str, language: &str) -> Option<FileKind> {
        FileKind::of(&uri.parse().unwrap(), language)
    }

    #[test]
    fn the_language_decides_and_else_the_name() {
        for (uri, language) in [
            ("untitled:Untitled-1", "dockerfile"),
            ("file:///a/build.txt", "Dockerfile"),
            ("file:///a/Dockerfile.dev", "plaintext"),
            ("file:///a/Containerfile", "containerfile"),
            ("file:///a/web.Dockerfile", ""),
        ] {
            assert_eq!(kind(uri, language), Some(FileKind::Dockerfile), "{uri} {language}");
        }
        assert_eq!(kind("file:///a/notes.txt", "plaintext"), None);
        assert_eq!(kind("file:///a/Dockerfile", "yaml"), None);
    }

    #[test]
    fn the_name_of_an_ignore_file_decides() {
        for (uri, language) in [
            ("file:///a/.dockerignore", "dockerfile"),
            ("file:///a/.dockerignore", "ignore"),
            ("file:///a/.dockerignore", "gitignore"),
            ("file:///a/.containerignore", ""),
            ("file:///a/Dockerfile.dockerignore", "plaintext"),
            ("untitled:Untitled-1", "dockerignore"),
        ] {
            assert_eq!(kind(uri, language), Some(FileKind::IgnoreFile), "{uri} {language}");
        }
        assert_eq!(kind("file:///a/.gitignore", "ignore"), None);
    }
}

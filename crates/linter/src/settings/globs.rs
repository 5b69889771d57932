//! Patterns over paths in a configuration.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Patterns such as `vendor`, `services/*/Dockerfile`, `**/*.tmpl`, relative to the folder of the configuration.
///
/// A pattern without `/` matches at any depth. What matches a folder matches everything below it.
#[derive(Debug, Clone, Default)]
pub(super) struct PathGlobs {
    patterns: Vec<String>,
    set: GlobSet,
}

impl PartialEq for PathGlobs {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl PathGlobs {
    /// # Errors
    ///
    /// The patterns can't be understood; [`PathGlobs::check`] says which.
    pub(super) fn new(patterns: Vec<String>) -> Result<Self, String> {
        let mut set = GlobSetBuilder::new();
        for pattern in &patterns {
            for glob in expand(pattern) {
                set.add(build(&glob)?);
            }
        }
        let set = set.build().map_err(|error| error.kind().to_string())?;
        Ok(PathGlobs { patterns, set })
    }

    /// # Errors
    ///
    /// Why the pattern can't be understood.
    pub(super) fn check(pattern: &str) -> Result<(), String> {
        if pattern.trim_matches('/').is_empty() {
            return Err("the pattern is empty".to_owned());
        }
        build(pattern).map(|_| ())
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}

fn expand(pattern: &str) -> [String; 2] {
    let folder = pattern.trim_end_matches('/');
    let anchored = match folder.strip_prefix("./").or_else(|| folder.strip_prefix('/')) {
        Some(anchored) => anchored.to_owned(),
        None if folder.contains('/') => folder.to_owned(),
        None => format!("**/{folder}"),
    };
    [format!("{anchored}/**"), anchored]
}

fn build(glob: &str) -> Result<globset::Glob, String> {
    let glob = GlobBuilder::new(glob).literal_separator(true).backslash_escape(true).build();
    glob.map_err(|error| error.kind().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matching_paths() {
        for (pattern, yes, no) in [
            ("vendor", &["vendor", "vendor/a", "x/vendor/a/b"][..], &["vendors", "a/xvendor"][..]),
            ("vendor/", &["vendor", "x/vendor/a"], &["vendors"]),
            ("/vendor", &["vendor", "vendor/a"], &["x/vendor"]),
            ("./vendor", &["vendor", "vendor/a"], &["x/vendor"]),
            ("*.tmpl", &["a.tmpl", "x/a.tmpl"], &["a.tmpl2"]),
            (
                "services/*/Dockerfile",
                &["services/a/Dockerfile"],
                &["services/a/b/Dockerfile", "x/services/a/Dockerfile"],
            ),
            ("a/**/b", &["a/b", "a/x/y/b", "a/b/c"], &["x/a/b"]),
            ("Dockerfile.{dev,test}", &["Dockerfile.dev", "x/Dockerfile.test"], &["Dockerfile"]),
        ] {
            let globs = PathGlobs::new(vec![pattern.to_owned()]).unwrap();
            for path in yes {
                assert!(globs.matches(path), "{pattern} should match {path}");
            }
            for path in no {
                assert!(!globs.matches(path), "{pattern} should not match {path}");
            }
        }
    }
}

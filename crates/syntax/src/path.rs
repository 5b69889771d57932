//! Paths in their shortest form.

/// The shortest path that means the same, by the text alone: no `.`, no doubled or final `/`, and `..` only at
/// the start of a relative path. An empty path is `.`.
pub fn clean_path(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&last| last != "..") => {
                parts.pop();
            }
            ".." if is_rooted => {}
            _ => parts.push(part),
        }
    }
    let clean = parts.join("/");
    match (is_rooted, clean.is_empty()) {
        (true, _) => format!("/{clean}"),
        (false, true) => ".".to_owned(),
        (false, false) => clean,
    }
}

#[cfg(test)]
mod tests {
    use super::clean_path;

    #[test]
    fn paths_get_their_shortest_form() {
        for (path, clean) in [
            ("", "."),
            (".", "."),
            ("/", "/"),
            ("a", "a"),
            ("a/", "a"),
            ("./a//b/.", "a/b"),
            ("a/../b", "b"),
            ("a/..", "."),
            ("a/../..", ".."),
            ("../../a", "../../a"),
            ("/../a", "/a"),
            ("//a", "/a"),
        ] {
            assert_eq!(clean_path(path), clean, "{path:?}");
        }
    }
}

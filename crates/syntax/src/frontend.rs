//! Which frontend a file asks to be built with.

use crate::directive::{self, DirectiveKind};

/// The value of the `syntax` directive as BuildKit looks it up: an image, and behind a space what is passed to it.
///
/// BuildKit reads it apart from the other directives, since the rest of the file may be in another
/// language: without trimming lines, behind a `#!` line too, also as `// syntax=…`, and also as the member
/// `syntax` of a file that is one JSON object.
pub fn frontend(text: &str) -> Option<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = match text.strip_prefix("#!") {
        Some(shebang) => shebang.split_once('\n').map_or("", |(_, rest)| rest),
        None => text,
    };
    in_comments(text, "#").or_else(|| in_comments(text, "//")).map(str::to_owned).or_else(|| in_json(text))
}

fn in_comments<'a>(text: &'a str, marker: &str) -> Option<&'a str> {
    text.lines()
        .map_while(|line| directive::split(line.strip_prefix(marker)?.trim()))
        .find(|directive| directive.kind == DirectiveKind::Syntax)
        .map(|directive| directive.value)
}

fn in_json(text: &str) -> Option<String> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let file: serde_json::Value = serde_json::from_str(text).ok()?;
    Some(file.get("syntax")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_found_where_buildkit_looks() {
        let check =
            |text: &str, expected: Option<&str>| assert_eq!(frontend(text).as_deref(), expected, "{text}");
        check("# syntax=a/b:1\nFROM a\n", Some("a/b:1"));
        check("\u{feff}#Syntax = a/b:1 x y \r\nFROM a\n", Some("a/b:1 x y"));
        check("# check=skip=all\n# syntax=a/b\n", Some("a/b"));
        check("#!/usr/bin/env x\n# syntax=a/b\n", Some("a/b"));
        check("// syntax=a/b\nFROM a\n", Some("a/b"));
        check("{\"syntax\": \"a/b\", \"x\": 1}\n", Some("a/b"));
        check(" # syntax=a/b\nFROM a\n", None);
        check("# note\n# syntax=a/b\n", None);
        check("# a=b\n# syntax=a/b\n", None);
        check("\n# syntax=a/b\n", None);
        check("# escape=\n# syntax=a/b\n", None);
        check("{\"syntax\": 1}", None);
        check("#!", None);
        check("", None);
    }
}

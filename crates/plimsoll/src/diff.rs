//! What would change, as a unified diff.

use std::io::{self, Write};

use annotate_snippets::renderer::{AnsiColor, Effects, Style};
use similar::{ChangeTag, TextDiff};

/// A text, and the name that a diff has for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Version<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
}

/// Before it exists.
pub(crate) const NO_FILE: Version<'static> = Version { path: "/dev/null", text: "" };

/// Nothing where both texts are the same.
pub(crate) fn write(
    out: &mut dyn Write,
    before: Version<'_>,
    after: Version<'_>,
    colored: bool,
) -> io::Result<()> {
    if before.text == after.text {
        return Ok(());
    }
    // Not `from_lines`: it takes a lone CR for a line's end, and `patch` does not.
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<_>>();
    let (old, new) = (lines(before.text), lines(after.text));
    let diff = TextDiff::from_slices(&old, &new);
    let style = |style: Style| if colored { style } else { Style::new() };
    let (bold, cyan) = (style(Effects::BOLD.into()), style(AnsiColor::Cyan.on_default()));
    writeln!(out, "{bold}--- {}{bold:#}", before.path)?;
    writeln!(out, "{bold}+++ {}{bold:#}", after.path)?;
    for hunk in diff.unified_diff().iter_hunks() {
        writeln!(out, "{cyan}{}{cyan:#}", hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', style(AnsiColor::Red.on_default())),
                ChangeTag::Insert => ('+', style(AnsiColor::Green.on_default())),
                ChangeTag::Equal => (' ', Style::new()),
            };
            let line = change.value();
            match line.strip_suffix('\n') {
                Some(text) => writeln!(out, "{style}{sign}{text}{style:#}")?,
                None => writeln!(out, "{style}{sign}{line}{style:#}\n\\ No newline at end of file")?,
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::{NO_FILE, Version};

    fn diff(old: &str, new: &str, colored: bool) -> String {
        let version = |text| Version { path: "app/Dockerfile", text };
        let old = if old.is_empty() { NO_FILE } else { version(old) };
        let mut out = Vec::new();
        super::write(&mut out, old, version(new), colored).unwrap();
        String::from_utf8(out).unwrap().replace('\x1b', "␛").replace('\r', "␍")
    }

    #[test]
    fn a_patch_can_be_applied() {
        let shown = diff("FROM a\r\nCMD b\r\nUSER c", "FROM a\r\nCMD [\"b\"]\r\nUSER c", false);
        expect![[r#"
            --- app/Dockerfile
            +++ app/Dockerfile
            @@ -1,3 +1,3 @@
             FROM a␍
            -CMD b␍
            +CMD ["b"]␍
             USER c
            \ No newline at end of file
        "#]]
        .assert_eq(&shown);
        expect![[r#"
            --- app/Dockerfile
            +++ app/Dockerfile
            @@ -1 +1 @@
            -USER c
            \ No newline at end of file
            +USER d
            \ No newline at end of file
        "#]]
        .assert_eq(&diff("USER c", "USER d", false));
    }

    #[test]
    fn a_new_file_comes_from_nothing_and_no_change_is_no_diff() {
        expect![[r#"
            --- /dev/null
            +++ app/Dockerfile
            @@ -0,0 +1 @@
            +.git
        "#]]
        .assert_eq(&diff("", ".git\n", false));
        assert_eq!(diff("same", "same", false), "");
    }

    #[test]
    fn colors_end_with_their_line() {
        expect![[r#"
            ␛[1m--- app/Dockerfile␛[0m
            ␛[1m+++ app/Dockerfile␛[0m
            ␛[36m@@ -1 +1 @@␛[0m
            ␛[31m-CMD b␛[0m
            ␛[32m+CMD ["b"]␛[0m
        "#]]
        .assert_eq(&diff("CMD b\n", "CMD [\"b\"]\n", true));
    }
}

//! Markdown as a terminal shows it: the small part that the rules' pages use.

use std::io::{self, Write};

use annotate_snippets::renderer::{AnsiColor, Effects, Style};

const STRONG: Style = Style::new().effects(Effects::BOLD);
const CODE: Style = AnsiColor::Cyan.on_default();
const DIM: Style = Style::new().effects(Effects::DIMMED);

/// Headings and words of emphasis get a style instead of their marks, code blocks an indentation.
pub(crate) fn write(out: &mut dyn Write, page: &str) -> io::Result<()> {
    let mut in_code = false;
    for line in page.lines() {
        if let Some(info) = line.strip_prefix("```") {
            in_code = !in_code;
            if let Some(label) = info.split_whitespace().nth(1) {
                writeln!(out, "  {DIM}{label}:{DIM:#}\n")?;
            }
        } else if in_code {
            writeln!(out, "    {CODE}{line}{CODE:#}")?;
        } else if line.starts_with('#') {
            writeln!(out, "{STRONG}{}{STRONG:#}", line.trim_start_matches(['#', ' ']))?;
        } else {
            writeln!(out, "{}", inline(line.strip_suffix('\\').unwrap_or(line)))?;
        }
    }
    Ok(())
}

/// `code` and **strong** words; a mark without its partner stays as it is.
fn inline(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['`', '*']) {
        let (before, marked) = rest.split_at(at);
        shown.push_str(before);
        let found = [("`", CODE), ("**", STRONG)].into_iter().find_map(|(mark, style)| {
            let (inner, after) = marked.strip_prefix(mark)?.split_once(mark)?;
            (!inner.is_empty()).then_some((inner, after, style))
        });
        rest = match found {
            Some((inner, after, style)) => {
                shown.push_str(&format!("{style}{inner}{style:#}"));
                after
            }
            None => {
                shown.push_str(&marked[..1]);
                &marked[1..]
            }
        };
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    const PAGE: &str = "\
# some-rule

warning · on\\
<https://example.org>

## Why
Use `a * b` and **not** 2 * 3 or `.

```dockerfile bad
FROM a
#    ^ why
```
";

    #[test]
    fn marks_become_styles() {
        let mut out = Vec::new();
        super::write(&mut out, PAGE).unwrap();
        let shown = String::from_utf8(out).unwrap().replace('\x1b', "␛");
        expect![[r#"
            ␛[1msome-rule␛[0m

            warning · on
            <https://example.org>

            ␛[1mWhy␛[0m
            Use ␛[36ma * b␛[0m and ␛[1mnot␛[0m 2 * 3 or `.

              ␛[2mbad:␛[0m

                ␛[36mFROM a␛[0m
                ␛[36m#    ^ why␛[0m
        "#]]
        .assert_eq(&shown);
    }
}

//! Markdown for clients that show it raw.

/// The text without its markup: no fences, no emphasis, no marks of headings; links as `text (address)`.
///
/// For the Markdown that this program writes itself, not for any.
pub(crate) fn plain_text(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    let mut in_code = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            continue;
        }
        match in_code {
            true => plain.push_str(line),
            false => push_inline(&mut plain, line.trim_start_matches('#').trim_start_matches(' ')),
        }
        plain.push('\n');
    }
    plain.truncate(plain.trim_end().len());
    plain
}

fn push_inline(plain: &mut String, mut line: &str) {
    while let Some(at) = line.find(['`', '*', '[']) {
        plain.push_str(&line[..at]);
        let rest = &line[at..];
        let length = if let Some(code) = enclosed(rest, "`") {
            plain.push_str(code);
            code.len() + 2
        } else if let Some(strong) = enclosed(rest, "**") {
            push_inline(plain, strong);
            strong.len() + 4
        } else if let Some((text, address)) = link(rest) {
            push_inline(plain, text);
            plain.push_str(&format!(" ({address})"));
            text.len() + address.len() + 4
        } else {
            plain.push_str(&rest[..1]);
            1
        };
        line = &rest[length..];
    }
    plain.push_str(line);
}

fn enclosed<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    Some(text.strip_prefix(mark)?.split_once(mark)?.0)
}

/// The text and the address of `[text](address)`.
fn link(text: &str) -> Option<(&str, &str)> {
    let (shown, rest) = text.strip_prefix('[')?.split_once("](")?;
    Some((shown, rest.split_once(')')?.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_without_markup() {
        let markdown = "## `COPY`\n\n**Copies** files, see [`its` docs](https://a.b/c) or 2*3 [1].\n\n```dockerfile\nCOPY `a` *\n```\n";
        assert_eq!(
            plain_text(markdown),
            "COPY\n\nCopies files, see its docs (https://a.b/c) or 2*3 [1].\n\nCOPY `a` *"
        );
    }
}

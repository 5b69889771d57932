//! Heredoc markers in a logical line, and the lines that end their bodies.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::expansion;
use crate::lines::Line;

/// A heredoc that a line opens. Ranges are bytes in the text of the logical line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marker {
    pub(crate) range: Range<usize>,
    pub(crate) delimiter: Range<usize>,
    pub(crate) name: String,
    pub(crate) expand: bool,
    pub(crate) chomp: bool,
    pub(crate) descriptor: Option<u32>,
}

/// The heredocs that a logical line opens, in order.
///
/// BuildKit cuts the whole line, keyword and flags included, into shell words with `\` as the escape
/// character whatever the directive says; if that fails (an odd quote), there are none.
pub(crate) fn markers(line: &str) -> Vec<Marker> {
    if memchr::memmem::find(line.as_bytes(), b"<<").is_none() {
        return Vec::new();
    }
    let words = shell_words(line).unwrap_or_default();
    words.into_iter().filter_map(|word| marker(line, word)).collect()
}

/// `digits? << -? white space* name`
fn marker(line: &str, word: Range<usize>) -> Option<Marker> {
    let text = &line[word.clone()];
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = text[digits..].strip_prefix("<<")?;
    let chomp = after.starts_with('-');
    let delimiter = after[usize::from(chomp)..].trim_start();
    if delimiter.is_empty() || delimiter.contains('<') || shell_words(delimiter)?.len() != 1 {
        return None;
    }
    let (name, quoted) = unquote(delimiter);
    Some(Marker {
        delimiter: word.end - delimiter.len()..word.end,
        range: word,
        name,
        expand: !quoted,
        chomp,
        descriptor: text[..digits].parse().ok(),
    })
}

impl Marker {
    /// The word in a line that ends the heredoc, if the line does.
    pub(crate) fn terminator(&self, line: &Line<'_>) -> Option<Range<usize>> {
        let text = if self.chomp { line.text.trim_start_matches('\t') } else { line.text };
        let end = line.start + line.text.len();
        (text == self.name).then(|| end - text.len()..end)
    }
}

/// Which heredocs can't end, learnt when the first one does not: without it, many of them would each search
/// the rest of the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct LastLines(Option<Arc<LastStarts>>);

/// The last line of every text: how many bytes before the end of the file it starts.
#[derive(Debug, Default)]
struct LastStarts {
    plain: HashMap<Box<str>, usize>,
    without_tabs: HashMap<Box<str>, usize>,
}

impl LastLines {
    /// No line ends the heredoc in `rest`, which goes to the end of the file. Otherwise one may or may not.
    pub(crate) fn rule_out(&self, marker: &Marker, rest: &str) -> bool {
        let Some(starts) = &self.0 else { return false };
        let starts = if marker.chomp { &starts.without_tabs } else { &starts.plain };
        starts.get(marker.name.as_str()).is_none_or(|start| *start > rest.len())
    }

    /// Learns the lines of the rest of the file.
    pub(crate) fn learn(&mut self, rest: &str) {
        let mut starts = LastStarts::default();
        let mut at = 0;
        while let Some(line) = Line::at(rest, at) {
            at = line.end;
            starts.plain.insert(line.text.into(), rest.len() - line.start);
            starts.without_tabs.insert(line.text.trim_start_matches('\t').into(), rest.len() - line.start);
        }
        self.0 = Some(Arc::new(starts));
    }
}

/// The name without quotes and backslashes, and whether there were quotes. BuildKit: a backslash alone does
/// not stop expansion, unlike in a shell.
fn unquote(delimiter: &str) -> (String, bool) {
    let mut name = String::with_capacity(delimiter.len());
    let mut quote = None;
    let mut quoted = false;
    let mut chars = delimiter.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' | '"' if quote.is_none() => {
                quote = Some(c);
                quoted = true;
            }
            c if quote == Some(c) => quote = None,
            '\\' if quote.is_none() => name.extend(chars.next()),
            '\\' if quote == Some('"') && matches!(chars.peek(), Some('"' | '$' | '\\')) => {
                name.extend(chars.next());
            }
            c => name.push(c),
        }
    }
    (name, quoted)
}

/// The shell words of a line; nothing when it can't be cut into words.
fn shell_words(line: &str) -> Option<Vec<Range<usize>>> {
    let mut words = Vec::new();
    let mut start: Option<usize> = None;
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        if c.is_whitespace() {
            // BuildKit 1.16: white space behind `<<` belongs to the word.
            if let Some(from) = start.filter(|from| !is_operator(&line[*from..at])) {
                words.push(from..at);
                start = None;
            }
            at = line.len() - line[at..].trim_start().len();
            continue;
        }
        start.get_or_insert(at);
        at = match c {
            '\\' => at + 1 + line[at + 1..].chars().next().map_or(0, char::len_utf8),
            '\'' => at + 1 + line[at + 1..].find('\'')? + 1,
            '"' => skip_double_quoted(line, at)?,
            '$' => expansion::skip_variable(line, at, '\\').ok()?,
            c => at + c.len_utf8(),
        };
    }
    words.extend(start.map(|from| from..line.len()));
    Some(words)
}

fn skip_double_quoted(line: &str, start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        let rest = &line[at..];
        match rest.chars().next()? {
            '"' => return Some(at + 1),
            '$' => at = expansion::skip_variable(line, at, '\\').ok()?,
            '\\' => at += 1 + usize::from(rest[1..].starts_with(['"', '$', '\\'])),
            c => at += c.len_utf8(),
        }
    }
}

/// `<<` or `3<<`.
fn is_operator(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_ascii_digit()) == "<<"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[(&str, &str, bool, bool)]) {
        let found = markers(line);
        let found: Vec<_> =
            found.iter().map(|m| (&line[m.range.clone()], m.name.as_str(), m.expand, m.chomp)).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn last_lines_rule_out_what_no_line_below_ends() {
        let rest = "a\n\tb\r\nc\na\nx\n";
        let mut last_lines = LastLines::default();
        let ruled_out = |last_lines: &LastLines, line: &str, from: usize| {
            last_lines.rule_out(&markers(line)[0], &rest[from..])
        };
        assert!(!ruled_out(&last_lines, "RUN <<none", 0), "nothing is known yet");
        last_lines.learn(rest);
        assert!(ruled_out(&last_lines, "RUN <<none", 0));
        assert!(!ruled_out(&last_lines, "RUN <<a", 0));
        let second_a = rest.rfind('a').unwrap();
        assert!(!ruled_out(&last_lines, "RUN <<a", second_a));
        assert!(ruled_out(&last_lines, "RUN <<a", second_a + 2));
        assert!(ruled_out(&last_lines, "RUN <<b", 0));
        assert!(!ruled_out(&last_lines, "RUN <<-b", 0));
    }

    #[test]
    fn finds_what_buildkit_finds() {
        check("RUN <<EOF", &[("<<EOF", "EOF", true, false)]);
        check("RUN cat <<A <<-'B' > x", &[("<<A", "A", true, false), ("<<-'B'", "B", false, true)]);
        check("RUN (cat <<E)", &[("<<E)", "E)", true, false)]);
        check("RUN echo $((1 << 2))", &[("<< 2))", "2))", true, false)]);
        check("RUN echo $((1<<2)) && cat <<<x", &[]);
        check("RUN <<- E", &[]);
        check("RUN <<\"A B\"", &[("<<\"A B\"", "A B", false, false)]);
        check("RUN <<E\"O\"F", &[("<<E\"O\"F", "EOF", false, false)]);
        check("RUN <<\\E", &[("<<\\E", "E", true, false)]);
        check("RUN <<$E", &[("<<$E", "$E", true, false)]);
        check("RUN <<E echo it's", &[]);
        check("RUN <<E echo ${x^}", &[]);
        check("RUN echo `<<E", &[]);
        check("RUN true # <<E", &[("<<E", "E", true, false)]);
        check("RUN 3<<E", &[("3<<E", "E", true, false)]);
        check("RUN <<", &[]);
        check("RUN << ", &[]);
        check("RUN << \t E x", &[("<< \t E", "E", true, false)]);
        assert_eq!(markers("RUN 3<<E")[0].descriptor, Some(3));
    }
}

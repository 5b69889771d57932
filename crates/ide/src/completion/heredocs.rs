//! Delimiters of heredocs.

use plimsoll_syntax::{Heredoc, Keyword};

use super::{Completion, CompletionKind};
use crate::site::{Word, Written};

/// Behind `<<`: nothing where no heredoc is being written.
pub(super) fn start(written: &Written<'_>) -> Option<Vec<Completion>> {
    if !written.keyword().is_some_and(Keyword::takes_heredocs) {
        return None;
    }
    let word = written.word();
    let operator = word.typed.trim_start_matches(|c: char| c.is_ascii_digit());
    let name = operator.strip_prefix("<<")?;
    let name = name.strip_prefix('-').unwrap_or(name);
    if name.starts_with('<') {
        return None;
    }
    let word = word.skip(word.typed.len() - name.len());
    let is_at_end = word.rest.is_empty() && written.line_after().trim().is_empty();
    let item = |delimiter: &str, meaning: &str| {
        let end = delimiter.trim_matches(['\'', '"']);
        let snippet = (is_at_end && !has_body(written)).then(|| format!("{delimiter}\n${{0}}\n{end}"));
        let item = Completion::new(delimiter, CompletionKind::Heredoc, word).with_detail(meaning);
        Completion { snippet, ..item }
    };
    let (plain, quoted) = match written.keyword() {
        Some(Keyword::Run) => ("a script", "a script; where a command reads it, as it is"),
        _ => ("a file, its variables replaced", "a file, as it is"),
    };
    Some(vec![item("EOF", plain), item("'EOF'", quoted)])
}

fn has_body(written: &Written<'_>) -> bool {
    written.instruction.instruction.heredocs().iter().any(|heredoc| heredoc.terminator.is_some())
}

/// The delimiter that ends a body, where it is still missing.
pub(super) fn end(written: &Written<'_>, heredoc: &Heredoc) -> Vec<Completion> {
    let typed = written.line_before();
    let typed = if heredoc.chomp { typed.trim_start_matches('\t') } else { typed };
    let is_alone = heredoc.name.starts_with(typed) && written.line_after().trim_end().is_empty();
    if heredoc.terminator.is_some() || !is_alone {
        return Vec::new();
    }
    let word = Word { typed, rest: "", ..written.word() };
    vec![Completion::new(&*heredoc.name, CompletionKind::Heredoc, word).with_detail("ends the heredoc")]
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{item, proposed, taken};

    #[test]
    fn delimiters() {
        assert_eq!(proposed("FROM a\nRUN <<$0"), "EOF 'EOF'");
        assert_eq!(proposed("FROM a\nCOPY <<-E$0 /x"), "EOF 'EOF'");
        assert_eq!(taken("FROM a\nRUN cat <<$0 > x", "'EOF'"), "FROM a\nRUN cat <<'EOF' > x");
        assert_eq!(item("FROM a\nRUN <<$0", "'EOF'").snippet.as_deref(), Some("'EOF'\n${0}\nEOF"));
        assert_eq!(item("FROM a\nRUN <<E$0 bash", "EOF").snippet, None);
        assert_eq!(proposed("FROM a\nRUN cat <<<$0"), "");
        assert_eq!(proposed("FROM a\nENV A=<<$0"), "");
    }

    #[test]
    fn the_end_of_a_body() {
        assert_eq!(proposed("FROM a\nRUN <<END\nx\n$0"), "END");
        assert_eq!(taken("FROM a\nRUN <<-END\nx\n\tE$0", "END"), "FROM a\nRUN <<-END\nx\n\tEND");
        assert_eq!(proposed("FROM a\nRUN <<END\nx\n$0\nEND\n"), "");
        assert_eq!(proposed("FROM a\nRUN <<END\necho $0"), "");
    }
}

//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, port};
use plimsoll_syntax::Keyword;
use plimsoll_text::{Span, TextEdit};

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("expose-protocol-casing", include_str!("expose_protocol_casing.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for expose in file.instructions_of(Keyword::Expose) {
        for text in file.expanded_texts(expose) {
            let Ok(value) = file.evaluate(&text) else { continue };
            let words = value.as_set().unwrap_or_default().split_whitespace();
            for word in words.filter(|word| port::check(word).is_ok()) {
                let Some((_, protocol)) = word.split_once('/') else { continue };
                let lower = protocol.to_lowercase();
                if protocol == lower {
                    continue;
                }
                let is_written = expose.source_of(text.span) == word;
                let start = if is_written { text.span.end - protocol.len() as u32 } else { text.span.start };
                let range = expose.range(Span::new(start, text.span.end));
                let finding = report.at(range, format!("the protocol `{protocol}` is not in lower case"));
                if is_written {
                    let edits = vec![TextEdit::replace(range, lower.as_str())];
                    finding.fix(Fix::safe(format!("Change to `{lower}`"), edits));
                }
            }
        }
    }
}

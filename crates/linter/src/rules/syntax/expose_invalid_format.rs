//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, port};
use plimsoll_syntax::Keyword;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("expose-invalid-format", include_str!("expose_invalid_format.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for expose in file.instructions_of(Keyword::Expose) {
        for text in file.expanded_texts(expose) {
            let Ok(value) = file.evaluate(&text) else { continue };
            let words = value.as_set().unwrap_or_default().split_whitespace();
            for word in words.filter(|word| port::check(word).is_ok()) {
                let Some((host, container)) = word.rsplit_once(':').filter(|(host, _)| has_host(host)) else {
                    continue;
                };
                let host = host.trim_end_matches(':');
                let message = format!("EXPOSE takes the port in the container only: `{host}` says nothing");
                let finding = report.at(expose.range(text.span), message);
                if expose.source_of(text.span) == word {
                    let fix = Fix::safe(
                        format!("Change to `{container}`"),
                        vec![edit::replace(expose, text.span, container)],
                    );
                    finding.fix(fix);
                }
            }
        }
    }
}

/// An address or a port of the host: `:80` has neither.
fn has_host(text: &str) -> bool {
    text.contains(|c| c != ':')
}

//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Arguments, Keyword};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("from-as-casing", include_str!("from_as_casing.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for from in file.instructions_of(Keyword::From) {
        let command = from.instruction.command();
        let Arguments::Words(words) = &command.arguments else { continue };
        let [_, r#as, _] = **words else { continue };
        let (keyword, word) = (from.text(command.keyword_span), from.text(r#as));
        let Some(cased) = edit::cased_like(&keyword, "AS") else { continue };
        if word != cased && word.eq_ignore_ascii_case(&cased) {
            let fix = Fix::safe(format!("Write {cased}"), vec![edit::replace(from, r#as, cased.as_str())]);
            report
                .at(from.range(r#as), format!("`{word}` is written in another case than `{keyword}`"))
                .fix(fix);
        }
    }
}

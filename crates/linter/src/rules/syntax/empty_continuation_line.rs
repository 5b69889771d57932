//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::GapKind;
use plimsoll_text::TextEdit;

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("empty-continuation-line", include_str!("empty_continuation_line.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for instruction in file.instructions() {
        let blank = instruction.gaps().iter().filter(|gap| gap.kind == GapKind::Blank);
        let blank: Vec<_> = blank.map(|gap| instruction.range(gap.span)).collect();
        if let Some(first) = blank.first() {
            let edits = blank.iter().copied().map(TextEdit::delete).collect();
            let message = "an empty line inside an instruction: BuildKit will refuse it";
            report.at(*first, message).fix(Fix::safe("Remove the empty lines", edits));
        }
    }
}

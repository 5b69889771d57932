//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, PathKind};
use plimsoll_syntax::Keyword;

use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("add-without-checksum", include_str!("add_without_checksum.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for instruction in file.instructions_of(Keyword::Add) {
        if instruction.flag("checksum").is_some() || !instruction.source().contains("://") {
            continue;
        }
        let Some(add) = file.copy(instruction) else { continue };
        for url in add.sources.iter().filter(|source| source.kind == PathKind::Url) {
            report.at(url.range, "nothing says that this is the file it was: no `--checksum`");
        }
    }
}

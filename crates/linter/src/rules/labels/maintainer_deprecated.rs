//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::{Arguments, Keyword, Placed};

use crate::edit;
use crate::finding::{Fix, Tag};
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("maintainer-deprecated", include_str!("maintainer_deprecated.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for maintainer in file.instructions_of(Keyword::Maintainer) {
        let range = maintainer.range(maintainer.command().keyword_span);
        let finding = report.at(range, "MAINTAINER is deprecated: a label says more").tag(Tag::Deprecated);
        finding.fixes.extend(label(file, maintainer));
    }
}

fn label(file: &Dockerfile, maintainer: Placed<'_>) -> Option<Fix> {
    let Arguments::Text(text) = maintainer.instruction.command().arguments else { return None };
    let name = maintainer.text(text);
    let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(&name);
    if name.is_empty() {
        return None;
    }
    let keyword = edit::keyword(file, Keyword::Label);
    let value = edit::quoted(name, maintainer.escape());
    let label = format!("{keyword} org.opencontainers.image.authors={value}");
    Some(Fix::not_safe("Convert to a label", vec![edit::replace(maintainer, maintainer.line(), label)]))
}

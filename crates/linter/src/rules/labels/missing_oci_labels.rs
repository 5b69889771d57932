//! See the page beside this file.

use plimsoll_semantics::{Dockerfile, Label, Stage};
use plimsoll_syntax::Keyword;
use plimsoll_text::TextEdit;

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("missing-oci-labels", include_str!("missing_oci_labels.md"), check);

/// What a label says about an image, its key, and the argument that the fix feeds it with.
const LABELS: [(&str, &str, &str); 3] = [
    ("version", "org.opencontainers.image.version", "IMAGE_VERSION"),
    ("source", "org.opencontainers.image.source", "IMAGE_SOURCE"),
    ("revision", "org.opencontainers.image.revision", "IMAGE_REVISION"),
];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let Some(stage) = file.final_stage() else { return };
    let Some(range) = stage.image_range() else { return };
    let present: Vec<Label> = stage.labels().collect();
    let has = |key: &str| present.iter().any(|label| label.key.as_set() == Some(key));
    let missing: Vec<_> = LABELS.into_iter().filter(|(_, key, _)| !has(key)).collect();
    if missing.is_empty() {
        return;
    }
    let what = missing.iter().map(|(what, ..)| *what).collect::<Vec<_>>().join(", ");
    let prefix = "org.opencontainers.image.*";
    let finding = report.at(range, format!("the image has no `{prefix}` label for its {what}"));
    if let Some(edit) = insert_labels(file, stage, &missing) {
        finding.fix(Fix::not_safe("Add labels that are fed by build arguments", vec![edit]));
    }
}

/// At the end, where another revision rebuilds nothing else.
fn insert_labels(file: &Dockerfile, stage: Stage<'_>, labels: &[(&str, &str, &str)]) -> Option<TextEdit> {
    let keyword = |keyword| edit::keyword(file, keyword);
    let arguments: String =
        labels.iter().map(|(.., argument)| format!("{} {argument}\n", keyword(Keyword::Arg))).collect();
    let pairs: Vec<String> =
        labels.iter().map(|(_, key, argument)| format!("{key}=\"${argument}\"")).collect();
    let continued = format!(" {}\n      ", file.tree().escape());
    let lines = format!("{arguments}{} {}\n", keyword(Keyword::Label), pairs.join(&continued));
    edit::insert_at_end(file, stage, &lines)
}

//! See the page beside this file.

use std::cell::LazyCell;
use std::collections::HashSet;

use plimsoll_semantics::{Base, Dockerfile, ReferenceKind, Stage, Target};
use plimsoll_syntax::Keyword;
use plimsoll_text::{TextEdit, TextRange};

use crate::edit;
use crate::finding::{Fix, Tag};
use crate::report::Report;
use crate::rule::Rule;
use crate::settings::{OptionDefault, RuleOption};

pub(crate) static RULE: Rule =
    Rule::new("unused-stage", include_str!("unused_stage.md"), check).with_options(&[NAMED]);

const NAMED: RuleOption = RuleOption {
    name: "named",
    default: OptionDefault::Flag(false),
    doc: "Report stages with a name too: those that only `--target` can build",
};

const TITLE: &str = "Remove the stage";

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    // Who is built from a stage with triggers runs them, and may copy from anywhere.
    let Some(last) = file.final_stage().filter(|_| file.instructions_of(Keyword::Onbuild).next().is_none())
    else {
        return;
    };
    let reports_named = report.flag(&NAMED) && !file.stages().any(can_be_any_stage);
    let targets = file.stages().filter(|stage| stage.name().is_some() && !reports_named);
    let needed = file.needed_stages(targets.chain([last]).map(Stage::index));
    let uses = LazyCell::new(|| Uses::of(file));
    for stage in file.stages().filter(|stage| !needed[stage.index()]) {
        let from = stage.from();
        let range = from.range(from.command().keyword_span.cover(from.command().rest));
        let message = match stage.name() {
            Some(name) => {
                format!("only `--target {name}` builds this stage: the last one needs nothing of it")
            }
            None => "no build needs this stage: it has no name, and it is not the last one".to_owned(),
        };
        let finding = report.at(range, message).tag(Tag::Unnecessary);
        match removal(file, stage, &uses) {
            Ok(edit) => finding.fix(Fix::not_safe(TITLE, vec![edit])),
            Err(reason) => finding.decline(TITLE, reason),
        };
    }
}

/// `FROM build-$TARGETARCH`: a build says which stage that is.
fn can_be_any_stage(stage: Stage<'_>) -> bool {
    matches!(stage.base(), Base::Unknown) || stage.is_chosen_by_args()
}

/// What stands in the way of removing a stage.
struct Uses {
    used: HashSet<usize>,
    highest_number: Option<usize>,
}

impl Uses {
    fn of(file: &Dockerfile) -> Uses {
        let used = file.references().iter().filter_map(|reference| match reference.target {
            Target::Stage(stage) => Some(stage),
            _ => None,
        });
        let numbers = file.references().iter().filter(|one| one.kind == ReferenceKind::CopyFrom);
        let numbers = numbers.filter_map(|reference| {
            let copy = file.tree().instruction(reference.item)?;
            copy.text(reference.span).parse().ok()
        });
        Uses { used: used.collect(), highest_number: numbers.max() }
    }
}

fn removal(file: &Dockerfile, stage: Stage<'_>, uses: &Uses) -> Result<TextEdit, String> {
    if uses.used.contains(&stage.index()) {
        return Err("another stage that no build needs is made from it".to_owned());
    }
    if let Some(number) = uses.highest_number.filter(|number| *number > stage.index()) {
        return Err(format!("`--from={number}` counts the stages"));
    }
    let next = file.stage(stage.index() + 1).ok_or("it is the last one")?;
    // What stands above the first stage may be about the whole file.
    let start = match stage.index() {
        0 => stage.from().start,
        _ => edit::comments_above(file, stage.from()),
    };
    Ok(TextEdit::delete(TextRange::new(start, edit::comments_above(file, next.from()))))
}

#[cfg(test)]
mod tests {

    use crate::fixture::{self, findings};
    use crate::{Settings, lint};

    #[test]
    fn says_why_it_has_no_fix() {
        let reasons = |text: &str| -> Vec<String> {
            let findings = findings(text, "unused-stage");
            findings.iter().flat_map(|one| &one.declined).map(|declined| declined.reason.clone()).collect()
        };
        assert_eq!(
            reasons("FROM a:1\nFROM b:1\nFROM c:1\nCOPY --from=1 /d /e\n"),
            ["`--from=1` counts the stages"]
        );
        assert_eq!(
            reasons("FROM a:1\nFROM b:1\nCOPY --from=0 /d /e\nFROM c:1\n"),
            ["another stage that no build needs is made from it"]
        );
    }

    #[test]
    fn names_may_be_targets() {
        let count = |text: &str| {
            let settings = "[rules.unused-stage]\nnamed = true\n";
            let settings =
                fixture::settings(&["unused-stage"]).merge(&Settings::from_toml(settings).unwrap());
            lint(&fixture::file(text), &settings).len()
        };
        assert_eq!(count("FROM a:1 AS test\nFROM b:1\n"), 1);
        assert_eq!(count("FROM a:1 AS test\nFROM test AS lint\nFROM b:1\n"), 2);
        assert_eq!(count("ARG BASE=test\nFROM a:1 AS test\nFROM c:1 AS other\nFROM $BASE\n"), 0);
        assert_eq!(count("FROM a:1 AS test\nONBUILD COPY --from=test / /\nFROM b:1\n"), 0);
        assert!(findings("FROM a:1 AS test\nFROM b:1\n", "unused-stage").is_empty());
    }
}

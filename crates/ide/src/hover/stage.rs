//! Stages: where they are named, and wherever they are referred to.

use plimsoll_semantics::{ReferenceKind, Stage, StageReference, Target};

use super::image::shown_base;
use super::markdown::{code, enumeration, paragraphs};
use super::{Hover, Place};

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    let stage = place.file.stage_of(place.instruction)?;
    if stage.from().index == place.instruction.index
        && let Some(name) = stage.name_range().filter(|name| name.contains(place.at))
    {
        return place.hover(place.instruction.span_of(name)?, about(place, stage));
    }
    let references = place.file.references_in(place.instruction);
    let reference = references.iter().find(|reference| place.is_in(reference.span))?;
    let (Target::Stage(index) | Target::LaterStage(index)) = reference.target else { return None };
    place.hover(reference.span, about(place, place.file.stage(index)?))
}

fn about(place: &Place<'_>, stage: Stage<'_>) -> String {
    let number = stage.index();
    let name = match stage.name() {
        Some(name) => format!("Stage {}, number {number}, on line {}.", code(name), line_of(place, stage)),
        None => format!("Stage number {number}, without a name, on line {}.", line_of(place, stage)),
    };
    paragraphs([name, chain(place, stage), uses(place, stage)])
}

fn line_of(place: &Place<'_>, stage: Stage<'_>) -> u32 {
    place.line_of(stage.from().index)
}

/// What it is built from, over all stages between.
fn chain(place: &Place<'_>, stage: Stage<'_>) -> String {
    let stages: Vec<Stage<'_>> = stage.chain().skip(1).collect();
    let Some(root) = stage.chain().last().and_then(|root| shown_base(place, root)) else {
        return String::new();
    };
    let labels: Vec<String> = stages.iter().map(|stage| code(&stage.label())).collect();
    match labels.as_slice() {
        [] => format!("Built from {root}."),
        [one] => format!("Built from the stage {one}, in the end from {root}."),
        _ => format!("Built from the stages {}, in the end from {root}.", enumeration(&labels)),
    }
}

fn uses(place: &Place<'_>, stage: Stage<'_>) -> String {
    let one_use = |reference: &StageReference| {
        let what = match reference.kind {
            ReferenceKind::From => "`FROM`",
            ReferenceKind::CopyFrom => "`COPY --from`",
            ReferenceKind::MountFrom => "`RUN --mount`",
        };
        format!("{what} on line {}", place.line_of(reference.item))
    };
    let uses: Vec<String> = place.file.uses_of(stage.index()).map(one_use).collect();
    match (uses.as_slice(), stage.is_final()) {
        ([], true) => "The last stage: what a build without `--target` makes.".to_owned(),
        ([], false) => "Nothing in this file uses it: only a build with `--target` makes it.".to_owned(),
        (uses, _) => format!("Used by {}.", enumeration(uses)),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::hover::tests::shown;

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&shown(text));
    }

    #[test]
    fn definitions() {
        check(
            "FROM alpine:3.22 AS Bui$0ld\nFROM build AS x\nCOPY --from=0 a b\n",
            expect![[r#"
            Build

            Stage `build`, number 0, on line 1.

            Built from `alpine:3.22`.

            Used by `FROM` on line 2 and `COPY --from` on line 3."#]],
        );
        check(
            "FROM a AS b\nFROM b AS c\nFROM c AS d$0\nFROM e\n",
            expect![[r#"
            d

            Stage `d`, number 2, on line 3.

            Built from the stages `c` and `b`, in the end from `a`.

            Nothing in this file uses it: only a build with `--target` makes it."#]],
        );
        check(
            "FROM scratch AS $0b\n",
            expect![[r#"
            b

            Stage `b`, number 0, on line 1.

            Built from `scratch`.

            The last stage: what a build without `--target` makes."#]],
        );
    }

    #[test]
    fn references() {
        let file = "FROM a AS b\nFROM c AS d\n";
        check(
            &format!("{file}FROM b$0\n"),
            expect![[r#"
            b

            Stage `b`, number 0, on line 1.

            Built from `a`.

            Used by `FROM` on line 3."#]],
        );
        check(
            &format!("{file}FROM x\nCOPY --from=$01 a b\n"),
            expect![[r#"
            1

            Stage `d`, number 1, on line 2.

            Built from `c`.

            Used by `COPY --from` on line 4."#]],
        );
        check(
            &format!("{file}FROM x\nRUN --mount=from=$0D,target=/d x\n"),
            expect![[r#"
                D

                Stage `d`, number 1, on line 2.

                Built from `c`.

                Used by `RUN --mount` on line 4."#]],
        );
        check(
            "FROM a\nFROM x\nCOPY --from=0$0 a b\n",
            expect![[r#"
            0

            Stage number 0, without a name, on line 1.

            Built from `a`.

            Used by `COPY --from` on line 3."#]],
        );
    }
}

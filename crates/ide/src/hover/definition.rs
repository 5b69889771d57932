//! Names that ARG and ENV define.

use plimsoll_semantics::{Definition, DefinitionKind};

use super::markdown::paragraphs;
use super::variable::{arg_origin, valued};
use super::{Hover, Place};

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    let definitions = place.file.definitions_in(place.instruction);
    let definition = definitions.iter().find(|definition| place.is_in(definition.key))?;
    let origin = match definition.kind {
        DefinitionKind::Env => String::new(),
        DefinitionKind::Arg => arg_origin(place, definition, "Build argument"),
    };
    let parts = [
        valued(&definition.name, &definition.value, definition.is_secret),
        origin,
        use_of(place, definition),
    ];
    place.hover(definition.key, paragraphs(parts))
}

fn use_of(place: &Place<'_>, definition: &Definition) -> String {
    let readings = place.file.readings_of(definition);
    let Some(first) = readings.first() else { return "Nothing in this file reads it.".to_owned() };
    let line = place.line(first.range.start());
    match readings.len() {
        1 => format!("Read once, on line {line}."),
        count => format!("Read {count} times, first on line {line}."),
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
    fn what_they_hold_and_how_often_they_are_read() {
        check(
            "FROM a\nENV A=1 B$0=x$A\nRUN $B\nFROM a\nRUN $B\n",
            expect![[r#"
            B

            `B`

            Read once, on line 3."#]],
        );
        check(
            "FROM a\nENV $0A one two\n",
            expect![[r#"
                A

                `A` = `one two`

                Nothing in this file reads it."#]],
        );
        check(
            "ARG V$0=1\nFROM a:$V\nARG V\nRUN $V $V\n",
            expect![[r#"
            V

            `V` = `1`

            Build argument: its default, unless `--build-arg` gives another value.

            Read once, on line 2."#]],
        );
        check(
            "ARG V=1\nFROM a:$V\nARG $0V\nRUN $V $V\n",
            expect![[r#"
            V

            `V` = `1`

            Build argument: the value of the global one on line 1.

            Read 2 times, first on line 4."#]],
        );
        check(
            "FROM a\nARG $0X\n",
            expect![[r#"
                X

                `X`

                Build argument, without a default: `--build-arg` gives the value.

                Nothing in this file reads it."#]],
        );
        check(
            "FROM a\nARG TARGET$0OS\n",
            expect![[r#"
                TARGETOS

                `TARGETOS`

                Build argument.

                Operating system of the image, such as `linux`.

                Known in `FROM`; in a stage only after `ARG` with its name.

                Dockerfile frontend 1.0.

                Nothing in this file reads it."#]],
        );
    }
}

//! `$name` and `${name…}`, in what BuildKit expands and in scripts: the value here, and where it comes from.

use plimsoll_semantics::facts::args::predefined;
use plimsoll_semantics::{Base, Definition, DefinitionKind, Found, Reader, Reading, Stage};
use plimsoll_syntax::expansion::Value;

use super::markdown::{code, paragraphs};
use super::{Hover, Place, modifier};
use crate::docs;

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    let readings = place.file.readings(place.instruction);
    let here = readings.iter().filter(|reading| reading.range.contains(place.at));
    let reading = here.min_by_key(|reading| reading.range.len())?;
    let span = place.instruction.span_of(reading.range)?;
    let written = place.instruction.text(span);
    let modifier = modifier::explained(&written, &reading.name);
    let parts = [
        valued(&written, &reading.value, reading.is_secret),
        modifier.map_or_else(String::new, |text| format!("{text}{}", bare_value(reading))),
        origin(place, reading),
    ];
    place.hover(span, paragraphs(parts))
}

/// `$name` with what it is here.
pub(super) fn valued(written: &str, value: &Value, is_secret: bool) -> String {
    let written = code(written);
    match value {
        _ if is_secret => format!("{written} (not shown: it holds a secret)"),
        Value::Set(text) if text.is_empty() => format!("{written} is empty"),
        Value::Set(text) => format!("{written} = {}", code(text)),
        Value::Unset => format!("{written} is not set"),
        Value::Unknown => written,
    }
}

/// What a modifier works on.
fn bare_value(reading: &Reading<'_>) -> String {
    let value = match reading.found {
        Some(Found::Definition(definition)) => definition.value.as_set(),
        Some(Found::Image(value)) => Some(value),
        _ => None,
    };
    match value.filter(|_| !reading.is_secret) {
        Some(value) => format!(" {}.", valued(&reading.name, &Value::Set(value.to_owned()), false)),
        None => String::new(),
    }
}

fn origin(place: &Place<'_>, reading: &Reading<'_>) -> String {
    match reading.found {
        _ if reading.is_set_by_script => "Set by the script itself.".to_owned(),
        Some(Found::Definition(definition)) => defined(place, definition),
        Some(Found::Predefined(arg)) => docs::predefined_arg(arg),
        Some(Found::Image(_)) => format!("Set by the base image{}.", base_image(place)),
        None => undefined(place, reading),
    }
}

fn defined(place: &Place<'_>, definition: &Definition) -> String {
    let line = place.line_of(definition.item);
    match definition.kind {
        DefinitionKind::Env => format!("Set by `ENV` on line {line}."),
        DefinitionKind::Arg => arg_origin(place, definition, &format!("Build argument of line {line}")),
    }
}

/// Where an ARG has its value from, behind a few words about the ARG itself.
pub(super) fn arg_origin(place: &Place<'_>, arg: &Definition, subject: &str) -> String {
    if arg.value_span.is_some() {
        return format!("{subject}: its default, unless `--build-arg` gives another value.");
    }
    if let Some(global) = global_arg(place, &arg.name).filter(|global| !global.is_same(arg)) {
        let line = place.line_of(global.item);
        return format!("{subject}: the value of the global one on line {line}.");
    }
    match predefined(&arg.name) {
        Some(predefined) => format!("{subject}.\n\n{}", docs::predefined_arg(predefined)),
        None => format!("{subject}, without a default: `--build-arg` gives the value."),
    }
}

/// The last ARG of that name before the first FROM.
fn global_arg<'a>(place: &Place<'a>, name: &str) -> Option<&'a Definition> {
    place.file.global_args().iter().rev().find(|arg| arg.name == name)
}

fn undefined(place: &Place<'_>, reading: &Reading<'_>) -> String {
    let name = &reading.name;
    let in_stage = place.file.lookup(name, place.instruction);
    if let (Reader::ContainerShell, Some(Found::Definition(arg))) = (reading.by, in_stage) {
        let line = place.line_of(arg.item);
        return format!(
            "The build argument of line {line} is gone when a container runs; an `ENV` would stay."
        );
    }
    let stage = place.file.stage_of(place.instruction);
    let is_from = stage.is_none_or(|stage| stage.from().index == place.instruction.index);
    if is_from {
        return "Not set: only an `ARG` before the first `FROM` counts here.".to_owned();
    }
    if let Some(global) = global_arg(place, name) {
        let line = place.line_of(global.item);
        return format!(
            "The global build argument of line {line} is not seen here without `ARG {name}` in this stage."
        );
    }
    if let Some(arg) = predefined(name) {
        return docs::predefined_arg(arg);
    }
    match (reading.by, stage.map(Stage::root_base)) {
        (Reader::ContainerShell, _) => {
            "Not set in this file: the base image or whoever starts a container may set it."
        }
        (_, Some(Base::Scratch)) => "Not set in this file.",
        _ => "Not set in this file: the base image may set it.",
    }
    .to_owned()
}

/// The image that the stage is made from in the end.
fn base_image(place: &Place<'_>) -> String {
    let stage = place.file.stage_of(place.instruction);
    let image = stage.and_then(|stage| stage.root_base().image());
    image.map_or_else(String::new, |image| format!(" {}", code(&image.text)))
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
    fn values_and_their_origin() {
        check(
            "FROM scratch\nENV A=1 B=${A}2\nENV B=$B$A\nLABEL x=\"$$0B\"\n",
            expect![[r#"
            $B

            `$B` = `21`

            Set by `ENV` on line 3."#]],
        );
        check(
            "ARG V=3.14\nFROM python:$V$0\n",
            expect![[r#"
            $V

            `$V` = `3.14`

            Build argument of line 1: its default, unless `--build-arg` gives another value."#]],
        );
        check(
            "ARG V=3.14\nFROM python\nARG V\nENV A=$0$V\n",
            expect![[r#"
            $V

            `$V` = `3.14`

            Build argument of line 3: the value of the global one on line 1."#]],
        );
        check(
            "FROM python\nARG V\nENV A=$V$0\n",
            expect![[r#"
            $V

            `$V`

            Build argument of line 2, without a default: `--build-arg` gives the value."#]],
        );
        check(
            "FROM python\nARG V=\nENV A=$0$V\n",
            expect![[r#"
            $V

            `$V` is empty

            Build argument of line 2: its default, unless `--build-arg` gives another value."#]],
        );
        check(
            "FROM node:24\nRUN echo $YARN_VERSION$0 $A\n",
            expect![[r#"
            $YARN_VERSION

            `$YARN_VERSION`

            Not set in this file: the base image may set it."#]],
        );
        check(
            "FROM golang:1.27\nRUN echo $GOPATH$0\n",
            expect![[r#"
            $GOPATH

            `$GOPATH` = `/go`

            Set by the base image `golang:1.27`."#]],
        );
        check(
            "FROM a AS b\nENV A=1\nFROM b\nRUN echo \"${A$0}\"\n",
            expect![[r#"
            ${A}

            `${A}` = `1`

            Set by `ENV` on line 2."#]],
        );
    }

    #[test]
    fn names_that_nothing_defines() {
        check(
            "FROM a\nENV A=$NO$0\n",
            expect![[r#"
            $NO

            `$NO`

            Not set in this file: the base image may set it."#]],
        );
        check(
            "FROM scratch\nRUN $NO$0\n",
            expect![[r#"
            $NO

            `$NO` is not set

            Not set in this file."#]],
        );
        check(
            "FROM a$NO$0\n",
            expect![[r#"
            $NO

            `$NO` is not set

            Not set: only an `ARG` before the first `FROM` counts here."#]],
        );
        check(
            "ARG V=1\nFROM a\nENV A=$V$0\n",
            expect![[r#"
            $V

            `$V`

            The global build argument of line 1 is not seen here without `ARG V` in this stage."#]],
        );
        check(
            "FROM a\nCMD echo $NO$0\n",
            expect![[r#"
            $NO

            `$NO`

            Not set in this file: the base image or whoever starts a container may set it."#]],
        );
        check(
            "FROM a\nARG V=1\nCMD echo $V$0\n",
            expect![[r#"
            $V

            `$V`

            The build argument of line 2 is gone when a container runs; an `ENV` would stay."#]],
        );
    }

    #[test]
    fn predefined_ones() {
        check(
            "FROM --platform=$BUILDPLATFORM$0 a\n",
            expect![[r#"
            $BUILDPLATFORM

            `$BUILDPLATFORM`

            Platform of the machine that builds, such as `linux/amd64`.

            Known in `FROM`; in a stage only after `ARG` with its name.

            Dockerfile frontend 1.0."#]],
        );
        check(
            "FROM a\nARG TARGETARCH\nRUN x-$TARGETARCH$0\n",
            expect![[r#"
            $TARGETARCH

            `$TARGETARCH`

            Build argument of line 2.

            Architecture of the image, such as `amd64` or `arm64`.

            Known in `FROM`; in a stage only after `ARG` with its name.

            Dockerfile frontend 1.0."#]],
        );
        check(
            "FROM a\nRUN x $http_proxy$0\n",
            expect![[r#"
            $http_proxy

            `$http_proxy`

            Proxy for HTTP, seen by `RUN`.

            Passed with `--build-arg`, it reaches `RUN` without an `ARG`, and stays out of the image's history and of the build cache. Expansions do not see it without an `ARG`.

            Dockerfile frontend 1.0."#]],
        );
    }

    #[test]
    fn in_scripts() {
        check(
            "FROM a\nENV A=1\nRUN A=2; echo $A$0\n",
            expect![[r#"
            $A

            `$A`

            Set by the script itself."#]],
        );
        check(
            "FROM a\nENV A=1\nRUN <<EOF\necho $A$0\nEOF\n",
            expect![[r#"
            $A

            `$A` = `1`

            Set by `ENV` on line 2."#]],
        );
        check(
            "FROM a\nENV A=1\nCMD echo $A$0\nENV A=2\n",
            expect![[r#"
            $A

            `$A` = `2`

            Set by `ENV` on line 4."#]],
        );
        check("FROM a\nENV A=1\nRUN echo '$A$0'\n", expect![["nothing"]]);
        check(
            "FROM a\nENV A=1\nCOPY <<EOF /x\n$A$0\nEOF\n",
            expect![[r#"
            $A

            `$A` = `1`

            Set by `ENV` on line 2."#]],
        );
        check("FROM a\nENV A=1\nRUN [\"echo\", \"$A$0\"]\n", expect![["nothing"]]);
    }

    #[test]
    fn no_secrets() {
        for text in [
            "FROM a\nARG NPM_TOKEN=s3cret\nRUN $NPM_TOKEN$0\n",
            "FROM a\nARG NPM_TOKEN=s3cret\nRUN ${NPM_TOKEN#s$0}\n",
            "FROM a\nARG NPM_TOKEN=s3cret\nENV U=https://$NPM_TOKEN@b\nRUN $U$0\n",
            "FROM a\nARG NPM_TOKEN=s3cret U=$NPM_TOKEN\nRUN ${U:=x$0} ${X:-$U}\n",
            "FROM a\nARG NPM_TOKEN=s3cret\nRUN ${X$0:-$NPM_TOKEN}\n",
            "FROM a\nARG NPM_$0TOKEN=s3cret\n",
            "FROM a\nARG NPM_TOKEN=s3cret\nENV $0U=https://$NPM_TOKEN@b\n",
            "ARG NPM_TOKEN=s3cret\nFROM a$0/$NPM_TOKEN AS b\n",
            "ARG NPM_TOKEN=s3cret\nFROM a/$NPM_TOKEN AS b$0\n",
            "FROM a\nENV PASSWORD=s3cret\nWORKDIR /x/$PASSWORD\nWORKDIR y$0\n",
            "FROM a\nENV PASSWORD=s3cret\nWORKDIR /x/$PASSWORD\nCOPY y z$0\n",
            "FROM a\nENV PASSWORD=s3cret\nUSER a$0$PASSWORD\n",
            "FROM a\nENV PASSWORD=s3cret\nUSER $PASSWORD\nWORKDIR $PASSWORD\nRUN$0 x\n",
        ] {
            let shown = shown(text);
            assert!(!shown.contains("s3cret"), "{text}: {shown}");
        }
    }
}

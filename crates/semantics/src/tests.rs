//! The model, asked in the field's words.

use std::sync::Arc;

use expect_test::{Expect, expect};
use plimsoll_syntax::SyntaxTree;
use plimsoll_syntax::expansion::Value;
use plimsoll_text::{TextEdit, TextSize};

use crate::{Base, Dockerfile, NoContext, Target};

pub(crate) fn file(text: &str) -> Dockerfile {
    Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext))
}

/// Stages with what is in force at their end.
fn check_stages(text: &str, expected: &Expect) {
    let file = file(text);
    let mut lines = String::new();
    for stage in file.stages() {
        let base = match stage.base() {
            Base::Stage(index) => format!("stage {index}"),
            Base::Scratch => "scratch".to_owned(),
            Base::Image(image) => image.text.clone(),
            Base::Unknown => "?".to_owned(),
        };
        let root = stage.user().is_root().map_or("?".to_owned(), |root| root.to_string());
        let workdir = stage.workdir().as_set().unwrap_or("?").to_owned();
        let shell = stage.shell().argv.join(" ");
        lines.push_str(&format!("{} <- {base}; root {root}; workdir {workdir}; {shell}\n", stage.label()));
    }
    expected.assert_eq(&lines);
}

/// What each LABEL value becomes.
fn check_labels(text: &str, expected: &Expect) {
    let file = file(text);
    let mut lines = String::new();
    for label in file.instructions_of(plimsoll_syntax::Keyword::Label) {
        for text in file.expanded_texts(label).iter().skip(1).step_by(2) {
            let value = match file.evaluate(text) {
                Ok(Value::Set(value)) => format!("{value:?}"),
                other => format!("{other:?}"),
            };
            lines.push_str(&format!("{} = {value}\n", text.text));
        }
    }
    expected.assert_eq(&lines);
}

fn check_problems(text: &str, expected: &Expect) {
    let file = file(text);
    let at = |problem: &crate::Problem| text[std::ops::Range::<usize>::from(problem.range)].to_owned();
    let lines: String =
        file.problems().iter().map(|problem| format!("{}: {}\n", at(problem), problem.kind)).collect();
    expected.assert_eq(&lines);
}

#[test]
fn stages_inherit_what_is_in_force() {
    check_stages(
        "ARG TAG=3.12\nFROM python:${TAG}-slim AS Base\nWORKDIR /app\nUSER app\nSHELL [\"bash\", \"-c\"]\n\
         FROM base AS build\nWORKDIR src\nUSER 0:0\nFROM scratch\nFROM node:$NOWHERE\nFROM base\nFROM Base\n",
        &expect![[r#"
            base <- python:3.12-slim; root false; workdir /app; bash -c
            build <- stage 0; root true; workdir /app/src; bash -c
            stage 2 <- scratch; root true; workdir /; /bin/sh -c
            stage 3 <- node:; root ?; workdir ?; /bin/sh -c
            stage 4 <- stage 0; root false; workdir /app; bash -c
            stage 5 <- Base; root ?; workdir ?; /bin/sh -c
        "#]],
    );
}

#[test]
fn values_follow_buildkit() {
    check_labels(
        "ARG G=global\nARG H\nFROM alpine AS a\nARG G\nARG H\nARG C=3 D=$C\nENV A=1\nENV A=2 B=$A\nENV V=env\nARG V=arg\n\
         LABEL a=$A b=$B d=$D g=$G h=$H v=$V q='$A' e=\\$A x=${X:-none} p=${A:+set}\nFROM a\nLABEL d=$D v=$V\n",
        &expect![[r#"
            $A = "2"
            $B = "1"
            $D = "3"
            $G = "global"
            $H = Ok(Unknown)
            $V = "arg"
            '$A' = "$A"
            \$A = "$A"
            ${X:-none} = Ok(Unknown)
            ${A:+set} = "set"
            $D = "3"
            $V = "arg"
        "#]],
    );
}

#[test]
fn a_value_that_doubles_is_not_followed_for_ever() {
    let doubling: String = (0..200).map(|_| "ENV A=$A$A\n").collect();
    check_labels(
        &format!("FROM scratch\nENV A=x\n{doubling}LABEL a=$A\n"),
        &expect![[r#"
        $A = Ok(Unknown)
    "#]],
    );
}

#[test]
fn build_arguments_choose_images() {
    let file = file(
        "ARG V=1\nFROM a:$V AS one\nARG W\nFROM b:$W\nFROM --platform=$V c\nFROM one\nFROM d:$TARGETARCH\n",
    );
    let chosen: Vec<bool> = file.stages().map(crate::Stage::is_chosen_by_args).collect();
    assert_eq!(chosen, [true, false, false, false, true]);
}

#[test]
fn a_build_without_arguments_leaves_args_empty() {
    let bases = |file: &Dockerfile| -> Vec<Option<String>> {
        file.stages().map(|stage| stage.base().image().map(|image| image.text.clone())).collect()
    };
    let file = file("ARG V\nARG W=2\nFROM a:$V\nFROM b:$W\nFROM c:$TARGETARCH\n");
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(bases(&file), [None, text("b:2"), None]);
    assert_eq!(bases(&file.without_build_args()), [text("a:"), text("b:2"), text("c:amd64")]);
}

#[test]
fn the_environment_of_bare_distributions_is_known() {
    let file = file("FROM alpine:3 AS a\nFROM a\nFROM scratch\nFROM python\nFROM $x\n");
    let plain: Vec<bool> = file.stages().map(crate::Stage::has_plain_environment).collect();
    assert_eq!(plain, [true, true, true, false, false]);
}

#[test]
fn stage_references_are_resolved_as_buildkit_does() {
    let text = "FROM a AS one\nFROM b AS Two\nCOPY --from=ONE x y\nCOPY --from=0 x y\nCOPY --from=1 x y\nCOPY --from=three x y\n\
                COPY --from=9 x y\nCOPY --from=nginx x y\nCOPY --from=$x a b\nRUN --mount=from=0,target=/x y\nFROM c AS three\n";
    let file = file(text);
    let targets: Vec<&Target> = file.references().iter().map(|reference| &reference.target).collect();
    let image = |name: &str| Target::Image(name.to_owned());
    assert_eq!(
        targets,
        [
            &Target::Stage(0),
            &Target::Stage(0),
            &Target::Itself,
            &Target::LaterStage(2),
            &Target::NoStage(9),
            &image("nginx"),
            &Target::Variable,
            &image("0"),
        ]
    );
}

#[test]
fn problems_are_at_their_place() {
    check_problems(
        "RUN x\nFROM Foo/Bar AS a\nCOPY https://x/y /z\nCOPY --from=b --chmod=999 x y\nEXPOSE 80/http 99999\nSTOPSIGNAL FOO\n\
         WORKDIR ${x^}\nENV a=\"b\nCOPY \"a b\" c\nFROM --platform=a/b/c/d x AS b\n",
        &expect![[r#"
            RUN: only ARG may stand before the first FROM, not RUN
            Bar: `Foo/Bar` is not an image name: an image name must be lower case: `bar`
            https://x/y: COPY can't fetch a remote source: use ADD
            b: `b` must be defined above the stage that uses it
            999: `999` is not a file mode: use an octal number such as 755, or u+x and the like
            80/http: `http` is not a protocol: use tcp, udp or sctp
            99999: `99999` is not a port: use 0 to 65535, or a range
            FOO: `FOO` is not a signal
            ^: `^` is not a modifier that Dockerfiles know: use :- - :+ + :? ? # ## % %% / //
            "b: no closing "
            "a: no closing ": quotes don't keep blanks together here, the JSON form does
            a/b/c/d: `a/b/c/d` is not a platform: a platform is `os/arch` or `os/arch/variant`
        "#]],
    );
    check_problems(
        "# only\n",
        &expect![
            "
        : the file has no instructions
    "
        ],
    );
    check_problems(
        "ARG x\n",
        &expect![
            "
        ARG: the file has no FROM, so there is nothing to build
    "
        ],
    );
}

#[test]
fn scripts_of_untouched_instructions_are_kept() {
    let text = "FROM alpine\nRUN a\nRUN b\nRUN c\n";
    let first = file(text);
    for instruction in first.instructions() {
        first.scripts(instruction);
    }
    assert_eq!(first.script_slots.filled(), 3);
    let at = TextSize::new(text.find('b').unwrap() as u32);
    let next = first.with_tree(first.tree().edit(&TextEdit::insert(at, "x")).0);
    assert_eq!(next.script_slots.filled(), 2);
}

#[test]
fn commands_are_found_in_every_form() {
    let text = "FROM alpine\nRUN sudo apt-get update && /usr/bin/curl x\nRUN <<EOF\npip install a\nEOF\nRUN [\"npm\", \"ci\"]\n\
                RUN bash <<EOF\nmake all\nEOF\nRUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\nHEALTHCHECK CMD wget x\nONBUILD RUN go build\n\
                SHELL [\"pwsh\", \"-c\"]\nRUN Get-Item x\n";
    let file = file(text);
    let mut names = Vec::new();
    for instruction in file.instructions() {
        for script in file.scripts(instruction) {
            names.extend(script.invocations().map(|(_, invocation)| invocation.name.to_owned()));
        }
    }
    assert_eq!(names, ["apt-get", "curl", "pip", "npm", "bash", "make", "wget", "go"]);
}

/// Trap T104.
#[test]
fn a_bad_default_counts_only_where_it_is_used() {
    let problems = |args: &[(&str, &str)]| {
        let args = args.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let tree = SyntaxTree::parse("FROM a\nARG x=1 v=${x^}\n");
        Dockerfile::with_build_args(tree, Arc::new(NoContext), args).problems().len()
    };
    assert_eq!(problems(&[]), 1);
    assert_eq!(problems(&[("x", "2")]), 1);
    assert_eq!(problems(&[("v", "1")]), 0);
}

#[test]
fn only_other_frontends_are_foreign() {
    let foreign = |text: &str| file(text).foreign_frontend();
    for own in [
        "docker/dockerfile:1",
        "docker.io/docker/dockerfile:1.7-labs",
        "mirror:5000/hub/docker/dockerfile@sha256:1",
        "docker/dockerfile-upstream:master",
    ] {
        assert_eq!(foreign(&format!("# syntax={own}\nFROM a\n")), None, "{own}");
    }
    assert_eq!(foreign("# syntax=r2d4/mopy:1 x\nname: y\n").as_deref(), Some("r2d4/mopy:1"));
    assert_eq!(foreign("{\n\"syntax\": \"a/b\"\n}\n").as_deref(), Some("a/b"));
    assert_eq!(foreign("FROM a\n# syntax=a/b\n"), None);
}

use std::collections::BTreeMap;
use std::sync::Arc;

use expect_test::{Expect, expect};
use plimsoll_semantics::{BuildContext, Dockerfile, ListedContext, NoContext};
use plimsoll_syntax::SyntaxTree;

use crate::{Finding, Settings, apply_fix, lint, verified_fixes};

fn file(text: &str, context: &Arc<dyn BuildContext>) -> Dockerfile {
    Dockerfile::new(SyntaxTree::parse(text), Arc::clone(context))
}

fn unknown() -> Arc<dyn BuildContext> {
    Arc::new(NoContext)
}

fn known(files: &str) -> Arc<dyn BuildContext> {
    Arc::new(ListedContext::new(files.split(' ')))
}

/// How often each rule says something.
fn counts(findings: &[Finding]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.rule.name).or_default() += 1;
    }
    counts
}

/// The file after a fix, which must not make any other rule say more; or why there is none, or `-` without a finding.
fn outcome(text: &str, number: usize, context: &Arc<dyn BuildContext>) -> String {
    let before = file(text, context);
    let findings = lint(&before, &Settings::default());
    let finding = findings.iter().find(|finding| finding.rule.name == "build-tools-in-final-image");
    let Some(finding) = finding else { return "-".to_owned() };
    let Some(fix) = verified_fixes(&before, finding).get(number).copied() else {
        let reasons: Vec<&str> = finding.declined.iter().map(|declined| declined.reason.as_str()).collect();
        return reasons.join("; ");
    };
    let fixed = apply_fix(&before, fix).unwrap();
    let (old, after) = (counts(&findings), lint(&file(&fixed, context), &Settings::default()));
    for (rule, count) in counts(&after) {
        assert!(count <= old.get(rule).copied().unwrap_or(0), "{rule} is new in\n{fixed}");
    }
    fixed
}

#[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&outcome(text, 0, &unknown()));
}

/// The reason why there is no fix; `-` without a finding.
fn check_declined(cases: &[(&str, &str)]) {
    for (text, reason) in cases {
        assert_eq!(outcome(text, 0, &unknown()), *reason, "{text}");
    }
}

#[test]
fn wheels_are_the_other_way_for_pip() {
    let text = "FROM python:3.13-slim\nRUN apt-get update && apt-get install -y gcc\nCOPY requirements.txt .\nRUN python -m pip install --no-cache-dir -r requirements.txt\nCOPY . /app\nCMD [\"python\", \"/app/main.py\"]\n";
    expect![[r#"
        FROM python:3.13-slim AS build
        RUN apt-get update && apt-get install -y gcc
        COPY requirements.txt .
        RUN python -m pip wheel --wheel-dir /wheels --no-cache-dir -r requirements.txt

        FROM python:3.13-slim
        RUN --mount=type=bind,from=build,source=/wheels,target=/wheels pip install --no-cache-dir --no-deps /wheels/*
        COPY . /app
        CMD ["python", "/app/main.py"]
    "#]]
    .assert_eq(&outcome(text, 1, &unknown()));
}

#[test]
fn a_virtual_environment_of_its_own_is_copied() {
    check(
        "FROM python:3.13-slim\nENV VIRTUAL_ENV=/venv\nENV PATH=\"$VIRTUAL_ENV/bin:$PATH\"\nRUN python -m venv $VIRTUAL_ENV\nRUN apt-get update && apt-get install -y g++ make\nCOPY . /app\nRUN pip install --no-cache-dir -r /app/requirements.txt\nCMD [\"python\", \"/app/main.py\"]\n",
        expect![[r#"
            FROM python:3.13-slim AS build
            ENV VIRTUAL_ENV=/venv
            ENV PATH="$VIRTUAL_ENV/bin:$PATH"
            RUN python -m venv $VIRTUAL_ENV
            RUN apt-get update && apt-get install -y g++ make
            COPY . /app
            RUN pip install --no-cache-dir -r /app/requirements.txt

            FROM python:3.13-slim
            ENV VIRTUAL_ENV=/venv
            ENV PATH="$VIRTUAL_ENV/bin:$PATH"
            COPY --from=build /venv /venv
            COPY . /app
            CMD ["python", "/app/main.py"]
        "#]],
    );
}

#[test]
fn keeps_line_endings_casing_indentation_and_comments() {
    let text = "# escape=`\r\nfrom golang:1.25\r\n  workdir /a\r\n  # who\r\n  label a=b\r\n\r\n  copy . .\r\n  run go build -o b\r\n  # start\r\n  cmd [\"./b\"]";
    let fixed = outcome(text, 0, &unknown());
    assert_eq!(fixed.matches('\n').count(), fixed.matches("\r\n").count());
    expect![[r##"
        # escape=`
        from golang:1.25 as build
          workdir /a

          copy . .
          run go build -o b

        from gcr.io/distroless/base-debian13:nonroot
          workdir /a
          # who
          label a=b
          copy --from=build /a/b /a/b
          # start
          cmd ["./b"]"##]]
    .assert_eq(&fixed.replace("\r\n", "\n"));
}

#[test]
fn arguments_are_declared_where_they_are_used() {
    check(
        "ARG GO=1.25\nARG ON\nFROM alpine:3.22 AS build\nFROM --platform=$ON golang:$GO AS server\nARG VERSION=1\nARG TAGS\nWORKDIR /a\nLABEL version=$VERSION\nCOPY . .\nRUN go build -tags $TAGS -o b\nCMD [\"/a/b\"]\n",
        expect![[r#"
            ARG GO=1.25
            ARG ON
            FROM alpine:3.22 AS build
            FROM --platform=$ON golang:$GO AS builder
            ARG VERSION=1
            ARG TAGS
            WORKDIR /a
            COPY . .
            RUN go build -tags $TAGS -o b

            FROM --platform=$ON gcr.io/distroless/base-debian13:nonroot AS server
            ARG VERSION=1
            WORKDIR /a
            LABEL version=$VERSION
            COPY --from=builder /a/b /a/b
            CMD ["/a/b"]
        "#]],
    );
}

#[test]
fn a_program_that_needs_more_gets_an_image_with_more() {
    check(
        "FROM golang:1.25-alpine3.22\nRUN apk add --no-cache git tzdata\nWORKDIR /a\nCOPY . .\nRUN go install ./...\nRUN adduser -D app\nUSER app\nCMD [\"serve\"]\n",
        expect![[r#"
            FROM golang:1.25-alpine3.22 AS build
            RUN apk add --no-cache git tzdata
            WORKDIR /a
            COPY . .
            RUN go install ./...

            FROM alpine:3.22
            RUN apk add --no-cache tzdata
            WORKDIR /a
            COPY --from=build /go/bin/serve /usr/local/bin/serve
            RUN adduser -D app
            USER app
            CMD ["serve"]
        "#]],
    );
    check(
        "FROM rust:1.90\nWORKDIR /a\nCOPY templates templates\nCOPY . .\nRUN cargo build --release\nHEALTHCHECK CMD curl -f http://localhost/\nCMD [\"target/release/a\"]\n",
        expect![[r#"
            FROM rust:1.90 AS build
            WORKDIR /a
            COPY templates templates
            COPY . .
            RUN cargo build --release

            FROM debian:trixie-slim
            RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/*
            WORKDIR /a
            COPY --from=build /a/target/release/a /a/target/release/a
            COPY templates templates
            HEALTHCHECK CMD curl -f http://localhost/
            CMD ["target/release/a"]
        "#]],
    );
}

#[test]
fn a_project_of_node_keeps_its_owner() {
    check(
        "FROM node:24-slim\nRUN mkdir -p /app && chown node:node /app\nWORKDIR /app\nUSER node\nCOPY --chown=node:node . .\nRUN npm ci && npm run build\nCMD [\"npm\", \"start\"]\n",
        expect![[r#"
            FROM node:24-slim AS build
            RUN mkdir -p /app && chown node:node /app
            WORKDIR /app
            USER node
            COPY --chown=node:node . .
            RUN npm ci && npm run build
            RUN npm prune --omit=dev

            FROM node:24-slim
            RUN mkdir -p /app && chown node:node /app
            WORKDIR /app
            USER node
            COPY --chown=node --from=build /app /app
            CMD ["npm", "start"]
        "#]],
    );
}

#[test]
fn what_is_beside_a_jar_comes_with_it() {
    let copied = |jar: &str| {
        let text = format!(
            "FROM eclipse-temurin:21-jdk-alpine\nWORKDIR /a\nCOPY . .\nRUN ./mvnw package\nCMD java -jar {jar}\n"
        );
        let fixed = outcome(&text, 0, &unknown());
        fixed.lines().find(|line| line.starts_with("COPY --from")).map(str::to_owned)
    };
    let copy = |from: &str, to: &str| Some(format!("COPY --from=build {from} {to}"));
    assert_eq!(copied("target/a.jar"), copy("/a/target/a.jar", "/a/target/a.jar"));
    assert_eq!(copied("target/*.jar"), copy("/a/target/*.jar", "/a/target/"));
    let app = "/a/target/quarkus-app/";
    assert_eq!(copied("target/quarkus-app/quarkus-run.jar"), copy(app, app));
    assert_eq!(copied("lib/a.jar"), None);
}

#[test]
fn finds_the_program_in_the_path() {
    check(
        "FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build -o /usr/local/bin/server .\nCMD [\"server\"]\n",
        expect![[r#"
            FROM golang:1.25 AS build
            WORKDIR /src
            COPY . .
            RUN go build -o /usr/local/bin/server .

            FROM gcr.io/distroless/base-debian13:nonroot
            WORKDIR /src
            COPY --from=build /usr/local/bin/server /usr/local/bin/server
            CMD ["server"]
        "#]],
    );
}

#[test]
fn declines_where_it_can_not_tell_what_is_needed() {
    const GO: &str = "FROM golang:1.25\nWORKDIR /a\nCOPY . .\nRUN go build -o b\n";
    const PIP: &str =
        "FROM python:3.13\nRUN apt-get install -y gcc\nCOPY . /a\nRUN pip install -r /a/requirements.txt\n";
    let go = |rest: &str| format!("{GO}{rest}");
    let pip = |rest: &str| format!("{PIP}{rest}CMD [\"python\", \"a\"]\n");
    let base = PIP.replace("FROM python:3.13\n", "FROM python:3.13 AS base\nFROM base\n");
    check_declined(&[
        (&go("CMD [\"/other\"]\n"), "where the program that the container starts is built is not known"),
        (
            &go("CMD [\"go\", \"run\", \".\"]\n"),
            "where the program that the container starts is built is not known",
        ),
        (&go("CMD ./b | tee log\n"), "what its command starts is not known"),
        (
            &go("RUN ./prepare.sh\nCMD [\"./b\"]\n"),
            "whether `prepare.sh` prepares the build or the program is not known",
        ),
        (&go("USER app\nCMD [\"./b\"]\n"), "who makes the user `app` is not known"),
        (&go("ONBUILD COPY . .\nCMD [\"./b\"]\n"), "other images are built from it: it has ONBUILD"),
        (&go("RUN npm run build\nCMD [\"./b\"]\n"), "it builds with more than one tool"),
        (&pip("RUN make\n"), "whether `make` needs what builds need is not known"),
        (&pip("RUN pip install --user a\n"), "`pip install --user` installs to a place of its own"),
        (
            &pip("RUN apt-get install -y libfoo-dev && pip install b\n"),
            "which library of `libfoo-dev` is needed at run time is not known here",
        ),
        (&format!("{base}CMD [\"a\"]\n"), "the stage is built from `base`, which may have a part in it"),
        (
            "FROM debian:13\nRUN apt-get install -y gcc\nRUN make\nCMD [\"a\"]\n",
            "it builds neither Go, Rust, Java or Node.js nor Python with pip",
        ),
        (
            "FROM gradle:jdk21\nWORKDIR /a\nRUN gradle build\nUSER gradle\nCMD java -jar build/libs/a.jar\n",
            "who makes the user `gradle` is not known",
        ),
        (
            "FROM maven:3.9\nWORKDIR /a\nRUN mvn package\nCMD [\"java\", \"-jar\", \"target/a.jar\"]\n",
            "which version of Java it has is not known, or has no image that only runs",
        ),
        (
            "FROM rust:1.60\nWORKDIR /a\nRUN cargo build\nCMD [\"target/debug/a\"]\n",
            "its release of Debian has other libraries than the images to run in",
        ),
    ]);
}

#[test]
fn a_known_context_may_hold_what_the_program_reads() {
    let text = "FROM golang:1.25\nWORKDIR /a\nCOPY . .\nRUN go build -o b\nCMD [\"./b\"]\n";
    let with = |files: &str| outcome(text, 0, &known(files));
    assert_eq!(
        with("main.go templates/a.html .dockerignore"),
        "whether the program reads `templates` when it runs is not known"
    );
    assert!(with("main.go cmd/a.go .dockerignore").contains("FROM gcr.io"));
}

#[test]
fn users_that_own_files_of_the_build_are_in_both_stages() {
    check(
        "FROM golang:1.26-alpine\nWORKDIR /go/src\nRUN adduser -D app\nCOPY --chown=app . .\n\
         RUN go build -o /usr/local/bin/a .\nUSER app\nCMD [\"a\"]\n",
        expect![[r#"
            FROM golang:1.26-alpine AS build
            WORKDIR /go/src
            RUN adduser -D app
            COPY --chown=app . .
            RUN go build -o /usr/local/bin/a .

            FROM alpine:3.24
            WORKDIR /go/src
            RUN adduser -D app
            COPY --from=build /usr/local/bin/a /usr/local/bin/a
            USER app
            CMD ["a"]
        "#]],
    );
}

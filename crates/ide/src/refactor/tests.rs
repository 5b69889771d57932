//! What is offered where, and what comes out.

use plimsoll_text::apply_edits;

use super::*;
use crate::fixture::{Fixture, ODD_FILES};

/// The titles of what is offered.
fn menu(text: &str) -> Vec<String> {
    let fixture = Fixture::new(text);
    let actions = refactorings(&fixture.file, fixture.selection(), &[]);
    actions.into_iter().map(|action| action.title).collect()
}

/// The file after the first action whose title starts so.
fn after(text: &str, title: &str) -> Option<String> {
    let fixture = Fixture::new(text);
    let mut actions = refactorings(&fixture.file, fixture.selection(), &[]).into_iter();
    let action = actions.find(|action| action.title.starts_with(title))?;
    let Effect::Edit(edit) = action.effect else { return None };
    Some(apply_edits(&fixture.text, &edit.edits).unwrap())
}

/// The same for an instruction behind `FROM a:1`.
fn rewritten(text: &str, title: &str) -> Option<String> {
    const FROM: &str = "FROM a:1\n";
    Some(after(&format!("{FROM}{text}"), title)?.strip_prefix(FROM)?.to_owned())
}

#[track_caller]
fn check(text: &str, title: &str, expected: &str) {
    assert_eq!(rewritten(text, title).as_deref(), Some(expected), "{text}");
}

#[track_caller]
fn refuse(title: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(rewritten(text, title), None, "{text}");
    }
}

#[test]
fn offers_what_fits() {
    assert_eq!(menu("FROM a:1\nRUN a$0 && b\n"), ["Split into 2 RUNs", "Convert to a heredoc"]);
}

#[test]
fn exec_form() {
    check("RUN apt-get$0 'a b' c\n", "Convert to exec", "RUN [\"apt-get\", \"a b\", \"c\"]\n");
    check("RUN --network=none a$0 \\\n  b\n", "Convert to exec", "RUN --network=none [\"a\", \\\n  \"b\"]\n");
    refuse(
        "Convert to exec",
        &[
            "RUN a$0 $B\n",
            "RUN cd$0 /x\n",
            "RUN a$0 *.txt\n",
            "RUN <<E\na$0\nE\n",
            "RUN a$0.sh\n",
            "HEALTHCHECK CMD a$0\n",
            "SHELL [\"pwsh\"]\nRUN a$0\n",
            "SHELL [\"bash\", \"-lc\"]\nRUN a$0\n",
            "ENTRYPOINT [\"a\"]\nCMD b$0\n",
        ],
    );
}

#[test]
fn shell_form() {
    let to_shell = |text: &str, expected: &str| check(text, "Convert to shell", expected);
    to_shell("RUN [$0\"a\", \"b c\", \"it's\", \"$X\"]\n", "RUN a 'b c' 'it'\\''s' '$X'\n");
    to_shell("FROM debian:13\nCMD [$0\"a\", \"--b=c\"]\n", "FROM debian:13\nCMD exec a --b=c\n");
    to_shell("RUN [\"a\", \\\n  # why\n  $0\"b\"]\n", "RUN a \\\n  # why\n  b\n");
    to_shell("ENTRYPOINT [$0\"/bin/sh\", \"-c\", \"a && exec b\"]\n", "ENTRYPOINT a && exec b\n");
    to_shell(
        "SHELL [\"bash\", \"-ec\"]\nRUN [$0\"bash\", \"-ec\", \"a\"]\n",
        "SHELL [\"bash\", \"-ec\"]\nRUN a\n",
    );
    to_shell("RUN [$0\"/bin/sh\", \"-c\", \"cat <<E\"]\n", "RUN /bin/sh -c 'cat <<E'\n");
    refuse(
        "Convert to shell",
        &[
            "ENTRYPOINT [$0\"a\"]\n",
            "ENTRYPOINT [\"e\"]\nCMD [$0\"a\"]\n",
            "RUN [$0\"cd\", \"a\"]\n",
            "RUN [$0\"a=b\", \"c\"]\n",
            "RUN [$0\"--a\"]\n",
            "SHELL [\"powershell\"]\nRUN [$0\"a\"]\n",
            "FROM scratch\nRUN [$0\"/a\"]\n",
            "FROM gcr.io/distroless/java17-debian13\nCMD [$0\"main.jar\"]\n",
            "CMD [$0\"a\"]\n",
            "FROM postgres:18\nCMD [$0\"postgres\"]\n",
        ],
    );
}

#[test]
fn joins() {
    check("RUN a\nRUN b$0\n", "Join with the RUN above", "RUN a && \\\n    b\n");
    check("RUN a$0\n# why\nRUN b\n", "Join with the RUN below", "RUN a && \\\n    # why\n    b\n");
    check("RUN $0a\nRUN b\n\nRUN c$0\n", "Join 3 RUNs", "RUN a && \\\n    b && \\\n    c\n");
    refuse(
        "Join",
        &["RUN a$0\n", "RUN cd /x\nRUN b$0\n", "RUN $0a\nENV X=1\nRUN b$0\n", "RUN a\nFROM c\nRUN b$0\n"],
    );
    refuse("Join", &["RUN $0pip install -U pip\nRUN a\nRUN pip install b$0\n"]);
    refuse("Join", &["RUN echo 1 a >> /etc/hosts\nRUN b$0\n"]);
    refuse("Join", &["RUN --mount=type=tmpfs,target=/t a\nRUN --mount=type=tmpfs,target=/t b$0\n"]);
}

#[test]
fn splits() {
    check("RUN a && b$0\n", "Split into 2", "RUN a\nRUN b\n");
    check(
        "RUN --network=none a$0 \\\n    # why\n    && b \\\n      -c || d; e && f && g\n",
        "Split into 3",
        "RUN --network=none a \\\n    # why\n    && b \\\n      -c || d; e\nRUN --network=none f\nRUN --network=none g\n",
    );
    check("RUN a && \\\n    # why\n    b$0\n", "Split", "RUN a\n# why\nRUN b\n");
    check("  run a && b &&$0 cd /x && d", "Split the", "  run a && b\n  run cd /x && d");
    check(
        "RUN (cd /x && a) && b &&$0 cd /y && c && d\n",
        "Split into",
        "RUN (cd /x && a)\nRUN b\nRUN cd /y && c && d\n",
    );
    refuse(
        "Split",
        &[
            "RUN a$0\n",
            "RUN cd$0 /x && b\n",
            "RUN X=1$0 && b $X\n",
            "RUN set$0 -e && a && b\n",
            "RUN a$0 && b || c\n",
            "RUN a$0 && b; c\n",
            "RUN a$0 & b && c\n",
            "RUN service mysql start$0 && mysql -e x\n",
            "RUN --mount=type=tmpfs,target=/t a$0 && b\n",
            "RUN <<E\na$0 && b\nE\n",
            "SHELL [\"pwsh\"]\nRUN a$0 && b\n",
        ],
    );
}

#[test]
fn to_a_heredoc() {
    let to_heredoc = |text: &str, expected: &str| check(text, "Convert to a heredoc", expected);
    to_heredoc("RUN a$0 && b && c", "RUN <<EOF\nset -e\na\nb\nc\nEOF");
    to_heredoc(
        "RUN --network=none a$0 || b \\\n    # why\n    && c \\\n      # x\n\n      -d '#' \\\n    && e\n",
        "RUN --network=none <<EOF\nset -e\na || b\n# why\n# x\nc \\\n      -d '#'\ne\nEOF\n",
    );
    to_heredoc(
        "RUN set -eux$0; \\\n    a && b; \\\n    # why\n    if c; then d; fi\n",
        "RUN <<EOF\nset -eux\na && b\n# why\nif c; then d; fi\nEOF\n",
    );
    to_heredoc("RUN set -ex$0 && a && b\n", "RUN <<EOF\nset -ex\na\nb\nEOF\n");
    to_heredoc(
        "SHELL [\"bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN a$0 | b && c\n",
        "SHELL [\"bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN <<EOF\na | b\nc\nEOF\n",
    );
    refuse(
        "Convert to a heredoc",
        &[
            "RUN a$0\n",
            "RUN a$0; b\n",
            "RUN a$0 && b; c\n",
            "RUN a$0 && b || c\n",
            "RUN ! a$0 && b\n",
            "RUN (a; b)$0 && c\n",
            "RUN if a; then b; fi$0 && c\n",
            "RUN . ./x$0 && b\n",
            "RUN a$0 $(b; c) && d\n",
            "RUN a$0 & b && c\n",
            "RUN a$0 && b 'c \\\n d'\n",
            "RUN a$0 && b # c\n",
            "RUN a$0 && \\\r\n  b\r\n",
            "SHELL [\"pwsh\"]\nRUN a$0 && b\n",
            "RUN [\"a\"$0, \"&&\", \"b\"]\n",
        ],
    );
}

#[test]
fn from_a_heredoc() {
    let to_line = |text: &str, expected: &str| check(text, "Convert the heredoc", expected);
    to_line("RUN <<EOF\nset -e\na$0\nb -c\nEOF\n", "RUN a && \\\n    b -c\n");
    to_line("RUN <<EOF\na$0\nEOF\n", "RUN a\n");
    to_line("RUN <<EOF\na$0\nb && c\nEOF\n", "RUN a; \\\n    b && c\n");
    to_line(
        "  RUN --network=none <<-EOF\n\t# first\n\tset -e\n\n\t# why\n\ta \\\n\t  b # c\n\td || e$0\n\t# end\n\tEOF",
        "  RUN --network=none \\\n      # first\n      # why\n      # c\n      a \\\n\t  b && \\\n      # end\n      d || e",
    );
    to_line("RUN <<EOF\nset -e$0\na && b\nc\nEOF\n", "RUN set -e; \\\n    a && b; \\\n    c\n");
    to_line("RUN <<EOF\nset -eu\n! a$0\nEOF\n", "RUN set -eu; \\\n    ! a\n");
    refuse(
        "Convert the heredoc",
        &[
            "RUN <<EOF\n#!/usr/bin/env python3\na$0\nEOF\n",
            "RUN cat <<EOF\na$0\nEOF\n",
            "RUN <<EOF\ncat <<F$0\nx\nF\nEOF\n",
            "RUN <<EOF\nif a$0\nthen b\nfi\nEOF\n",
            "RUN <<EOF\na$0 'b\nc'\nEOF\n",
            "RUN <<EOF\na$0 'b \\\nc'\nEOF\n",
            "RUN <<EOF\na$0 &\nb\nEOF\n",
            "RUN <<EOF\n--a$0\nEOF\n",
            "RUN <<EOF\na$0\n",
            "RUN <<EOF\r\na$0\r\nb\r\nEOF\r\n",
        ],
    );
}

#[test]
fn sorting_packages() {
    let sorted = |text: &str, expected: &str| check(text, "Sort the packages", expected);
    sorted(
        "RUN apt-get update && apt-get install -y b$0=1.2 c -t x a B && rm -r /x\n",
        "RUN apt-get update && apt-get install -y a B -t x b=1.2 c && rm -r /x\n",
    );
    sorted(
        "RUN apt-get install -y \\\n    # for c\n    # indeed\n    c=1* \\\n\n    b$0 \\\n      # for a\n      a \\\n    && rm -r /x\n",
        "RUN apt-get install -y \\\n      # for a\n    a \\\n\n    b \\\n    # for c\n    # indeed\n      c=1* \\\n    && rm -r /x\n",
    );
    sorted("RUN <<E\napk add --virtual .d b a$0\nE\n", "RUN <<E\napk add --virtual .d a b\nE\n");
    sorted(
        "RUN [\"apt-get\", \"install\", \"b\"$0, \"a\"]\n",
        "RUN [\"apt-get\", \"install\", \"a\", \"b\"]\n",
    );
    sorted("RUN apt-get install gcc-9 gcc=4$0 gcc\n", "RUN apt-get install gcc gcc=4 gcc-9\n");
    refuse(
        "Sort the packages",
        &[
            "RUN apt-get install a b$0\n",
            "RUN apt-get install b a && c$0\n",
            "RUN apt-get remove b a$0\n",
            "RUN apt-get install \\\n  # c\n  b \\\n  a c$0 aa\n",
        ],
    );
}

#[test]
fn extracting() {
    let whole = |text: &str| after(text, "Extract").unwrap_or_default();
    assert_eq!(
        whole("# syntax=docker/dockerfile:1\n\n# Base\nFROM node:20-alpine$0 AS a\nFROM b\n"),
        "# syntax=docker/dockerfile:1\n\nARG NODE_VERSION=20-alpine\n\n# Base\nFROM node:${NODE_VERSION} AS a\nFROM b\n"
    );
    assert_eq!(
        whole("ARG X\nARG APP_VERSION=0\nfrom a\nfrom ${X}/my/app:1.2$0@sha256:0\n"),
        "ARG X\nARG APP_VERSION=0\narg APP_VERSION_2=1.2\nfrom a\nfrom ${X}/my/app:${APP_VERSION_2}@sha256:0\n"
    );
    let extracted = |text: &str, expected: &str| {
        const FROM: &str = "FROM debian:13\n";
        let after = after(&format!("{FROM}{text}"), "Extract");
        assert_eq!(after.unwrap_or_default().strip_prefix(FROM), Some(expected), "{text}");
    };
    extracted("  WORKDIR /a$0pp\n", "  ARG WORK_DIR=/app\n  WORKDIR ${WORK_DIR}\n");
    extracted("ENV A=1 B=\"x$0y\"\n", "ARG B=xy\nENV A=1 B=\"${B}\"\n");
    extracted("ENV B=0\nENV B=x$0y\n", "ENV B=0\nARG B_2=xy\nENV B=${B_2}\n");
    extracted("ENV A=1$0 B=$A\n", "ARG A_2=1\nENV A=${A_2} B=$A\n");
    extracted("LABEL org.x.version=1$0\n", "ARG VERSION=1\nLABEL org.x.version=${VERSION}\n");
    extracted("COPY --chown=app$0 a b\n", "ARG CHOWN=app\nCOPY --chown=${CHOWN} a b\n");
    extracted("VOLUME [\"/data$0\"]\n", "ARG FILE_PATH=/data\nVOLUME [\"${FILE_PATH}\"]\n");
    extracted(
        "RUN pip install my-lib==1.2$0.0 b\n",
        "ARG MY_LIB_VERSION=1.2.0\nRUN pip install my-lib==${MY_LIB_VERSION} b\n",
    );
    extracted("RUN curl \"https://x/$01.2$0/y\"\n", "ARG VERSION=1.2\nRUN curl \"https://x/${VERSION}/y\"\n");
    extracted("RUN <<E\ncurl x/$0v1$0.tgz\nE\n", "ARG VALUE=v1\nRUN <<E\ncurl x/${VALUE}.tgz\nE\n");
    // The image may set NGINX_VERSION, which would win.
    assert_eq!(
        whole("FROM nginx:1.29\nRUN apt-get install nginx=1.2$0\n"),
        "FROM nginx:1.29\nARG NGINX_VERSION_ARG=1.2\nRUN apt-get install nginx=${NGINX_VERSION_ARG}\n"
    );
    refuse(
        "Extract",
        &[
            "RUN echo '$01.2$0'\n",
            "RUN [\"echo\", \"$01.2$0\"]\n",
            "CMD echo $01.2$0\n",
            "ENV $0A$0=1\n",
            "ENV A='$01$0'\n",
            "RUN --mount=type=cache,target=/x$0 a\n",
            "RUN echo $0a b$0\n",
            "RUN a$0\n",
            "COPY --from=$0x$0 a b\n",
            "ARG A=1$0\n",
            "ONBUILD ENV A=$01$0\n",
            "RUN $0a$0=1 b\n",
        ],
    );
    assert_eq!(after("FROM a$0\n", "Extract"), None);
    assert_eq!(after("ARG A=1\nFROM a:$A$0\n", "Extract"), None);
}

#[test]
fn inlining() {
    let whole = |text: &str| after(text, "Inline").unwrap_or_default();
    assert_eq!(whole("ARG V$0=20\nFROM node:${V}-alpine\n"), "FROM node:20-alpine\n");
    assert_eq!(
        whole("ARG A=1 V=20 B\nFROM node:$V\nARG V\nRUN x \"${V$0:-3}\" ${V%0}\n"),
        "ARG A=1 B\nFROM node:20\nRUN x \"20\" 2\n"
    );
    assert_eq!(whole("FROM a\nARG V$0=1\nENV V=$V\nRUN $V\n"), "FROM a\nENV V=1\nRUN $V\n");
    for text in [
        "ARG V$0\nFROM a:$V\n",
        "ARG V$0=1\nFROM a\n",
        "ARG V$0=1\nFROM a:$V\nARG V=2\nRUN $V\n",
        "ARG B\nARG V$0=$B\nFROM a:$V\n",
        "FROM a\nARG V$0=\"a b\"\nRUN x $V\n",
        "FROM a\nARG V$0=1\nRUN V=2; x $V\n",
        "FROM a\nARG V$0=1\nRUN x $V\nONBUILD RUN $V\n",
        "FROM a\nARG HTTP_PROXY$0=x\nRUN $HTTP_PROXY\n",
        "FROM a\nENV V$0=1\nRUN $V\n",
        "FROM a\nARG API_TOKEN$0=x\nRUN $API_TOKEN\n",
        "FROM a\nARG V$0=1\nRUN $$V\n",
    ] {
        assert_eq!(whole(text), "", "{text}");
    }
}

#[test]
fn naming_a_stage() {
    let whole = |title: &str, text: &str| after(text, title).unwrap_or_default();
    let named = |text: &str| whole("Name the stage", text);
    assert_eq!(
        named("FROM a\nFROM b\nCOPY --from=$00 x y\nCOPY --from=0 z y\n"),
        "FROM a AS build\nFROM b\nCOPY --from=build x y\nCOPY --from=build z y\n"
    );
    assert_eq!(
        named("from a$0\nfrom build\ncopy --from=0 x y\n"),
        "from a as builder\nfrom build\ncopy --from=builder x y\n"
    );
    assert_eq!(
        named("FROM a\nFROM build AS builder\nCOPY --from=0$0 x y\n"),
        "FROM a AS stage-0\nFROM build AS builder\nCOPY --from=stage-0 x y\n"
    );
    assert_eq!(
        whole("Use the name", "FROM a AS x\nFROM b\nCOPY --from=$00 x y\n"),
        "FROM a AS x\nFROM b\nCOPY --from=x x y\n"
    );
    assert_eq!(named("FROM a$0\nFROM b\nCOPY --from=a x y\n"), "");
    assert_eq!(named("FROM a\nFROM b\nCOPY --from=$05 x y\n"), "");
}

#[test]
fn a_syntax_directive() {
    let whole = |text: &str| after(text, "Add").unwrap_or_default();
    assert_eq!(whole("$0FROM a\n"), "# syntax=docker/dockerfile:1\nFROM a\n");
    assert_eq!(
        whole("\u{feff}# note\r\nFROM a$0\r\n"),
        "\u{feff}# syntax=docker/dockerfile:1\r\n# note\r\nFROM a\r\n"
    );
    assert_eq!(whole("# escape=`$0\nFROM a`\n"), "# syntax=docker/dockerfile:1\n# escape=`\nFROM a`\n");
    assert_eq!(whole("#!/x\nFROM a$0\n"), "#!/x\n# syntax=docker/dockerfile:1\nFROM a\n");
    for text in [
        "# syntax=docker/dockerfile:1.4\nFROM a$0\n",
        "FROM a\nRUN b$0\n",
        "// syntax=docker/dockerfile:1\nFROM a$0\n",
    ] {
        assert_eq!(whole(text), "", "{text}");
    }
}

#[test]
fn key_and_value() {
    check("ENV A$0 b c\n", "Write it with", "ENV A=\"b c\"\n");
    refuse("Write it with", &["ENV A$0=b\n", "ENV A$0 = b\n"]);
}

#[test]
fn a_fix_is_not_offered_twice() {
    let fixture = Fixture::new("FROM a:1\nENV $0A b$0\n");
    let titles = |rules: &[&str]| -> Vec<String> {
        let fixes = crate::code_actions(&fixture.file, &fixture.findings_of(rules), fixture.selection());
        let actions = refactorings(&fixture.file, fixture.selection(), &fixes);
        actions.into_iter().map(|action| action.title).collect()
    };
    assert_eq!(titles(&["invalid-port"]), ["Write it with `=`"]);
    assert_eq!(titles(&["legacy-key-value"]), [""; 0]);
}

#[test]
fn nothing_is_offered_for_a_foreign_language() {
    assert!(menu("# syntax=r2d4/mocker\nFROM a:1\nRUN a$0 && b\n").is_empty());
}

/// Wherever the cursor is in whatever file.
#[test]
fn never_fails() {
    for text in ODD_FILES {
        let fixture = Fixture::without_cursor(text);
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            for action in refactorings(&fixture.file, TextRange::empty((at as u32).into()), &[]) {
                let Effect::Edit(edit) = &action.effect else { panic!("{action:?}") };
                assert!(!edit.edits.is_empty(), "{action:?}");
                apply_edits(text, &edit.edits).unwrap();
            }
        }
    }
}

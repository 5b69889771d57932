use expect_test::{Expect, expect};

use super::*;
use crate::fixture::{Fixture, ODD_FILES};

/// One line for each token: its text, what it is.
#[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
fn check(text: &str, expected: Expect) {
    let fixture = Fixture::without_cursor(text);
    let line = |token: &SemanticToken| {
        let modifier = token.modifier.map(|modifier| format!(" {}", modifier.as_str())).unwrap_or_default();
        format!("{} {}{modifier}\n", fixture.text_of(token.range), token.kind.as_str())
    };
    let tokens = semantic_tokens(&fixture.file);
    expected.assert_eq(&tokens.iter().map(line).collect::<String>());
}

#[test]
fn directives_comments_and_stages() {
    check(
        "# syntax=docker/dockerfile:1\n# a\n  # hadolint ignore=DL3006\nfrom --platform=$BUILDPLATFORM r:5/a:1 as b\nFROM b\nFROM a:${V}-x AS c\nMAINTAINER me\nCOPY --from=b --link . /x\nCOPY --from=0 a b\nCOPY --from=nginx:1 a b\n",
        expect![[r#"
            # comment
            syntax macro
            docker/dockerfile:1 string
            # a comment
            # hadolint ignore=DL3006 comment
            from keyword
            --platform property
            $BUILDPLATFORM variable
            r:5/a: type
            1 enumMember
            as keyword
            b class declaration
            FROM keyword
            b class
            FROM keyword
            a: type
            ${V} variable
            -x type
            AS keyword
            c class declaration
            MAINTAINER keyword deprecated
            me string
            COPY keyword
            --from property
            b class
            --link property
            COPY keyword
            --from property
            0 number
            COPY keyword
            --from property
            nginx: type
            1 enumMember
        "#]],
    );
}

#[test]
fn values() {
    check(
        "ARG A B=1 C=\"x ${A:-d$B}\"\nENV D=${A} E='$no'\nENV F g h\nLABEL k.l=\"v\"\nFROM a\nEXPOSE 80 81-82/udp $P/tcp\nUSER 1000:1000\nUSER a\nSTOPSIGNAL SIGINT\nWORKDIR \"/a b\"/$X\nVOLUME [\"/a\", \"$D\"]\nHEALTHCHECK --interval=30s --retries=3 CMD curl -f x\nONBUILD ENV X=$Y\n",
        expect![[r#"
            ARG keyword
            A variable declaration
            B variable declaration
            1 number
            C variable declaration
            "x string
            ${A variable
            :- operator
            d string
            $B variable
            } variable
            " string
            ENV keyword
            D variable definition
            ${A} variable
            E variable definition
            '$no' string
            ENV keyword
            F variable definition
            g h string
            LABEL keyword
            k.l property
            "v" string
            FROM keyword
            a type
            EXPOSE keyword
            80 number
            81-82 number
            udp enumMember
            $P variable
            tcp enumMember
            USER keyword
            1000:1000 number
            USER keyword
            STOPSIGNAL keyword
            SIGINT enumMember
            WORKDIR keyword
            "/a b" string
            $X variable
            VOLUME keyword
            "/a" string
            " string
            $D variable
            " string
            HEALTHCHECK keyword
            --interval property
            30s number
            --retries property
            3 number
            CMD keyword
            curl function
            -f parameter
            ONBUILD keyword
            ENV keyword
            X variable definition
            $Y variable
        "#]],
    );
}

#[test]
fn mounts() {
    check(
        "FROM a AS b\nFROM a\nRUN --mount=type=cache,target=/x,from=b,sharing=locked,ro --network=none --mount=type=tmpfs,size=64m,target=$X true\n",
        expect![[r#"
            FROM keyword
            a type
            AS keyword
            b class declaration
            FROM keyword
            a type
            RUN keyword
            --mount property
            type property
            cache enumMember
            target property
            /x string
            from property
            b class
            sharing property
            locked enumMember
            ro property
            --network property
            none enumMember
            --mount property
            type property
            tmpfs enumMember
            size property
            64m number
            target property
            $X variable
            true function
        "#]],
    );
}

#[test]
fn shell() {
    check(
        "FROM a\nRUN set -e; A=1 b --c=\"d $E\" 'f' $(g -h \"i\") | j && ! k > /l 2>&1 # m\n",
        expect![[r#"
            FROM keyword
            a type
            RUN keyword
            set function
            -e parameter
            ; operator
            A variable definition
            = operator
            b function
            --c parameter
            "d string
            $E variable
            " string
            'f' string
            g function
            -h parameter
            "i" string
            | operator
            j function
            && operator
            ! operator
            k function
            > operator
            2>& operator
            # m comment
        "#]],
    );
    check(
        "FROM a\nRUN for a in b \"$c\"; do \\\n # if then\n  if d; then e; else f; fi; \\\n done; case $x in do) in;; esac; f() { echo done; }\n",
        expect![[r#"
            FROM keyword
            a type
            RUN keyword
            for keyword
            a variable definition
            in keyword
            " string
            $c variable
            " string
            do keyword
            # if then comment
            if keyword
            d function
            ; operator
            then keyword
            e function
            ; operator
            else keyword
            f function
            ; operator
            fi keyword
            ; operator
            done keyword
            ; operator
            case keyword
            $x variable
            in keyword
            in function
            esac keyword
            ; operator
            f function declaration
            echo function
            ; operator
        "#]],
    );
    check(
        "FROM a\nRUN sh -c 'echo \"$A\" if' \"${B:-\"c\"}\" in\\\n si\\\nde\n",
        expect![[r#"
        FROM keyword
        a type
        RUN keyword
        sh function
        -c parameter
        ' string
        echo function
        " string
        $A variable
        " string
        ' string
        " string
        ${B variable
        :- operator
        "c" string
        } variable
        " string
    "#]],
    );
}

#[test]
fn heredocs() {
    check(
        "FROM a\nRUN <<EOF\necho \"a\n  b\" # c\nEOF\nCOPY <<-A <<'B' /x/\n$V \"q\"\n\tA\n$V\nB\n",
        expect![[r#"
            FROM keyword
            a type
            RUN keyword
            << operator
            EOF keyword
            echo function
            "a string
            b" string
            # c comment
            EOF keyword
            COPY keyword
            <<- operator
            A keyword
            << operator
            'B' keyword
            $V variable
            A keyword
            B keyword
        "#]],
    );
}

/// They have grammars of their own.
#[test]
fn other_languages_are_left_alone() {
    check(
        "FROM a\nRUN <<PY\n#!/usr/bin/env python3\nif x: print('$x')\nPY\n",
        expect![[r#"
        FROM keyword
        a type
        RUN keyword
        << operator
        PY keyword
        PY keyword
    "#]],
    );
    check(
        "FROM a\nRUN python3 <<'PY'\nif x: print('$x')\nPY\n",
        expect![[r#"
        FROM keyword
        a type
        RUN keyword
        python3 function
        << operator
        'PY' keyword
        PY keyword
    "#]],
    );
    check(
        "FROM a\nSHELL [\"powershell\"]\nRUN if (1) { \"$x\" }\n",
        expect![[r#"
        FROM keyword
        a type
        SHELL keyword
        "powershell" string
        RUN keyword
    "#]],
    );
}

/// What other servers are known to get wrong.
#[test]
fn words_that_look_like_something_else() {
    check(
        "FROM a\nARG X=\nRUN --=\\\n=e\n",
        expect![[r#"
        FROM keyword
        a type
        ARG keyword
        X variable declaration
        RUN keyword
        -- property
        =e string
    "#]],
    );
    check(
        "FROM a\nRUN FROM_X=1 \\\n  && go 1.22 \"$V\" \"${V}\"\nENV GO=1.22\n",
        expect![[r#"
        FROM keyword
        a type
        RUN keyword
        FROM_X variable definition
        = operator
        && operator
        go function
        " string
        $V variable
        " string
        " string
        ${V} variable
        " string
        ENV keyword
        GO variable definition
        1.22 number
    "#]],
    );
    check(
        "FROM a\nRUN <<README.md\nx\nREADME.md\n# escape=x",
        expect![[r#"
        FROM keyword
        a type
        RUN keyword
        << operator
        README.md keyword
        x function
        README.md keyword
        # escape=x comment
    "#]],
    );
    check(
        "FROM a\nRUN cat <<A <<B\nif x\nA\nfor y\nB\n",
        expect![[r#"
        FROM keyword
        a type
        RUN keyword
        cat function
        << operator
        A keyword
        << operator
        B keyword
        A keyword
        B keyword
    "#]],
    );
}

#[test]
fn all_kinds_are_in_their_place() {
    assert!(TokenKind::ALL.iter().enumerate().all(|(place, kind)| *kind as usize == place));
    assert!(TokenModifier::ALL.iter().enumerate().all(|(place, modifier)| *modifier as usize == place));
}

#[test]
fn part_of_a_file() {
    let text = "# a\nFROM b\nRUN c\nRUN d\n";
    let fixture = Fixture::without_cursor(text);
    let all = semantic_tokens(&fixture.file);
    let range = TextRange::new(13.into(), 14.into());
    let run = TextRange::new(11.into(), 17.into());
    let expected: Vec<_> = all.into_iter().filter(|token| run.contains_range(token.range)).collect();
    assert_eq!(semantic_tokens_in(&fixture.file, range), expected);
}

/// Every file cut off anywhere.
#[test]
fn tokens_are_in_order_on_one_line_and_never_overlap() {
    let scripts = ["FROM a\nRUN if a; then b \"$(c \\\n d)\" ${E:-\"f\"}; fi <<X\n $(g\nX\n"];
    for text in ODD_FILES.iter().chain(&scripts) {
        for end in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
            let fixture = Fixture::without_cursor(&text[..end]);
            let mut last = TextSize::new(0);
            for token in semantic_tokens(&fixture.file) {
                let covered = fixture.text_of(token.range);
                assert!(token.range.start() >= last, "{token:?} in {:?}", &text[..end]);
                assert!(!covered.is_empty() && !covered.contains(['\n', '\r']), "{covered:?}");
                last = token.range.end();
            }
        }
    }
}

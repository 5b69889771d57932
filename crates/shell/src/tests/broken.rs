//! Half-typed scripts, and what no shell accepts.

use expect_test::{Expect, expect};

use super::print::skeleton;

#[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
fn check(script: &str, expect: Expect) {
    expect.assert_eq(&skeleton(script));
}

#[test]
fn open_quotes_and_brackets() {
    check(
        "a && b \"c",
        expect![[r#"
        [a]  &&
        [b] ["c]
        Unclosed 7..9 "c
    "#]],
    );
    check(
        "a 'b && c",
        expect![[r#"
        [a] ['b && c]
        Unclosed 2..9 'b && c
    "#]],
    );
    check(
        "a && b $(c && d",
        expect![[r#"
        [a]  &&
        [b] [$(c && d]
          $
            [c]  &&
            [d]
        Unclosed 7..15 $(c && d
    "#]],
    );
    check(
        "a ${b:-c",
        expect![[r#"
        [a] [${b:-c]
        Unclosed 2..8 ${b:-c
    "#]],
    );
    check(
        "a `b",
        expect![[r#"
        [a] [`b]
          $
            [b]
        Unclosed 2..4 `b
    "#]],
    );
    check(
        "(a; b",
        expect![[r#"
        subshell
          [a]  ;
          [b]
        Unclosed 0..5 (a; b
    "#]],
    );
    check(
        "a x=(b",
        expect![[r#"
            [a] [x=(b]
            Unclosed 4..6 (b
        "#]],
    );
    check(
        "a $",
        expect![[r#"
        [a] [$]
    "#]],
    );
    check(
        "a ${",
        expect![[r#"
        [a] [${]
        Unclosed 2..4 ${
    "#]],
    );
    check(
        "a \\",
        expect![[r#"
        [a] [\]
    "#]],
    );
}

#[test]
fn missing_commands() {
    check(
        "a &&",
        expect![[r#"
        [a]  &&
        MissingWord 2..4 &&
    "#]],
    );
    check(
        "a | ",
        expect![[r#"
        [a]
        MissingWord 2..3 |
    "#]],
    );
    check(
        "a && && b",
        expect![[r#"
        [a]  &&
        [b]
        MissingWord 2..4 &&
        Unexpected 5..7 &&
    "#]],
    );
    check(
        "| a; ; b",
        expect![[r#"
        [a]  ;
        [b]
        Unexpected 0..1 |
        Unexpected 5..6 ;
    "#]],
    );
    check(
        "a >",
        expect![[r#"
        [a] >
        MissingWord 2..3 >
    "#]],
    );
    check(
        "a > && b",
        expect![[r#"
        [a] >  &&
        [b]
        MissingWord 2..3 >
    "#]],
    );
    check("", expect![[""]]);
}

#[test]
fn unfinished_compounds() {
    check(
        "if a; then b",
        expect![[r#"
        if
          [a]  ;
        then
          [b]
        Unclosed 12..12
    "#]],
    );
    check(
        "if a; b; fi; c",
        expect![[r#"
        if   ;
          [a]  ;
          [b]  ;
        then
        [c]
        Unclosed 9..9
    "#]],
    );
    check(
        "for x in a b; do c",
        expect![[r#"
        for x in a b
          [c]
        Unclosed 18..18
    "#]],
    );
    check(
        "for",
        expect![[r#"
        for  in -
        Unclosed 3..3
        Unclosed 3..3
    "#]],
    );
    check(
        "while a; do { b; done; c",
        expect![[r#"
        while   ;
          [a]  ;
        do
          group
            [b]  ;
        [c]
        Unclosed 17..17
    "#]],
    );
    check(
        "case x in a) b ;; ; c",
        expect![[r#"
        case x   ;
        a)
          [b]
        [c]
        Unclosed 18..18
    "#]],
    );
    check(
        "case",
        expect![[r#"
        case
        Unclosed 4..4
        Unclosed 4..4
    "#]],
    );
    check(
        "[[ -n $a ; b",
        expect![[r#"
        test -n $a   ;
        [b]
        Unclosed 0..9 [[ -n $a
    "#]],
    );
    check(
        "f() && b",
        expect![[r#"
        function f   &&
        [b]
        MissingWord 0..4 f()
    "#]],
    );
    check(
        "function",
        expect![[r#"
        [function]
    "#]],
    );
    check(
        "$( if a; ) b",
        expect![[r#"
        [$( if a; )] [b]
          $
            if
              [a]  ;
            then
        Unclosed 9..9
        Unclosed 9..9
    "#]],
    );
}

#[test]
fn stray_closers() {
    check(
        "a ) b; fi; }; done c ;; d",
        expect![[r#"
        [a] [)] [b]  ;
        [fi]  ;
        [}]  ;
        [done] [c]  ;
        [d]
        Unexpected 2..3 )
        Unexpected 22..23 ;
    "#]],
    );
    check(
        "echo (a) b",
        expect![[r#"
        [echo] [(a] [)] [b]
        Unexpected 5..6 (
        Unexpected 7..8 )
    "#]],
    );
}

#[test]
fn heredoc_without_end() {
    check(
        "a <<X\nb\nc",
        expect![[r#"
        [a] <<X  ⏎
        heredoc b⏎c
        Unclosed 2..5 <<X
    "#]],
    );
    check(
        "a <<X && \"\n\"",
        expect![[r#"
        [a] <<X  &&
        ["⏎"]
        Unclosed 2..5 <<X
    "#]],
    );
}

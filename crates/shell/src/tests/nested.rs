//! `sh -c '…'`.

use expect_test::{Expect, expect};

use super::print::skeleton;

#[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
fn check(script: &str, expect: Expect) {
    expect.assert_eq(&skeleton(script));
}

#[test]
fn reads_the_script_of_a_shell() {
    check(
        "/bin/bash -o pipefail -lc 'a | b' c && sudo -E timeout 5 sh -ec \"d \\\"e f\\\" \\$g $h; i\"",
        expect![[r#"
            [/bin/bash] [-o] [pipefail] [-lc] ['a | b'] [c]  &&
              script
                [a]  |
                [b]
            [sudo] [-E] [timeout] [5] [sh] [-ec] ["d \"e f\" \$g $h; i"]
              script
                [d] ["e f\"] [$g] [$h]  ;
                [i]
        "#]],
    );
    check(
        "su - app -c 'a b'; env A=1 dash -c a\\ b; sh -c sh\\ -c\\ \"'c d'\"; bash script.sh -c x; sh",
        expect![[r#"
            [su] [-] [app] [-c] ['a b']  ;
              script
                [a] [b]
            [env] [A=1] [dash] [-c] [a\ b]  ;
              script
                [a] [b]
            [sh] [-c] [sh\ -c\ "'c d'"]  ;
              script
                [sh] [-c] ['c d']
                  script
                    [c] [d]
            [bash] [script.sh] [-c] [x]  ;
            [sh]
        "#]],
    );
    check(
        "sh -c 'a && b",
        expect![[r#"
        [sh] [-c] ['a && b]
          script
            [a]  &&
            [b]
        Unclosed 6..13 'a && b
    "#]],
    );
    check(
        "xargs -I{} sh -c 'a {} \"$1\"'",
        expect![[r#"
        [xargs] [-I{}] [sh] [-c] ['a {} "$1"']
          script
            [a] [{}] ["$1"]
    "#]],
    );
}

//! Scripts as people write them in RUN.

use expect_test::{Expect, expect};
use plimsoll_text::Span;

use super::print::{skeleton, skeleton_of};
use crate::*;

#[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
fn check(script: &str, expect: Expect) {
    expect.assert_eq(&skeleton(script));
}

/// The script of a RUN whose lines BuildKit joins.
fn joined(source: &str) -> View {
    let gaps = source.match_indices("\\\n").map(|(at, _)| Span::new(at as u32, at as u32 + 2));
    View::with_gaps(source, Span::new(4, source.trim_end().len() as u32), gaps)
}

#[test]
fn chain_of_commands() {
    check(
        "set -eux; apt-get update && apt-get install -y --no-install-recommends curl=7.* 'ca-certificates' && rm -rf /var/lib/apt/lists/*",
        expect![[r#"
            [set] [-eux]  ;
            [apt-get] [update]  &&
            [apt-get] [install] [-y] [--no-install-recommends] [curl=7.*] ['ca-certificates']  &&
            [rm] [-rf] [/var/lib/apt/lists/*]
        "#]],
    );
}

#[test]
fn pipes_and_redirects() {
    check(
        "curl -fsSL https://example.org/key.gpg | gpg --dearmor >/usr/share/k.gpg 2>&1 |& tee -a log 2>/dev/null & ! wait &>> x <<< 'y'",
        expect![[r#"
            [curl] [-fsSL] [https://example.org/key.gpg]  |
            [gpg] [--dearmor] >/usr/share/k.gpg 2>&1  |&
            [tee] [-a] [log] 2>/dev/null  &
            ! [wait] &>> x <<< 'y'
        "#]],
    );
}

#[test]
fn compound_commands() {
    check(
        "if [ -f a ]; then b; elif ! c; then d; else e; fi > log; for f in *.deb \"$x\"; do dpkg -i $f || true; done; while read -r l; do echo $l; done < list",
        expect![[r#"
            if > log  ;
              [[] [-f] [a] []]  ;
            then
              [b]  ;
              ! [c]  ;
            then
              [d]  ;
            else
              [e]  ;
            for f in *.deb "$x"   ;
              [dpkg] [-i] [$f]  ||
              [true]  ;
            while < list
              [read] [-r] [l]  ;
            do
              [echo] [$l]  ;
        "#]],
    );
    check(
        "case \"$(uname -m)\" in x86_64|amd64) arch=amd64 ;; (aarch64) arch=arm64;; *) echo >&2 no; exit 1 ;; esac; f() { g; }; function h { (i; j); }; [[ $a =~ ^(b|c)$ && -n d ]] && (( x += $(k) ))",
        expect![[r#"
            case "$(uname -m)"   ;
              $
                [uname] [-m]
            x86_64 | amd64)
              set:arch=amd64
            aarch64)
              set:arch=arm64
            *)
              [echo] >&2 [no]  ;
              [exit] [1]
            function f   ;
              group
                [g]  ;
            function h   ;
              group
                subshell   ;
                  [i]  ;
                  [j]
            test $a =~ ^ b c $ -n d   &&
            arithmetic
              $
                [k]
        "#]],
    );
    check(
        "for x; do y; done; for ((i=0; i<$(n); i++)); do z; done; until a; do b; done; { c; } 2>&1 | d",
        expect![[r#"
            for x in -   ;
              [y]  ;
            for ((   ;
              $
                [n]
              [z]  ;
            while   ;
              [a]  ;
            do
              [b]  ;
            group 2>&1  |
              [c]  ;
            [d]
        "#]],
    );
}

#[test]
fn expansions_that_run_commands() {
    check(
        "a=$(b \"$(c)\") d `e \\`f\\`` <(g) \"${h:-$(i)}\" $((1 + $(j))) $((k); l) > >(m)",
        expect![[r#"
        set:a=$(b "$(c)") [d] [`e \`f\``] [<(g)] ["${h:-$(i)}"] [$((1 + $(j)))] [$((k); l)] > >(m)
          $
            [b] ["$(c)"]
              $
                [c]
          $
            [e] [`f\`]
              $
                [f]
          <>
            [g]
          $
            [i]
          $
            [j]
          $
            subshell   ;
              [k]
            [l]
          <>
            [m]
    "#]],
    );
}

#[test]
fn arrays() {
    check(
        "a=(b \"$(c)\" [3]=d) e; declare -a f=(g\nh) i[1]=2; j[1]+=3",
        expect![[r#"
            set:a=(b "$(c)" [3]=d) [e]  ;
              $
                [c]
            [declare] [-a] [f=(g⏎h)] [i[1]=2]  ;
            set:j[1]+=3
        "#]],
    );
}

#[test]
fn scripts_with_lines() {
    check(
        "set -e\n# note\ncd /x # there\ncat <<-'A' <<B > y\n\tone $(two)\n\tA\nthree\nB\nmake \\\n  all &&\n\n  make install\n",
        expect![[r#"
            [set] [-e]  ⏎
            [cd] [/x]  ⏎
            [cat] <<-'A' <<B > y  ⏎
            [make] [all]  &&
            [make] [install]  ⏎
            comment # note
            comment # there
            heredoc 	one $(two)⏎
            heredoc three⏎
        "#]],
    );
    check(
        "a\r\nb \\\r\n c # d\r\nif e\r\nthen f\r\nfi\r\n",
        expect![[r#"
        [a]  ␍⏎
        [b] [c]  ␍⏎
        if   ␍⏎
          [e]  ␍⏎
        then
          [f]  ␍⏎
        comment # d
    "#]],
    );
}

#[test]
fn a_comment_runs_to_the_end_of_a_joined_line() {
    let view = joined("RUN a \\\n && b # c \\\n && d\n");
    expect![[r#"
        [a]  &&
        [b]
        comment # c    && d
    "#]]
    .assert_eq(&skeleton_of(&view));
}

#[test]
fn a_line_break_may_part_a_word() {
    let view = joined("RUN apt-\\\nget upd\\\nate &\\\n& 'a \\\nb'\n");
    expect![[r#"
        [apt-\⏎get] [upd\⏎ate]  &\⏎&
        ['a   b']
    "#]]
    .assert_eq(&skeleton_of(&view));
    let texts: Vec<String> = Script::parse(&view)
        .commands()
        .flat_map(|site| site.command.words.iter().map(|word| word.text().to_owned()).collect::<Vec<_>>())
        .collect();
    assert_eq!(texts, ["apt-get", "update", "a b"]);
}

#[test]
fn heredoc_markers_in_a_joined_line() {
    check(
        "cat <<EOF <<'X Y' > /x && 3<<-Z cat",
        expect![[r#"
        [cat] <<EOF <<'X Y' > /x  &&
        3<<-Z [cat]
    "#]],
    );
}

#[test]
fn says_where_each_command_stands() {
    let script = "a && b & c | d; if e; then f $(g); fi; (h); x() { i; }; sh -c 'j'";
    let script = Script::parse(&View::of_text(script));
    let mut out = String::new();
    for site in script.commands() {
        let Surroundings {
            background,
            condition,
            conditional,
            subshell,
            substitution,
            function,
            inner_script,
        } = site.surroundings;
        let flags = [
            (background, "background"),
            (condition, "condition"),
            (conditional, "conditional"),
            (subshell, "subshell"),
            (substitution, "substitution"),
            (function, "function"),
            (inner_script, "inner script"),
            (site.is_piped_into(), "piped into"),
            (site.is_piped_on(), "piped on"),
            (site.is_top_level(), "top level"),
        ];
        let flags: Vec<_> = flags.iter().filter(|flag| flag.0).map(|flag| flag.1).collect();
        let operator = site.operator.map(|operator| operator.kind);
        out += &format!("{} {operator:?} {}\n", site.command.words[0].text(), flags.join(", "));
    }
    expect![[r#"
        a Some(And) background, top level
        b Some(Background) background, top level
        c Some(Sequence) piped on, top level
        d Some(Sequence) piped into, top level
        e Some(Sequence) condition
        f Some(Sequence) conditional
        g None conditional, substitution
        h None subshell
        i Some(Sequence) function
        sh None top level
        j None inner script
    "#]]
    .assert_eq(&out);
}

//! What ShellCheck would find in the scripts of a Dockerfile is found, at its place; the rest of a script is left alone.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use plimsoll_linter::{Finding, Settings, apply_fix, find_rule, lint, rules};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;

fn file(text: &str) -> Dockerfile {
    Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext))
}

fn settings(select: &str) -> Settings {
    Settings::from_selection(&[select.to_owned()], &[]).unwrap()
}

fn findings(text: &str) -> Vec<Finding> {
    lint(&file(text), &settings("shell"))
}

/// `SC2086 $a`: what is found, and where.
fn found(text: &str) -> Vec<String> {
    let line = |finding: &Finding| format!("{} {}", finding.aliases[0], &text[finding.range]);
    findings(text).iter().map(line).collect()
}

/// In a RUN on an image of which nothing is known: its shell is no more than POSIX promises.
fn in_sh(script: &str) -> Vec<String> {
    found(&format!("FROM example.org/image\nRUN {script}\n"))
}

#[test]
fn one_example_of_each_of_the_usual_checks() {
    // The code, a script that it is about, and the part of it that it points at.
    let examples = [
        ("SC1007", "A= b", ""),
        ("SC1083", "echo {", "{"),
        ("SC2005", "echo \"$(date)\"", "\"$(date)\""),
        ("SC2006", "x=`date`; echo \"$x\"", "`date`"),
        ("SC2009", "ps ax | grep -v x", "ps ax"),
        ("SC2010", "ls | grep x", ""),
        ("SC2012", "ls -l | wc -c", ""),
        ("SC2013", "for l in $(cat f); do echo \"$l\"; done", "$(cat f)"),
        ("SC2015", "[ -f x ] && rm y || rm z", ""),
        ("SC2016", "echo '$HOME'", "'$HOME'"),
        ("SC2024", "sudo echo x > /etc/y", ""),
        ("SC2028", "echo 'a\\nb'", ""),
        ("SC2034", "unused=1", "unused"),
        ("SC2035", "rm *.txt", "*"),
        ("SC2038", "find . -name x | xargs rm", ""),
        ("SC2043", "for x in a; do echo \"$x\"; done", ""),
        ("SC2044", "for x in $(find .); do echo \"$x\"; done", "$(find .)"),
        ("SC2045", "for x in $(ls); do echo \"$x\"; done", "$(ls)"),
        ("SC2046", "rm $(cat f)", "$(cat f)"),
        ("SC2059", "x=1; printf \"$x\"", ""),
        ("SC2061", "find . -name *.x", ""),
        ("SC2062", "grep a* x", "a*"),
        ("SC2064", "x=1; trap \"rm $x\" EXIT", ""),
        ("SC2069", "x 2>&1 >y", ""),
        ("SC2086", "x=$(a); rm $x", "$x"),
        ("SC2088", "ls \"~/x\"", ""),
        ("SC2094", "sort x > x", ""),
        ("SC2112", "function f() { true; }; f", ""),
        ("SC2115", "x=$(a); rm -rf \"$x/\"*", ""),
        ("SC2116", "x=$(echo \"$y\")", ""),
        ("SC2126", "grep x y | wc -l", ""),
        ("SC2140", "echo \"a\"b\"c\"", ""),
        ("SC2143", "[ -n \"$(grep x y)\" ]", ""),
        ("SC2154", "echo \"$unset\"", "$unset"),
        ("SC2155", "export A=$(date)", "A"),
        ("SC2162", "read x; echo \"$x\"", "read"),
        ("SC2164", "cd /x; rm y", "cd /x"),
        ("SC2166", "[ a = b -a c = d ]", ""),
        ("SC2181", "x; if [ $? -ne 0 ]; then y; fi", ""),
        ("SC2196", "egrep x y", "egrep"),
        ("SC2197", "fgrep x y", "fgrep"),
        ("SC2209", "x=ls; echo \"$x\"", ""),
        ("SC3010", "[[ -f x ]]", "[[ -f x ]]"),
        ("SC3014", "[ a == b ]", "=="),
        ("SC3020", "x &> y", ""),
        ("SC3030", "x=(a b); echo \"$x\"", ""),
        ("SC3037", "echo -e x", "-e"),
        ("SC3040", "set -o pipefail", ""),
        ("SC3043", "f() { local x=1; echo \"$x\"; }; f", ""),
        ("SC3044", "pushd /x", "pushd /x"),
        ("SC3046", "source x", ""),
        ("SC3057", "x=1; echo \"${x:0:1}\"", "${x:0:1}"),
        ("SC3060", "x=1; echo \"${x/1/2}\"", "${x/1/2}"),
    ];
    let mut wrong = Vec::new();
    for (code, script, place) in examples {
        let found = in_sh(script);
        let is_found = match place {
            "" => found.iter().any(|one| one.starts_with(code)),
            place => found.contains(&format!("{code} {place}")),
        };
        if !is_found {
            wrong.push(format!("{code} in {script}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_findings_of_a_script_are_reported() {
    let text = "FROM debian\nARG V\nRUN cd /src; \\\n    # the sources\n    tar xf $V.tar \\\n\n    && x=$(cat y) && rm $x\n";
    assert_eq!(found(text), ["SC2164 cd /src", "SC2086 $V", "SC2086 $x"]);
}

#[test]
fn other_languages_are_left_alone() {
    for from in ["debian\nSHELL [\"pwsh\", \"-Command\"]", "mcr.microsoft.com/windows/servercore:ltsc2022"] {
        assert_eq!(found(&format!("FROM {from}\nRUN echo $x; cd a; b\n")), [""; 0]);
    }
    assert_eq!(found("FROM debian\nRUN [\"sh\", \"-c\", \"rm $x\"]\n"), [""; 0]);
    assert_eq!(found("FROM python\nRUN <<EOF\n#!/usr/bin/env python3\nprint($x)\nEOF\n"), [""; 0]);
}

#[test]
fn a_line_is_read_with_the_heredocs_that_it_opens() {
    let of_end = |run: &str| in_sh(run).iter().filter(|one| one.starts_with("SC1044")).count();
    assert_eq!(of_end("cat <<E > x\na\nE"), 0);
    assert_eq!(of_end("bash 3<<E\na\nE"), 0);
    assert_eq!(of_end("<<E\ncat <<F\nE"), 1);
    assert_eq!(in_sh("<<E\nE"), [""; 0]);
    assert_eq!(in_sh("cat <<E > \"$x\"\n$y\nE"), ["SC2154 $x", "SC2154 $y"]);
}

#[test]
fn a_code_silences_and_selects_its_own_rule_alone() {
    let text = "FROM debian\n# hadolint ignore=SC2086\nRUN cd /x; rm $a\n# plimsoll ignore=unchecked-cd\nRUN cd /x; rm $a\n";
    assert_eq!(found(text), ["SC2164 cd /x", "SC2154 $a", "SC2154 $a", "SC2086 $a"]);
    let only = lint(&file(text), &settings("sc2164"));
    assert_eq!(only.iter().map(|finding| finding.rule.name).collect::<Vec<_>>(), ["unchecked-cd"]);
    let inside = "FROM debian\nRUN <<EOF\n# shellcheck disable=SC2086\nrm $HOME\nEOF\n";
    assert_eq!(found(inside), [""; 0]);
}

#[test]
fn repairs_fit_into_the_instruction() {
    let fixed = |text: &str| {
        let found = findings(text);
        let fix = found.iter().find_map(|finding| finding.fixes.first()).unwrap();
        apply_fix(&file(text), fix).unwrap()
    };
    assert_eq!(
        fixed("FROM debian\nARG V\nRUN a && \\\n  # b\n  rm $V \\\n  c\n"),
        "FROM debian\nARG V\nRUN a && \\\n  # b\n  rm \"$V\" \\\n  c\n"
    );
}

#[test]
fn every_check_is_a_rule_with_a_page() {
    let of_shell: Vec<_> = rules().iter().filter(|rule| rule.meta().group == "shell").collect();
    assert!(of_shell.len() > 250);
    for rule in of_shell {
        let (meta, page) = (rule.meta(), rule.page());
        assert!(meta.summary.len() > 20 && page.contains("## Why\n\n") && page.len() > 120, "{}", rule.name);
        assert_eq!(find_rule(meta.aliases[0]), Some(*rule));
        assert_eq!(rule.url(), format!("https://www.shellcheck.net/wiki/{}", meta.aliases[0]));
    }
}

//! The fixes of `runs-as-root`, on every combination of what real Dockerfiles are made of: no rule finds anything more in
//! the result, nobody is made twice, and the user is there before anything is given to it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_linter::{Settings, apply_fix, lint, verified_fixes};
use plimsoll_semantics::{Dockerfile, NoContext, Stage};
use plimsoll_syntax::{Keyword, SyntaxTree};

const STARTS: &[&str] = &[
    "FROM python:3.14-slim@sha256:0\n",
    "FROM node:24-alpine AS base\nFROM base\n",
    "FROM debian:13 AS base\nRUN useradd web\nFROM base\n",
    "FROM alpine:3.22\nRUN apk add --no-cache curl\n",
    "FROM gcr.io/distroless/static-debian13\n",
    "FROM fedora:43\nUSER root\n",
];
const WORKDIRS: &[&str] = &["", "WORKDIR /app\n", "# where it is\nWORKDIR /srv/app/\n", "WORKDIR /etc/app\n"];
const COPIES: &[&str] = &[
    "",
    "COPY . .\n",
    "COPY --from=base /app/ /app/\n  COPY a.txt \\\n    b.txt ./\n",
    "COPY --link . /srv/app\nCOPY --chown=1:1 c ./\n",
];
const MIDDLES: &[&str] =
    &["", "RUN make\n", "RUN make; \\\n    make install\nVOLUME /data /app\n", "RUN adduser --system app\n"];
const ENDS: &[&str] =
    &["", "EXPOSE 80\n# run it\nCMD [\"app\"]\n", "RUN make test\nENTRYPOINT [\"app\"]\nUSER 0"];

fn file(text: &str) -> Dockerfile {
    Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext))
}

/// How often each of the rules that are on by default finds something.
fn rules_of(file: &Dockerfile) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in lint(file, &Settings::default()) {
        *counts.entry(finding.rule.name).or_default() += 1;
    }
    counts
}

/// The items that make a user called `app`, and those that give it files.
fn uses_of_app(file: &Dockerfile) -> (Vec<usize>, Vec<usize>) {
    let mut made = Vec::new();
    let mut given = Vec::new();
    for one in file.final_stage().unwrap().chain().flat_map(Stage::instructions) {
        let text = one.source();
        let is_made = text.contains("useradd --system --gid app") || text.contains("adduser -S -G app");
        if is_made || text.contains("adduser --system app") {
            made.push(one.index);
        }
        if text.contains("--chown=app") || one.keyword() == Some(Keyword::User) && text.contains("app") {
            given.push(one.index);
        }
    }
    (made, given)
}

fn check(text: &str, settings: &Settings) -> usize {
    let before = file(text);
    let findings = lint(&before, settings);
    let Some(finding) = findings.first() else { return 0 };
    let fixes = verified_fixes(&before, finding);
    assert_eq!(fixes.len(), finding.fixes.len(), "a fix is withheld:\n{text}");
    for fix in &fixes {
        let fixed = apply_fix(&before, fix).unwrap();
        let after = file(&fixed);
        let shown = format!("{}:\n{text}\n---\n{fixed}", fix.title);
        assert_eq!(after.final_stage().unwrap().user().is_root(), Some(false), "{shown}");
        let known = rules_of(&before);
        for (rule, count) in rules_of(&after) {
            assert!(count <= known.get(rule).copied().unwrap_or(0), "{rule} finds more: {shown}");
        }
        let (made, given) = uses_of_app(&after);
        assert!(made.len() <= 1 || uses_of_app(&before).0.len() > 1, "{shown}");
        let is_in_time = |item: &usize| made.first().is_some_and(|made| made < item);
        assert!(given.iter().all(is_in_time), "{shown}");
        assert!(!fixed.contains("chown -R"), "{shown}");
        assert_eq!(text.contains("\r\n"), fixed.contains("\r\n"), "{shown}");
    }
    fixes.len()
}

#[test]
fn every_combination_gets_a_user_without_harm() {
    let settings = Settings::from_selection(&["runs-as-root".to_owned()], &[]).unwrap();
    let (mut seen, mut fixed) = (0, 0);
    for start in STARTS {
        for workdir in WORKDIRS {
            for copy in COPIES {
                for middle in MIDDLES {
                    for end in ENDS {
                        let text = format!("{start}{workdir}{copy}{middle}{end}");
                        seen += 1;
                        let is_dos = seen % 5 == 0;
                        let text = if is_dos { text.replace('\n', "\r\n") } else { text };
                        fixed += check(&text, &settings);
                    }
                }
            }
        }
    }
    assert!(fixed * 10 > seen * 9, "only {fixed} fixes for {seen} files");
}

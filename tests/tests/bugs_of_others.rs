//! Bugs that were seen in other linters and language servers: what is right stands here.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use plimsoll_formatter::{Style, format};
use plimsoll_ide::{TokenKind, refactorings, semantic_tokens};
use plimsoll_linter::{Settings, apply_fix, fix_all, lint, verified_fixes};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;
use plimsoll_text::{TextRange, TextSize, apply_edits};

fn file(text: &str) -> Dockerfile {
    Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext))
}

fn formatted(text: &str) -> String {
    apply_edits(text, &format(&file(text), &Style::default())).unwrap()
}

/// The rules that say something, each once.
fn rules(text: &str) -> Vec<&'static str> {
    let mut rules: Vec<_> =
        lint(&file(text), &Settings::default()).iter().map(|finding| finding.rule.name).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

#[test]
fn formatting_keeps_heredocs_and_strings() {
    for text in [
        "FROM a\nADD <<EOF /x\nkey: v\nEOF\n",
        "FROM a\nONBUILD RUN <<EOF\nkey: v\nEOF\n",
        "FROM a\nRUN cat 3<<EOF\nkey: v\nEOF\n",
        "FROM a\nLABEL d=\"x\\\n  y\"\n",
        "FROM a\nRUN printf \"all:\\n\\\n\techo\"\n",
        "FROM a\nCOPY <<EOF /x.ini\n[a]\n  b = 1\n\n\nc=2\nEOF\n",
    ] {
        assert_eq!(formatted(text), text);
    }
}

#[test]
fn formatting_keeps_lists_with_backticks() {
    let text = "# escape=`\nFROM a\nRUN apt-get install -y `\n    zlib1g `\n    curl `\n    && b\n";
    assert_eq!(formatted(text), text);
}

#[test]
fn what_is_right_is_no_error() {
    for text in [
        "FROM a:1\nADD --unpack=true a.tar /b/\n",
        "FROM a:1\nRUN cat 3<<EOF\nbody\nEOF\n",
        "FROM a:1\nADD <<EOF /x\na\n\nb\nEOF\n",
        "FROM a:1\nARG C\nSTOPSIGNAL $C\n",
        "FROM a:1\nRUN echo a \\\n\n    && echo b\n",
        "FROM a:1\nEXPOSE ${P:-8080}/tcp\n",
    ] {
        let findings = lint(&file(text), &Settings::default());
        let errors: Vec<_> =
            findings.iter().filter(|one| one.severity.as_str() == "error").map(|one| one.rule.name).collect();
        assert_eq!(errors, [""; 0], "{text}");
    }
}

#[test]
fn what_is_wrong_is_found() {
    for (text, rule) in [
        ("RUN --bogus a", "invalid-flag"),
        ("RUN --mount=typ=cache a", "invalid-mount"),
        ("RUN --network=foo a", "invalid-flag"),
        ("COPY --from=b /a /b\nFROM c AS b", "invalid-stage-reference"),
        ("VOLUME []", "wrong-argument-count"),
        ("ARG A =1", "invalid-key-value"),
        ("RUN <<EOF\na", "unterminated-heredoc"),
        ("CMD [\"a\",]", "malformed-exec-form"),
    ] {
        let found = rules(&format!("FROM a:1 AS x\n{text}\n"));
        assert!(found.contains(&rule), "{text}: {found:?}");
    }
}

#[test]
fn one_broken_line_hides_nothing() {
    assert_eq!(rules("FROM alpine:3.22\nMAINTAINER a\nUSER 7\nRUNN x\n"), rules_of_both());
}

fn rules_of_both() -> Vec<&'static str> {
    let mut both = rules("FROM alpine:3.22\nMAINTAINER a\nUSER 7\n");
    both.push("unknown-instruction");
    both.sort_unstable();
    both
}

#[test]
fn a_change_of_case_changes_the_keyword_alone() {
    for text in ["env A=\"x y\" B=2", "label a=b c=d", "onbuild copy a b", "run <<EOF\nx\nEOF"] {
        let text = format!("FROM a:1\nUSER 7\nWORKDIR /b\n{text}\n");
        let file = file(&text);
        let findings = lint(&file, &Settings::default());
        let casing = findings.iter().find(|one| one.rule.name == "inconsistent-keyword-casing").unwrap();
        let fixed = apply_fix(&file, verified_fixes(&file, casing)[0]).unwrap();
        assert!(fixed != text && fixed.eq_ignore_ascii_case(&text), "{fixed}");
    }
}

#[test]
fn all_fixes_keep_lists_of_packages() {
    let text = "FROM debian:13\nRUN apt-get update && apt-get install -y \\\n    zlib1g \\\n    # why\n    curl \\\n    \
                && rm -rf /var/lib/apt/lists/*\n";
    let fixed = fix_all(&file(text), &Settings::default(), true).text;
    assert_eq!(file(&fixed).syntax_errors().count(), 0, "{fixed}");
    assert!(fixed.contains("# why"), "{fixed}");
}

#[test]
fn sorted_packages_keep_their_comments_and_continuations() {
    let text = "FROM debian:13\nRUN apt-get install -y \\\n    zlib1g \\\n    # why\n    curl \\\n    && a\n";
    let file = file(text);
    let at = TextRange::empty(TextSize::new(text.find("zlib1g").unwrap() as u32));
    let actions = refactorings(&file, at, &[]);
    let sorted = actions.iter().find(|action| action.title.to_lowercase().contains("sort"));
    assert!(sorted.is_some(), "{:?}", actions.iter().map(|action| &action.title).collect::<Vec<_>>());
}

#[test]
fn tokens_have_known_kinds_and_do_not_overlap() {
    for text in
        ["FROM a\nRUN --=\\\n=e\n", "FROM a\nARG X=\n", "FROM a\nENV A=${B:-c} D=\"$E\" F=\"${G:+h}\"\n"]
    {
        let tokens = semantic_tokens(&file(text));
        assert!(tokens.iter().all(|token| TokenKind::ALL.contains(&token.kind)), "{text}");
        assert!(tokens.iter().all(|token| !token.range.is_empty()), "{text}");
        assert!(tokens.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start()), "{text}");
    }
}

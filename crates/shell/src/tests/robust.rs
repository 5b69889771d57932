//! Any text gives a skeleton, in linear time, with sane spans.

use plimsoll_text::Span;
use proptest::prelude::*;

use super::print::skeleton_of;
use crate::*;

/// Walks everything there is; the printer slices by every span.
fn read(view: &View) {
    skeleton_of(view);
    let script = Script::parse(view);
    let _ = script.as_exec_words();
    for (site, invocation) in script.invocations() {
        assert!(view.script().contains(site.command.span));
        let _ = (invocation.span(), invocation.as_module(), invocation.parse(&["-o", "--name"]).subcommand());
    }
    let mut end = 0;
    for item in &script.list().items {
        let span =
            item.pipeline.span.cover(item.operator.map_or(item.pipeline.span, |operator| operator.span));
        assert!(end <= span.start && span.start <= span.end, "items overlap");
        end = span.end;
    }
    assert!(end <= view.script().end);
}

fn shellish() -> impl Strategy<Value = String> {
    const TOKENS: &[&str] = &[
        " ",
        " ",
        " ",
        "\n",
        "\t",
        "\r\n",
        "\\\n",
        "\\",
        "a",
        "b=",
        "é",
        "😀",
        "1",
        "'",
        "\"",
        "`",
        "$",
        "$(",
        "${",
        "$((",
        "((",
        "))",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "[[ ",
        " ]]",
        "<",
        ">",
        "<<",
        "<<-",
        "<<<",
        "<(",
        "&",
        "&&",
        "|",
        "||",
        ";",
        ";;",
        "#",
        "!",
        "*",
        "?",
        "~",
        ":-",
        "=",
        "-",
        "--",
        "if ",
        "then ",
        "elif ",
        "else ",
        "fi ",
        "for ",
        "in ",
        "while ",
        "do ",
        "done ",
        "case ",
        "esac ",
        "function ",
        "f()",
        "sh -c ",
        "sudo ",
        "env ",
        "x=(",
        "!(",
        "$'",
        "\0",
    ];
    prop::collection::vec(prop::sample::select(TOKENS), 0..40).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_any_text(text in any::<String>()) {
        read(&View::of_text(&text));
    }

    #[test]
    fn reads_shell_like_text(text in shellish()) {
        read(&View::of_text(&text));
    }

    #[test]
    fn reads_joined_lines(text in shellish(), cuts in prop::collection::vec(0usize..80, 0..8)) {
        let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0) as u32;
        let mut cuts: Vec<u32> = cuts.into_iter().map(boundary).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let spans: Vec<Span> = cuts.chunks_exact(2).map(|pair| Span::new(pair[0], pair[1])).collect();
        let script = Span::new(boundary(2), text.len() as u32);
        let view = View::with_gaps(&text, script, spans);
        prop_assert_eq!(view.text().len(), text.len());
        read(&view);
    }
}

/// What opens something, or goes on and on.
const ENDLESS: &[&str] = &[
    "(",
    "((",
    "{ ",
    "$(",
    "\"$(",
    "${a:-",
    "$((",
    "`",
    "\\`",
    "if ",
    "while ",
    "case x in a) ",
    "f() ",
    "x=(",
    "<(",
    "!",
    "! ",
    "sh -c \"",
    "[[ ",
    "function f ",
    "for x in $(",
    "!(",
    "a |",
    "a &&",
    "x=$(",
    "( ( ) ",
    "$(( ( ",
    "((a) ",
    "$((a) ",
    "a[",
    "<<a\n",
    "a=b ",
    "=(",
    "+(x)",
    "sudo -u x ",
    "env a=b ",
    "'a'",
    "sh -c 'a' ",
    "sh -c a;",
];

#[test]
fn bounds_the_stack() {
    let read_all = || {
        for opener in ENDLESS {
            read(&View::of_text(&opener.repeat(20_000 / opener.len())));
        }
        read(&View::of_text(&("(".repeat(100_000) + &")".repeat(100_000))));
    };
    // A quarter of what a thread has by default.
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(read_all).unwrap();
    thread.join().unwrap();
}

//! No text makes the program panic, hang or forget a byte.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use plimsoll_linter::{Settings, lint};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;
use plimsoll_tests::dockerfiles::dockerfiles;
use plimsoll_tests::recorded::{self, Mode, Source};
use plimsoll_text::{TextEdit, TextRange, TextSize};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Everything that is done with a document while it is edited.
fn check(text: &str, edits: &[(Index, usize, String)]) {
    let mut text = text.to_owned();
    let mut tree = SyntaxTree::parse(&text);
    lint_tree(&tree, &text);
    for (at, len, insert) in edits {
        let range = char_range(&text, at, *len);
        text.replace_range(std::ops::Range::<usize>::from(range), insert);
        tree = tree.edit(&TextEdit::replace(range, insert.clone())).0;
        assert_eq!(tree, SyntaxTree::parse(&text), "{text:?}");
        lint_tree(&tree, &text);
    }
}

fn lint_tree(tree: &SyntaxTree, text: &str) {
    assert_eq!(tree.text(), text);
    for (range, error) in tree.errors() {
        assert!(text.get(std::ops::Range::<usize>::from(range)).is_some(), "{:?} at {range:?}", error.kind);
        assert!(!error.kind.to_string().is_empty());
    }
    let file = Dockerfile::new(tree.clone(), Arc::new(NoContext));
    for finding in lint(&file, &Settings::default()) {
        let range = std::ops::Range::<usize>::from(finding.range);
        assert!(text.get(range).is_some(), "{} at {:?}", finding.rule.name, finding.range);
    }
}

/// About `len` bytes of a text, on character boundaries.
fn char_range(text: &str, at: &Index, len: usize) -> TextRange {
    let start = text.floor_char_boundary(at.index(text.len() + 1));
    let end = text.ceil_char_boundary((start + len).min(text.len()));
    TextRange::new(TextSize::new(start as u32), TextSize::new(end as u32))
}

/// The recorded cases and the example files.
static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let modes = [Mode::Parse, Mode::Lint, Mode::Image];
    let cases = modes.into_iter().flat_map(recorded::cases).filter_map(|case| match case.source {
        Source::File(text) => Some(text),
        _ => None,
    });
    let files = dockerfiles().into_iter().map(|(_, text)| text);
    cases.chain(files).collect()
});

/// Pieces that mean something to some part of the program.
const TOKENS: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "\\",
    "\\\n",
    "`\n",
    "#",
    "# ",
    "# escape=`\n",
    "# syntax=x\n",
    "# check=skip=all\n",
    "# hadolint ignore=DL3006\n",
    "# plimsoll ignore ",
    "FROM ",
    "FROM a AS b\n",
    "AS ",
    "RUN ",
    "run ",
    "COPY ",
    "ADD ",
    "ENV ",
    "ARG ",
    "LABEL ",
    "CMD ",
    "ENTRYPOINT ",
    "SHELL ",
    "HEALTHCHECK ",
    "ONBUILD ",
    "EXPOSE ",
    "VOLUME ",
    "USER ",
    "WORKDIR ",
    "STOPSIGNAL ",
    "MAINTAINER ",
    "--from=",
    "--platform=",
    "--mount=type=",
    "--chmod=",
    "--link ",
    "cache,",
    "target=/x,",
    "<<E",
    "<<-'E' ",
    "<<",
    "\nE\n",
    "[",
    "]",
    "\"",
    "'",
    ",",
    "$",
    "${",
    "}",
    "${a:-",
    "${a//b/",
    "$a",
    "a",
    "=",
    "a=b ",
    ":",
    "@",
    "sha256:",
    "/",
    "*",
    "80",
    "0",
    "-",
    ".",
    "&& ",
    "| ",
    "; ",
    "(",
    ")",
    "apt-get install ",
    "curl ",
    "sudo ",
    "cd ",
    "\u{feff}",
    "é",
    "😀",
    "\u{a0}",
    "\u{85}",
    "\u{2028}",
    "\0",
];

fn soup(max: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(select(TOKENS), 0..max).prop_map(|tokens| tokens.concat())
}

fn edits() -> impl Strategy<Value = Vec<(Index, usize, String)>> {
    prop::collection::vec((any::<Index>(), 0_usize..30, soup(4)), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), edits in edits()) {
        check(&String::from_utf8_lossy(&bytes), &edits);
    }

    #[test]
    fn tokens(text in soup(60), edits in edits()) {
        check(&text, &edits);
    }

    #[test]
    fn mutations(seed in select(&SEEDS[..]), edits in edits()) {
        check(&seed, &edits);
    }
}

/// Far more than a linear program needs, on a slow machine without optimizations, and far less than a
/// quadratic one does.
const LIMIT: Duration = Duration::from_secs(20);

fn check_extreme(text: &str) {
    let start = Instant::now();
    let mut tree = SyntaxTree::parse(text);
    lint_tree(&tree, text);
    let middle = TextSize::new(text.floor_char_boundary(text.len() / 2) as u32);
    for at in [TextSize::new(0), middle, TextSize::of(text)] {
        tree = tree.edit(&TextEdit::insert(at, "x")).0;
        tree = tree.edit(&TextEdit::delete(TextRange::at(at, 1.into()))).0;
        assert!(tree.text() == text);
    }
    assert!(tree.syntax().text() == text);
    let took = start.elapsed();
    assert!(took < LIMIT, "took {took:?}");
}

macro_rules! extremes {
    ($($name:ident: $text:expr,)*) => {
        /// Texts that are far too much of something.
        mod extremes {
            use super::check_extreme;
            $(
                #[test]
                fn $name() {
                    check_extreme(&$text);
                }
            )*
        }
    };
}

extremes! {
    empty: "",
    one_line: format!("FROM a\nRUN {}\n", "x".repeat(1 << 20)),
    one_line_of_words: format!("FROM a\nCOPY {}\n", "x ".repeat(100_000)),
    lines: format!("FROM a\n{}", "RUN x\n".repeat(50_000)),
    blank_lines: "\n".repeat(100_000),
    directives: "# escape=`\n".repeat(50_000),
    continuations: format!("FROM a\nRUN {}x\n", "x \\\n".repeat(50_000)),
    blank_continuations: format!("FROM a\nRUN x \\\n{}", "\n".repeat(50_000)),
    variables_in_continuations: format!("FROM a\nENV {}\n", "a=$b \\\n".repeat(20_000)),
    stages: (0..5_000).map(|i| format!("FROM a AS s{i}\nCOPY --from=s{i} x y\n")).collect::<String>(),
    chained_stages: (0..5_000).map(|i| format!("FROM s{i} AS s{}\nARG a{i}\nENV b{i}=$a{i}\n", i + 1)).collect::<String>(),
    unterminated_heredoc: format!("FROM a\nRUN <<E\n{}", "x\n".repeat(50_000)),
    unterminated_heredocs: format!("FROM a\n{}", "RUN <<E\n".repeat(50_000)),
    unterminated_heredocs_with_names: (0..50_000).map(|i| format!("RUN <<E{i}\n")).collect::<String>(),
    heredocs_on_one_line: format!("FROM a\nRUN {}\n{}", "<<E ".repeat(10_000), "E\n".repeat(10_000)),
    heredoc_marker_and_blanks: format!("FROM a\nRUN <<{}E\nE\n", " ".repeat(1 << 20)),
    nested_triggers: format!("FROM a\n{}RUN x\n", "ONBUILD ".repeat(10_000)),
    nested_defaults: format!("FROM a\nENV a={}\n", "${x:-".repeat(100_000)),
    nested_defaults_in_quotes: format!("FROM a\nENV a={}\n", "\"${x:-".repeat(100_000)),
    nested_defaults_in_script: format!("FROM a\nRUN <<E {}\nE\n", "${x:-".repeat(100_000)),
    doubling_values: format!("FROM a\nENV a=aaaaaaaa\n{}", "ENV a=$a$a\n".repeat(60)),
    replaced_values: format!("FROM a\nENV a={}\nENV b=${{a//x*y/z}}\n", "x".repeat(30_000)),
    dollars: format!("FROM a\nLABEL a={}\n", "$".repeat(100_000)),
    brackets: format!("FROM a\nCMD {}\n", "[".repeat(100_000)),
    closed_brackets: format!("FROM a\nCMD {}{}\n", "[".repeat(100_000), "]".repeat(100_000)),
    double_quotes: format!("FROM a\nENV a={}\n", "\"".repeat(100_001)),
    single_quotes_in_script: format!("FROM a\nRUN {}\n", "'".repeat(100_001)),
    subshells: format!("FROM a\nRUN {}\n", "(".repeat(100_000)),
    substitutions: format!("FROM a\nRUN {}\n", "$(".repeat(100_000)),
    commands: format!("FROM a\nRUN {}\n", "a && ".repeat(100_000)),
    flags: format!("FROM a\nRUN {}{}x\n", "--mount=type=tmpfs ".repeat(20_000), "--device=x ".repeat(20_000)),
    unknown_flags: format!("FROM a\nCOPY {}\n", "--x ".repeat(50_000)),
    mount_options: format!("FROM a\nRUN --mount={} x\n", "id=a,".repeat(50_000)),
    nul_bytes: "\0".repeat(1 << 20),
    escapes: format!("FROM a\nRUN {}\n", "\\".repeat(1 << 20)),
    suppressions: format!("FROM a\n{}RUN x\n", "# plimsoll ignore=a\n".repeat(50_000)),
    empty_comments: format!("FROM a\n{}RUN x\n", "# check=skip=a\n#\n".repeat(25_000)),
    suppressions_of_instructions: format!("FROM a\n{}", "# plimsoll ignore=shell-form-command\nCMD x\n".repeat(10_000)),
    suppressions_of_the_file: format!("{}FROM a\n{}", "# plimsoll ignore-file=x\n".repeat(20_000), "CMD x\n".repeat(10_000)),
    chained_installs: (0..2_000).map(|i| format!("FROM s{i} AS s{}\nCOPY . .\nRUN npm ci\n", i + 1)).collect::<String>(),
    utf_16: String::from_utf8_lossy(&"FROM a\nRUN x\n".repeat(10_000).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
}

//! Incremental equals fresh, for any text and any sequence of edits; and an edit costs what it touches.

use plimsoll_syntax::{Reparsed, SyntaxTree};
use plimsoll_text::{TextEdit, TextRange, TextSize};
use proptest::prelude::*;

/// Pieces that meet every corner of the language.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "\\",
    "\\\n",
    "`",
    "`\n",
    "#",
    "# c\n",
    "# escape=`\n",
    "# syntax=x/y\n",
    "# check=skip=A\n",
    "FROM a\n",
    "FROM a AS b\n",
    "RUN x \\\n  y\n",
    "RUN <<E\n",
    "COPY <<E <<-F /x\n",
    "E\n",
    "\tF\n",
    "ONBUILD RUN <<E\n",
    "CMD [\"a\", \"b\"]\n",
    "ENV a=1 b=\"x y\" c='z\n",
    "LABEL k v\n",
    "HEALTHCHECK --interval=1s CMD x\n",
    "COPY --from=b --link a c\n",
    "\u{feff}",
    "é",
    "😀",
    "\u{a0}",
    "\u{85}",
    "\0",
    "\"",
    "'",
    "$",
    "${x:-",
    "}",
    "<<",
    "[",
    "]",
    ",",
    "--mount=type=cache,target=/x ",
    "run",
    "x",
    "=",
    "RUN echo $((1 << 2))\n",
];

fn text(max: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..max).prop_map(|pieces| pieces.concat())
}

fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, String)>> {
    prop::collection::vec((any::<prop::sample::Index>(), 0_usize..40, text(4)), 1..12)
}

/// A range of `text` on character boundaries.
fn range(text: &str, at: &prop::sample::Index, len: usize) -> TextRange {
    let boundaries: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
    let start = at.index(boundaries.len());
    let end = (start + len).min(boundaries.len() - 1);
    TextRange::new(TextSize::new(boundaries[start] as u32), TextSize::new(boundaries[end] as u32))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn tree_is_lossless(text in text(40)) {
        let tree = SyntaxTree::parse(&text);
        prop_assert_eq!(tree.text(), text.clone());
        prop_assert_eq!(tree.syntax().text().to_string(), text);
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}") {
        prop_assert_eq!(SyntaxTree::parse(&text).syntax().text().to_string(), text);
    }

    #[test]
    fn incremental_equals_fresh(start in text(30), edits in edits()) {
        let mut text = start;
        let mut tree = SyntaxTree::parse(&text);
        for (at, len, insert) in edits {
            let range = range(&text, &at, len);
            text.replace_range(std::ops::Range::<usize>::from(range), &insert);
            tree = tree.edit(&TextEdit::replace(range, insert)).0;
            prop_assert_eq!(&tree, &SyntaxTree::parse(&text), "{:?}", text);
        }
    }
}

fn cost(text: &str, at: usize, insert: &str) -> usize {
    let tree = SyntaxTree::parse(text);
    let (edited, Reparsed { instructions }) = tree.edit(&TextEdit::insert(TextSize::new(at as u32), insert));
    let mut expected = text.to_owned();
    expected.insert_str(at, insert);
    assert_eq!(edited, SyntaxTree::parse(&expected));
    instructions
}

/// 2,000 lines, two of them each instruction.
fn long_file() -> String {
    let mut text = String::from("FROM a\n\n");
    for line in 0..999 {
        text.push_str(&format!("RUN echo {line} && \\\n    true\n"));
    }
    text
}

#[test]
fn a_plain_edit_reparses_one_instruction() {
    let text = long_file();
    for at in [0, 6, text.len() / 2, text.len() - 3] {
        assert_eq!(cost(&text, at, "x"), 1, "at {at}");
    }
    let start_of_line = text.find("RUN echo 500").unwrap();
    assert_eq!(cost(&text, start_of_line, "# "), 1, "the line below is an instruction of its own now");
}

#[test]
fn a_new_line_reparses_two_and_a_continuation_what_it_joins() {
    let text = long_file();
    let end_of_line = text.find("RUN echo 500").unwrap() - 1;
    assert_eq!(cost(&text, end_of_line, "\nRUN x"), 2);
    assert!(cost(&text, end_of_line, " \\") <= 3);
}

#[test]
fn a_heredoc_opener_reads_to_the_end_but_a_closed_one_does_not() {
    let mut text = long_file();
    let at = text.find("RUN echo 500").unwrap();
    assert!(cost(&text, at, "RUN <<EOF\n") <= 12, "one instruction, read again each time the text doubles");
    text.insert_str(at, "RUN <<EOF\necho hello\nEOF\n");
    assert_eq!(cost(&text, at + 14, "x"), 1);
}

#[test]
fn typing_under_an_open_heredoc_stays_cheap() {
    let mut text = long_file();
    text.insert_str(text.find("RUN echo 10 ").unwrap(), "RUN <<EOF\n");
    let at = text.find("RUN echo 900").unwrap() + 9;
    assert!(cost(&text, at, "x") <= 13);
}

#[test]
fn an_escape_directive_reads_everything() {
    let text = long_file();
    assert_eq!(cost(&text, 0, "# escape=`\n"), 1_999);
    assert_eq!(cost(&text, 0, "# syntax=docker/dockerfile:1\n"), 1);
}

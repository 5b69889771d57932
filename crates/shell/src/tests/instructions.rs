//! Scripts cut out of whole instructions.

use expect_test::{Expect, expect};
use plimsoll_syntax::{Arguments, Instruction, SyntaxTree};

use super::print::skeleton_of;
use crate::{Script, View};

/// The first instruction of a file, and its script in either form.
pub(super) fn with_instruction<T>(source: &str, read: impl FnOnce(&Instruction, Script) -> T) -> T {
    let tree = SyntaxTree::parse(source);
    let instruction = tree.instructions().next().unwrap().instruction;
    let script = match &instruction.command().arguments {
        Arguments::Shell(span) => Script::parse(&View::new(instruction, *span)),
        Arguments::Json(array) => Script::from_exec(instruction, array),
        other => panic!("no script: {other:?}"),
    };
    read(instruction, script)
}

#[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
fn check(source: &str, expect: Expect) {
    with_instruction(source, |instruction, _| {
        let Arguments::Shell(span) = instruction.command().arguments else { panic!("no shell form") };
        let view = View::new(instruction, span);
        assert_eq!(view.text().len(), source.len());
        expect.assert_eq(&skeleton_of(&view));
    });
}

#[test]
fn leaves_out_flags_comments_and_line_breaks() {
    check(
        "RUN --mount=type=cache,target=/x \\\n  # why\n  apt-get update \\\n\n && apt-get install é # all\n",
        expect![[r#"
            [apt-get] [update]  &&
            [apt-get] [install] [é]
            comment # all
        "#]],
    );
    check(
        "RUN apt-\\\r\nget update \\\r\n  && echo 'a \\\r\nb'\r\n",
        expect![[r#"
        [apt-\⏎ get] [update]  &&
        [echo] ['a    b']
    "#]],
    );
}

#[test]
fn knows_the_other_escape_character() {
    let source = "# escape=`\nRUN a `\n && b\\ c\n";
    let tree = SyntaxTree::parse(source);
    let placed = tree.instructions().next().unwrap();
    let Arguments::Shell(span) = placed.command().arguments else { panic!("no shell form") };
    expect![[r#"
        [a]  &&
        [b\ c]
    "#]]
    .assert_eq(&skeleton_of(&View::new(placed.instruction, span)));
}

#[test]
fn reads_the_body_of_a_heredoc() {
    let source = "RUN <<EOF\nset -e\ncat <<X > /y \\\n  # kept\nEOX\nX\necho $(date)\nEOF\n";
    with_instruction(source, |instruction, script| {
        assert_eq!(script.faults(), []);
        let view = View::new(instruction, instruction.heredocs()[0].body);
        expect![[r#"
            [set] [-e]  ⏎
            [cat] <<X > /y  ⏎
            [echo] [$(date)]  ⏎
              $
                [date]
            comment # kept
            heredoc EOX⏎
        "#]]
        .assert_eq(&skeleton_of(&view));
    });
}

//! Lines that can be folded away: stages, long instructions, heredocs, comments, runs of ENV and the like.

use plimsoll_semantics::{Dockerfile, Dockerignore};
use plimsoll_syntax::dockerignore::IgnoreLineKind;
use plimsoll_syntax::{GapKind, Keyword, Node, Placed};
use plimsoll_text::{LineIndex, TextRange, TextSize};

/// From the end of the line where `range` starts to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    pub range: TextRange,
    pub kind: FoldKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    Stage,
    Instruction,
    Heredoc,
    Comment,
    /// Instructions of one kind that say things about the image: ARG, ENV, LABEL, EXPOSE.
    Settings,
}

/// All folds, outer ones first; each has more than one line, and no two start on the same line.
pub fn folds(file: &Dockerfile, lines: &LineIndex) -> Vec<Fold> {
    let mut folds: Vec<Fold> = file
        .stages()
        .map(|stage| {
            let last = stage.instructions().next_back().unwrap_or(stage.from());
            Fold { range: whole(stage.from()).cover(whole(last)), kind: FoldKind::Stage }
        })
        .collect();
    folds.extend(file.instructions().flat_map(of_instruction));
    folds.extend(runs(file));
    well_formed(folds, lines)
}

/// Blocks of comments.
pub fn ignore_file_folds(file: &Dockerignore, lines: &LineIndex) -> Vec<Fold> {
    let comments = file.file().lines().iter().map(|line| {
        let is_comment = matches!(line.kind, IgnoreLineKind::Comment);
        is_comment.then_some((FoldKind::Comment, line.range))
    });
    well_formed(joined(comments), lines)
}

fn of_instruction(instruction: Placed<'_>) -> Vec<Fold> {
    let fold = |span, kind| Fold { range: instruction.range(span), kind };
    let mut folds = vec![fold(instruction.trimmed_span(), FoldKind::Instruction)];
    // The first body starts below the line that opens it, the others below the end of the one before.
    for heredoc in instruction.heredocs() {
        let end = heredoc.terminator.unwrap_or(heredoc.body).end;
        folds.push(fold(
            plimsoll_text::Span::new(heredoc.body.start.saturating_sub(1), end),
            FoldKind::Heredoc,
        ));
    }
    let comments = instruction
        .gaps()
        .iter()
        .map(|gap| (gap.kind == GapKind::Comment).then(|| (FoldKind::Comment, instruction.range(gap.span))));
    folds.extend(joined(comments));
    folds
}

/// Comments one below the other, and instructions that say things about the image.
fn runs(file: &Dockerfile) -> Vec<Fold> {
    let run_of = |keyword: Option<Keyword>| match keyword {
        Some(Keyword::Arg | Keyword::Env | Keyword::Label | Keyword::Expose) => keyword,
        _ => None,
    };
    let items = file.tree().items().iter().map(|item| match &*item.node {
        Node::Comment(_) => Some((None, item.range())),
        Node::Instruction(instruction) => run_of(instruction.keyword())
            .map(|keyword| (Some(keyword), instruction.trimmed_span().at(item.start))),
        Node::Blank(_) | Node::Directive(_) => None,
    });
    let as_kind = |(keyword, range): (Option<Keyword>, TextRange)| {
        let kind = if keyword.is_some() { FoldKind::Settings } else { FoldKind::Comment };
        Fold { range, kind }
    };
    stretches(items).into_iter().map(as_kind).collect()
}

fn joined(items: impl Iterator<Item = Option<(FoldKind, TextRange)>>) -> Vec<Fold> {
    stretches(items).into_iter().map(|(kind, range)| Fold { range, kind }).collect()
}

/// Neighbours of one kind, two at least, as one range.
fn stretches<K: PartialEq + Copy>(
    items: impl Iterator<Item = Option<(K, TextRange)>>,
) -> Vec<(K, TextRange)> {
    let mut found: Vec<(K, TextRange, usize)> = Vec::new();
    let mut is_open = false;
    for item in items {
        let Some((kind, range)) = item else {
            is_open = false;
            continue;
        };
        match found.last_mut() {
            Some((last, covered, count)) if is_open && *last == kind => {
                *covered = covered.cover(range);
                *count += 1;
            }
            _ => found.push((kind, range, 1)),
        }
        is_open = true;
    }
    found.into_iter().filter(|(_, _, count)| *count > 1).map(|(kind, range, _)| (kind, range)).collect()
}

/// Without folds of one line, and of those that start on the same line only the largest: editors know no others.
fn well_formed(folds: Vec<Fold>, lines: &LineIndex) -> Vec<Fold> {
    let line = |offset: TextSize| lines.line(offset);
    // A line ending at the end is no line of its own.
    let trimmed = |fold: Fold| {
        let last = lines.line_range(line(fold.range.end())).map_or(fold.range.end(), TextRange::start);
        let end = if last == fold.range.end() && last > fold.range.start() {
            last.checked_sub(TextSize::new(1)).unwrap_or(last)
        } else {
            fold.range.end()
        };
        Fold { range: TextRange::new(fold.range.start(), end), ..fold }
    };
    let mut folds: Vec<Fold> = folds.into_iter().map(trimmed).collect();
    folds.retain(|fold| line(fold.range.start()) < line(fold.range.end()));
    folds.sort_by_key(|fold| (line(fold.range.start()), std::cmp::Reverse(line(fold.range.end()))));
    folds.dedup_by_key(|fold| line(fold.range.start()));
    folds
}

fn whole(instruction: Placed<'_>) -> TextRange {
    instruction.range(instruction.trimmed_span())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::{Fixture, IgnoreFixture, ODD_FILES};

    fn shown(folds: &[Fold], lines: &LineIndex) -> String {
        let line = |offset| lines.line(offset) + 1;
        let show = |fold: &Fold| {
            format!("{}-{} {:?}\n", line(fold.range.start()), line(fold.range.end()), fold.kind)
        };
        folds.iter().map(show).collect()
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::without_cursor(text);
        expected.assert_eq(&shown(&folds(&fixture.file, &fixture.lines), &fixture.lines));
    }

    #[test]
    fn stages_end_with_their_last_instruction() {
        check(
            "ARG V\nFROM a\nRUN b\n\n# next\nFROM c\n\nRUN d\n\n",
            expect![[r#"
            2-3 Stage
            6-8 Stage
        "#]],
        );
        check("FROM a\nFROM b\n", expect![[""]]);
    }

    #[test]
    fn long_instructions_with_their_comments() {
        check(
            "FROM a\nRUN b \\\n  # one\n  # two\n  && c \\\n  # three\n\n  && d\n",
            expect![[r#"
            1-8 Stage
            2-8 Instruction
            3-4 Comment
        "#]],
        );
        check(
            "# escape=`\nFROM a\nRUN b `\r\n  c\r\n",
            expect![[r#"
            2-4 Stage
            3-4 Instruction
        "#]],
        );
    }

    #[test]
    fn heredocs() {
        check(
            "FROM a\nRUN <<E\nb\nE\n",
            expect![[r#"
            1-4 Stage
            2-4 Instruction
        "#]],
        );
        check(
            "FROM a\nCOPY <<A <<B \\\n  /x/\na\nA\nb\nB\n",
            expect![[r#"
            1-7 Stage
            2-7 Instruction
            3-5 Heredoc
            5-7 Heredoc
        "#]],
        );
        check(
            "FROM a\nRUN <<E\nb\n",
            expect![[r#"
            1-3 Stage
            2-3 Instruction
        "#]],
        );
    }

    #[test]
    fn comments_one_below_the_other() {
        check(
            "# syntax=x\n# one\n# two\n\n# three\nFROM a\n# four\n# five\n",
            expect![[r#"
            2-3 Comment
            7-8 Comment
        "#]],
        );
    }

    #[test]
    fn runs_of_settings() {
        check(
            "FROM a\nRUN x\nENV A=1\nENV B=2\nLABEL c=d\nLABEL e=f \\\n g=h\n\nENV I=1\n",
            expect![[r#"
            1-9 Stage
            3-4 Settings
            5-7 Settings
            6-7 Instruction
        "#]],
        );
    }

    #[test]
    fn ignore_files_fold_comments() {
        let fixture = IgnoreFixture::new("# a\n# b\nc\n# d\n\n# e\n# f$0\n", &[]);
        let lines = LineIndex::new(fixture.file.text());
        let folds = ignore_file_folds(&fixture.file, &lines);
        assert_eq!(shown(&folds, &lines), "1-2 Comment\n6-7 Comment\n");
    }

    #[test]
    fn folds_lines_that_are_there() {
        for text in ODD_FILES {
            for end in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
                let fixture = Fixture::without_cursor(&text[..end]);
                for fold in folds(&fixture.file, &fixture.lines) {
                    assert!(usize::from(fold.range.end()) <= end, "{fold:?} in {text:?}");
                }
            }
        }
    }
}

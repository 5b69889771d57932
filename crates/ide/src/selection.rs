//! What grows when a selection does: word, value, argument, instruction, stage, file.

use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_syntax::{Node, Placed};
use plimsoll_text::{TextRange, TextSize};

use crate::parts::parts;

/// The ranges around `offset`, from the word to the file: each inside of the next, and smaller.
pub fn selections(file: &Dockerfile, offset: TextSize) -> Vec<TextRange> {
    let whole = TextRange::up_to(file.tree().len());
    let offset = offset.min(whole.end());
    let mut around = vec![whole];
    let Some(index) = file.tree().item_at(offset) else { return around };
    let item = &file.tree().items()[index];
    let source = item.node.source();
    around.extend(word(source, item.start, offset));
    around.extend(line(source, item.start, offset));
    match (&*item.node, file.tree().instruction(index)) {
        (_, Some(instruction)) => {
            around.extend(parts(file, instruction));
            around.extend(script_parts(file, instruction));
            around.extend(file.stage_of(instruction).map(of_stage));
        }
        (Node::Comment(_), _) => around.extend(comment_block(file, index)),
        _ => {}
    }
    around.retain(|range| range.contains_inclusive(offset) && !range.is_empty());
    nested(around, whole)
}

/// Those that hold each other, the smallest first.
fn nested(mut ranges: Vec<TextRange>, whole: TextRange) -> Vec<TextRange> {
    ranges.sort_by_key(|range| (range.len(), range.start()));
    let mut nested: Vec<TextRange> = Vec::new();
    for range in ranges {
        if nested.last().is_none_or(|inner| range.contains_range(*inner) && range != *inner) {
            nested.push(range);
        }
    }
    if nested.is_empty() {
        nested.push(whole);
    }
    nested
}

/// Letters, digits and `_` around an offset.
fn word(source: &str, start: TextSize, offset: TextSize) -> Option<TextRange> {
    let (before, after) = source.split_at_checked((offset - start).into())?;
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let behind = TextSize::of(before) - TextSize::of(before.trim_end_matches(is_word));
    let ahead = TextSize::of(after) - TextSize::of(after.trim_start_matches(is_word));
    Some(TextRange::new(offset - behind, offset + ahead))
}

/// The line, without what is blank at its ends.
fn line(source: &str, start: TextSize, offset: TextSize) -> Option<TextRange> {
    let (before, after) = source.split_at_checked((offset - start).into())?;
    let from = before.rfind('\n').map_or(0, |at| at + 1);
    let to = before.len() + after.find('\n').unwrap_or(after.len());
    let text = &source[from..to];
    let from = from + (text.len() - text.trim_start().len());
    let len = text.trim().len();
    Some(TextRange::at(start + TextSize::new(from as u32), TextSize::new(len as u32)))
}

/// Words, commands, pipelines and lists of the shell.
fn script_parts(file: &Dockerfile, instruction: Placed<'_>) -> Vec<TextRange> {
    let mut spans = Vec::new();
    for script in file.scripts(instruction) {
        spans.extend([script.span(), script.list().span]);
        for site in script.commands() {
            spans.extend([site.command.span, site.pipeline.span]);
            for word in &site.command.words {
                spans.push(word.span);
                spans.extend(word.pieces.iter().map(|piece| piece.span));
            }
            spans.extend(site.command.assignments.iter().flat_map(|one| [one.span, one.value.span]));
            spans.extend(site.command.redirects.iter().map(|redirect| redirect.span));
        }
    }
    spans.into_iter().map(|span| instruction.range(span)).collect()
}

fn of_stage(stage: Stage<'_>) -> TextRange {
    let whole = |instruction: Placed<'_>| instruction.range(instruction.trimmed_span());
    let last = stage.instructions().next_back().unwrap_or(stage.from());
    whole(stage.from()).cover(whole(last))
}

/// The comments above and below a comment, with no other line between.
fn comment_block(file: &Dockerfile, index: usize) -> Option<TextRange> {
    let items = file.tree().items();
    let is_comment = |at: &usize| matches!(&*items[*at].node, Node::Comment(_));
    let first = (0..=index).rev().take_while(is_comment).last()?;
    let last = (index..items.len()).take_while(is_comment).last()?;
    let text = items[last].node.source().trim_end();
    Some(TextRange::new(items[first].start, items[last].start + TextSize::of(text)))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::{Fixture, ODD_FILES};

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::new(text);
        let show = |range: TextRange| format!("{:?}\n", fixture.text_of(range));
        let shown: String = selections(&fixture.file, fixture.cursor()).into_iter().map(show).collect();
        expected.assert_eq(&shown);
    }

    #[test]
    fn from_a_word_to_the_file() {
        check(
            "ARG V\nFROM a AS b\nCOPY --from=b --chown=ap$0p:grp /x /y\n\nFROM c\n",
            expect![[r#"
            "app"
            "app:grp"
            "--chown=app:grp"
            "COPY --from=b --chown=app:grp /x /y"
            "FROM a AS b\nCOPY --from=b --chown=app:grp /x /y"
            "ARG V\nFROM a AS b\nCOPY --from=b --chown=app:grp /x /y\n\nFROM c\n"
        "#]],
        );
        check(
            "FROM a\nRUN --mount=type=cache,target=/ro$0ot/x b\n",
            expect![[r#"
            "root"
            "/root/x"
            "target=/root/x"
            "type=cache,target=/root/x"
            "--mount=type=cache,target=/root/x"
            "RUN --mount=type=cache,target=/root/x b"
            "FROM a\nRUN --mount=type=cache,target=/root/x b"
            "FROM a\nRUN --mount=type=cache,target=/root/x b\n"
        "#]],
        );
        check(
            "FROM python:${V$0:-3}-slim\n",
            expect![[r#"
            "V"
            "${V:-3}"
            "python:${V:-3}-slim"
            "FROM python:${V:-3}-slim"
            "FROM python:${V:-3}-slim\n"
        "#]],
        );
        check(
            "FROM a\nENV A=\"one $0two\" B=2\n",
            expect![[r#"
            "two"
            "\"one two\""
            "A=\"one two\""
            "A=\"one two\" B=2"
            "ENV A=\"one two\" B=2"
            "FROM a\nENV A=\"one two\" B=2"
            "FROM a\nENV A=\"one two\" B=2\n"
        "#]],
        );
        check(
            "FROM a\nCMD [\"one\", \"t$0wo\"]\n",
            expect![[r#"
            "two"
            "\"two\""
            "[\"one\", \"two\"]"
            "CMD [\"one\", \"two\"]"
            "FROM a\nCMD [\"one\", \"two\"]"
            "FROM a\nCMD [\"one\", \"two\"]\n"
        "#]],
        );
    }

    #[test]
    fn in_scripts() {
        check(
            "FROM a\nRUN apt-get update && \\\n    apt-get install \"cu$0rl=$V\" | tee x\n",
            expect![[r#"
            "curl"
            "curl="
            "\"curl=$V\""
            "apt-get install \"curl=$V\""
            "apt-get install \"curl=$V\" | tee x"
            "apt-get update && \\\n    apt-get install \"curl=$V\" | tee x"
            "RUN apt-get update && \\\n    apt-get install \"curl=$V\" | tee x"
            "FROM a\nRUN apt-get update && \\\n    apt-get install \"curl=$V\" | tee x"
            "FROM a\nRUN apt-get update && \\\n    apt-get install \"curl=$V\" | tee x\n"
        "#]],
        );
        check(
            "FROM a\nRUN <<E\none\ntwo th$0ree\nE\n",
            expect![[r#"
            "three"
            "two three"
            "one\ntwo three\n"
            "one\ntwo three\nE"
            "RUN <<E\none\ntwo three\nE"
            "FROM a\nRUN <<E\none\ntwo three\nE"
            "FROM a\nRUN <<E\none\ntwo three\nE\n"
        "#]],
        );
    }

    #[test]
    fn in_comments_and_between_things() {
        check(
            "# one\n# two$0 three\nFROM a\n",
            expect![[r##"
            "two"
            "# two three"
            "# one\n# two three"
            "# one\n# two three\nFROM a\n"
        "##]],
        );
        check(
            "FROM a\n\n$0\n",
            expect![[r#"
            "FROM a\n\n\n"
        "#]],
        );
        check(
            "$0",
            expect![[r#"
            ""
        "#]],
        );
    }

    /// What editors insist on: each range holds the cursor and the ranges before it.
    #[test]
    fn grows_everywhere() {
        for text in ODD_FILES {
            let fixture = Fixture::without_cursor(text);
            for at in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
                let at = TextSize::new(at as u32);
                let ranges = selections(&fixture.file, at);
                assert!(ranges.iter().all(|range| range.contains_inclusive(at)), "{at:?} in {text:?}");
                for pair in ranges.windows(2) {
                    assert!(pair[1].contains_range(pair[0]) && pair[1] != pair[0], "{pair:?} in {text:?}");
                }
            }
        }
    }
}

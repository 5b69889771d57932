//! What a file holds: stages, and what is in them.

use plimsoll_semantics::{Base, Definition, DefinitionKind, Dockerfile, Stage};
use plimsoll_syntax::{Arguments, Keyword, Pair, Placed};
use plimsoll_text::{Span, TextRange};

/// The longest name, in characters: it has one line of a narrow column.
const MAX_NAME: usize = 60;

/// One entry of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineItem {
    /// One line, never empty.
    pub name: String,
    /// Shown less prominently; may be empty.
    pub detail: String,
    pub kind: OutlineKind,
    pub range: TextRange,
    /// Its name, inside of `range`.
    pub name_range: TextRange,
    /// Inside of `range`, too.
    pub children: Vec<OutlineItem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutlineKind {
    Stage,
    Arg,
    Env,
    Label,
    Instruction(Keyword),
}

/// The build arguments before the first FROM, then the stages, each with what is in it.
pub fn outline(file: &Dockerfile) -> Vec<OutlineItem> {
    let first = file.stages().next().map_or(usize::MAX, |stage| stage.from().index);
    let before = file.instructions().take_while(|instruction| instruction.index < first);
    let mut items: Vec<OutlineItem> =
        before.flat_map(|instruction| of_instruction(file, instruction)).collect();
    items.extend(file.stages().map(|stage| of_stage(file, stage)));
    items
}

fn of_stage(file: &Dockerfile, stage: Stage<'_>) -> OutlineItem {
    let from = stage.from();
    let children: Vec<OutlineItem> =
        stage.instructions().flat_map(|instruction| of_instruction(file, instruction)).collect();
    let last = stage.instructions().next_back().unwrap_or(from);
    let image = stage.image_range();
    OutlineItem {
        name: stage.label(),
        detail: base_of(stage)
            .or_else(|| Some(shortened(&from.text(from.span_of(image?)?))))
            .unwrap_or_default(),
        kind: OutlineKind::Stage,
        range: whole(from).cover(whole(last)),
        name_range: stage.name_range().or(image).unwrap_or_else(|| keyword_range(from)),
        children,
    }
}

/// What it is built from, its variables replaced where that is known.
fn base_of(stage: Stage<'_>) -> Option<String> {
    match stage.base() {
        Base::Stage(index) => {
            Some(stage.chain().nth(1).map_or_else(|| format!("stage {index}"), Stage::label))
        }
        Base::Scratch => Some("scratch".to_owned()),
        // A secret may be part of it.
        Base::Image(_) | Base::Unknown => None,
    }
}

fn of_instruction(file: &Dockerfile, instruction: Placed<'_>) -> Vec<OutlineItem> {
    let Some(keyword) = instruction.keyword() else { return Vec::new() };
    let definitions = file.definitions_in(instruction);
    match (keyword, &instruction.command().arguments) {
        (Keyword::Arg | Keyword::Env, Arguments::Pairs(pairs)) if !definitions.is_empty() => definitions
            .iter()
            .filter_map(|one| of_definition(instruction, one, pairs.get(one.ordinal)?))
            .collect(),
        (Keyword::Env, Arguments::LegacyPair(pair)) if !definitions.is_empty() => {
            definitions.iter().filter_map(|one| of_definition(instruction, one, pair)).collect()
        }
        (Keyword::Label, Arguments::Pairs(pairs)) => {
            pairs.iter().filter_map(|pair| of_label(instruction, pair)).collect()
        }
        (Keyword::Label, Arguments::LegacyPair(pair)) => of_label(instruction, pair).into_iter().collect(),
        _ => vec![plain(instruction, keyword)],
    }
}

fn of_definition(instruction: Placed<'_>, definition: &Definition, pair: &Pair) -> Option<OutlineItem> {
    let (kind, keyword) = match definition.kind {
        DefinitionKind::Arg => (OutlineKind::Arg, "ARG"),
        DefinitionKind::Env => (OutlineKind::Env, "ENV"),
    };
    let value = definition.value_span.filter(|_| !definition.is_secret).map(|span| instruction.text(span));
    let detail = match value {
        Some(value) => shortened(&format!("{keyword} = {value}")),
        None => keyword.to_owned(),
    };
    of_pair(instruction, pair, &definition.name, detail, kind)
}

fn of_label(instruction: Placed<'_>, pair: &Pair) -> Option<OutlineItem> {
    let value = pair.value.map_or_else(String::new, |value| instruction.text(value).into_owned());
    of_pair(
        instruction,
        pair,
        &instruction.text(pair.key),
        shortened(&format!("LABEL = {value}")),
        OutlineKind::Label,
    )
}

fn of_pair(
    instruction: Placed<'_>,
    pair: &Pair,
    name: &str,
    detail: String,
    kind: OutlineKind,
) -> Option<OutlineItem> {
    let name = shortened(name);
    (!name.is_empty()).then(|| OutlineItem {
        name,
        detail,
        kind,
        range: instruction.range(pair.span.cover(pair.key)),
        name_range: instruction.range(pair.key),
        children: Vec::new(),
    })
}

/// The instruction as far as it fits on one line.
fn plain(instruction: Placed<'_>, keyword: Keyword) -> OutlineItem {
    let command = instruction.command();
    let Span { end, .. } = instruction.line();
    let arguments = Span::new(command.keyword_span.end.min(end), end);
    OutlineItem {
        name: shortened(&format!("{keyword} {}", instruction.text(arguments))),
        detail: String::new(),
        kind: OutlineKind::Instruction(keyword),
        range: whole(instruction),
        name_range: keyword_range(instruction),
        children: Vec::new(),
    }
}

fn whole(instruction: Placed<'_>) -> TextRange {
    instruction.range(instruction.trimmed_span().cover(instruction.command().keyword_span))
}

fn keyword_range(instruction: Placed<'_>) -> TextRange {
    instruction.range(instruction.command().keyword_span)
}

/// On one line, with one blank between words, cut off where it gets too long.
fn shortened(text: &str) -> String {
    let mut short = String::new();
    for word in text.split_whitespace() {
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
        if short.len() > 4 * MAX_NAME {
            break;
        }
    }
    match short.char_indices().nth(MAX_NAME) {
        Some((cut, _)) => format!("{}…", short[..cut].trim_end()),
        None => short,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::{Fixture, ODD_FILES};

    fn show(items: &[OutlineItem], fixture: &Fixture, indent: usize, shown: &mut String) {
        for item in items {
            let OutlineItem { name, detail, kind, name_range, .. } = item;
            let place = fixture.text_of(*name_range);
            shown.push_str(&format!("{:indent$}{name} | {detail} | {kind:?} at {place}\n", ""));
            show(&item.children, fixture, indent + 2, shown);
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::without_cursor(text);
        let mut shown = String::new();
        show(&outline(&fixture.file), &fixture, 0, &mut shown);
        expected.assert_eq(&shown);
    }

    #[test]
    fn stages_hold_what_is_in_them() {
        check(
            "# syntax=docker/dockerfile:1\nARG V=3.13 W\nFROM python:$V AS Build\nENV A=1 B=\"two \\\n three\"\nRUN apt-get update \\\n  # now\n  && apt-get install -y curl\nLABEL org.x=\"y\" z=1\nFROM build\nCOPY --from=build /x /y\nONBUILD RUN z\nCMD [\"a\"]\n",
            expect![[r#"
                V | ARG = 3.13 | Arg at V
                W | ARG | Arg at W
                build | python:$V | Stage at Build
                  A | ENV = 1 | Env at A
                  B | ENV = "two three" | Env at B
                  RUN apt-get update && apt-get install -y curl |  | Instruction(Run) at RUN
                  org.x | LABEL = "y" | Label at org.x
                  z | LABEL = 1 | Label at z
                stage 1 | build | Stage at build
                  COPY --from=build /x /y |  | Instruction(Copy) at COPY
                  ONBUILD RUN z |  | Instruction(Onbuild) at ONBUILD
                  CMD ["a"] |  | Instruction(Cmd) at CMD
            "#]],
        );
    }

    #[test]
    fn files_that_are_half_written() {
        check(
            "FROM\nENV\nLABEL\nRUN\nNONSENSE x\nCOPY <<E\n",
            expect![[r#"
            stage 0 |  | Stage at FROM
              ENV |  | Instruction(Env) at ENV
              RUN |  | Instruction(Run) at RUN
              COPY <<E |  | Instruction(Copy) at COPY
        "#]],
        );
        check(
            "RUN before\nARG\nFROM scratch\n",
            expect![[r#"
            RUN before |  | Instruction(Run) at RUN
            ARG |  | Instruction(Arg) at ARG
            stage 0 | scratch | Stage at scratch
        "#]],
        );
        check(
            "FROM \\\n",
            expect![[r#"
            stage 0 |  | Stage at FROM
        "#]],
        );
    }

    #[test]
    fn no_values_of_secrets() {
        check(
            "FROM a\nARG API_TOKEN=s3cret\nENV U=$API_TOKEN\n",
            expect![[r#"
            stage 0 | a | Stage at a
              API_TOKEN | ARG | Arg at API_TOKEN
              U | ENV | Env at U
        "#]],
        );
    }

    /// What editors insist on: names that are not blank, and ranges within ranges.
    #[test]
    fn is_well_formed_for_any_file() {
        fn check(items: &[OutlineItem], outer: TextRange) {
            for item in items {
                assert!(!item.name.trim().is_empty(), "{item:?}");
                assert!(outer.contains_range(item.range), "{item:?}");
                assert!(item.range.contains_range(item.name_range), "{item:?}");
                check(&item.children, item.range);
            }
        }
        for text in ODD_FILES {
            for end in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
                let fixture = Fixture::without_cursor(&text[..end]);
                check(&outline(&fixture.file), TextRange::up_to(fixture.file.tree().len()));
            }
        }
    }
}

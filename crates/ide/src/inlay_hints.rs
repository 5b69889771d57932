//! What words come to, shown behind them.

use plimsoll_linter::InlayHintSettings;
use plimsoll_semantics::{Base, Dockerfile, ExpandedText, Stage, Target};
use plimsoll_syntax::expansion::Value;
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::{Span, TextRange, TextSize};

/// Behind the text that ends at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlayHint {
    pub at: TextSize,
    pub label: String,
    /// What the label is.
    pub tooltip: &'static str,
}

/// Longer ones push the rest of the line out of sight.
const MAX_LABEL: usize = 60;

/// The hints of the instructions that `range` touches, in order; no two at one place.
pub fn inlay_hints(file: &Dockerfile, range: TextRange, settings: InlayHintSettings) -> Vec<InlayHint> {
    let first = file.tree().item_at(range.start()).unwrap_or_default();
    let last = file.tree().item_at(range.end()).unwrap_or_default();
    let touched = (first..=last).filter_map(|index| file.tree().instruction(index));
    touched.flat_map(|instruction| of_instruction(file, instruction, settings)).collect()
}

fn of_instruction(file: &Dockerfile, instruction: Placed<'_>, settings: InlayHintSettings) -> Vec<InlayHint> {
    let mut hints = Vec::new();
    if settings.workdir {
        hints.extend(place_in_image(file, instruction));
    }
    if settings.values {
        hints.extend(values(file, instruction));
    }
    if settings.stages {
        hints.extend(numbered_stages(file, instruction));
    }
    if settings.platform {
        hints.extend(inherited_platform(file, instruction));
    }
    hints.retain(|hint| hint.label.chars().count() <= MAX_LABEL);
    hints.sort_by_key(|hint| hint.at);
    hints.dedup_by_key(|hint| hint.at);
    hints
}

/// Where a relative path leads: the destination of a COPY, or a WORKDIR.
fn place_in_image(file: &Dockerfile, instruction: Placed<'_>) -> Option<InlayHint> {
    let (span, place) = match instruction.keyword()? {
        Keyword::Copy | Keyword::Add => {
            let copy = file.copy(instruction)?;
            copy.destination.text().filter(|path| !path.starts_with('/'))?;
            (copy.destination.span, copy.destination_folder(file))
        }
        Keyword::Workdir => {
            let text = file.expanded_texts(instruction).into_iter().next()?;
            file.evaluate(&text).ok()?.as_set().filter(|path| !path.starts_with('/'))?;
            (text.span, file.workdir_after(instruction))
        }
        _ => return None,
    };
    let is_secret = |text: &ExpandedText<'_>| text.span == span && file.refers_to_secret(text);
    if file.expanded_texts(instruction).iter().any(is_secret) {
        return None;
    }
    let label = format!("= {}", place.as_set()?);
    Some(InlayHint { at: behind(instruction, span), label, tooltip: "The place in the image" })
}

/// What variables come to, where BuildKit replaces them and the value is not given a name.
fn values(file: &Dockerfile, instruction: Placed<'_>) -> Vec<InlayHint> {
    let is_shown = matches!(
        instruction.keyword(),
        Some(
            Keyword::From
                | Keyword::Copy
                | Keyword::Add
                | Keyword::Expose
                | Keyword::Stopsignal
                | Keyword::User
                | Keyword::Volume
                | Keyword::Workdir
        )
    );
    if !is_shown || !instruction.source().contains('$') {
        return Vec::new();
    }
    let texts = file.expanded_texts(instruction).into_iter();
    let in_line = texts.filter(|text| text.span.end <= instruction.line().end && text.text.contains('$'));
    let hint = |text| {
        let Ok(Value::Set(value)) = file.evaluate(&text) else { return None };
        let says_more = !value.is_empty() && value != text.text && !value.contains(['\n', '\r']);
        (says_more && !file.refers_to_secret(&text)).then(|| InlayHint {
            at: behind(instruction, text.span),
            label: format!("= {value}"),
            tooltip: "The value in a build without `--build-arg`",
        })
    };
    in_line.filter_map(hint).collect()
}

/// What a number in `--from` means.
fn numbered_stages(file: &Dockerfile, instruction: Placed<'_>) -> Vec<InlayHint> {
    let references = file.references_in(instruction).iter();
    let numbers = references.filter(|one| instruction.text(one.span).parse::<u64>().is_ok());
    let hint = |(span, target): (Span, &Target)| {
        let (Target::Stage(index) | Target::LaterStage(index)) = target else { return None };
        let stage = file.stage(*index)?;
        let label = match (stage.name(), stage.base()) {
            (Some(name), _) => format!("= {name}"),
            (None, Base::Image(image)) => format!("= FROM {}", image.text),
            _ => return None,
        };
        Some(InlayHint { at: behind(instruction, span), label, tooltip: "The stage of that number" })
    };
    numbers.filter_map(|reference| hint((reference.span, &reference.target))).collect()
}

/// The platform of the stage that a stage is built from, if that chooses one.
fn inherited_platform(file: &Dockerfile, instruction: Placed<'_>) -> Option<InlayHint> {
    let stage = file.stage_of(instruction).filter(|stage| stage.from().index == instruction.index)?;
    let chooses = |stage: &Stage<'_>| stage.from().flag("platform").is_some();
    let chosen = stage.chain().skip(1).find(chooses).filter(|_| !chooses(&stage))?;
    let Value::Set(platform) = file.platform(chosen.from())? else { return None };
    let at = stage.image_range()?.end();
    Some(InlayHint { at, label: platform, tooltip: "The platform of the stage that this one is built from" })
}

/// Behind the quote of a JSON string, too.
fn behind(instruction: Placed<'_>, span: Span) -> TextSize {
    let is_quoted = instruction.source()[span.end as usize..].starts_with('"');
    instruction.range(span).end() + TextSize::new(u32::from(is_quoted))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::{Fixture, ODD_FILES};

    const ALL: InlayHintSettings =
        InlayHintSettings { platform: true, stages: true, values: true, workdir: true };
    const NONE: InlayHintSettings =
        InlayHintSettings { platform: false, stages: false, values: false, workdir: false };

    /// The text with the hints in it, in brackets.
    fn shown(text: &str, settings: InlayHintSettings) -> String {
        let fixture = Fixture::without_cursor(text);
        let whole = TextRange::up_to(TextSize::of(text));
        let mut shown = text.to_owned();
        for hint in inlay_hints(&fixture.file, whole, settings).iter().rev() {
            shown.insert_str(hint.at.into(), &format!("[{}]", hint.label));
        }
        shown
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, settings: InlayHintSettings, expected: Expect) {
        expected.assert_eq(&shown(text, settings));
        assert_eq!(shown(text, NONE), text);
    }

    #[test]
    fn values_of_variables() {
        check(
            "ARG V=3.22 N\nFROM alpine:$V\nFROM alpine:$N\nARG D=/srv\nENV E=$D\nWORKDIR ${D}/x\nCOPY [\"a\", \"$D\"]\nCOPY <<X $E\n$E\nX\nEXPOSE $P\nUSER ${U:-app}\nRUN $D\n",
            InlayHintSettings { values: true, ..NONE },
            expect![[r#"
                ARG V=3.22 N
                FROM alpine:$V[= alpine:3.22]
                FROM alpine:$N
                ARG D=/srv
                ENV E=$D
                WORKDIR ${D}/x[= /srv/x]
                COPY ["a", "$D"[= /srv]]
                COPY <<X $E[= /srv]
                $E
                X
                EXPOSE $P
                USER ${U:-app}
                RUN $D
            "#]],
        );
    }

    #[test]
    fn secrets_stay_secret() {
        let text = "FROM a\nARG API_TOKEN=x\nWORKDIR /srv\nCOPY $API_TOKEN $API_TOKEN\n";
        assert_eq!(shown(text, ALL), text);
    }

    #[test]
    fn names_of_numbers() {
        check(
            "FROM a AS deps\nFROM b\nFROM c\nCOPY --from=0 a b\nCOPY --from=1 a b\nCOPY --from=deps a b\nCOPY --from=9 a b\n",
            InlayHintSettings { stages: true, ..NONE },
            expect![[r#"
                FROM a AS deps
                FROM b
                FROM c
                COPY --from=0[= deps] a b
                COPY --from=1[= FROM b] a b
                COPY --from=deps a b
                COPY --from=9 a b
            "#]],
        );
    }

    #[test]
    fn places_of_relative_paths() {
        check(
            "FROM a\nCOPY a b\nWORKDIR /srv\nWORKDIR app\nCOPY a b/ ./\nCOPY a /b\nCOPY [\"a\", \"b\"]\nENV D=d\nADD a $D\n",
            InlayHintSettings { workdir: true, ..NONE },
            expect![[r#"
                FROM a
                COPY a b
                WORKDIR /srv
                WORKDIR app[= /srv/app]
                COPY a b/ ./[= /srv/app]
                COPY a /b
                COPY ["a", "b"[= /srv/app/b]]
                ENV D=d
                ADD a $D[= /srv/app/d]
            "#]],
        );
        assert_eq!(
            shown("FROM a\nENV D=d\nWORKDIR /a\nADD a $D\n", ALL),
            "FROM a\nENV D=d\nWORKDIR /a\nADD a $D[= /a/d]\n"
        );
    }

    #[test]
    fn platforms_of_stages_below() {
        check(
            "FROM --platform=linux/arm64 a AS b\nFROM b AS c\nFROM c\nFROM --platform=linux/amd64 b\nFROM a\n",
            InlayHintSettings { platform: true, ..NONE },
            expect![[r#"
                FROM --platform=linux/arm64 a AS b
                FROM b[linux/arm64] AS c
                FROM c[linux/arm64]
                FROM --platform=linux/amd64 b
                FROM a
            "#]],
        );
    }

    #[test]
    fn only_what_the_range_touches() {
        let text = "FROM a AS b\nFROM c\nCOPY --from=0 a b\nCOPY --from=0 c d\n";
        let fixture = Fixture::without_cursor(text);
        let hints = inlay_hints(&fixture.file, TextRange::empty(TextSize::new(40)), ALL);
        assert_eq!(hints.iter().map(|hint| u32::from(hint.at)).collect::<Vec<_>>(), [50]);
    }

    #[test]
    fn hints_stand_in_the_text() {
        for text in ODD_FILES {
            for end in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
                shown(&text[..end], ALL);
            }
        }
    }
}

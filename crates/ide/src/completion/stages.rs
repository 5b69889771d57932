//! Stages above, by name or number, wherever one can stand.

use plimsoll_semantics::{Base, Stage};

use super::{Completion, CompletionKind};
use crate::site::{Word, Written};

/// Behind FROM: compared with case, and only with names.
pub(super) fn for_from(written: &Written<'_>, word: Word<'_>) -> Vec<Completion> {
    above(written).filter_map(|stage| Some(item(stage, stage.name()?.to_owned(), word))).collect()
}

/// In `from=` of a mount, where a number is an image.
pub(super) fn names(written: &Written<'_>, word: Word<'_>) -> Vec<Completion> {
    above(written).filter_map(|stage| Some(item(stage, written_name(stage)?, word))).collect()
}

pub(super) fn names_and_numbers(written: &Written<'_>, word: Word<'_>) -> Vec<Completion> {
    let numbers = above(written).map(|stage| {
        let name = stage.name().map(|name| format!(" AS {name}")).unwrap_or_default();
        let item = item(stage, stage.index().to_string(), word);
        let detail = format!("{}{name}", item.detail.as_deref().unwrap_or_default());
        item.with_detail(detail)
    });
    names(written, word).into_iter().chain(numbers).collect()
}

/// The nearest first.
fn above<'a>(written: &Written<'a>) -> impl Iterator<Item = Stage<'a>> {
    let own = written.stage().map_or(0, Stage::index);
    (0..own).rev().filter_map(|index| written.file.stage(index))
}

fn written_name(stage: Stage<'_>) -> Option<String> {
    let from = stage.from();
    Some(from.instruction.text(from.span_of(stage.name_range()?)?).into_owned())
}

fn item(stage: Stage<'_>, label: String, word: Word<'_>) -> Completion {
    let base = match stage.base() {
        Base::Scratch => "FROM scratch".to_owned(),
        Base::Unknown => String::new(),
        Base::Stage(_) | Base::Image(_) => {
            let range = stage.image_range().and_then(|range| stage.from().span_of(range));
            range.map_or_else(String::new, |span| format!("FROM {}", stage.from().instruction.text(span)))
        }
    };
    Completion::new(label, CompletionKind::Stage, word).with_detail(base)
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{item, proposed, taken};

    const FILE: &str = "FROM alpine:3.22 AS Build\nFROM scratch\nFROM build AS test\n";

    fn stages(line: &str) -> String {
        let proposed = proposed(&format!("{FILE}{line}\nFROM later AS later\n"));
        let known = ["Build", "build", "test", "later", "0", "1", "2", "3"];
        proposed.split(' ').filter(|label| known.contains(label)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn only_stages_above() {
        assert_eq!(stages("FROM $0"), "test build");
        assert_eq!(stages("COPY --from=$0"), "Build 1 0");
        assert_eq!(stages("FROM x\nCOPY --from=$0 a b"), "test Build 2 1 0");
        assert_eq!(stages("FROM x\nRUN --mount=type=bind,from=$0"), "test Build");
        assert_eq!(stages("FROM x\nONBUILD COPY --from=$0"), "test Build 2 1 0");
        assert_eq!(
            item(&format!("{FILE}COPY --from=$0"), "0").detail.as_deref(),
            Some("FROM alpine:3.22 AS build")
        );
    }

    /// A server that looks for `--from` only where it is the one flag proposes nothing here.
    #[test]
    fn beside_other_flags() {
        assert_eq!(stages("COPY --chown=1:1 --from=$0 /x /y"), "Build 1 0");
        assert_eq!(stages("COPY --from=$0 --chown=1:1 /x /y"), "Build 1 0");
        assert_eq!(
            taken(&format!("{FILE}COPY --from=te$0st --link /x /y"), "Build"),
            format!("{FILE}COPY --from=Build --link /x /y")
        );
    }
}

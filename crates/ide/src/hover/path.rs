//! Paths that depend on WORKDIR: where they lead.

use plimsoll_semantics::{ContextEntry, Copy};
use plimsoll_syntax::expansion::Value;
use plimsoll_syntax::{Arguments, Keyword};

use super::in_force::{self, follows_secret};
use super::markdown::code;
use super::{Hover, Place};

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    match place.instruction.keyword()? {
        Keyword::Workdir => workdir(place),
        Keyword::Copy | Keyword::Add => source(place).or_else(|| destination(place)),
        _ => None,
    }
}

fn workdir(place: &Place<'_>) -> Option<Hover> {
    let Arguments::Text(text) = place.instruction.instruction.command().arguments else { return None };
    if !place.is_in(text) || follows_secret(place, Some(place.instruction)) {
        return None;
    }
    let relative = relative_to(place, &place.file.value_of(place.instruction, text))?;
    let markdown = match place.file.workdir_after(place.instruction) {
        Value::Set(folder) => format!("Working directory from here on: {}{relative}.", code(&folder)),
        _ => format!("Working directory from here on{relative}."),
    };
    place.hover(text, markdown)
}

/// What the build context has at a source.
fn source(place: &Place<'_>) -> Option<Hover> {
    let copy = place.file.copy(place.instruction).filter(Copy::is_from_context)?;
    let source = copy.sources.iter().find(|source| place.is_in(source.span) && !source.has_wildcard())?;
    let texts = place.file.expanded_texts(place.instruction);
    let context = place.file.context();
    let is_secret = texts.iter().any(|text| text.span == source.span && place.file.refers_to_secret(text));
    let path = source.in_context().filter(|_| context.is_known() && !is_secret)?;
    let folder = if path == "." { "" } else { &path };
    let markdown = match context.entry(folder) {
        _ if context.is_ignored(&path) => {
            format!("Left out of the build context by {}.", code(context.ignore_file().unwrap_or_default()))
        }
        _ if folder.is_empty() => "All of the build context that is not left out.".to_owned(),
        Some(ContextEntry::File) => format!("File {} of the build context.", code(&path)),
        Some(ContextEntry::Folder) => {
            format!("Folder {} of the build context: its content is copied.", code(&path))
        }
        None => return None,
    };
    place.hover(source.span, markdown)
}

/// A relative destination, or one with variables in it.
fn destination(place: &Place<'_>) -> Option<Hover> {
    let copy = place.file.copy(place.instruction).filter(|copy| place.is_in(copy.destination.span))?;
    let before = place.file.stage_of(place.instruction)?.workdir_instruction_before(place.instruction);
    let texts = place.file.expanded_texts(place.instruction);
    let is_secret =
        texts.iter().any(|text| text.span == copy.destination.span && place.file.refers_to_secret(text));
    if is_secret || follows_secret(place, before) {
        return None;
    }
    let relative = relative_to(place, &copy.destination.value)?;
    let is_as_written = copy.destination.text() == Some(&*place.instruction.text(copy.destination.span));
    let markdown = match copy.destination_folder(place.file) {
        Value::Set(_) if relative.is_empty() && is_as_written => return None,
        Value::Set(path) => format!("Copied to {}{relative}.", code(&path)),
        _ => format!("Copied to a path{relative}."),
    };
    place.hover(copy.destination.span, markdown)
}

/// What a path is relative to, as the rest of a sentence: nothing for an absolute one. `None` where the path is unknown.
fn relative_to(place: &Place<'_>, path: &Value) -> Option<String> {
    let path = path.as_set()?;
    if path.starts_with('/') {
        return Some(String::new());
    }
    Some(format!(", relative to {}", in_force::folder(place)?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};
    use plimsoll_semantics::{Dockerfile, ListedContext};
    use plimsoll_syntax::SyntaxTree;
    use plimsoll_text::LineIndex;

    use crate::hover::hover;
    use crate::hover::tests::shown;

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&shown(text));
    }

    #[test]
    fn workdirs() {
        check(
            "FROM a\nENV A=x\nWORKDIR /a$0/$A\n",
            expect![[r#"
            /a/$A

            Working directory from here on: `/a/x`."#]],
        );
        check(
            "FROM a\nWORKDIR /a\nWORKDIR b/..$0/c\n",
            expect![[r#"
            b/../c

            Working directory from here on: `/a/c`, relative to `/a` (line 2)."#]],
        );
        check(
            "FROM a\nWORKDIR $0b\n",
            expect![[r#"
            b

            Working directory from here on, relative to the folder of the base image."#]],
        );
    }

    #[test]
    fn sources() {
        let context = ListedContext::new(["app.py", "src/main.rs", "target/x"])
            .with_ignore_file(".dockerignore", "target");
        let at = |source: &str| {
            let text = format!("FROM a\nCOPY {source} /x/\n");
            let file = Dockerfile::new(SyntaxTree::parse(&text), Arc::new(context.clone()));
            hover(&file, &LineIndex::new(&text), &[], 12.into()).map(|hover| hover.markdown)
        };
        assert_eq!(at("app.py").as_deref(), Some("File `app.py` of the build context."));
        assert_eq!(
            at("./src/").as_deref(),
            Some("Folder `src` of the build context: its content is copied.")
        );
        assert_eq!(at("target/x").as_deref(), Some("Left out of the build context by `.dockerignore`."));
        assert_eq!(at(".").as_deref(), Some("All of the build context that is not left out."));
        assert_eq!(at("missing"), None);
    }

    #[test]
    fn destinations() {
        check(
            "FROM a\nWORKDIR /a\nCOPY b c$0/\n",
            expect![[r#"
            c/

            Copied to `/a/c`, relative to `/a` (line 2)."#]],
        );
        check(
            "FROM a\nWORKDIR /a\nADD [\"b\", \"$0.\"]\n",
            expect![[r#"
            .

            Copied to `/a`, relative to `/a` (line 2)."#]],
        );
        check(
            "FROM a\nENV P=/p\nCOPY b ${P}/$0q\n",
            expect![[r#"
            ${P}/q

            Copied to `/p/q`."#]],
        );
        check(
            "FROM a\nCOPY b c$0\n",
            expect![[r#"
            c

            Copied to a path, relative to the folder of the base image."#]],
        );
        check("FROM a\nCOPY b /c$0\n", expect![["nothing"]]);
        check("FROM a\nCOPY b$0 c\n", expect![["nothing"]]);
    }
}

//! What is taken from the build context: to the file, or to the line of the ignore file that leaves it out.

use plimsoll_semantics::{ContextEntry, Copy, Dockerfile};
use plimsoll_syntax::dockerignore::IgnoreLineKind;
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::TextRange;

use super::{Link, LinkTarget};

pub(super) fn in_instruction(file: &Dockerfile, instruction: Placed<'_>) -> impl Iterator<Item = Link> {
    context_paths(file, instruction).into_iter().filter_map(|(range, path)| {
        let (target, tooltip) = target(file, path)?;
        Some(Link { range, target, tooltip })
    })
}

/// What an instruction takes from the build context: each with its place, and as a path there.
fn context_paths(file: &Dockerfile, instruction: Placed<'_>) -> Vec<(TextRange, String)> {
    match instruction.keyword() {
        Some(Keyword::Copy | Keyword::Add) => copied(file, instruction),
        Some(Keyword::Run) => file.bound_paths(instruction),
        _ => Vec::new(),
    }
}

fn copied(file: &Dockerfile, instruction: Placed<'_>) -> Vec<(TextRange, String)> {
    let Some(copy) = file.copy(instruction).filter(Copy::is_from_context) else { return Vec::new() };
    let texts = file.expanded_texts(instruction);
    let is_secret =
        |range| texts.iter().any(|text| instruction.range(text.span) == range && file.refers_to_secret(text));
    let sources = copy.sources.iter().filter(|source| !source.has_wildcard() && !is_secret(source.range));
    sources.filter_map(|source| Some((source.range, source.in_context()?))).collect()
}

/// The line of the ignore file that leaves a path out; else the file that is there.
fn target(file: &Dockerfile, path: String) -> Option<(LinkTarget, String)> {
    let context = file.context();
    if !context.is_known() {
        return None;
    }
    if let (Some(name), Some(line)) = (context.ignore_file(), excluding_line(file, &path)) {
        let tooltip = format!("Left out by line {} of {name}", line + 1);
        return Some((LinkTarget::File { path: name.to_owned(), line: Some(line) }, tooltip));
    }
    (context.entry(&path) == Some(ContextEntry::File)).then(|| {
        let tooltip = format!("Open {path}");
        (LinkTarget::File { path, line: None }, tooltip)
    })
}

fn excluding_line(file: &Dockerfile, path: &str) -> Option<u32> {
    let matcher = file.context().matcher()?;
    let line = matcher.deciding_line(path)?;
    let IgnoreLineKind::Pattern(pattern) = &matcher.file().lines().get(line)?.kind else { return None };
    (!pattern.is_exception).then_some(line as u32)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};
    use plimsoll_semantics::{BuildContext, ListedContext, NoContext};
    use plimsoll_syntax::SyntaxTree;

    use super::*;

    fn shown(text: &str, context: Arc<dyn BuildContext>) -> String {
        let line = |link: Link| {
            let LinkTarget::File { path, line } = link.target else { panic!("{link:?} leads elsewhere") };
            let line = line.map(|line| format!(":{line}")).unwrap_or_default();
            format!("{} -> {path}{line} ({})\n", &text[link.range], link.tooltip)
        };
        let file = Dockerfile::new(SyntaxTree::parse(text), context);
        file.instructions().flat_map(|instruction| in_instruction(&file, instruction)).map(line).collect()
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        let files = ["app.py", "docs/a.md", "docs/keep.md", "src/main.rs", "a b", "app.sh"];
        let ignore = "# what is not needed\ndocs\n!docs/keep.md\ntarget\n";
        let context = ListedContext::new(files).with_ignore_file(".dockerignore", ignore);
        expected.assert_eq(&shown(text, Arc::new(context)));
    }

    #[test]
    fn sources() {
        check(
            "FROM a\nCOPY app.py ./src/../src/main.rs missing src *.sh /x/\nADD [\"a b\", \"/x\"]\n",
            expect![[r#"
                app.py -> app.py (Open app.py)
                ./src/../src/main.rs -> src/main.rs (Open src/main.rs)
                a b -> a b (Open a b)
            "#]],
        );
        check(
            "FROM a\nARG NAME=app\nCOPY $NAME.py ${UNKNOWN} /x/\n",
            expect![[r#"
            $NAME.py -> app.py (Open app.py)
        "#]],
        );
        check(
            "FROM a\nCOPY --from=b app.py /x\nADD https://x.org/app.py /x\nCOPY <<app.py /x\napp.py\n",
            expect![[""]],
        );
    }

    #[test]
    fn mounts() {
        check(
            "FROM a\nRUN --mount=type=bind,source=app.py,target=/x --mount=src=/docs/,target=/y a\n",
            expect![[r#"
                app.py -> app.py (Open app.py)
                /docs/ -> .dockerignore:1 (Left out by line 2 of .dockerignore)
            "#]],
        );
        check(
            "FROM a\nRUN --mount=type=bind,from=b,source=app.py,target=/x --mount=type=cache,source=app.py,target=/y a\n",
            expect![[""]],
        );
    }

    #[test]
    fn what_is_left_out_leads_to_the_line_that_says_so() {
        check(
            "FROM a\nCOPY docs docs/a.md docs/keep.md target/release/app /x/\n",
            expect![[r#"
            docs -> .dockerignore:1 (Left out by line 2 of .dockerignore)
            docs/a.md -> .dockerignore:1 (Left out by line 2 of .dockerignore)
            docs/keep.md -> docs/keep.md (Open docs/keep.md)
            target/release/app -> .dockerignore:3 (Left out by line 4 of .dockerignore)
        "#]],
        );
    }

    #[test]
    fn secrets_stay_secret() {
        check("FROM a\nARG API_TOKEN=app.py\nCOPY $API_TOKEN /x\n", expect![[""]]);
    }

    #[test]
    fn nothing_is_known_without_a_context() {
        assert_eq!(shown("FROM a\nCOPY app.py /x\n", Arc::new(NoContext)), "");
    }
}

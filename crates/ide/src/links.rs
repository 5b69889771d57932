//! Places in a Dockerfile that lead to something that can be opened.

mod context;
mod images;
mod urls;

use plimsoll_semantics::{Dockerfile, Target};
use plimsoll_syntax::Placed;
use plimsoll_text::{TextRange, TextSize};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub range: TextRange,
    pub target: LinkTarget,
    /// What opens, in words.
    pub tooltip: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// A file of the build context, by its path there, and a line of it, counted from zero.
    File {
        path: String,
        line: Option<u32>,
    },
    /// A place in the same file.
    Here(TextSize),
    Url(String),
}

/// All links of a file, in order of place.
pub fn links(file: &Dockerfile) -> Vec<Link> {
    let mut links = images::of_frontend(file);
    links.extend(urls::in_comments(file));
    for instruction in file.instructions() {
        links.extend(context::in_instruction(file, instruction));
        links.extend(images::in_instruction(file, instruction));
        links.extend(urls::in_instruction(file, instruction));
        links.extend(stages(file, instruction));
    }
    links.sort_by_key(|link| link.range.start());
    links
}

/// From where a stage is used to where it begins.
fn stages<'a>(file: &'a Dockerfile, instruction: Placed<'a>) -> impl Iterator<Item = Link> + 'a {
    file.references_in(instruction).iter().filter_map(move |reference| {
        let Target::Stage(index) = reference.target else { return None };
        let stage = file.stage(index)?;
        let tooltip = stage.name().map_or_else(|| format!("Stage {index}"), |name| format!("Stage {name}"));
        let from = stage.from().range(stage.from().trimmed_span());
        let target = LinkTarget::Here(from.start());
        Some(Link { range: instruction.range(reference.span), target, tooltip })
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::{Fixture, ODD_FILES};

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        let fixture = Fixture::without_cursor(text);
        let line = |link: Link| {
            let target = match link.target {
                LinkTarget::File { path, .. } => path,
                LinkTarget::Here(at) => format!("line {}", fixture.lines.line(at) + 1),
                LinkTarget::Url(url) => url,
            };
            format!("{} -> {target} ({})\n", fixture.text_of(link.range), link.tooltip)
        };
        expected.assert_eq(&links(&fixture.file).into_iter().map(line).collect::<String>());
    }

    #[test]
    fn stages_lead_to_their_from() {
        check(
            "FROM scratch AS deps\nFROM scratch\n\nFROM deps AS b\nCOPY --from=1 a b\nRUN --mount=from=deps,target=/x a\nCOPY --from=b a b\nCOPY --from=9 a b\nCOPY --from=$X a b\n",
            expect![[r#"
                deps -> line 1 (Stage deps)
                1 -> line 2 (Stage 1)
                deps -> line 1 (Stage deps)
            "#]],
        );
    }

    #[test]
    fn images_lead_to_their_pages() {
        check(
            "# syntax=docker/dockerfile:1\nARG V=3\nFROM --platform=linux/amd64 python:$V-slim AS x\nFROM $X\nFROM scratch\nCOPY --from=ghcr.io/astral-sh/uv:0.12 /uv /bin/\nRUN --mount=from=bitnami/git,target=/x a\nCOPY --from=x a b\nFROM localhost:5000/foo\n",
            expect![[r#"
                docker/dockerfile:1 -> https://hub.docker.com/r/docker/dockerfile (Open the page on Docker Hub)
                python:$V-slim -> https://hub.docker.com/_/python (Open the page on Docker Hub)
                ghcr.io/astral-sh/uv:0.12 -> https://ghcr.io/astral-sh/uv (Open the page on GitHub)
                bitnami/git -> https://hub.docker.com/r/bitnami/git (Open the page on Docker Hub)
                x -> line 3 (Stage x)
            "#]],
        );
    }

    #[test]
    fn urls() {
        check(
            "# see https://a.b/c?d=e#f, not https://a.b/$V, (http://g.h), <https://i.j/k_(l)> and https://\nFROM scratch\nARG V=1\nADD https://x.org/$V.tgz git@github.com:a/b.git https://github.com/a/b.git#main /x\nRUN a \\\n  # https://m.n/\n  https://o.p\nARG TOKEN=t\nADD https://x.org/?t=$TOKEN https://$U/x /x\n",
            expect![[r#"
                https://a.b/c?d=e#f -> https://a.b/c?d=e#f (Open https://a.b/c?d=e#f)
                http://g.h -> http://g.h (Open http://g.h)
                https://i.j/k_(l) -> https://i.j/k_(l) (Open https://i.j/k_(l))
                https://x.org/$V.tgz -> https://x.org/1.tgz (Open https://x.org/1.tgz)
                https://github.com/a/b.git#main -> https://github.com/a/b.git#main (Open https://github.com/a/b.git#main)
                https://m.n/ -> https://m.n/ (Open https://m.n/)
            "#]],
        );
    }

    #[test]
    fn links_stand_in_the_text() {
        for text in ODD_FILES {
            for end in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
                let fixture = Fixture::without_cursor(&text[..end]);
                let links = links(&fixture.file);
                assert!(links.iter().all(|link| !fixture.text_of(link.range).is_empty()), "{links:?}");
            }
        }
    }
}

//! Paths: of the build context, without what the ignore file leaves out, and of what the file puts into its stages.
//!
//! One level at a time. What the context holds is known from memory: nothing here reads the disk.

use plimsoll_semantics::{Base, ContextEntry, Dockerfile, Stage};
use plimsoll_syntax::expansion::Value;
use plimsoll_syntax::{Keyword, clean_path};

use super::{Completion, CompletionKind, Completions};
use crate::site::{Word, Written};

/// A longer list helps nobody.
const MAX_ITEMS: usize = 200;

/// Sources of COPY and ADD, and from the second argument on the destination too.
pub(super) fn copied(written: &Written<'_>) -> Completions {
    let (word, index) = path_word(written);
    let mut completions = match written.flag_value("from") {
        Some(from) if written.keyword() == Some(Keyword::Copy) => in_stage(written, &from, word),
        _ if word.typed.contains("://") => Completions::default(),
        _ => in_context(written.file, word),
    };
    if index > 0 {
        let mut destinations = in_image(written, word);
        destinations.items.retain(|item| item.kind == CompletionKind::Folder);
        let is_new = |item: &Completion| !destinations.items.iter().any(|other| other.label == item.label);
        completions.items.retain(is_new);
        destinations.join(completions);
        return destinations;
    }
    completions
}

/// WORKDIR and VOLUME.
pub(super) fn folders(written: &Written<'_>) -> Completions {
    let (word, index) = path_word(written);
    if index > 0 && written.keyword() == Some(Keyword::Workdir) {
        return Completions::default();
    }
    let mut completions = in_image(written, word);
    completions.items.retain(|item| item.kind == CompletionKind::Folder);
    completions
}

/// The path at the cursor, and how many are before it. In JSON form, between quotes.
fn path_word<'a>(written: &Written<'a>) -> (Word<'a>, usize) {
    let text = written.arguments_text();
    let word = written.word();
    if text.starts_with('[') {
        let quotes = text.matches('"').count();
        let is_open = quotes % 2 == 1;
        let inside = word.behind(&['"']).until(&['"', ',', ']']);
        // Between two strings nothing is a path.
        let word = if is_open { inside } else { Word { typed: "\0", rest: "", ..word } };
        return (word, quotes / 2);
    }
    (word, written.argument_index())
}

pub(super) fn in_context(file: &Dockerfile, word: Word<'_>) -> Completions {
    let Some(written) = Path::new(word) else { return Completions::default() };
    let folder = clean_path(&format!("/{}", written.folder)).trim_start_matches('/').to_owned();
    let context = file.context();
    let path = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let has_exceptions =
        context.matcher().is_some_and(plimsoll_syntax::dockerignore::Matcher::has_exceptions);
    let is_seen = |(name, entry): &(String, ContextEntry)| {
        !context.is_ignored(&path(name)) || (*entry == ContextEntry::Folder && has_exceptions)
    };
    let children = context.children(&folder).into_iter().filter(is_seen);
    let mut completions = listed(children, &written);
    // It may be looked into at this moment.
    completions.is_incomplete |= !context.is_listed(&folder);
    completions
}

/// In the stage that `from` names; nothing for an image.
pub(super) fn in_stage(written: &Written<'_>, from: &str, word: Word<'_>) -> Completions {
    let own = written.stage().map_or(0, Stage::index);
    let by_name = || {
        (0..own).rev().find(|index| {
            written
                .file
                .stage(*index)
                .and_then(Stage::name)
                .is_some_and(|name| name.eq_ignore_ascii_case(from))
        })
    };
    let index = from.parse().ok().filter(|index| *index < own).or_else(by_name);
    let stage = index.and_then(|index| written.file.stage(index));
    let Some((stage, path)) = stage.zip(Path::new(word)) else { return Completions::default() };
    let files = stage.files_before(usize::MAX);
    listed(files.children(&clean_path(&format!("/{}", path.folder))).into_iter(), &path)
}

/// In the image as it is at the instruction.
pub(super) fn in_image(written: &Written<'_>, word: Word<'_>) -> Completions {
    let stage = written.stage();
    let Some((stage, path)) = stage.zip(Path::new(word)) else { return Completions::default() };
    let files = stage.files_before(written.instruction.index);
    if path.folder.starts_with('/') {
        return listed(files.children(&clean_path(path.folder)).into_iter(), &path);
    }
    let workdir = match (written.file.workdir_at(written.instruction), stage.root_base()) {
        (Value::Set(workdir), _) => workdir,
        (_, Base::Scratch) => "/".to_owned(),
        _ => return Completions::default(),
    };
    let mut completions =
        listed(files.children(&clean_path(&format!("{workdir}/{}", path.folder))).into_iter(), &path);
    if path.folder.is_empty() {
        // Where to begin.
        let here = Completion::new("./", CompletionKind::Folder, path.name);
        completions.items.insert(0, here);
    }
    completions
}

/// A path that is being written.
struct Path<'a> {
    /// What it has come to, as written.
    folder: &'a str,
    /// In that folder.
    name: Word<'a>,
    is_followed_by_slash: bool,
}

impl<'a> Path<'a> {
    /// Nothing for one that has to be expanded first.
    fn new(word: Word<'a>) -> Option<Self> {
        if word.typed.contains(['$', '*', '?', '[', '\\', '\0']) {
            return None;
        }
        let name = word.behind(&['/']).until(&['/']);
        let folder = &word.typed[..word.typed.len() - name.typed.len()];
        Some(Path { folder, name, is_followed_by_slash: name.rest.len() < word.rest.len() })
    }
}

fn listed(children: impl Iterator<Item = (String, ContextEntry)>, path: &Path<'_>) -> Completions {
    let word = path.name;
    let slash = if path.is_followed_by_slash { "" } else { "/" };
    let mut children: Vec<_> = children.filter(|(name, _)| is_writable(name)).collect();
    let is_too_much = children.len() > MAX_ITEMS;
    if is_too_much {
        let typed = word.typed.to_lowercase();
        children.retain(|(name, _)| name.to_lowercase().starts_with(&typed));
        children.truncate(MAX_ITEMS);
    }
    let item = |(name, entry): (String, ContextEntry)| match entry {
        ContextEntry::File => Completion::new(name, CompletionKind::File, word),
        ContextEntry::Folder => {
            let insert = format!("{name}{slash}");
            Completion::new(format!("{name}/"), CompletionKind::Folder, word).inserting(insert)
        }
    };
    Completions { items: children.into_iter().map(item).collect(), is_incomplete: is_too_much }
}

/// Without what would mean something else in an instruction.
fn is_writable(name: &str) -> bool {
    !name.contains(|c: char| c.is_whitespace() || c.is_control() || "$*?[\\\"'`,".contains(c))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_semantics::ListedContext;
    use plimsoll_syntax::SyntaxTree;
    use plimsoll_text::{TextSize, apply_edits};

    use super::*;
    use crate::completion::completions;

    const FILES: &[&str] =
        &["app.py", "docs/a.md", "src/main.rs", "src/a b", "target/x", "web/node_modules/"];

    fn at(text: &str) -> Completions {
        let (before, after) = text.split_once("$0").unwrap();
        let context =
            ListedContext::new(FILES.iter().copied()).with_ignore_file(".dockerignore", "target\ndocs\n");
        let file = Dockerfile::new(SyntaxTree::parse(&format!("{before}{after}")), Arc::new(context));
        completions(&file, TextSize::of(before))
    }

    /// Without flags.
    fn paths(text: &str) -> String {
        let items = at(text).items.into_iter().map(|item| item.label);
        items.filter(|label| !label.starts_with("--")).collect::<Vec<_>>().join(" ")
    }

    fn taken(text: &str, label: &str) -> String {
        let item = at(text).items.into_iter().find(|item| item.label == label).unwrap();
        apply_edits(&text.replace("$0", ""), &[item.edit]).unwrap()
    }

    #[test]
    fn sources_in_the_context() {
        assert_eq!(paths("FROM a\nCOPY $0"), "app.py src/ web/");
        assert_eq!(paths("FROM a\nCOPY ./src/$0 /x"), "main.rs");
        assert_eq!(paths("FROM a\nADD app.py s$0"), "app.py src/ web/");
        assert_eq!(paths("FROM a\nCOPY [\"a\", \"src/$0\"]"), "main.rs");
        assert_eq!(paths("FROM a\nCOPY [\"a\"$0]"), "");
        assert_eq!(paths("FROM a\nADD https://a.b/$0"), "");
        assert_eq!(paths("FROM a\nRUN --mount=source=$0,target=/x y"), "app.py src/ web/");
        assert_eq!(paths("FROM a\nRUN --mount=type=cache,source=$0,target=/x y"), "");
        assert!(at("FROM a\nCOPY web/node_modules/$0").is_incomplete);
        assert_eq!(taken("FROM a\nCOPY sr$0 /x", "src/"), "FROM a\nCOPY src/ /x");
        assert_eq!(taken("FROM a\nCOPY src/ma$0in.c /x", "main.rs"), "FROM a\nCOPY src/main.rs /x");
        assert_eq!(
            taken("FROM a\nCOPY --link \\\r\n  ap$0 \\\r\n  /x", "app.py"),
            "FROM a\nCOPY --link \\\r\n  app.py \\\r\n  /x"
        );
    }

    #[test]
    fn sources_in_stages() {
        let build = "FROM golang AS build\nWORKDIR /src\nRUN go build -o /out/app ./...\nCOPY src ./rs\nFROM scratch\n";
        assert_eq!(paths(&format!("{build}COPY --from=build /$0")), "out/ src/");
        assert_eq!(paths(&format!("{build}COPY --chown=1 --from=0 /out/$0 /")), "app");
        assert_eq!(paths(&format!("{build}COPY --from=build /src/rs/$0 /")), "main.rs");
        assert_eq!(paths(&format!("{build}RUN --mount=from=build,source=/out/$0,target=/x y")), "app");
        assert_eq!(paths(&format!("{build}COPY --from=nginx /$0")), "");
    }

    #[test]
    fn folders_of_the_image() {
        let file = "FROM a\nWORKDIR /srv/app\nVOLUME /data\n";
        assert_eq!(paths(&format!("{file}WORKDIR /$0")), "data/ srv/");
        assert_eq!(paths(&format!("{file}COPY app.py $0")), "./ app.py src/ web/");
        assert_eq!(paths(&format!("{file}COPY app.py /srv/$0")), "app/");
        assert_eq!(taken(&format!("{file}VOLUME /d$0/x"), "data/"), format!("{file}VOLUME /data/x"));
    }
}

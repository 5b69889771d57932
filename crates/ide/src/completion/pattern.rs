//! Patterns of ignore files: paths of the build context, one level at a time.

use std::collections::BTreeMap;

use plimsoll_semantics::{BuildContext, ContextEntry, Dockerignore};
use plimsoll_syntax::clean_path;
use plimsoll_syntax::dockerignore::{Glob, IgnorePattern};
use plimsoll_text::{TextEdit, TextRange, TextSize};

use super::{Completion, CompletionKind, Completions};

/// A longer list helps nobody.
const MAX_ITEMS: usize = 200;

/// The entries of the folder that the pattern at `offset` has come to, without those that other lines take care of
/// already; after `!`, those that can be brought back.
pub fn ignore_file_completions(file: &Dockerignore, offset: TextSize) -> Completions {
    let Some(word) = Word::at(file.text(), offset) else { return Completions::default() };
    let Some(mut search) = Search::run(file.context(), &word.folder) else { return Completions::default() };
    let others = Others::new(file, &word);
    search.names.retain(|name, paths| is_writable(name) && paths.iter().any(|path| others.leave_open(path)));
    let is_too_much = search.names.len() > MAX_ITEMS;
    if is_too_much {
        search.names.retain(|name, _| starts_with(name, word.typed));
    }
    let items = search.names.into_iter().take(MAX_ITEMS).map(|(name, paths)| word.completion(&name, &paths));
    Completions { items: items.collect(), is_incomplete: is_too_much || !search.is_complete }
}

/// A pattern that is being written: folders, and then the name under the cursor.
struct Word<'a> {
    line: TextRange,
    is_exception: bool,
    /// As it is matched, without `/` at its ends.
    folder: String,
    /// The name as far as it stands before the cursor.
    typed: &'a str,
    /// All of the name.
    name: TextRange,
    is_first_in_line: bool,
    is_followed_by_slash: bool,
}

impl<'a> Word<'a> {
    /// Nothing in a comment, and where a pattern leads out of the context.
    fn at(text: &'a str, offset: TextSize) -> Option<Self> {
        let (before, after) = (text.get(..offset.into())?, text.get(offset.into()..)?);
        let line = before.rsplit('\n').next()?.trim_start_matches('\u{feff}');
        let rest = after.lines().next().unwrap_or_default().trim_end();
        if line.starts_with('#') {
            return None;
        }
        let (is_exception, word) = match line.trim_start().strip_prefix('!') {
            Some(word) => (true, word.trim_start()),
            None => (false, line.trim_start()),
        };
        let (folder, typed) = word.rsplit_once('/').unwrap_or(("", word));
        let rest_of_name = rest.split('/').next().unwrap_or_default();
        Some(Word {
            line: TextRange::new(offset - TextSize::of(line), offset + TextSize::of(rest)),
            is_exception,
            folder: folder_in_context(folder)?,
            typed,
            name: TextRange::new(offset - TextSize::of(typed), offset + TextSize::of(rest_of_name)),
            is_first_in_line: typed.len() == line.len(),
            is_followed_by_slash: rest_of_name.len() < rest.len(),
        })
    }

    fn completion(&self, name: &str, paths: &[Candidate]) -> Completion {
        let is_folder = paths.iter().any(|path| path.entry == ContextEntry::Folder);
        let (kind, slash) =
            if is_folder { (CompletionKind::Folder, "/") } else { (CompletionKind::File, "") };
        let filter = escaped(name, self.is_first_in_line);
        let slash_to_insert = if self.is_followed_by_slash { "" } else { slash };
        Completion {
            label: format!("{name}{slash}"),
            kind,
            edit: TextEdit::replace(self.name, format!("{filter}{slash_to_insert}")),
            filter,
            snippet: None,
            detail: None,
            topic: None,
        }
    }
}

fn folder_in_context(written: &str) -> Option<String> {
    let clean = clean_path(written);
    match clean.trim_start_matches('/') {
        "." => Some(String::new()),
        folder if folder == ".." || folder.starts_with("../") => None,
        folder => Some(folder.to_owned()),
    }
}

struct Candidate {
    path: String,
    entry: ContextEntry,
}

/// The names in a folder, or in all folders that a pattern matches.
struct Search<'a> {
    context: &'a dyn BuildContext,
    /// Each with the paths that have it.
    names: BTreeMap<String, Vec<Candidate>>,
    /// Whether every place was known.
    is_complete: bool,
}

impl<'a> Search<'a> {
    /// Nothing for a pattern that is wrong.
    fn run(context: &'a dyn BuildContext, folder: &str) -> Option<Self> {
        let mut search = Search { context, names: BTreeMap::new(), is_complete: context.is_known() };
        if folder.contains(['*', '?', '[', '\\']) {
            search.below("", &Glob::new(&format!("{folder}/*")).ok()?);
        } else {
            search.directly_in(folder, |_| true);
        }
        Some(search)
    }

    /// Gives the folders in it.
    fn directly_in(&mut self, folder: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
        self.is_complete &= self.context.is_listed(folder);
        let mut folders = Vec::new();
        for (name, entry) in self.context.children(folder) {
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if entry == ContextEntry::Folder {
                folders.push(path.clone());
            }
            if is_wanted(&path) {
                self.names.entry(name).or_default().push(Candidate { path, entry });
            }
        }
        folders
    }

    fn below(&mut self, folder: &str, glob: &Glob) {
        for folder in self.directly_in(folder, |path| glob.matches(path)) {
            if glob.may_match_below(&folder) {
                self.below(&folder, glob);
            }
        }
    }
}

/// The lines beside the one that is being written.
struct Others<'a> {
    context: &'a dyn BuildContext,
    patterns: Vec<&'a IgnorePattern>,
    is_for_exception: bool,
}

impl<'a> Others<'a> {
    fn new(file: &'a Dockerignore, word: &Word<'_>) -> Self {
        let patterns = file.file().patterns().map(|(_, pattern)| pattern);
        Others {
            context: file.context(),
            patterns: patterns.filter(|pattern| !word.line.contains_range(pattern.range)).collect(),
            is_for_exception: word.is_exception,
        }
    }

    /// Whether there is something to write a line for.
    fn leave_open(&self, candidate: &Candidate) -> bool {
        if self.is_for_exception { self.touch(candidate) } else { !self.leave_out(&candidate.path) }
    }

    fn leave_out(&self, path: &str) -> bool {
        let decides = self.patterns.iter().rev().find(|pattern| pattern.glob.matches_path_or_parent(path));
        decides.is_some_and(|pattern| !pattern.is_exception)
    }

    /// Whether they leave it out or something in it.
    fn touch(&self, candidate: &Candidate) -> bool {
        let touch_child = |(name, entry): (String, ContextEntry)| {
            self.touch(&Candidate { path: format!("{}/{name}", candidate.path), entry })
        };
        self.leave_out(&candidate.path)
            || candidate.entry == ContextEntry::Folder
                && self.context.children(&candidate.path).into_iter().any(touch_child)
    }
}

/// Blanks at its ends are no part of a pattern.
fn is_writable(name: &str) -> bool {
    name.trim() == name && !name.contains(char::is_control)
}

fn starts_with(name: &str, typed: &str) -> bool {
    name.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

/// A name as a pattern that matches only that.
fn escaped(name: &str, is_first_in_line: bool) -> String {
    let mut escaped = String::new();
    for (at, c) in name.char_indices() {
        if matches!(c, '*' | '?' | '[' | '\\') || at == 0 && is_first_in_line && matches!(c, '#' | '!') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_semantics::NoContext;
    use plimsoll_syntax::dockerignore::Matcher;
    use plimsoll_text::apply_edits;

    use super::*;
    use crate::fixture::IgnoreFixture;

    const FILES: &[&str] = &[
        ".git/",
        "Dockerfile",
        "docs/api/x.md",
        "docs/index.md",
        "src/api/mod.rs",
        "src/main.rs",
        "src/test.rs",
    ];

    fn completions(text: &str, files: &[&str]) -> Completions {
        let fixture = IgnoreFixture::new(text, files);
        ignore_file_completions(&fixture.file, fixture.cursor)
    }

    /// The labels of what is proposed.
    fn proposed(text: &str) -> String {
        let labels: Vec<_> = completions(text, FILES).items.into_iter().map(|item| item.label).collect();
        labels.join(" ")
    }

    /// The text after the proposal of that label is taken.
    fn taken(text: &str, label: &str) -> String {
        let item = completions(text, FILES).items.into_iter().find(|item| item.label == label).unwrap();
        apply_edits(&text.replace("$0", ""), &[item.edit]).unwrap()
    }

    #[test]
    fn one_level_at_a_time() {
        assert_eq!(proposed("$0"), ".git/ Dockerfile docs/ src/");
        assert_eq!(proposed("src/$0"), "api/ main.rs test.rs");
        assert_eq!(proposed(" /./src//m$0"), "api/ main.rs test.rs");
        assert_eq!(proposed("docs\nsrc/api/$0\n"), "mod.rs");
        assert_eq!(proposed("missing/$0"), "");
    }

    #[test]
    fn not_in_comments_and_not_outside() {
        for text in ["#$0", "# src/$0", "../$0", "[/$0"] {
            assert_eq!(proposed(text), "", "{text}");
        }
    }

    #[test]
    fn names_below_wildcards() {
        assert_eq!(
            proposed("**/$0"),
            ".git/ Dockerfile api/ docs/ index.md main.rs mod.rs src/ test.rs x.md"
        );
        assert_eq!(proposed("*/$0"), "api/ index.md main.rs test.rs");
        assert_eq!(proposed("docs/**/$0"), "api/ index.md x.md");
    }

    #[test]
    fn what_other_lines_leave_out_is_done() {
        assert_eq!(proposed("docs\n.git\n$0"), "Dockerfile src/");
        assert_eq!(proposed("src$0"), ".git/ Dockerfile docs/ src/");
        assert_eq!(proposed("**/api\n**/$0\n.git\n*.md"), "Dockerfile docs/ index.md main.rs src/ test.rs");
    }

    #[test]
    fn exceptions_are_for_what_is_left_out() {
        assert_eq!(proposed("!$0"), "");
        assert_eq!(proposed("**/api\n!$0"), "docs/ src/");
        assert_eq!(proposed("**/api\n! src/$0"), "api/");
        assert_eq!(proposed("*\n!$0"), ".git/ Dockerfile docs/ src/");
        assert_eq!(proposed("src/t*.rs\n!**/$0"), "src/ test.rs");
    }

    #[test]
    fn the_name_under_the_cursor_is_replaced() {
        assert_eq!(taken("$0", "src/"), "src/");
        assert_eq!(taken("src/ma$0", "main.rs"), "src/main.rs");
        assert_eq!(taken("src/ma$0nnnn  \ndocs", "main.rs"), "src/main.rs  \ndocs");
        assert_eq!(taken("s$0r/main.rs", "src/"), "src/main.rs");
        assert_eq!(taken("*\r\n! s$0\r\n", "src/"), "*\r\n! src/\r\n");
        assert_eq!(taken("\u{feff}$0", "src/"), "\u{feff}src/");
    }

    #[test]
    fn names_that_would_mean_something_else_are_escaped() {
        let files = ["#a", "!b", "c[1].txt", " d", "e/#f"];
        let inserted = |text: &str| {
            let items = completions(text, &files).items;
            items.into_iter().map(|item| item.edit.insert).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(inserted("$0"), "\\!b \\#a c\\[1].txt e/");
        assert_eq!(inserted("e/$0"), "#f");
        assert_eq!(inserted("*\n!$0"), "!b #a c\\[1].txt e/");
        for item in completions("$0", &files).items {
            assert!(Matcher::new(&item.edit.insert).is_ignored(&item.label), "{item:?}");
        }
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let files: Vec<String> = (0..500).map(|index| format!("File{index:03}")).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let all = completions("$0", &files);
        assert_eq!((all.items.len(), all.is_incomplete), (MAX_ITEMS, true));
        let some = completions("file41$0", &files);
        assert_eq!((some.items.len(), some.items[0].label.as_str()), (10, "File410"));
    }

    #[test]
    fn what_is_not_known_makes_it_incomplete() {
        assert!(!completions("$0", FILES).is_incomplete);
        assert!(completions(".git/$0", FILES).is_incomplete);
        assert!(completions("**/$0", FILES).is_incomplete);
        let file = Dockerignore::new("", Arc::new(NoContext));
        assert!(ignore_file_completions(&file, 0.into()).is_incomplete);
    }
}

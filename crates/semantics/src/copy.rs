//! COPY and ADD: what they copy, from where, to where.

use plimsoll_syntax::dockerignore::Matcher;
use plimsoll_syntax::expansion::Value;
use plimsoll_syntax::{Arguments, Flag, Heredoc, Keyword, Mount, MountType, Placed, clean_path};
use plimsoll_text::{Span, TextRange};

use crate::context::ContextEntry;
use crate::dockerfile::Dockerfile;
use crate::expand::expanded_texts;
use crate::location::Location;
use crate::reference::Target;
use crate::state::join;

/// A COPY or ADD with at least a source and a destination.
#[derive(Debug, Clone)]
pub struct Copy<'a> {
    pub instruction: Placed<'a>,
    pub is_add: bool,
    pub sources: Vec<Path<'a>>,
    pub destination: Path<'a>,
    /// What `--from` names.
    pub from: Option<&'a Target>,
    /// The place of the destination.
    pub target: Option<Location>,
}

/// A source or the destination.
#[derive(Debug, Clone)]
pub struct Path<'a> {
    /// As written; in JSON form without the quotes.
    pub span: Span,
    pub range: TextRange,
    /// With its variables replaced.
    pub value: Value,
    pub kind: PathKind<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathKind<'a> {
    Local,
    Heredoc(&'a Heredoc),
    /// `http://` or `https://`, lower case.
    Url,
    Git,
}

/// Where a file of the image comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// This path of the build context, through that source.
    Context { source: usize, path: String },
    /// A stage, an image, a URL, a heredoc.
    Elsewhere,
}

impl<'a> Path<'a> {
    pub fn text(&self) -> Option<&str> {
        self.value.as_set()
    }

    /// A local source as a path in the build context: without `/` at its ends, `.` for the root.
    pub fn in_context(&self) -> Option<String> {
        let text = self.text().filter(|_| self.kind == PathKind::Local)?;
        Some(context_path(text))
    }

    pub fn has_wildcard(&self) -> bool {
        self.kind == PathKind::Local && self.text().is_some_and(|text| text.contains(['*', '?', '[']))
    }
}

impl<'a> Copy<'a> {
    /// From the build context, not from a stage or image.
    pub fn is_from_context(&self) -> bool {
        self.from.is_none()
    }

    /// Where the files go, absolute; unknown as long as the working directory is.
    pub fn destination_folder(&self, file: &Dockerfile) -> Value {
        let Some(text) = self.destination.text() else { return Value::Unknown };
        if text.starts_with('/') {
            return Value::Set(clean_path(text));
        }
        match file.workdir_at(self.instruction) {
            Value::Set(workdir) => Value::Set(join(&workdir, text)),
            _ => Value::Unknown,
        }
    }

    /// Where a file or folder of the image comes from, if this is what puts it there.
    pub fn origin_of(&self, file: &Dockerfile, place: &Location) -> Option<Origin> {
        let below = place.below(self.target.as_ref()?)?;
        if !self.is_from_context() {
            return Some(Origin::Elsewhere);
        }
        let origin = |(index, source): (usize, &Path<'a>)| {
            let path = match source.in_context() {
                Some(path) => self.path_of(file, source, &path, below)?,
                None => return (!below.contains('/')).then_some(Origin::Elsewhere),
            };
            Some(Origin::Context { source: index, path })
        };
        // A file that is named is more certain than one that a folder may hold.
        let (folders, files): (Vec<_>, Vec<_>) =
            self.sources.iter().enumerate().partition(|(_, source)| self.brings_folder(file, source));
        files.into_iter().chain(folders.into_iter().rev()).find_map(origin)
    }

    /// What a local source has for the place `below` the destination.
    fn path_of(&self, file: &Dockerfile, source: &Path<'a>, path: &str, below: &str) -> Option<String> {
        if source.has_wildcard() {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let candidate = join_context(folder, below);
            let matches = !below.contains('/') && Matcher::new(path).is_ignored(&candidate);
            return matches.then_some(candidate);
        }
        if self.brings_folder(file, source) {
            let candidate = join_context(path, below);
            let context = file.context();
            let is_there = below.is_empty() || !context.is_known() || context.entry(&candidate).is_some();
            return is_there.then_some(candidate);
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_file = below == name || (below.is_empty() && !self.names_folder());
        is_file.then(|| path.to_owned())
    }

    /// The destination is written as a folder. Otherwise a file goes there under that name, or, if a folder is there
    /// already, into that.
    pub fn names_folder(&self) -> bool {
        let text = self.destination.text().unwrap_or_default();
        self.sources.len() > 1 || text.ends_with('/') || matches!(text, "." | "..")
    }

    /// The sources that bring a whole folder of the context: `.`, a folder that the context is known to have, or
    /// a bare `*`.
    pub fn broad_sources<'s>(&'s self, file: &'s Dockerfile) -> impl Iterator<Item = &'s Path<'a>> + 's {
        self.sources.iter().filter(|source| self.is_from_context() && self.brings_folder(file, source))
    }

    fn brings_folder(&self, file: &Dockerfile, source: &Path<'a>) -> bool {
        let Some(path) = source.in_context() else { return false };
        let ends_in_slash = source.text().is_some_and(|text| text.ends_with('/'));
        let is_folder = file.context().entry(&path) == Some(ContextEntry::Folder);
        matches!(path.as_str(), "." | "*" | "**") || ends_in_slash || is_folder
    }
}

/// A local path as one in the build context.
fn context_path(text: &str) -> String {
    let clean = clean_path(&format!("/{text}")).trim_start_matches('/').to_owned();
    if clean.is_empty() { ".".to_owned() } else { clean }
}

/// A path below a folder of the context.
fn join_context(folder: &str, path: &str) -> String {
    match (folder, path) {
        ("." | "", "") => ".".to_owned(),
        ("." | "", path) => path.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}

impl Dockerfile {
    /// What a RUN mounts from the build context: the places where that is written, and the paths there.
    pub fn bound_paths(&self, run: Placed<'_>) -> Vec<(TextRange, String)> {
        let mounts = run.instruction.mounts();
        let bound = mounts
            .filter(|(_, mount)| mount.kind() == Some(MountType::Bind) && mount.get(&["from"]).is_none());
        let source = |(flag, mount): (&Flag, Mount)| {
            let option = mount.get(&["source", "src"])?;
            let path = option.value.as_deref().filter(|path| !path.is_empty() && !path.contains('$'))?;
            let span = run.locate_in_flag(flag, option.value_range.clone()?);
            Some((run.range(span), context_path(path)))
        };
        bound.filter_map(source).collect()
    }

    /// A COPY or ADD with its paths; nothing for another instruction or one without enough arguments.
    pub fn copy<'a>(&'a self, instruction: Placed<'a>) -> Option<Copy<'a>> {
        let keyword = instruction.keyword()?;
        if !matches!(keyword, Keyword::Copy | Keyword::Add) {
            return None;
        }
        let spans = path_spans(instruction);
        let is_plain = instruction.is_plain();
        let texts = if is_plain { Vec::new() } else { expanded_texts(instruction) };
        let value_of = |span: Span| {
            if is_plain {
                return Value::Set(instruction.text(span).into_owned());
            }
            let at = texts.binary_search_by_key(&span.start, |text| text.span.start);
            at.map_or(Value::Unknown, |at| self.evaluate(&texts[at]).unwrap_or(Value::Unknown))
        };
        let mut paths: Vec<Path<'a>> = spans
            .into_iter()
            .map(|span| {
                let value = value_of(span);
                let kind = path_kind(instruction, span, &value);
                Path { span, range: instruction.range(span), value, kind }
            })
            .collect();
        let destination = paths.pop().filter(|_| !paths.is_empty())?;
        let from = self.reference_in(instruction).map(|reference| &reference.target);
        let target = destination.text().and_then(|text| self.working_folder(instruction)?.join(text));
        Some(Copy { instruction, is_add: keyword == Keyword::Add, sources: paths, destination, from, target })
    }
}

fn path_spans(instruction: Placed<'_>) -> Vec<Span> {
    match &instruction.instruction.command().arguments {
        Arguments::Words(words) => words.to_vec(),
        Arguments::Json(array) => {
            array.elements.iter().map(|e| Span::new(e.span.start + 1, e.span.end - 1)).collect()
        }
        _ => Vec::new(),
    }
}

/// BuildKit: a heredoc if the whole word is a marker; the last body of that name counts.
fn path_kind<'a>(instruction: Placed<'a>, span: Span, value: &Value) -> PathKind<'a> {
    let heredocs = instruction.instruction.heredocs();
    if let Some(marker) = heredocs.iter().find(|heredoc| heredoc.marker == span) {
        let last = heredocs.iter().rfind(|heredoc| heredoc.name == marker.name);
        return PathKind::Heredoc(last.unwrap_or(marker));
    }
    let text = value.as_set().unwrap_or_default();
    if is_git(text) {
        PathKind::Git
    } else if text.starts_with("http://") || text.starts_with("https://") {
        PathKind::Url
    } else {
        PathKind::Local
    }
}

/// `git@host:path`, `ssh://`, `git://`, or an http(s) address whose path ends in `.git`.
fn is_git(text: &str) -> bool {
    if text.starts_with("git://") || text.starts_with("ssh://") {
        return true;
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        let path = text.split(['?', '#']).next().unwrap_or(text);
        return path.ends_with(".git");
    }
    let scp = text
        .split_once(':')
        .filter(|(host, path)| host.contains('@') && !host.contains('/') && !path.is_empty());
    scp.is_some_and(|(host, path)| host.starts_with("git@") && !path.starts_with("//"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_syntax::{Keyword, SyntaxTree};

    use super::*;
    use crate::context::ListedContext;

    /// Where a file of the image comes from, through the first COPY.
    fn origin(copy: &str, place: &str) -> String {
        let text = format!("FROM a AS b\nFROM a\nWORKDIR /app\n{copy}\n");
        let context = ListedContext::new(["r.txt", "src/main.py", "web/package.json"]);
        let file = Dockerfile::new(SyntaxTree::parse(&text), Arc::new(context));
        let instruction = file.instructions_of(Keyword::Copy).next().unwrap();
        match file.copy(instruction).unwrap().origin_of(&file, &Location::absolute(place)) {
            Some(Origin::Context { source, path }) => format!("{source} {path}"),
            Some(Origin::Elsewhere) => "elsewhere".to_owned(),
            None => "-".to_owned(),
        }
    }

    #[test]
    fn mounts_bind_paths_of_the_context() {
        let text = "FROM a\nRUN --mount=src=./a/../b,target=/b --mount=type=bind,source=c,from=a,target=/c \\\n \
                    --mount=target=/all --mount=type=cache,source=d,target=/d make\n";
        let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(ListedContext::default()));
        let run = file.instructions_of(Keyword::Run).next().unwrap();
        let bound = file.bound_paths(run);
        let shown: Vec<_> = bound.iter().map(|(range, path)| (&text[*range], path.as_str())).collect();
        assert_eq!(shown, [("./a/../b", "b")]);
    }

    #[test]
    fn origins_of_files() {
        let cases = [
            ("COPY . .", "/app/src/main.py", "0 src/main.py"),
            ("COPY . .", "/app/a/b", "-"),
            ("COPY . .", "/app", "0 ."),
            ("COPY . .", "/srv/a", "-"),
            ("COPY web /app/", "/app/package.json", "0 web/package.json"),
            ("COPY r.txt src ./", "/app/r.txt", "0 r.txt"),
            ("COPY r.txt src ./", "/app/main.py", "1 src/main.py"),
            ("COPY r.txt /app/x.txt", "/app/x.txt", "0 r.txt"),
            ("COPY r.txt ./", "/app/s.txt", "-"),
            ("COPY web/pack*.json ./", "/app/package.json", "0 web/package.json"),
            ("COPY web/pack*.json ./", "/app/a.json", "-"),
            ("COPY * ./", "/app/r.txt", "0 r.txt"),
            ("COPY * ./", "/app/src/main.py", "-"),
            ("COPY --from=b /app /app", "/app/r.txt", "elsewhere"),
            ("COPY <<E ./r.txt\nx\nE", "/app/r.txt", "elsewhere"),
        ];
        for (copy, place, expected) in cases {
            assert_eq!(origin(copy, place), expected, "{copy}: {place}");
        }
    }
}

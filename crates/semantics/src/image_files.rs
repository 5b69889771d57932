//! The files of a stage, as far as the file itself says what they are.

use std::collections::BTreeMap;

use plimsoll_shell::{Invocation, Script};
use plimsoll_syntax::{Arguments, Keyword, Placed};

use crate::context::ContextEntry;
use crate::copy::{Copy, PathKind};
use crate::dockerfile::Dockerfile;
use crate::location::Location;
use crate::stage::Stage;

/// What a stage is known to have at a place: folders and files that its instructions name, and what they copy.
#[derive(Debug)]
pub struct ImageFiles<'a> {
    file: &'a Dockerfile,
    /// By absolute path.
    entries: BTreeMap<String, ContextEntry>,
    /// Folders of the image, each with the folder of the build context that was copied there.
    copied: Vec<(String, String)>,
}

impl<'a> Stage<'a> {
    /// What is there before an item, an index into the items of the tree: what stages below it are built from counts too.
    pub fn files_before(self, item: usize) -> ImageFiles<'a> {
        let mut files = ImageFiles { file: self.file, entries: BTreeMap::new(), copied: Vec::new() };
        let instructions = self.chain().flat_map(Stage::instructions);
        for instruction in instructions.filter(|instruction| instruction.index < item) {
            files.learn(instruction);
        }
        files.forget_secrets();
        files
    }
}

impl<'a> ImageFiles<'a> {
    /// The names directly in a folder, an absolute path, in alphabetical order.
    pub fn children(&self, folder: &str) -> Vec<(String, ContextEntry)> {
        let prefix = if folder.ends_with('/') { folder.to_owned() } else { format!("{folder}/") };
        let mut children = BTreeMap::new();
        for (path, entry) in &self.entries {
            match path.strip_prefix(&prefix).map(|rest| rest.split_once('/').ok_or(rest)) {
                Some(Ok((name, _))) => {
                    children.insert(name.to_owned(), ContextEntry::Folder);
                }
                Some(Err(name)) if !name.is_empty() => {
                    children.entry(name.to_owned()).or_insert(*entry);
                }
                _ => {}
            }
        }
        for (target, source) in &self.copied {
            let Some(below) = folder_below(folder, target) else { continue };
            let source = [source.as_str(), below].join("/");
            let context = self.file.context();
            for (name, entry) in context.children(source.trim_matches('/')) {
                if !context.is_ignored(format!("{source}/{name}").trim_matches('/')) {
                    children.entry(name).or_insert(entry);
                }
            }
        }
        children.into_iter().collect()
    }

    /// Paths that hold the value of a secret are not to be shown.
    fn forget_secrets(&mut self) {
        let secrets = self.file.definitions().filter(|definition| definition.is_secret);
        let secrets: Vec<&str> = secrets.filter_map(|secret| secret.value.as_set()).collect();
        let is_open = |path: &str| !secrets.iter().any(|secret| !secret.is_empty() && path.contains(secret));
        self.entries.retain(|path, _| is_open(path));
    }

    fn learn(&mut self, instruction: Placed<'a>) {
        let texts = self.file.expanded_texts(instruction);
        if texts.iter().any(|text| self.file.refers_to_secret(text)) {
            return;
        }
        match instruction.keyword() {
            Some(Keyword::Workdir) => {
                let folder = self.file.workdir_after(instruction);
                self.folder(folder.as_set());
            }
            Some(Keyword::Volume) => {
                if let Arguments::Words(words) = &instruction.instruction.command().arguments {
                    for word in words {
                        self.folder(self.file.value_of(instruction, *word).as_set());
                    }
                }
            }
            Some(Keyword::Copy | Keyword::Add) => {
                if let Some(copy) = self.file.copy(instruction) {
                    self.copy(&copy);
                }
            }
            Some(Keyword::Run) => self.run(instruction),
            _ => {}
        }
    }

    fn folder(&mut self, path: Option<&str>) {
        if let Some(path) = path.filter(|path| path.starts_with('/')) {
            let path = Location::absolute(path).absolute_path().unwrap_or_default();
            self.entries.insert(path, ContextEntry::Folder);
        }
    }

    fn copy(&mut self, copy: &Copy<'a>) {
        let Some(target) = copy.target.as_ref().and_then(Location::absolute_path) else { return };
        for source in &copy.sources {
            let path = source.in_context();
            let is_folder =
                |path: &str| path == "." || self.file.context().entry(path) == Some(ContextEntry::Folder);
            match path.filter(|_| source.kind == PathKind::Local && !source.has_wildcard()) {
                Some(path) if copy.is_from_context() && is_folder(&path) => {
                    let path = if path == "." { String::new() } else { path };
                    self.entries.insert(target.clone(), ContextEntry::Folder);
                    self.copied.push((target.clone(), path));
                }
                Some(path) if copy.is_from_context() && copy.names_folder() => {
                    let name = path.rsplit('/').next().unwrap_or_default();
                    self.entries.insert(target.clone(), ContextEntry::Folder);
                    self.entries
                        .insert(format!("{}/{name}", target.trim_end_matches('/')), ContextEntry::File);
                }
                _ => {
                    let entry = if copy.names_folder() { ContextEntry::Folder } else { ContextEntry::File };
                    self.entries.entry(target.clone()).or_insert(entry);
                }
            }
        }
    }

    /// What commands say that they make: `-o`, `--output`, `mkdir`, `install`.
    fn run(&mut self, run: Placed<'a>) {
        let Some(start) = self.file.working_folder(run) else { return };
        let calls: Vec<_> = self.file.scripts(run).iter().flat_map(Script::invocations).collect();
        for (_, call) in calls {
            let (made, entry) = made_by(&call);
            for path in made.into_iter().filter(|path| !path.contains(['$', '*', '~'])) {
                let place = start.join(path).and_then(|place| place.absolute_path());
                if let Some(place) = place.filter(|place| place != "/") {
                    self.entries.entry(place).or_insert(entry);
                }
            }
        }
    }
}

/// The paths that a command makes out of nothing.
fn made_by<'s>(call: &Invocation<'s>) -> (Vec<&'s str>, ContextEntry) {
    match call.name {
        "mkdir" => (
            call.parse(&["-m", "--mode"]).operands.iter().filter_map(|word| word.literal()).collect(),
            ContextEntry::Folder,
        ),
        "touch" => (
            call.parse(&["-d", "-r", "-t"]).operands.iter().filter_map(|word| word.literal()).collect(),
            ContextEntry::File,
        ),
        "cc" | "clang" | "clang++" | "curl" | "g++" | "gcc" | "go" => (output(call), ContextEntry::File),
        _ => (Vec::new(), ContextEntry::File),
    }
}

fn output<'s>(call: &Invocation<'s>) -> Vec<&'s str> {
    let arguments = call.parse(&["-o", "--output"]);
    let value = arguments.value_of("-o").or_else(|| arguments.value_of("--output"));
    value.map(|value| value.text).into_iter().collect()
}

/// The path from `target` to a folder in it; empty for itself.
fn folder_below<'a>(folder: &'a str, target: &str) -> Option<&'a str> {
    let rest = folder.trim_end_matches('/').strip_prefix(target.trim_end_matches('/'))?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_syntax::SyntaxTree;

    use super::*;
    use crate::context::ListedContext;

    fn children(text: &str, folder: &str) -> String {
        let context = ListedContext::new(["app.py", "src/main.rs", "src/secret", "web/index.html"])
            .with_ignore_file(".dockerignore", "src/secret\n");
        let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(context));
        let files = file.final_stage().unwrap().files_before(usize::MAX);
        let shown = |(name, entry): (String, ContextEntry)| match entry {
            ContextEntry::File => name,
            ContextEntry::Folder => format!("{name}/"),
        };
        files.children(folder).into_iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_instructions_make() {
        let text = "FROM golang AS b\nWORKDIR /src\nCOPY go.mod ./\nCOPY src /src/rs/\nRUN mkdir -p /out/lib && go build -o /out/app .\n\
                    RUN gcc -o bin/x x.c\nVOLUME /data\nCOPY --from=x /uv /uvx /usr/bin/\nCOPY a.txt /etc/b.txt\nFROM b\nRUN x\n";
        assert_eq!(children(text, "/"), "data/ etc/ out/ src/ usr/");
        assert_eq!(children(text, "/out"), "app lib/");
        assert_eq!(children(text, "/src/"), "bin/ go.mod rs/");
        assert_eq!(children(text, "/src/rs"), "main.rs");
        assert_eq!(children(text, "/etc"), "b.txt");
        assert_eq!(children(text, "/usr/bin"), "");
    }

    #[test]
    fn no_secrets() {
        let text = "FROM scratch\nENV API_KEY=swordfish\nWORKDIR /$API_KEY\nWORKDIR b\nCOPY a /x/$API_KEY\nWORKDIR /c\n";
        assert_eq!(children(text, "/"), "c/");
    }

    #[test]
    fn the_whole_context() {
        let text = "FROM scratch\nWORKDIR app\nCOPY . .\n";
        assert_eq!(children(text, "/"), "app/");
        assert_eq!(children(text, "/app"), "app.py src/ web/");
        assert_eq!(children(text, "/app/web"), "index.html");
    }
}

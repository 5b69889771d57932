//! A user at work: a folder of files, an editor with some of them open, and quick fixes chosen from its menu.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Client, capabilities, file_uri};
use crate::workspace_edit::{Change, changes, edited};

/// Names and texts.
pub type Files = BTreeMap<String, String>;

pub struct Editor {
    client: Client,
    folder: TempDir,
    /// The versions of the open documents, by name.
    open: BTreeMap<String, i32>,
}

/// A folder with these files in it.
pub fn folder_of(files: &Files) -> TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("folders can be created");
        fs::write(path, text).expect("files can be written");
    }
    folder
}

/// The files of a folder, those in folders of it too.
pub fn files_in(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("the folder can be listed").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it is in the folder").to_string_lossy();
                files.insert(name.into_owned(), fs::read_to_string(&path).expect("it is text"));
            }
        }
    }
    files
}

impl Editor {
    /// An editor that works in a folder with these files, none of them open.
    pub fn new(files: &Files) -> Self {
        let folder = folder_of(files);
        let client = Client::start_in(folder.path(), &capabilities());
        Editor { client, folder, open: BTreeMap::new() }
    }

    pub fn open(&mut self, name: &str) {
        let language = if name.ends_with(".dockerignore") { "ignore" } else { "dockerfile" };
        let text = self.text(name);
        self.client.open_as(&self.uri(name), language, &text);
        self.open.insert(name.to_owned(), 1);
    }

    /// Closes a document and opens it again, with what is in the file now; gives its findings.
    pub fn reopen(&mut self, name: &str) -> Vec<Value> {
        let uri = self.uri(name);
        self.client.close(&uri);
        self.client.seen("textDocument/publishDiagnostics");
        self.open(name);
        self.findings(name)
    }

    /// Waits for the findings of an open document as it is now.
    pub fn findings(&mut self, name: &str) -> Vec<Value> {
        let uri = self.uri(name);
        self.client.diagnostics(&uri, self.open[name])
    }

    /// The quick fixes offered at a finding that are for it.
    pub fn quick_fixes(&mut self, name: &str, finding: &Value) -> Vec<Value> {
        let uri = self.uri(name);
        let mut actions = self.client.code_actions(&uri, &finding["range"], Some(&["quickfix"]));
        actions.retain(|action| &action["diagnostics"][0] == finding);
        actions
    }

    /// Does what a quick fix says: edits in open documents and other files, new files. Everything is saved.
    ///
    /// # Panics
    ///
    /// It edits another version of a document than the one that is open, or creates a file that is there.
    pub fn apply(&mut self, action: &Value) {
        for change in changes(&action["edit"]) {
            match change {
                Change::Edit { uri, version, edits } => self.edit(uri, version, edits),
                Change::Create { uri, options } => self.create(uri, options),
            }
        }
    }

    fn edit(&mut self, uri: &str, version: Option<i64>, edits: &Value) {
        let name = self.name(uri);
        let text = edited(&self.text(&name), edits);
        fs::write(self.folder.path().join(&name), &text).expect("the file can be written");
        if let Some(open) = self.open.get_mut(&name) {
            assert!(version.is_none_or(|version| version == i64::from(*open)), "{name} has another version");
            *open += 1;
            self.client.replace(uri, *open, &text);
        }
        self.client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    }

    fn create(&mut self, uri: &str, options: &Value) {
        let path = self.folder.path().join(self.name(uri));
        let is_over = path.exists();
        assert!(
            !is_over || options["overwrite"] == true || options["ignoreIfExists"] == true,
            "{uri} is there"
        );
        if !is_over || options["overwrite"] == true {
            fs::create_dir_all(path.parent().expect("it is in the folder")).expect("folders can be created");
            fs::write(path, "").expect("the file can be created");
        }
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).expect("the file is there")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn uri(&self, name: &str) -> String {
        file_uri(&self.folder.path().join(name))
    }

    fn name(&self, uri: &str) -> String {
        let folder = format!("{}/", file_uri(self.folder.path()));
        uri.strip_prefix(&folder).expect("it is in the folder").to_owned()
    }
}

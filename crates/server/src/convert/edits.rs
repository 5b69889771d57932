//! Edits of files, in the shape that a client can use.

use std::collections::HashMap;

use plimsoll_text::{Encoding, LineIndex, TextEdit};
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::gen_lsp_types::Uri;

use super::Places;
use crate::capabilities::Features;
use crate::documents::Document;

/// The edits of one file.
#[derive(Debug)]
pub(crate) struct FileEdits {
    pub(crate) uri: Uri,
    pub(crate) state: FileState,
    pub(crate) edits: Vec<lsp::TextEdit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileState {
    /// In this version.
    Open(i32),
    OnDisk,
    /// To be created first.
    New,
}

impl FileEdits {
    pub(crate) fn of(document: &Document, edits: &[TextEdit], encoding: Encoding) -> Self {
        let edits = Places { lines: document.lines(), encoding }.edits(edits);
        FileEdits { uri: document.uri.clone(), state: FileState::Open(document.version), edits }
    }

    pub(crate) fn of_text(uri: Uri, text: &str, edits: &[TextEdit], encoding: Encoding) -> Self {
        let edits = Places { lines: &LineIndex::new(text), encoding }.edits(edits);
        FileEdits { uri, state: FileState::OnDisk, edits }
    }

    pub(crate) fn of_new_file(uri: Uri, text: &str) -> Self {
        let fill = lsp::TextEdit { range: lsp::Range::default(), new_text: text.to_owned() };
        FileEdits { uri, state: FileState::New, edits: vec![fill] }
    }

    fn changes(self) -> impl Iterator<Item = lsp::DocumentChange> {
        let create = (self.state == FileState::New).then(|| create_file(self.uri.clone()));
        let version = match self.state {
            FileState::Open(version) => Some(version),
            FileState::OnDisk | FileState::New => None,
        };
        let edit = (!self.edits.is_empty()).then(|| document_edit(self.uri, version, self.edits));
        create.into_iter().chain(edit)
    }
}

/// Edits of several files at once.
///
/// Nothing when the client can't create those that are new: half of an edit is worse than none.
pub(crate) fn workspace_edit(files: Vec<FileEdits>, features: &Features) -> Option<lsp::WorkspaceEdit> {
    if !features.creates_files && files.iter().any(|file| file.state == FileState::New) {
        return None;
    }
    let edit = lsp::WorkspaceEdit::default();
    if !features.document_changes {
        let changes: HashMap<_, _> = files.into_iter().map(|file| (file.uri, file.edits)).collect();
        return Some(lsp::WorkspaceEdit { changes: Some(changes), ..edit });
    }
    let changes = files.into_iter().flat_map(FileEdits::changes).collect();
    Some(lsp::WorkspaceEdit { document_changes: Some(changes), ..edit })
}

/// The same edit with a note that a preview shows: `label` says what it does, `description` why that may not be enough. Nobody
/// has to confirm it: whoever chose the action has asked for it, and can take it back.
pub(crate) fn with_caution(
    edit: lsp::WorkspaceEdit,
    label: String,
    description: String,
    features: &Features,
) -> lsp::WorkspaceEdit {
    const ID: &str = "caution";
    if !features.change_annotations {
        return edit;
    }
    let annotated = |edit: lsp::Edit| match edit {
        lsp::Edit::TextEdit(edit) => {
            lsp::Edit::AnnotatedTextEdit(lsp::AnnotatedTextEdit::new(ID.to_owned(), edit))
        }
        other => other,
    };
    let in_document = |change: lsp::DocumentChange| match change {
        lsp::DocumentChange::TextDocumentEdit(edits) => {
            let annotated = edits.edits.into_iter().map(annotated).collect();
            lsp::DocumentChange::TextDocumentEdit(lsp::TextDocumentEdit { edits: annotated, ..edits })
        }
        other => other,
    };
    let changes = edit.document_changes.map(|changes| changes.into_iter().map(in_document).collect());
    let annotation = lsp::ChangeAnnotation::new(label, Some(false), Some(description));
    lsp::WorkspaceEdit {
        document_changes: changes,
        change_annotations: Some(HashMap::from([(ID.to_owned(), annotation)])),
        ..edit
    }
}

/// Fails where there is a file already.
fn create_file(uri: Uri) -> lsp::DocumentChange {
    let options = lsp::CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
    lsp::DocumentChange::CreateFile(lsp::CreateFile::new(uri, Some(options), None))
}

fn document_edit(
    uri: Uri,
    version: Option<i32>,
    edits: impl IntoIterator<Item = lsp::TextEdit>,
) -> lsp::DocumentChange {
    lsp::DocumentChange::TextDocumentEdit(lsp::TextDocumentEdit {
        text_document: lsp::OptionalVersionedTextDocumentIdentifier {
            version,
            text_document_identifier: lsp::TextDocumentIdentifier { uri },
        },
        edits: edits.into_iter().map(lsp::Edit::TextEdit).collect(),
    })
}

#[cfg(test)]
mod tests {
    use plimsoll_text::TextRange;

    use super::*;
    use crate::selection::FileKind;

    #[test]
    fn an_edit_takes_the_shape_that_the_client_knows() {
        let document =
            Document::new("file:///a/Dockerfile".parse().unwrap(), FileKind::Dockerfile, 7, "FROM 😀 as x\n");
        let edits = [TextEdit::replace(TextRange::new(10.into(), 12.into()), "AS")];
        let own = || FileEdits::of(&document, &edits, Encoding::Utf16);
        let shown = |features: &Features, files: Vec<FileEdits>| {
            serde_json::to_string_pretty(&workspace_edit(files, features)).unwrap()
        };
        expect_test::expect![[r#"
            {
              "changes": {
                "file:///a/Dockerfile": [
                  {
                    "range": {
                      "start": {
                        "line": 0,
                        "character": 8
                      },
                      "end": {
                        "line": 0,
                        "character": 10
                      }
                    },
                    "newText": "AS"
                  }
                ]
              }
            }"#]]
        .assert_eq(&shown(&Features::default(), vec![own()]));

        let beside = |name: &str| format!("file:///a/{name}").parse().unwrap();
        let new = || FileEdits::of_new_file(beside(".dockerignore"), ".git\n");
        assert_eq!(shown(&Features::default(), vec![new(), own()]), "null");
        let longer = TextEdit::insert(3.into(), "b\n");
        let other = FileEdits::of_text(beside("other"), "é\n", &[longer], Encoding::Utf16);
        let features = Features { document_changes: true, creates_files: true, ..Features::default() };
        let shown = shown(&features, vec![new(), other, own()]);
        let edit: serde_json::Value = serde_json::from_str(&shown).unwrap();
        let changes = &edit["documentChanges"];
        assert_eq!(changes[0]["kind"], "create");
        assert_eq!(changes[0]["options"]["overwrite"], false);
        assert_eq!(changes[1]["textDocument"]["version"], serde_json::Value::Null);
        assert_eq!(changes[1]["edits"][0]["newText"], ".git\n");
        assert_eq!(changes[2]["textDocument"]["uri"], "file:///a/other");
        assert_eq!(changes[2]["edits"][0]["range"]["start"]["line"], 1);
        assert_eq!(changes[3]["textDocument"]["version"], 7);
    }
}

//! Workspace edits, done as the protocol has them: in order, to open documents and to files.

use plimsoll_text::{Encoding, LineIndex, Position, TextEdit, TextRange, apply_edits};
use serde_json::Value;

/// One change of a workspace edit.
pub enum Change<'a> {
    /// The text edits of a document, and the version they are for.
    Edit {
        uri: &'a str,
        version: Option<i64>,
        edits: &'a Value,
    },
    Create {
        uri: &'a str,
        options: &'a Value,
    },
}

/// The changes of a workspace edit of either form, in order.
///
/// # Panics
///
/// It is no workspace edit, or one with changes that no fix needs.
pub fn changes(workspace_edit: &Value) -> Vec<Change<'_>> {
    if let Some(changes) = workspace_edit["documentChanges"].as_array() {
        return changes.iter().map(document_change).collect();
    }
    let changes = workspace_edit["changes"].as_object().expect("a workspace edit has changes");
    changes.iter().map(|(uri, edits)| Change::Edit { uri, version: None, edits }).collect()
}

fn document_change(change: &Value) -> Change<'_> {
    match change["kind"].as_str() {
        None => {
            let document = &change["textDocument"];
            let uri = document["uri"].as_str().expect("a document has a URI");
            Change::Edit { uri, version: document["version"].as_i64(), edits: &change["edits"] }
        }
        Some("create") => Change::Create {
            uri: change["uri"].as_str().expect("a file has a URI"),
            options: &change["options"],
        },
        Some(kind) => panic!("what does {kind} do in a fix?"),
    }
}

/// The text of a document after a workspace edit.
///
/// # Panics
///
/// The edit is not one of this document, or its edits overlap.
pub fn apply(text: &str, workspace_edit: &Value, uri: &str) -> String {
    let edits = changes(workspace_edit).into_iter().find_map(|change| match change {
        Change::Edit { uri: of, edits, .. } if of == uri => Some(edits),
        _ => None,
    });
    edited(text, edits.expect("edits of this document"))
}

/// A text after edits, whose ranges are in UTF-16.
///
/// # Panics
///
/// They overlap, or are no edits.
pub fn edited(text: &str, edits: &Value) -> String {
    let lines = LineIndex::new(text);
    let offset = |position: &Value| {
        let number =
            |key: &str| position[key].as_u64().and_then(|n| u32::try_from(n).ok()).expect("a number");
        lines.offset(Position { line: number("line"), character: number("character") }, Encoding::Utf16)
    };
    let edit = |edit: &Value| {
        let range = TextRange::new(offset(&edit["range"]["start"]), offset(&edit["range"]["end"]));
        TextEdit::replace(range, edit["newText"].as_str().expect("the new text"))
    };
    let edits: Vec<_> = edits.as_array().expect("edits").iter().map(edit).collect();
    apply_edits(text, &edits).expect("edits that fit")
}

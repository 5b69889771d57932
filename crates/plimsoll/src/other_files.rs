//! What fixes do to files beside the one that they are for.

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use plimsoll_linter::{FileChange, OtherFile, append_lines};
use plimsoll_text::apply_edits;
use plimsoll_workspace::{SourceText, WriteError, create_file, read_source, replace_file};

use crate::failure::Failure;
use crate::input::display;

/// Several Dockerfiles may change the same file at the same time.
static WRITING: Mutex<()> = Mutex::new(());

pub(crate) fn write(folder: &Path, file: &OtherFile) -> Result<(), Failure> {
    let _guard = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let path = folder.join(&file.path);
    let failed = |error| Failure::at(display(&path), error);
    match &file.change {
        FileChange::Create(text) => match create_file(folder, &file.path, text) {
            // Another Dockerfile of the folder may have been given the same file a moment ago.
            Err(WriteError::Io(error)) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            result => result.map_err(failed),
        },
        FileChange::Append(lines) => {
            let text = read(&path)?;
            let longer = appended(&text, lines);
            if longer == text { Ok(()) } else { replace_file(&path, &longer).map_err(failed) }
        }
    }
}

/// The text that a file has before a change to it; nothing where the change creates it.
pub(crate) fn before(path: &Path, change: &FileChange) -> Result<Option<String>, Failure> {
    match change {
        FileChange::Create(_) => Ok(None),
        FileChange::Append(_) => read(path).map(Some),
    }
}

/// What a change makes of a text. What one change has created, another one does not create again.
pub(crate) fn after(now: Option<&str>, change: &FileChange) -> String {
    match (change, now) {
        (FileChange::Create(text), None) => text.clone(),
        (FileChange::Create(_), Some(now)) => now.to_owned(),
        (FileChange::Append(lines), now) => appended(now.unwrap_or_default(), lines),
    }
}

fn appended(text: &str, lines: &[String]) -> String {
    let edit = append_lines(text, lines);
    edit.and_then(|edit| apply_edits(text, &[edit]).ok()).unwrap_or_else(|| text.to_owned())
}

fn read(path: &Path) -> Result<String, Failure> {
    match read_source(path) {
        Ok(SourceText { text, invalid_utf8: None }) => Ok(text),
        Ok(_) => Err(Failure::at(display(path), "it holds bytes that are no UTF-8, so it is not changed")),
        Err(error) => Err(Failure::at(display(path), error)),
    }
}

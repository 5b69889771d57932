//! Putting fixed text in its place.

use std::io::{self, Write};
use std::path::Path;

use plimsoll_linter::{Fixed, NewFile};
use plimsoll_workspace::{SourceText, WriteError, create_file, replace_file};

use crate::failure::Failure;
use crate::input::Input;

/// Standard input goes to standard output, fixed or not, and a file is replaced when there is something new in it.
pub(crate) fn write(input: &Input, before: &SourceText, after: &Fixed) -> Result<(), Failure> {
    let written = match input {
        Input::Stdin(_) if before.invalid_utf8.is_some() => return Err(not_utf8(input)),
        Input::Stdin(_) => io::stdout().lock().write_all(after.text.as_bytes()).map_err(WriteError::Io),
        Input::File(_) if after.applied == 0 => Ok(()),
        Input::File(_) if before.invalid_utf8.is_some() => return Err(not_utf8(input)),
        Input::File(path) => write_files(path, &before.text, after),
    };
    written.map_err(|error| Failure::at(input.name(), error))
}

/// The text has replacements in it, which must not come in the place of what was there.
fn not_utf8(input: &Input) -> Failure {
    Failure::at(input.name(), "it holds bytes that are no UTF-8, so it is not changed")
}

fn write_files(path: &Path, before: &str, after: &Fixed) -> Result<(), WriteError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for file in &after.new_files {
        create(folder, file)?;
    }
    if after.text == before { Ok(()) } else { replace_file(path, &after.text) }
}

/// Another Dockerfile of the folder may have been given the same file a moment ago.
fn create(folder: &Path, file: &NewFile) -> Result<(), WriteError> {
    match create_file(folder, &file.path, &file.text) {
        Err(WriteError::Io(error)) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        result => result,
    }
}

//! Putting fixed text in its place.

use std::io::{self, Write};
use std::path::Path;

use plimsoll_linter::Fixed;
use plimsoll_workspace::{SourceText, WriteError, replace_file};

use crate::failure::Failure;
use crate::input::{Input, display};
use crate::other_files;

/// Standard input goes to standard output, fixed or not, and a file is replaced when there is something new in it.
pub(crate) fn write(input: &Input, before: &SourceText, after: &Fixed) -> Result<(), Failure> {
    let written = match input {
        Input::Stdin(_) if before.invalid_utf8.is_some() => return Err(not_utf8(input)),
        Input::Stdin(_) => io::stdout().lock().write_all(after.text.as_bytes()).map_err(WriteError::Io),
        Input::File(_) if after.applied == 0 => Ok(()),
        Input::File(_) if before.invalid_utf8.is_some() => return Err(not_utf8(input)),
        Input::File(path) => return write_files(path, input.folder(), &before.text, after),
    };
    written.map_err(|error| Failure::at(input.name(), error))
}

/// The text has replacements in it, which must not come in the place of what was there.
fn not_utf8(input: &Input) -> Failure {
    Failure::at(input.name(), "it holds bytes that are no UTF-8, so it is not changed")
}

fn write_files(path: &Path, folder: &Path, before: &str, after: &Fixed) -> Result<(), Failure> {
    for file in &after.other_files {
        other_files::write(folder, file)?;
    }
    let written = if after.text == before { Ok(()) } else { replace_file(path, &after.text) };
    written.map_err(|error| Failure::at(display(path), error))
}

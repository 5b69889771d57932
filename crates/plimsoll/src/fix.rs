//! Putting new text in the place of the old.

use std::io::{self, Write};

use plimsoll_linter::Fixed;
use plimsoll_workspace::{SourceText, WriteError, replace_file};

use crate::failure::Failure;
use crate::input::Input;
use crate::other_files;

/// The text of a file, and what fixes do to others.
pub(crate) fn write(input: &Input, before: &SourceText, after: &Fixed) -> Result<(), Failure> {
    if matches!(input, Input::File(_)) && !after.other_files.is_empty() {
        ensure_utf8(input, before)?;
        for file in &after.other_files {
            other_files::write(input.folder(), file)?;
        }
    }
    replace(input, before, &after.text)
}

/// Standard input goes to standard output, changed or not, and a file is replaced when there is something new in it.
pub(crate) fn replace(input: &Input, before: &SourceText, after: &str) -> Result<(), Failure> {
    if matches!(input, Input::File(_)) && after == before.text {
        return Ok(());
    }
    ensure_utf8(input, before)?;
    let written = match input {
        Input::Stdin(_) => io::stdout().lock().write_all(after.as_bytes()).map_err(WriteError::Io),
        Input::File(path) => replace_file(path, after),
    };
    written.map_err(|error| Failure::at(input.name(), error))
}

/// Other text has replacements in it, which must not come in the place of what was there.
fn ensure_utf8(input: &Input, source: &SourceText) -> Result<(), Failure> {
    match source.invalid_utf8 {
        None => Ok(()),
        Some(_) => Err(Failure::at(input.name(), "it holds bytes that are no UTF-8, so it is not changed")),
    }
}

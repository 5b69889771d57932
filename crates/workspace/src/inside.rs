//! Symbolic links that stay in their folder.

use std::io;
use std::path::{Path, PathBuf};

/// The real path of a file, every link followed; nothing when that is outside of the folder.
pub(crate) fn real_path_inside(path: &Path, folder: &Path) -> io::Result<Option<PathBuf>> {
    let real = path.canonicalize()?;
    Ok(real.starts_with(folder.canonicalize()?).then_some(real))
}

/// The folder a file is in: `.` for a bare name.
pub(crate) fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

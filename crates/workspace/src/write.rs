//! Writing files so that a reader sees the old text or the new, never half of either.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use crate::inside::{folder_of, real_path_inside};

#[derive(Debug)]
pub enum WriteError {
    Io(io::Error),
    /// A symbolic link that leads out of its folder.
    LinkLeadsOut,
    /// The path of a new file leads out of the folder it belongs to.
    OutsideFolder,
    ReadOnly,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::LinkLeadsOut => {
                f.write_str("a symbolic link that leads out of its folder is not written through")
            }
            Self::OutsideFolder => f.write_str("the path leads out of the folder"),
            Self::ReadOnly => f.write_str("the file is read-only"),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Replaces the text of an existing file, and keeps its permissions. A symbolic link stays one: the file it leads to is
/// replaced, if that is in the link's folder or below.
///
/// # Errors
///
/// The old text is left as it was.
pub fn replace_file(path: &Path, text: &str) -> Result<(), WriteError> {
    let file = if fs::symlink_metadata(path)?.is_symlink() {
        real_path_inside(path, folder_of(path))?.ok_or(WriteError::LinkLeadsOut)?
    } else {
        path.to_owned()
    };
    let permissions = fs::metadata(&file)?.permissions();
    if permissions.readonly() {
        return Err(WriteError::ReadOnly);
    }

    let (beside, handle) = create_beside(&file)?;
    let written = fill(handle, text, permissions).and_then(|()| fs::rename(&beside, &file));
    if written.is_err() {
        // The first error says more than a second one would.
        let _ = fs::remove_file(&beside);
    }
    Ok(written?)
}

/// Creates a file below a folder, never over an existing one. The path is relative to the folder, with `/` between its
/// parts.
///
/// # Errors
///
/// The file exists, its folder doesn't, or the path leads out of the folder.
pub fn create_file(folder: &Path, path: &str, text: &str) -> Result<(), WriteError> {
    let relative = Path::new(path);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(WriteError::OutsideFolder);
    }
    let file = folder.join(relative);
    real_path_inside(folder_of(&file), folder)?.ok_or(WriteError::OutsideFolder)?;
    OpenOptions::new().write(true).create_new(true).open(file)?.write_all(text.as_bytes())?;
    Ok(())
}

fn fill(mut file: File, text: &str, permissions: Permissions) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    file.set_permissions(permissions)?;
    file.sync_all()
}

/// A new file in the same folder, so that it can be renamed onto the other.
fn create_beside(file: &Path) -> io::Result<(PathBuf, File)> {
    const ATTEMPTS: u32 = 100;
    let mut attempt = 0;
    loop {
        let mut name = OsString::from(".");
        name.push(file.file_name().unwrap_or_default());
        name.push(format!(".{}-{attempt}.tmp", std::process::id()));
        let beside = file.with_file_name(name);
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < ATTEMPTS => attempt += 1,
            result => return result.map(|handle| (beside, handle)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_text_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Dockerfile");
        fs::write(&file, "old").unwrap();
        replace_file(&file, "new").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(names(folder.path()), ["Dockerfile"]);
    }

    #[test]
    fn a_missing_file_is_not_created() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(replace_file(&folder.path().join("a"), ""), Err(WriteError::Io(_))));
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn new_files_stay_in_the_folder_and_never_replace_one() {
        let folder = tempfile::tempdir().unwrap();
        create_file(folder.path(), ".dockerignore", ".git\n").unwrap();
        assert_eq!(fs::read_to_string(folder.path().join(".dockerignore")).unwrap(), ".git\n");
        assert!(matches!(create_file(folder.path(), ".dockerignore", ""), Err(WriteError::Io(_))));
        for path in ["../a", "/a", "x/../../a"] {
            assert!(matches!(create_file(folder.path(), path, ""), Err(WriteError::OutsideFolder)), "{path}");
        }
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{PermissionsExt, symlink};

        use super::*;

        #[test]
        fn permissions_are_kept() {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("Dockerfile");
            fs::write(&file, "old").unwrap();
            fs::set_permissions(&file, Permissions::from_mode(0o750)).unwrap();
            replace_file(&file, "new").unwrap();
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o750);

            fs::set_permissions(&file, Permissions::from_mode(0o444)).unwrap();
            assert!(matches!(replace_file(&file, "newer"), Err(WriteError::ReadOnly)));
            assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        }

        #[test]
        fn a_link_inside_is_written_through() {
            let folder = tempfile::tempdir().unwrap();
            let (file, link) = (folder.path().join("real"), folder.path().join("link"));
            fs::write(&file, "old").unwrap();
            symlink("real", &link).unwrap();
            replace_file(&link, "new").unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), "new");
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        }

        #[test]
        fn a_link_out_is_not() {
            let folder = tempfile::tempdir().unwrap();
            let (file, inner) = (folder.path().join("real"), folder.path().join("inner"));
            fs::write(&file, "old").unwrap();
            fs::create_dir(&inner).unwrap();
            symlink(&file, inner.join("link")).unwrap();
            assert!(matches!(replace_file(&inner.join("link"), "new"), Err(WriteError::LinkLeadsOut)));
            assert_eq!(fs::read_to_string(&file).unwrap(), "old");

            symlink(folder.path(), inner.join("up")).unwrap();
            assert!(matches!(create_file(&inner, "up/new", ""), Err(WriteError::OutsideFolder)));
        }
    }
}

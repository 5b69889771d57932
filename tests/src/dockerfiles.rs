//! The example files in `cases/dockerfiles`.

use std::fs;
use std::path::Path;

/// Name and text of every file, in the order of their names.
pub fn dockerfiles() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/dockerfiles");
    let entries = fs::read_dir(&folder).expect("the folder of examples is there");
    let mut files: Vec<(String, String)> = entries
        .map(|entry| {
            let path = entry.expect("the folder can be listed").path();
            let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("it is text"))
        })
        .collect();
    files.sort();
    files
}

//! The binary under test.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

/// The `plimsoll` that the sources at hand make, built when it is first asked for.
///
/// # Panics
///
/// It can't be built.
pub fn binary() -> &'static Path {
    static BINARY: LazyLock<PathBuf> = LazyLock::new(build);
    &BINARY
}

/// Cargo gives tests the path of a binary only in the package that the binary is of, so it is asked.
fn build() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "plimsoll", "--message-format", "json-render-diagnostics"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "plimsoll could not be built");
    let messages = String::from_utf8_lossy(&output.stdout);
    messages.lines().find_map(executable).expect("cargo names the executable")
}

fn executable(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let executable = message.get("executable")?.as_str()?;
    (message["target"]["name"] == "plimsoll").then(|| PathBuf::from(executable))
}

//! The command line, as a user meets it: the real binary in a folder of its own.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod explain;
mod fixes;
mod format;
mod formats;
mod hadolint;
mod ignore_files;
mod inputs;
mod selection;
mod status;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// One problem of [`RULE`], of severity information, with a safe fix that makes it [`GOOD`].
const BAD: &str = "FROM alpine:3.22\n# plimsoll ignore=all\nCMD [\"date\"]\n";
const GOOD: &str = "FROM alpine:3.22\nCMD [\"date\"]\n";
const RULE: &str = "unused-suppression";

/// A folder that is removed in the end.
struct Folder(PathBuf);

struct Outcome {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("plimsoll-cli-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Folder(std::env::temp_dir().join(name));
        for (path, text) in files {
            folder.write(path, text.as_bytes());
        }
        folder
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn run(&self, args: &[&str]) -> Outcome {
        self.run_with(args, "", &[])
    }

    /// `plimsoll lint` with nothing but [`RULE`].
    fn lint(&self, args: &[&str]) -> Outcome {
        self.run(&[&["lint", "--select", RULE], args].concat())
    }

    fn run_with(&self, args: &[&str], stdin: impl AsRef<[u8]>, environment: &[(&str, &str)]) -> Outcome {
        let mut child = Command::new(plimsoll_tests::binary())
            .args(args)
            .current_dir(&self.0)
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(stdin.as_ref()).unwrap();
        let output = child.wait_with_output().unwrap();
        Outcome {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Outcome {
    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}{}", self.stdout, self.stderr))
    }
}

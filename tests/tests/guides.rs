//! The Dockerfiles that guides for Python developers warn of, written as users write them, put right in both ways:
//! quick fix by quick fix through the server, and by `plimsoll lint --fix --unsafe-fixes`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use std::process::Command;

use plimsoll_tests::binary;
use plimsoll_tests::client::{Client, capabilities};
use plimsoll_tests::workspace_edit::apply;
use serde_json::{Value, json};

/// Files beside the Dockerfile: names and texts.
type Files = [(&'static str, &'static str)];

const PYTHON: &Files =
    &[("requirements.txt", "flask\n"), ("main.py", "app = 1\n"), (".dockerignore", ".git\n")];

fn write(folder: &Path, files: &Files, dockerfile: &str) -> String {
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let path = folder.join("Dockerfile");
    std::fs::write(&path, dockerfile).unwrap();
    format!("file://{}", path.display())
}

/// Applies the preferred fix of each rule in turn, as a user would at the cursor.
fn fix_in_editor(files: &Files, dockerfile: &str, rules: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let uri = write(folder.path(), files, dockerfile);
    let mut client = Client::start_in(folder.path(), &capabilities());
    let mut text = dockerfile.to_owned();
    client.open(&uri, &text);
    for (version, rule) in (1..).zip(rules) {
        let found = client.diagnostics(&uri, version);
        let diagnostic = found.iter().find(|one| one["code"] == *rule);
        let diagnostic = diagnostic.unwrap_or_else(|| panic!("no {rule} in {text}\n{found:#?}"));
        let actions = client.code_actions(&uri, &diagnostic["range"], Some(&["quickfix"]));
        let is_preferred = |action: &&Value| {
            action["isPreferred"] == json!(true) && action["diagnostics"][0]["code"] == *rule
        };
        let action =
            actions.iter().find(is_preferred).unwrap_or_else(|| panic!("no fix of {rule}: {actions:#?}"));
        text = apply(&text, &action["edit"], &uri);
        client.replace(&uri, version + 1, &text);
    }
    let left = client.diagnostics(&uri, rules.len() as i32 + 1);
    let is_left = |one: &&Value| rules.iter().any(|rule| one["code"] == *rule);
    assert_eq!(left.iter().find(is_left), None, "in\n{text}");
    text
}

fn fix_on_command_line(files: &Files, dockerfile: &str, rules: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files, dockerfile);
    let select = rules.join(",");
    let arguments = ["lint", "--fix", "--unsafe-fixes", "--select", &select, "Dockerfile"];
    let output = Command::new(binary()).args(arguments).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    std::fs::read_to_string(folder.path().join("Dockerfile")).unwrap()
}

fn check(files: &Files, dockerfile: &str, rules: &[&str], expected: &str) {
    assert_eq!(fix_in_editor(files, dockerfile, rules), expected, "in the editor");
    assert_eq!(fix_on_command_line(files, dockerfile, rules), expected, "on the command line");
}

#[test]
fn the_install_no_longer_depends_on_the_sources() {
    check(
        PYTHON,
        "FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD [\"python\", \"main.py\"]\n",
        &["copy-before-install"],
        "FROM python:3.13-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD [\"python\", \"main.py\"]\n",
    );
}

#[test]
fn gunicorn_gets_the_signals_itself() {
    check(
        PYTHON,
        "FROM python:3.13-slim\nCMD gunicorn -w 4 -k uvicorn.workers.UvicornWorker main:app\n",
        &["shell-form-command"],
        "FROM python:3.13-slim\nCMD [\"gunicorn\", \"-w\", \"4\", \"-k\", \"uvicorn.workers.UvicornWorker\", \"main:app\"]\n",
    );
}

#[test]
fn the_user_is_added_the_way_of_the_distribution() {
    check(
        PYTHON,
        "FROM python:3.13-slim\nEXPOSE 8000\nCMD [\"python\", \"main.py\"]\n",
        &["runs-as-root"],
        "FROM python:3.13-slim\nEXPOSE 8000\nRUN groupadd --system app && useradd --system --gid app --create-home app\nUSER app\nCMD [\"python\", \"main.py\"]\n",
    );
    check(
        PYTHON,
        "FROM python:3.13-alpine\nCMD [\"python\", \"main.py\"]\n",
        &["runs-as-root"],
        "FROM python:3.13-alpine\nRUN addgroup -S app && adduser -S -G app app\nUSER app\nCMD [\"python\", \"main.py\"]\n",
    );
    check(
        &[("app", "")],
        "FROM scratch\nCOPY app /app\nENTRYPOINT [\"/app\"]\n",
        &["runs-as-root"],
        "FROM scratch\nCOPY app /app\nUSER 65532:65532\nENTRYPOINT [\"/app\"]\n",
    );
    check(
        &[("server.js", "")],
        "FROM node:22-slim\nCOPY server.js .\nCMD [\"node\", \"server.js\"]\n",
        &["runs-as-root"],
        "FROM node:22-slim\nCOPY server.js .\nUSER node\nCMD [\"node\", \"server.js\"]\n",
    );
}

/// Everything at once, with Windows line endings, comments and no line ending at the end.
#[test]
fn a_whole_dockerfile_is_put_right() {
    check(
        PYTHON,
        "FROM python:3.13-slim\r\nWORKDIR /app\r\n# everything\r\nCOPY . /app\r\n# dependencies\r\nRUN pip install --no-cache-dir -r requirements.txt\r\nADD main.py /app/\r\n# start\r\nCMD python main.py",
        &["copy-before-install", "add-instead-of-copy", "shell-form-command", "runs-as-root"],
        "FROM python:3.13-slim\r\nWORKDIR /app\r\nRUN groupadd --system app && useradd --system --gid app --create-home app && install -d -o app -g app /app\r\nCOPY --chown=app:app requirements.txt /app/\r\n# dependencies\r\nRUN pip install --no-cache-dir -r requirements.txt\r\n# everything\r\nCOPY --chown=app:app . /app\r\nCOPY --chown=app:app main.py /app/\r\nUSER app\r\n# start\r\nCMD [\"python\", \"main.py\"]",
    );
}

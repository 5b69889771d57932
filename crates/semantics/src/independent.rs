//! Commands that have nothing to do with the files of a project.

use plimsoll_shell::{Invocation, Word};

use crate::facts::package_managers::PACKAGE_MANAGERS;
use crate::location::Location;

/// Whatever their arguments are, as long as none is a path of the project.
const PROGRAMS: &[&str] = &[
    ":",
    "addgroup",
    "adduser",
    "corepack",
    "date",
    "echo",
    "export",
    "gem",
    "groupadd",
    "id",
    "ldconfig",
    "locale-gen",
    "nproc",
    "printf",
    "rustup",
    "set",
    "sleep",
    "true",
    "umask",
    "uname",
    "unset",
    "update-ca-certificates",
    "useradd",
    "usermod",
    "which",
];

/// Those whose operands are all paths.
const FILE_PROGRAMS: &[&str] =
    &["chmod", "chown", "curl", "gpg", "ln", "mkdir", "rm", "tar", "touch", "unzip", "wget"];

/// By the first operand.
const COMMANDS: &[(&str, &[&str])] = &[
    ("bundle", &["config"]),
    ("cargo", &["install"]),
    ("composer", &["clear-cache", "config", "global", "self-update"]),
    ("conda", &["clean", "config", "init", "install"]),
    ("dotnet", &["nuget", "tool"]),
    ("go", &["clean", "env", "install", "version"]),
    ("mix", &["archive.install", "local.hex", "local.rebar"]),
    ("npm", &["cache", "config", "set", "version"]),
    ("pip", &["cache", "check", "config", "freeze", "install", "list", "uninstall"]),
    ("pipx", &["install"]),
    ("pnpm", &["config", "setup", "store"]),
    ("poetry", &["config", "self"]),
    ("uv", &["cache", "pip", "python", "tool", "venv"]),
    ("venv", &[]),
    ("virtualenv", &[]),
    ("yarn", &["cache", "config", "global", "set"]),
];

/// Installed for every project.
const GLOBAL: &[(&str, &[&str])] =
    &[("bun", &["-g", "--global"]), ("npm", &["-g", "--global"]), ("pnpm", &["-g", "--global"])];

/// Packages that are files.
const PACKAGE_FILES: &[&str] = &[".apk", ".deb", ".gz", ".rpm", ".tgz", ".txt", ".whl", ".zip"];

/// Whether a command neither reads nor changes what is in the folders, nor in its working directory.
pub(crate) fn is_independent(invocation: &Invocation<'_>, folders: &[Location]) -> bool {
    let name = invocation.name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let name = if name.is_empty() { invocation.name } else { name };
    let outside = |word: &&Word| word.literal().is_some_and(|text| is_outside(text, folders));
    if FILE_PROGRAMS.contains(&name) {
        return invocation.parse(&[]).operands.iter().skip(owner_operands(name)).all(outside);
    }
    let is_manager = PACKAGE_MANAGERS.iter().any(|manager| manager.programs.contains(&invocation.name));
    is_manager_or_known(invocation, name, is_manager)
        && invocation.arguments.iter().all(|word| !is_project_path(word, folders))
}

fn is_manager_or_known(invocation: &Invocation<'_>, name: &str, is_manager: bool) -> bool {
    let operand = || invocation.subcommand().unwrap_or_default();
    let listed = |(program, commands): &(&str, &[&str])| {
        *program == name && (commands.is_empty() || commands.contains(&operand()))
    };
    let global = |(program, flags): &(&str, &[&str])| *program == name && invocation.has_any_flag(flags);
    is_manager || PROGRAMS.contains(&name) || COMMANDS.iter().any(listed) || GLOBAL.iter().any(global)
}

/// Operands in front of the paths: the mode of `chmod`.
fn owner_operands(program: &str) -> usize {
    usize::from(matches!(program, "chmod" | "chown"))
}

/// A URL, or a path from the root or from the user's home that is in none of the folders.
fn is_outside(text: &str, folders: &[Location]) -> bool {
    let place = || Location::absolute(text);
    text.contains("://")
        || text.starts_with("~/")
        || (text.starts_with('/') && !folders.iter().any(|folder| place().overlaps(folder)))
}

fn is_project_path(word: &Word, folders: &[Location]) -> bool {
    let text = word.text();
    let text = text.split_once('=').filter(|_| text.starts_with('-')).map_or(text, |(_, value)| value);
    let is_relative = matches!(text, "." | "..") || text.starts_with("./") || text.starts_with("../");
    let is_package = PACKAGE_FILES.iter().any(|extension| text.ends_with(extension));
    let is_inside = text.starts_with('/') && !is_outside(text, folders);
    !text.contains("://") && (is_relative || is_package || is_inside)
}

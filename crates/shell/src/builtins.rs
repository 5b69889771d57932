//! Commands that a shell has itself.

/// Those whose effect lasts as long as the shell.
const LASTING: &[&str] = &[
    ".",
    "alias",
    "cd",
    "declare",
    "eval",
    "exec",
    "exit",
    "export",
    "getopts",
    "let",
    "local",
    "mapfile",
    "popd",
    "pushd",
    "read",
    "readarray",
    "readonly",
    "return",
    "set",
    "shift",
    "shopt",
    "source",
    "trap",
    "typeset",
    "ulimit",
    "umask",
    "unalias",
    "unset",
];

/// The others that there is no program for, or whose program can't do what the command does.
const OTHERS: &[&str] = &[
    ":", "bg", "bind", "break", "builtin", "caller", "command", "compgen", "complete", "continue", "dirs",
    "disown", "enable", "fc", "fg", "hash", "history", "jobs", "logout", "suspend", "time", "times", "type",
    "wait",
];

/// Whether the commands behind it find another shell, or none.
pub(crate) fn changes_shell(name: &str) -> bool {
    LASTING.contains(&name)
}

/// Whether there is no program that does the same.
pub(crate) fn is_builtin(name: &str) -> bool {
    LASTING.contains(&name) || OTHERS.contains(&name)
}

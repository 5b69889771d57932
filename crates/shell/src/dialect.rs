//! Which language a shell speaks.

/// The language of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    Posix(PosixShell),
    /// `cmd.exe`
    Cmd,
    /// `powershell` and `pwsh`
    PowerShell,
    Unknown,
}

/// A shell whose scripts this crate reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PosixShell {
    /// Whatever `/bin/sh` is: nothing beyond POSIX can be relied on.
    Sh,
    Ash,
    Bash,
    Dash,
    Ksh,
    Zsh,
}

impl Dialect {
    /// What Docker runs on Linux without a SHELL instruction.
    pub const DEFAULT: Dialect = Dialect::Posix(PosixShell::Sh);

    /// The language of the shell that `argv` starts, as in a SHELL instruction.
    pub fn of<S: AsRef<str>>(argv: &[S]) -> Dialect {
        let is_launcher = |word: &&str| matches!(program_name(word), "env" | "busybox");
        let words = argv.iter().map(AsRef::as_ref);
        words
            .into_iter()
            .find(|word| !is_launcher(word) && !word.starts_with('-'))
            .map_or(Dialect::Unknown, of_program)
    }

    /// The language of a script that starts with `#!`. BuildKit hands a heredoc with such a first line to that program.
    pub fn of_shebang(script: &str) -> Option<Dialect> {
        let line = script.strip_prefix("#!")?.lines().next()?;
        let argv: Vec<&str> = line.split_whitespace().collect();
        Some(Dialect::of(&argv))
    }

    /// This crate reads it.
    pub fn is_posix(self) -> bool {
        matches!(self, Dialect::Posix(_))
    }
}

fn of_program(path: &str) -> Dialect {
    let name = path.rsplit('\\').next().unwrap_or(path);
    let name = program_name(name).to_ascii_lowercase();
    match name.strip_suffix(".exe").unwrap_or(&name) {
        "sh" => Dialect::Posix(PosixShell::Sh),
        "ash" => Dialect::Posix(PosixShell::Ash),
        "bash" | "rbash" => Dialect::Posix(PosixShell::Bash),
        "dash" => Dialect::Posix(PosixShell::Dash),
        "ksh" | "ksh93" | "mksh" | "oksh" => Dialect::Posix(PosixShell::Ksh),
        "zsh" => Dialect::Posix(PosixShell::Zsh),
        "cmd" => Dialect::Cmd,
        "powershell" | "pwsh" => Dialect::PowerShell,
        _ => Dialect::Unknown,
    }
}

/// The file name of a path: `apt-get` of `/usr/bin/apt-get`.
pub(crate) fn program_name(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((_, name)) if !name.is_empty() => name,
        _ => path,
    }
}

/// A shell that runs the word behind `-c`.
pub(crate) fn is_posix_shell(path: &str) -> bool {
    of_program(path).is_posix()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_shells_by_name() {
        let of = |line: &str| Dialect::of(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(of("/bin/sh -c"), Dialect::DEFAULT);
        assert_eq!(of("/usr/local/bin/bash -o pipefail -c"), Dialect::Posix(PosixShell::Bash));
        assert_eq!(of("/usr/bin/env -S bash -c"), Dialect::Posix(PosixShell::Bash));
        assert_eq!(of("/bin/busybox ash -c"), Dialect::Posix(PosixShell::Ash));
        assert_eq!(of("cmd /S /C"), Dialect::Cmd);
        assert_eq!(
            of(r"C:\Windows\System32\WindowsPowerShell\v1.0\PowerShell.exe -Command"),
            Dialect::PowerShell
        );
        assert_eq!(of("python -c"), Dialect::Unknown);
        assert_eq!(Dialect::of::<&str>(&[]), Dialect::Unknown);
    }

    #[test]
    fn reads_the_first_line() {
        assert_eq!(Dialect::of_shebang("#!/bin/bash -e\nfoo"), Some(Dialect::Posix(PosixShell::Bash)));
        assert_eq!(Dialect::of_shebang("#! /usr/bin/env zsh\r\n"), Some(Dialect::Posix(PosixShell::Zsh)));
        assert_eq!(Dialect::of_shebang("#!/usr/bin/python3\n"), Some(Dialect::Unknown));
        assert_eq!(Dialect::of_shebang("echo"), None);
    }
}

//! Scripts so plain that no check has anything to say about them, which saves most of the work.

/// Words that some check is about even where they stand among plain words: keywords, builtins, and programs with traps in
/// their arguments.
const KNOWN: &[&str] = &[
    ".",
    "//",
    "alias",
    "bind",
    "break",
    "builtin",
    "caller",
    "case",
    "cd",
    "compgen",
    "complete",
    "continue",
    "coproc",
    "declare",
    "dirs",
    "disown",
    "do",
    "done",
    "echo",
    "egrep",
    "elif",
    "else",
    "enable",
    "esac",
    "eval",
    "exec",
    "exit",
    "export",
    "expr",
    "fgrep",
    "fi",
    "find",
    "for",
    "function",
    "getopts",
    "hash",
    "if",
    "in",
    "jobs",
    "kill",
    "let",
    "local",
    "logout",
    "ls",
    "mapfile",
    "popd",
    "printf",
    "ps",
    "pushd",
    "read",
    "readarray",
    "readonly",
    "return",
    "select",
    "set",
    "shopt",
    "source",
    "ssh",
    "su",
    "sudo",
    "suspend",
    "tempfile",
    "test",
    "then",
    "time",
    "tr",
    "trap",
    "type",
    "typeset",
    "ulimit",
    "umask",
    "unset",
    "until",
    "wait",
    "while",
    "xargs",
];

/// Commands of plain words, joined by `&&`: nothing is quoted, expanded, assigned, redirected or piped.
pub(super) fn is_plain(script: &str) -> bool {
    script.split("&&").all(is_plain_command)
}

fn is_plain_command(command: &str) -> bool {
    let is_plain_byte = |byte: u8| byte.is_ascii_alphanumeric() || b" \t_-./:@%+,".contains(&byte);
    let mut words = command.split_ascii_whitespace();
    command.bytes().all(is_plain_byte)
        && words
            .clone()
            .next()
            .is_some_and(|first| first.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'))
        && words.all(|word| KNOWN.binary_search(&word).is_err())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;
    use shuck_linter::{AnalysisRequest, LinterSettings, ShellDialect};
    use shuck_parser::parser::Parser;

    use super::*;
    use crate::shellcheck::Check;

    #[test]
    fn known_words_are_sorted() {
        assert!(KNOWN.is_sorted());
    }

    #[test]
    fn what_is_plain() {
        for plain in ["make", "apt-get update && apt-get install -y --no-install-recommends git", "/a/b -c d"]
        {
            assert!(is_plain(plain), "{plain}");
        }
        for other in [
            "", "a && ", "cd a", "a b=c", "a $b", "a; b", "a | b", "a\nb", "-a b", "a & b", "echo a", "a 'b'",
        ] {
            assert!(!is_plain(other), "{other}");
        }
    }

    const WORDS: &[&str] = &[
        "make",
        "apt-get",
        "install",
        "-y",
        "--all",
        "curl",
        "-fsSL",
        "https://a.b/c",
        "mkdir",
        "-p",
        "/a/b",
        "rm",
        "-rf",
        "git",
        "clone",
        "grep",
        "sed",
        "-e",
        "a",
        "b.c",
        "x@1.2",
        "npm",
        "ci",
        "&&",
        "python3",
        "-m",
        "pip",
        "install",
        "%",
        "a,b",
        "+x",
        "chmod",
        "755",
        "sort",
        "-k",
        "useradd",
        "touch",
        "ln",
        "-s",
        "tar",
        "xzf",
        "cp",
        "mv",
        "cat",
        "which",
    ];

    proptest! {
        /// The library has nothing to say about what is plain.
        #[test]
        fn nothing_is_missed(words in prop::collection::vec(select(WORDS), 1..10)) {
            let script = words.join(" ");
            prop_assume!(is_plain(&script));
            let settings = LinterSettings::for_rules(Check::all().iter().map(|check| check.rule))
                .with_shell(ShellDialect::Sh)
                .with_resolve_source_closure(false);
            let parsed = Parser::with_dialect(&script, ShellDialect::Sh.parser_dialect()).parse();
            let found = AnalysisRequest::from_parse_result(&parsed, &script, &settings).lint();
            prop_assert!(found.is_empty(), "{script}: {found:?}");
        }
    }
}

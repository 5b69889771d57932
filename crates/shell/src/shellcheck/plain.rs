//! Commands so plain that no check has anything to say about them, which saves most of the work.

use plimsoll_text::Span;

use crate::script::Script;
use crate::tree::{Command, Item, OperatorKind, RedirectKind, Step};
use crate::view::View;
use crate::word::Word;

/// Words that some check is about even where they stand among plain words: keywords, builtins, and programs with traps in
/// their arguments.
const KNOWN: &[&str] = &[
    ".",
    "//",
    "alias",
    "awk",
    "bind",
    "break",
    "builtin",
    "caller",
    "case",
    "compgen",
    "complete",
    "continue",
    "coproc",
    "declare",
    "dirs",
    "disown",
    "do",
    "done",
    "dpkg",
    "egrep",
    "elif",
    "else",
    "enable",
    "env",
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
    "gawk",
    "getopts",
    "grep",
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
    "nohup",
    "popd",
    "printf",
    "ps",
    "pushd",
    "read",
    "readarray",
    "readonly",
    "return",
    "rgrep",
    "sed",
    "select",
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
    "unalias",
    "unset",
    "until",
    "wait",
    "which",
    "while",
    "xargs",
];

/// Programs that some check may be about, but not where they are joined by pipes.
const PIPED: &[&str] =
    &["apt-key", "bash", "bsdtar", "curl", "gpg", "gunzip", "sh", "sha256sum", "tar", "tee", "wget"];

/// Folders in which a script may delete what it likes.
const FREE: &[&str] = &["/root/", "/tmp/", "/var/cache/", "/var/lib/", "/var/tmp/"];

/// What stands in a script and can be taken out of it without another finding, in order: the arguments of plain commands.
/// Nothing if the whole script is plain.
pub(super) fn plain_arguments(script: &Script, view: &View) -> Option<Vec<Span>> {
    // What is not understood is not plain, and what a comment says may be meant for ShellCheck.
    let is_known = script.faults().is_empty() && script.heredocs().is_empty();
    let items = if is_known { &script.list().items[..] } else { &[] };
    let is_plain = |(index, item): (usize, &Item)| is_plain_item(item, index == 0, view);
    let is_all = !items.is_empty() && script.comments().is_empty();
    if is_all && items.iter().enumerate().all(is_plain) && items.iter().all(|item| !is_choice(item)) {
        return None;
    }
    let plain = items.iter().enumerate().filter(|one| is_plain(*one)).map(|(_, item)| item);
    let commands = plain.flat_map(|item| &item.pipeline.steps).filter_map(as_command);
    let arguments = commands.filter(|command| !is_followed(command)).flat_map(|command| &command.words[1..]);
    Some(arguments.map(|word| word.span).collect())
}

/// Whether the next command may not run, or run at the same time.
fn is_choice(item: &Item) -> bool {
    item.operator.is_some_and(|one| matches!(one.kind, OperatorKind::Or | OperatorKind::Background))
}

/// Whether what other commands do matters to a check of its arguments.
fn is_followed(command: &Command) -> bool {
    matches!(command.words[0].text(), "cd" | "echo" | "set")
}

fn as_command(step: &Step) -> Option<&Command> {
    match step {
        Step::Command(command) => Some(command),
        Step::Compound(_) => None,
    }
}

fn is_plain_item(item: &Item, is_first: bool, view: &View) -> bool {
    let steps = &item.pipeline.steps;
    let can_be_piped = |command: &Command| {
        steps.len() == 1 || command.words.first().is_some_and(|name| PIPED.contains(&name.text()))
    };
    let is_plain = |step: &Step| {
        as_command(step).is_some_and(|command| {
            is_plain_command(command, view) && can_be_piped(command) && is_plain_here(command, item, is_first)
        })
    };
    item.pipeline.negation.is_none() && steps.iter().all(is_plain)
}

/// Some commands are plain in some places only.
fn is_plain_here(command: &Command, item: &Item, is_first: bool) -> bool {
    let arguments = &command.words[1..];
    match command.words[0].text() {
        "cd" => {
            let is_checked = item.operator.is_some_and(|one| one.kind == OperatorKind::And);
            is_checked && matches!(arguments, [to] if !to.text().starts_with(['.', '-']))
        }
        "echo" => matches!(arguments, [text] if !text.text().starts_with('-')),
        "set" => {
            let is_option = |word: &Word| {
                word.text().strip_prefix('-').is_some_and(|all| all.bytes().all(|c| b"eux".contains(&c)))
            };
            is_first && arguments.iter().all(is_option)
        }
        "rm" => {
            let is_free = |word: &Word| {
                !word.text().starts_with('/') || FREE.iter().any(|folder| word.text().starts_with(folder))
            };
            arguments.iter().all(is_free)
        }
        _ => true,
    }
}

fn is_plain_command(command: &Command, view: &View) -> bool {
    let source = |word: &Word| &view.text()[word.span.bytes()];
    let is_silenced = match &command.redirects[..] {
        [] => true,
        [only] => {
            only.kind == RedirectKind::Write
                && only.target.as_ref().is_some_and(|target| target.text() == "/dev/null")
        }
        _ => false,
    };
    let Some((name, arguments)) = command.words.split_first() else { return false };
    is_silenced
        && command.assignments.is_empty()
        && is_plain_name(source(name))
        && arguments.iter().all(|word| is_plain_word(source(word)))
        && command.words.iter().all(|word| KNOWN.binary_search(&source(word)).is_err())
}

fn is_plain_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') && text.bytes().all(is_plain_byte)
}

/// Quoted or not, nothing is expanded in it but a path.
fn is_plain_word(text: &str) -> bool {
    let quote = text.bytes().next().filter(|byte| matches!(byte, b'"' | b'\''));
    if let Some(quote) = quote {
        let inner = text.get(1..text.len() - 1).unwrap_or("\n");
        let is_literal = |byte: u8| {
            byte != quote && (byte == b' ' || byte.is_ascii_graphic()) && !b"$`\\!".contains(&byte)
        };
        return text.len() > 2 && text.ends_with(char::from(quote)) && inner.bytes().all(is_literal);
    }
    let is_path = text.starts_with('/');
    !text.starts_with('=')
        && !text.ends_with('=')
        && text.bytes().all(|byte| is_plain_byte(byte) || byte == b'=' || byte == b'*' && is_path)
}

fn is_plain_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-./:@%+,".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::PosixShell;
    use crate::shellcheck::{Check, CheckSet, look_for};

    #[test]
    fn known_words_are_sorted() {
        assert!(KNOWN.is_sorted());
    }

    /// What is left of a script.
    fn left(text: &str) -> Option<String> {
        let view = View::of_text(text);
        let script = Script::parse(&view);
        let mut left = text.to_owned();
        for span in plain_arguments(&script, &view)? {
            left.replace_range(span.bytes(), &"_".repeat(span.bytes().len()));
        }
        Some(left)
    }

    #[test]
    fn what_is_plain() {
        for plain in [
            "make",
            "apt-get update && apt-get install -y --no-install-recommends git",
            "/a/b -c d; e",
            "set -ex; cd /a && curl -o b https://c | tar -xz > /dev/null",
            "pip install 'a>=1' b==2 && rm -rf /var/lib/apt/lists/* /root/.cache",
            "a\nb",
        ] {
            assert_eq!(left(plain), None, "{plain}");
        }
        for (text, expected) in [
            ("a b && c $d", "a _ && c $d"),
            ("a b || c d", "a _ || c _"),
            ("cd a", "cd a"),
            ("cd .. && a b", "cd .. && a _"),
            ("cd a && b c; d \"$e\"", "cd a && b _; d \"$e\""),
            ("rm -rf /usr", "rm -rf /usr"),
            ("a b | c d; e f", "a b | c d; e _"),
            ("a b 2>&1", "a b 2>&1"),
            ("x=1 a b", "x=1 a b"),
            ("(a b)", "(a b)"),
            ("a =b", "a =b"),
            ("a *", "a *"),
            ("a b & c d", "a _ & c _"),
            ("echo -e a", "echo -e a"),
            ("a \"$(b c)\" 'd", "a \"$(b c)\" 'd"),
        ] {
            assert_eq!(left(text).as_deref(), Some(expected), "{text}");
        }
    }

    const PLAIN: &[&str] = &[
        "apt-get update",
        "apt-get install -y --no-install-recommends git=1.2 libc6",
        "curl -fsSL https://a.b/c | bash -",
        "curl -o \"a b\" https://a.b/c > /dev/null",
        "mkdir -p /a/b 'c d'",
        "rm -rf /var/lib/apt/lists/* a",
        "git clone --depth=1 https://a.b/c",
        "npm ci",
        "python3 -m pip install 'a>=1,<2' b==1.2",
        "chmod 755 /a/*",
        "useradd -u 7 me",
        "ln -s a b",
        "tar xzf a.tar.gz",
        "cp a b && mv c d",
        "cat a",
        "sort -k 2 a",
        "cd /a && make",
        "echo \"done.\"",
        "wget -q https://a.b/c",
        "test-it --flag",
    ];

    const OTHER: &[&str] = &[
        "echo $a",
        "rm -rf $a/b",
        "cd b",
        "a=1",
        "export a=$(b)",
        "for i in $(ls); do cp $i /a; done",
        "[ $a == 1 ] && cd ..",
        "ls | grep a",
        "read a",
        "x=$(mktemp) && cat $x | grep y",
        "(cd c; make)",
        "f() { local q; }",
        "cd .. && make",
    ];

    proptest! {
        /// The library says the same with the arguments of plain commands and without.
        #[test]
        fn nothing_is_missed(
            commands in prop::collection::vec(prop_oneof![2 => select(PLAIN), 1 => select(OTHER)], 1..7),
            operators in prop::collection::vec(select(&["; ", " && ", " || ", "\n"][..]), 7),
        ) {
            let joined: Vec<String> = commands.iter().zip(&operators).map(|(a, b)| format!("{a}{b}")).collect();
            let text = format!("{}true", joined.concat());
            let view = View::of_text(&text);
            let script = Script::parse(&view);
            let checks: CheckSet = Check::all().iter().collect();
            let all = look_for(&view, &[], PosixShell::Sh, &[], &checks);
            match plain_arguments(&script, &view) {
                Some(plain) => prop_assert_eq!(look_for(&view, &plain, PosixShell::Sh, &[], &checks), all, "{}", text),
                None => prop_assert_eq!(all, vec![], "{}", text),
            }
        }
    }
}

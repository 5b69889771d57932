//! Programs that run another program: `sudo`, `env`, `timeout` and their like.

use crate::arguments::Arguments;
use crate::dialect::{is_posix_shell, program_name};
use crate::word::Word;

struct Wrapper {
    name: &'static str,
    /// Options that take the next word.
    valued: &'static [&'static str],
    /// With one of these it runs nothing.
    query: &'static [&'static str],
    /// Words in front of the program: the user of `gosu`, the seconds of `timeout`.
    operands: usize,
    /// `NAME=value` in front of the program.
    assignments: bool,
}

impl Wrapper {
    const fn new(name: &'static str) -> Self {
        Wrapper { name, valued: &[], query: &[], operands: 0, assignments: false }
    }

    const fn valued(self, valued: &'static [&'static str]) -> Self {
        Wrapper { valued, ..self }
    }

    const fn query(self, query: &'static [&'static str]) -> Self {
        Wrapper { query, ..self }
    }

    const fn operands(self, operands: usize) -> Self {
        Wrapper { operands, ..self }
    }

    const fn assignments(self) -> Self {
        Wrapper { assignments: true, ..self }
    }
}

const WRAPPERS: &[Wrapper] = &[
    Wrapper::new("builtin"),
    Wrapper::new("busybox").query(&["--install", "--list", "--list-full", "--help"]),
    Wrapper::new("catatonit"),
    Wrapper::new("chroot").operands(1),
    Wrapper::new("command").query(&["-v", "-V"]),
    Wrapper::new("doas").valued(&["-u", "-C"]),
    Wrapper::new("dumb-init").valued(&["-r", "--rewrite"]),
    Wrapper::new("env").valued(&["-u", "--unset", "-C", "--chdir"]).assignments(),
    Wrapper::new("exec").valued(&["-a"]),
    Wrapper::new("fakeroot").valued(&["-l", "--lib", "-s", "-i", "-b"]),
    Wrapper::new("gosu").operands(1),
    Wrapper::new("ionice").valued(&["-c", "--class", "-n", "--classdata"]).query(&["-p", "-P", "-u"]),
    Wrapper::new("nice").valued(&["-n", "--adjustment"]),
    Wrapper::new("nohup"),
    Wrapper::new("s6-setuidgid").operands(1),
    Wrapper::new("setpriv").valued(&[
        "--reuid",
        "--regid",
        "--groups",
        "--inh-caps",
        "--ambient-caps",
        "--bounding-set",
        "--securebits",
        "--pdeathsig",
        "--selinux-label",
        "--apparmor-profile",
    ]),
    Wrapper::new("setsid"),
    Wrapper::new("stdbuf").valued(&["-i", "--input", "-o", "--output", "-e", "--error"]),
    Wrapper::new("su-exec").operands(1),
    Wrapper::new("sudo")
        .valued(&[
            "-u",
            "--user",
            "-g",
            "--group",
            "-h",
            "--host",
            "-p",
            "--prompt",
            "-C",
            "--close-from",
            "-D",
            "--chdir",
            "-r",
            "--role",
            "-R",
            "--chroot",
            "-t",
            "--type",
            "-T",
            "--command-timeout",
            "-U",
            "--other-user",
        ])
        .query(&["-l", "--list", "-v", "--validate", "-e", "--edit"])
        .assignments(),
    Wrapper::new("time").valued(&["-f", "--format", "-o", "--output"]),
    Wrapper::new("timeout").valued(&["-s", "--signal", "-k", "--kill-after"]).operands(1),
    Wrapper::new("tini").valued(&["-p", "-e"]),
    Wrapper::new("tini-static").valued(&["-p", "-e"]),
    Wrapper::new("xargs").valued(&[
        "-a",
        "--arg-file",
        "-d",
        "--delimiter",
        "-E",
        "-I",
        "-L",
        "--max-lines",
        "-n",
        "--max-args",
        "-P",
        "--max-procs",
        "-s",
        "--max-chars",
        "--process-slot-var",
    ]),
];

/// How many words in front of the program belong to a wrapper; nothing if the first word is none, or runs nothing.
pub(crate) fn wrapper_len(words: &[Word]) -> Option<usize> {
    let (first, rest) = words.split_first()?;
    let name = program_name(first.literal()?);
    let wrapper = WRAPPERS.iter().find(|wrapper| wrapper.name == name)?;
    let arguments = Arguments::leading(rest, wrapper.valued);
    if wrapper.query.iter().any(|query| arguments.has_flag(query)) {
        return None;
    }
    let is_assignment = |word: &&Word| wrapper.assignments && is_assignment(word.text());
    let options = 1 + arguments.leading_len();
    let assignments = words[options..].iter().take_while(is_assignment).count();
    let program = options + assignments + wrapper.operands;
    words.get(program)?.literal()?;
    Some(program)
}

fn is_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// Where the program stands that is really run.
pub(crate) fn program_index(words: &[Word]) -> usize {
    let mut at = 0;
    while let Some(len) = wrapper_len(&words[at..]) {
        at += len;
    }
    at
}

/// Which word is a script: the one behind `-c` of a shell, looking through wrappers.
pub(crate) fn script_argument(words: &[Word]) -> Option<usize> {
    let program = program_index(words);
    let path = words.get(program)?.literal()?;
    let rest = &words[program + 1..];
    let script = match program_name(path) {
        "su" | "runuser" => {
            let script = Arguments::parse(rest, SU_VALUED).value_of("-c")?;
            rest.iter().position(|word| word.span == script.span)?
        }
        _ if is_posix_shell(path) => {
            let arguments = Arguments::leading(rest, SHELL_VALUED);
            arguments.has_flag("-c").then(|| arguments.leading_len())?
        }
        _ => return None,
    };
    let index = program + 1 + script;
    (index < words.len()).then_some(index)
}

const SHELL_VALUED: &[&str] = &["-o", "-O", "--rcfile", "--init-file"];
const SU_VALUED: &[&str] = &["-c", "-s", "--shell", "-g", "--group", "-G", "--supp-group", "-u", "-w"];

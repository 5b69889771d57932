//! An independent parser, `dockerfile-parser`, reads the example files as we do.
//!
//! It is no authority: it knows no heredocs, no `escape` directive and few flags, and refuses a file at its
//! first surprise. Where it disagrees, BuildKit decides, and the reason stands here.

use dockerfile_parser::{Dockerfile, Instruction, ShellOrExecExpr, Span as TheirSpan, SpannedString};
use plimsoll_syntax::{Arguments, Keyword, Pair, Placed, SyntaxTree};
use plimsoll_tests::dockerfiles::dockerfiles;
use plimsoll_text::Span;

/// For each instruction its line, its keyword, its flags, and its parts in brackets as they are written.
type Reading = Vec<String>;

fn reading(line: usize, keyword: &str, flags: &[String], parts: &[String]) -> String {
    let flags: String = flags.iter().map(|flag| format!(" {flag}")).collect();
    let parts: String = parts.iter().map(|part| format!(" ⟨{part}⟩")).collect();
    format!("{line} {}{flags}{parts}", keyword.to_uppercase())
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text[..offset].matches('\n').count()
}

fn ours(text: &str) -> Reading {
    SyntaxTree::parse(text).instructions().map(|instruction| our_reading(text, instruction)).collect()
}

fn our_reading(text: &str, placed: Placed<'_>) -> String {
    let command = placed.command();
    let source = |span: Span| placed.source_of(span).to_owned();
    let pair = |pair: &Pair| [Some(source(pair.key)), pair.value.map(source)].into_iter().flatten();
    let has_fields = matches!(
        command.keyword,
        Some(Keyword::From | Keyword::Copy | Keyword::Arg | Keyword::Env | Keyword::Label)
    );
    let mut parts: Vec<String> = match &command.arguments {
        Arguments::Words(words) if has_fields => words.iter().map(|word| source(*word)).collect(),
        Arguments::Json(array) if has_fields => array.elements.iter().map(|path| source(path.span)).collect(),
        Arguments::Pairs(pairs) => pairs.iter().flat_map(pair).collect(),
        Arguments::LegacyPair(found) => pair(found).collect(),
        Arguments::Json(_) if is_command(command.keyword) => vec!["exec".into()],
        Arguments::Shell(_) if is_command(command.keyword) => vec!["shell".into()],
        _ => Vec::new(),
    };
    if command.keyword == Some(Keyword::From) && parts.len() == 3 && parts[1].eq_ignore_ascii_case("as") {
        parts.remove(1);
    }
    let flags: Vec<String> = command.flags.iter().map(|flag| source(flag.span)).collect();
    let start = placed.range(command.keyword_span).start();
    let flags = if has_fields { &flags[..] } else { &[] };
    reading(line_of(text, start.into()), &placed.text(command.keyword_span), flags, &parts)
}

fn is_command(keyword: Option<Keyword>) -> bool {
    matches!(keyword, Some(Keyword::Run | Keyword::Cmd | Keyword::Entrypoint))
}

fn theirs(text: &str) -> Option<Reading> {
    let file = Dockerfile::parse(text).ok()?;
    Some(file.instructions.iter().map(|instruction| their_reading(text, instruction)).collect())
}

fn their_reading(text: &str, instruction: &Instruction) -> String {
    let source = |span: TheirSpan| text[span.start..span.end].to_owned();
    let string = |string: &SpannedString| source(string.span);
    let form = |expr: &ShellOrExecExpr| match expr {
        ShellOrExecExpr::Exec(_) => vec!["exec".to_owned()],
        ShellOrExecExpr::Shell(_) => vec!["shell".to_owned()],
    };
    let mut flags = Vec::new();
    let (keyword, parts) = match instruction {
        Instruction::From(from) => {
            flags.extend(from.flags.iter().map(|flag| source(flag.span)));
            ("FROM", [Some(&from.image), from.alias.as_ref()].into_iter().flatten().map(string).collect())
        }
        Instruction::Arg(arg) => {
            ("ARG", [Some(&arg.name), arg.value.as_ref()].into_iter().flatten().map(string).collect())
        }
        Instruction::Label(label) => (
            "LABEL",
            label.labels.iter().flat_map(|label| [string(&label.name), string(&label.value)]).collect(),
        ),
        Instruction::Env(env) => {
            ("ENV", env.vars.iter().flat_map(|var| [string(&var.key), source(var.value.span)]).collect())
        }
        Instruction::Copy(copy) => {
            flags.extend(copy.flags.iter().map(|flag| source(flag.span)));
            ("COPY", copy.sources.iter().chain([&copy.destination]).map(string).collect())
        }
        Instruction::Run(run) => ("RUN", form(&run.expr)),
        Instruction::Cmd(cmd) => ("CMD", form(&cmd.expr)),
        Instruction::Entrypoint(entrypoint) => ("ENTRYPOINT", form(&entrypoint.expr)),
        Instruction::Misc(misc) => (misc.instruction.as_ref(), Vec::new()),
    };
    reading(line_of(text, instruction.span().start), keyword, &flags, &parts)
}

/// Files that the other parser refuses, and what it does not know.
const REFUSED: &[(&str, &str)] = &[
    ("bad-parts", "an instruction without arguments, as while it is being typed"),
    ("bom", "a byte order mark"),
    ("dotnet-api", "COPY in JSON form"),
    ("escaped-space", "an escaped space in a value"),
    ("heredoc-copy", "heredocs"),
    ("heredoc-run", "heredocs"),
    ("lone-continuations", "a continued line with nothing on it"),
    ("open-ends", "a quote that never closes"),
    ("r-shiny", "a blank line inside a continued instruction"),
    ("several-args", "several names in one ARG"),
];

/// Files that both accept and read in different ways; [`DISAGREEMENTS`] says how.
const DIFFERENT: &[(&str, &str)] = &[
    ("dotnet-windows", "the escape directive"),
    ("link-and-parents", "flags without a value, and with a dash in their names"),
];

struct Disagreement {
    text: &'static str,
    theirs: &'static str,
    ours: &'static str,
    /// Why BuildKit reads it as we do.
    because: &'static str,
}

const DISAGREEMENTS: &[Disagreement] = &[
    Disagreement {
        text: "# escape=`\nFROM a\nRUN x `\n  y z\n",
        theirs: "2 FROM ⟨a⟩, 3 RUN ⟨shell⟩, 4 Y",
        ours: "2 FROM ⟨a⟩, 3 RUN ⟨shell⟩",
        because: "the directive makes ` continue a line",
    },
    Disagreement {
        text: "FROM a\nCOPY --link --chmod=755 b /c\n",
        theirs: "1 FROM ⟨a⟩, 2 COPY ⟨--link⟩ ⟨--chmod=755⟩ ⟨b⟩ ⟨/c⟩",
        ours: "1 FROM ⟨a⟩, 2 COPY --link --chmod=755 ⟨b⟩ ⟨/c⟩",
        because: "a flag may stand without a value",
    },
    Disagreement {
        text: "FROM a\nCOPY --keep-git-dir=true b /c\n",
        theirs: "1 FROM ⟨a⟩, 2 COPY ⟨--keep-git-dir=true⟩ ⟨b⟩ ⟨/c⟩",
        ours: "1 FROM ⟨a⟩, 2 COPY --keep-git-dir=true ⟨b⟩ ⟨/c⟩",
        because: "every first word with two dashes is a flag, known or not",
    },
    Disagreement {
        text: "FROM a\nCMD ['x', 'y']\n",
        theirs: "1 FROM ⟨a⟩, 2 CMD ⟨exec⟩",
        ours: "1 FROM ⟨a⟩, 2 CMD ⟨shell⟩",
        because: "JSON has no single quotes, and what is not JSON is shell form",
    },
    Disagreement {
        text: "FROM a\nCMD [\"x\", \"y\",]\n",
        theirs: "1 FROM ⟨a⟩, 2 CMD ⟨exec⟩",
        ours: "1 FROM ⟨a⟩, 2 CMD ⟨shell⟩",
        because: "JSON has no comma at the end",
    },
    Disagreement {
        text: "FROM a\nCMD [\"x\", \"a\\'b\"]\n",
        theirs: "1 FROM ⟨a⟩, 2 CMD ⟨exec⟩",
        ours: "1 FROM ⟨a⟩, 2 CMD ⟨shell⟩",
        because: "JSON has no escape for a single quote",
    },
    Disagreement {
        text: "FROM a\nRUN x \\\\\nRUN y\n",
        theirs: "1 FROM ⟨a⟩, 2 RUN ⟨shell⟩",
        ours: "1 FROM ⟨a⟩, 2 RUN ⟨shell⟩, 3 RUN ⟨shell⟩",
        because: "two escape characters do not continue a line",
    },
    Disagreement {
        text: "FROM a\rRUN x\n",
        theirs: "1 FROM ⟨a⟩, 1 RUN ⟨shell⟩",
        ours: "1 FROM ⟨a⟩ ⟨RUN⟩ ⟨x⟩",
        because: "a lone CR does not end a line",
    },
    Disagreement {
        text: "FROM a\nCOPY b /long\\\npath\n",
        theirs: "1 FROM ⟨a⟩, 2 COPY ⟨b⟩ ⟨/long⟩ ⟨path⟩",
        ours: "1 FROM ⟨a⟩, 2 COPY ⟨b⟩ ⟨/long\\\npath⟩",
        because: "a continuation puts nothing between what it joins",
    },
    Disagreement {
        text: "FROM a\nRUN\u{a0}x\n",
        theirs: "1 FROM ⟨a⟩, 2 RUN",
        ours: "1 FROM ⟨a⟩, 2 RUN\u{a0}X",
        because: "a no-break space does not end a keyword",
    },
];

#[test]
fn both_read_the_same() {
    let (mut refused, mut different) = (Vec::new(), Vec::new());
    for (name, text) in dockerfiles() {
        match theirs(&text) {
            None => refused.push(name),
            Some(theirs) if theirs != ours(&text) => different.push(name),
            Some(_) => {}
        }
    }
    let names = |known: &[(&str, &str)]| known.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>();
    assert_eq!(refused, names(REFUSED));
    assert_eq!(different, names(DIFFERENT));
}

#[test]
fn where_they_differ_buildkit_is_with_us() {
    for Disagreement { text, theirs: expected_theirs, ours: expected_ours, because } in DISAGREEMENTS {
        let theirs = theirs(text).map_or("refused".into(), |reading| reading.join(", "));
        assert_eq!(theirs, *expected_theirs, "{text:?}");
        assert_eq!(ours(text).join(", "), *expected_ours, "{text:?}: {because}");
    }
}

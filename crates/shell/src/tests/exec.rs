//! Shell form that could be exec form.

use plimsoll_text::Span;

use crate::*;

fn words(text: &str) -> Result<Vec<String>, (Reason, String)> {
    let script = Script::parse(&View::of_text(text));
    match script.as_exec_words() {
        Ok(words) => Ok(words.into_iter().map(str::to_owned).collect()),
        Err(NeedsShell { reason, span }) => Err((reason, text[span.bytes()].to_owned())),
    }
}

fn exec(text: &str) -> Vec<String> {
    words(text).unwrap()
}

fn needs(text: &str) -> (Reason, String) {
    words(text).unwrap_err()
}

#[test]
fn plain_commands_need_no_shell() {
    assert_eq!(exec("node app.js"), ["node", "app.js"]);
    assert_eq!(
        exec("nginx -g 'daemon off;' \"a \\\"b\\\" \\c\" d\\ e"),
        ["nginx", "-g", "daemon off;", "a \"b\" \\c", "d e"]
    );
    assert_eq!(exec("exec java -jar /app.jar"), ["java", "-jar", "/app.jar"]);
    assert_eq!(exec("find . -name {} [ x"), ["find", ".", "-name", "{}", "[", "x"]);
    assert_eq!(exec("echo '$HOME' \"*\" \\~"), ["echo", "$HOME", "*", "~"]);
}

#[test]
fn says_what_needs_a_shell() {
    let is = |text, reason, at: &str| assert_eq!(needs(text), (reason, at.to_owned()), "{text}");
    is("node $PORT app && x", Reason::Variable, "$PORT");
    is("echo \"a ${B}\"", Reason::Variable, "${B}");
    is("echo $(date)", Reason::Substitution, "$(date)");
    is("ls *.js", Reason::Glob, "*");
    is("ls ~/x", Reason::Tilde, "~");
    is("ls {a,b}", Reason::BraceExpansion, "{");
    is("a && b", Reason::Operator, "&&");
    is("a | b > c", Reason::Operator, "|");
    is("a;", Reason::Operator, ";");
    is("! a", Reason::Operator, "!");
    is("a\nb", Reason::Operator, "\n");
    is("if a; then b; fi", Reason::Compound, "if");
    is("(a)", Reason::Compound, "(");
    is("a 2>&1", Reason::Redirect, "2>&1");
    is("A=1 b", Reason::Assignment, "A=1");
    is("a # b", Reason::Comment, "# b");
    is("cd /x", Reason::Builtin, "cd");
    is("exec -a x y", Reason::Builtin, "exec");
    is("exec", Reason::Builtin, "exec");
    is("echo $'a'", Reason::AnsiQuote, "a");
    is("a 'b", Reason::Broken, "'b");
    is("", Reason::Empty, "");
    is("# a", Reason::Empty, "");
}

fn from_json(source: &str) -> Script {
    let elements = serde_strings(source);
    let values = elements.iter().map(|(span, value)| {
        let view = View::with_gaps(source, *span, []);
        (*span, crate::exec::align_json(&view.source(), value))
    });
    crate::exec::from_elements(Span::new(0, source.len() as u32), values)
}

/// The strings of an array that has no quote inside of a string except an escaped one.
fn serde_strings(source: &str) -> Vec<(Span, String)> {
    let mut strings = Vec::new();
    let mut at = 0;
    while let Some(open) = source[at..].find('"').map(|found| at + found) {
        let bytes = source.as_bytes();
        let mut close = open + 1;
        while bytes[close] != b'"' {
            close += if bytes[close] == b'\\' { 2 } else { 1 };
        }
        let raw = &source[open + 1..close];
        let value = raw
            .replace("\\\"", "\"")
            .replace("\\u00e9", "é")
            .replace("\\ud83d\\ude00", "😀")
            .replace("\\\\", "\\");
        strings.push((Span::new(open as u32, close as u32 + 1), value));
        at = close + 1;
    }
    strings
}

#[test]
fn treats_exec_form_like_shell_form() {
    let source = r#"["/bin/sh", "-c", "echo \"\u00e9\ud83d\ude00 x\" && apt-get $y"]"#;
    let script = from_json(source);
    let names: Vec<_> = script
        .invocations()
        .map(|(site, invocation)| {
            let arguments: Vec<_> =
                invocation.arguments.iter().map(|word| &source[word.span.bytes()]).collect();
            (
                invocation.name.to_owned(),
                &source[invocation.name_span.bytes()],
                arguments,
                site.surroundings.inner_script,
            )
        })
        .collect();
    assert_eq!(
        names,
        [
            (
                "sh".into(),
                "\"/bin/sh\"",
                vec!["\"-c\"", r#""echo \"\u00e9\ud83d\ude00 x\" && apt-get $y""#],
                false
            ),
            ("echo".into(), "echo", vec![r#""\u00e9\ud83d\ude00 x\""#], true),
            ("apt-get".into(), "apt-get", vec!["$y"], true),
        ]
    );
    assert!(from_json("[]").list().items.is_empty());
    assert_eq!(from_json(r#"["a", "$b"]"#).as_exec_words(), Ok(vec!["a", "$b"]));
}

//! Shell form that could be exec form.

use super::instructions::with_instruction;
use crate::*;

fn words(text: &str) -> Result<Vec<String>, (Reason, String)> {
    let script = Script::parse(&View::of_text(text));
    match script.as_exec_words() {
        Ok(words) => Ok(words.iter().map(|word| word.text().to_owned()).collect()),
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

#[test]
fn treats_exec_form_like_shell_form() {
    let source = r#"RUN ["/bin/sh", "-c", "echo \"\u00e9\ud83d\ude00 x\" && apt-get $y"]"#;
    let calls = with_instruction(source, |_, script| {
        let calls = script.invocations().map(|(site, invocation)| {
            let arguments = invocation.arguments.iter().map(|word| source[word.span.bytes()].to_owned());
            let name = source[invocation.name_span.bytes()].to_owned();
            (name, arguments.collect::<Vec<_>>().join(" "), site.surroundings.inner_script)
        });
        calls.collect::<Vec<_>>()
    });
    let expected = [
        ("\"/bin/sh\"", r#""-c" "echo \"\u00e9\ud83d\ude00 x\" && apt-get $y""#, false),
        ("echo", r#""\u00e9\ud83d\ude00 x\""#, true),
        ("apt-get", "$y", true),
    ];
    assert_eq!(
        calls,
        expected.map(|(name, arguments, inner)| (name.to_owned(), arguments.to_owned(), inner))
    );
}

#[test]
fn reads_json_over_several_lines() {
    let source = "CMD [\"sh\", \\\n  \"-c\", \"a \\\n b; exec \\\"c\\\"\"]";
    with_instruction(source, |_, script| {
        let commands: Vec<&str> = script.commands().map(|site| &source[site.command.span.bytes()]).collect();
        assert_eq!(commands[1..], ["a \\\n b", "exec \\\"c\\\""]);
        assert_eq!(script.commands().nth(2).unwrap().command.words[1].text(), "c");
    });
}

#[test]
fn exec_form_is_exec_words() {
    with_instruction("CMD []", |_, script| assert!(script.list().items.is_empty()));
    with_instruction("CMD [\"a\", \"$b\"]", |_, script| {
        assert_eq!(
            script.as_exec_words().map(|words| words.iter().map(Word::text).collect()),
            Ok(vec!["a", "$b"])
        );
    });
}

#[test]
fn exec_can_take_the_place_of_the_shell_at_its_end() {
    let program = |text: &str| {
        let script = Script::parse(&View::of_text(text));
        script.replaceable().map(|word| text[word.span.bytes()].to_owned())
    };
    for (text, name) in [
        ("node $X", "node"),
        ("cd /app && migrate && serve *.conf > log", "serve"),
        ("A=1 serve", "serve"),
        ("a; b && serve", ""),
        ("a || serve", ""),
        ("serve &", ""),
        ("serve | tee log", ""),
        ("! serve", ""),
        ("exec serve", ""),
        ("serve && exit 1", ""),
        ("if a; then b; fi", ""),
        ("$CMD", ""),
        ("serve 'x", ""),
        ("", ""),
    ] {
        assert_eq!(program(text).as_deref().unwrap_or_default(), name, "{text}");
    }
}

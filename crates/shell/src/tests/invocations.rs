//! What commands really run, and their arguments.

use expect_test::{Expect, expect};

use crate::*;

fn script(text: &str) -> Script {
    Script::parse(&View::of_text(text))
}

#[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
fn check(text: &str, expect: Expect) {
    let mut out = String::new();
    for (_, invocation) in script(text).invocations() {
        let wrappers: Vec<&str> = invocation.wrappers.iter().map(|wrapper| wrapper.name).collect();
        let arguments: Vec<&str> = invocation.arguments.iter().map(Word::text).collect();
        out += &format!("{:?} {} {arguments:?}\n", wrappers.join(" "), &text[invocation.name_span.bytes()]);
    }
    expect.assert_eq(&out);
}

#[test]
fn looks_through_wrappers() {
    check(
        "sudo -E -u root DEBIAN_FRONTEND=noninteractive /usr/bin/apt-get install x",
        expect![[r#"
            "sudo" /usr/bin/apt-get ["install", "x"]
        "#]],
    );
    check(
        "env -i -u Y A=1 B=2 nice -n 5 ionice -c3 a; exec b; command c; command -v d; time -p e",
        expect![[r#"
            "env nice ionice" a []
            "exec" b []
            "command" c []
            "" command ["-v", "d"]
            "time" e []
        "#]],
    );
    check(
        "exec tini -g -- gosu app:app node x.js; su-exec u f; dumb-init -- g; timeout -k 5 30s h",
        expect![[r#"
            "exec tini gosu" node ["x.js"]
            "su-exec" f []
            "dumb-init" g []
            "timeout" h []
        "#]],
    );
    check(
        "a | xargs -r -n 1 --max-procs=4 rm -f; busybox wget x; busybox --install -s; setpriv --reuid 5 i",
        expect![[r#"
            "" a []
            "xargs" rm ["-f"]
            "busybox" wget ["x"]
            "" busybox ["--install", "-s"]
            "setpriv" i []
        "#]],
    );
    check(
        "sudo; env; exec \"$@\"; $x y; sudo $z; exec; chroot /mnt j; X=1",
        expect![[r#"
        "" sudo []
        "" env []
        "" exec ["$@"]
        "" sudo ["$z"]
        "" exec []
        "chroot" j []
    "#]],
    );
    check(
        "bash -c 'sudo apt-get update' && \\apt-get \"install\"",
        expect![[r#"
        "" bash ["-c", "sudo apt-get update"]
        "sudo" apt-get ["update"]
        "" \apt-get ["install"]
    "#]],
    );
}

#[test]
fn tells_flags_from_operands() {
    let text = "pip --proxy http://x -qqi url --index-url=y install -r=a -rb --no-cache-dir 'c d' -- -e";
    let script = script(text);
    let (_, pip) = script.invocations().next().unwrap();
    let arguments = pip.parse(&["--proxy", "-i", "-r"]);
    let operands: Vec<&str> = arguments.operands.iter().map(|word| word.text()).collect();
    assert_eq!(operands, ["install", "c d", "-e"]);
    let flags: Vec<_> = arguments
        .flags
        .iter()
        .map(|flag| (flag.name, flag.value.map(|value| &text[value.span.bytes()])))
        .collect();
    let expected = [
        ("--proxy", Some("http://x")),
        ("-qqi", Some("url")),
        ("--index-url", Some("y")),
        ("-r", Some("a")),
        ("-r", Some("b")),
        ("--no-cache-dir", None),
    ];
    assert_eq!(flags, expected);
    assert!(arguments.has_flag("-q") && arguments.has_flag("-i") && arguments.has_flag("--no-cache-dir"));
    assert!(
        !arguments.has_flag("-e") && !arguments.has_flag("-n") && !arguments.has_flag("--proxy=http://x")
    );
    assert_eq!(arguments.value_of("-r").map(|value| value.text), Some("b"));
    assert_eq!(arguments.value_of("-i").map(|value| value.text), Some("url"));
    assert_eq!(arguments.value_of("-q"), None);
    assert_eq!(arguments.subcommand(), Some("install"));
    assert_eq!(pip.subcommand(), Some("http://x"));
}

#[test]
fn shows_python_modules_as_programs() {
    let of = |text: &str| {
        let script = script(text);
        let (_, invocation) = script.invocations().next().unwrap();
        invocation
            .as_module()
            .map(|module| (module.name.to_owned(), module.arguments.len(), module.name_span.start))
    };
    assert_eq!(of("sudo python3.11 -m pip install x"), Some(("pip".into(), 2, 19)));
    assert_eq!(of("python -X dev -um venv /v"), Some(("venv".into(), 1, 18)));
    assert_eq!(of("python app.py -m pip"), None);
    assert_eq!(of("python -m"), None);
    assert_eq!(of("pythonic -m pip"), None);
    assert_eq!(of("node -m pip"), None);
}

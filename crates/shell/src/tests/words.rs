//! What words are made of, and what they say.

use expect_test::{Expect, expect};
use plimsoll_text::Span;

use crate::*;

#[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
fn check(text: &str, expect: Expect) {
    let script = Script::parse(&View::of_text(text));
    let mut out = String::new();
    for word in script.commands().flat_map(|site| &site.command.words) {
        out += &format!("{} = {:?}\n", word.text(), word.literal());
        for piece in &word.pieces {
            let kind = match &piece.kind {
                PieceKind::Literal => "literal".into(),
                PieceKind::Parameter(parameter) => format!("{} {:?}", parameter.name, parameter.operation),
                PieceKind::Substitution(_) => "substitution".into(),
                PieceKind::Process(_) => "process".into(),
                PieceKind::Arithmetic(_) => "arithmetic".into(),
                PieceKind::Array(_) => "array".into(),
                PieceKind::Glob => "glob".into(),
                PieceKind::Tilde => "tilde".into(),
                PieceKind::Brace => "brace".into(),
            };
            out += &format!("  {:?} {:?} {kind}\n", &text[piece.span.bytes()], piece.quote);
        }
    }
    expect.assert_eq(&out);
}

#[test]
fn quotes() {
    check(
        r#"a'b c'"d\"\e" f\ g "" '' $'h\'i' $"j""#,
        expect![[r#"
        ab cd"\e = Some("ab cd\"\\e")
          "a" None literal
          "b c" Single literal
          "d\\\"\\e" Double literal
        f g = Some("f g")
          "f\\ g" None literal
         = Some("")
          "" Double literal
         = Some("")
          "" Single literal
        h\'i = None
          "h\\'i" Ansi literal
        j = Some("j")
          "j" Double literal
    "#]],
    );
}

#[test]
fn parameters() {
    check(
        r#"$a$1$@ ${b} ${#c} ${#} ${d:-e "f}"} ${g+h} ${i:?} ${!j} ${k[@]} ${l%%.*} ${m/a/b} ${12}x $ "$" "${n:-it's}" $é"#,
        expect![[r#"
            $a$1$@ = None
              "$a" None a Value
              "$1" None 1 Value
              "$@" None @ Value
            ${b} = None
              "${b}" None b Value
            ${#c} = None
              "${#c}" None c Length
            ${#} = None
              "${#}" None # Value
            ${d:-e "f}"} = None
              "${d:-e \"f}\"}" None d Default
            ${g+h} = None
              "${g+h}" None g Alternative
            ${i:?} = None
              "${i:?}" None i Required
            ${!j} = None
              "${!j}" None j Other
            ${k[@]} = None
              "${k[@]}" None k Other
            ${l%%.*} = None
              "${l%%.*}" None l Other
            ${m/a/b} = None
              "${m/a/b}" None m Other
            ${12}x = None
              "${12}" None 12 Value
              "x" None literal
            $ = Some("$")
              "$" None literal
            $ = Some("$")
              "$" Double literal
            ${n:-it's} = None
              "${n:-it's}" Double n Default
            $é = Some("$é")
              "$é" None literal
        "#]],
    );
}

#[test]
fn patterns() {
    check(
        "*.deb a? [ab] [ a] x~ ~/y {a,b} {} !(z|w).c \\*",
        expect![[r#"
        *.deb = Some("*.deb")
          "*" None glob
          ".deb" None literal
        a? = Some("a?")
          "a" None literal
          "?" None glob
        [ab] = Some("[ab]")
          "[" None glob
          "ab]" None literal
        [ = Some("[")
          "[" None literal
        a] = Some("a]")
        x~ = Some("x~")
          "x~" None literal
        ~/y = Some("~/y")
          "~" None tilde
          "/y" None literal
        {a,b} = Some("{a,b}")
          "{" None brace
          "a,b}" None literal
        {} = Some("{}")
          "{}" None literal
        !(z|w).c = Some("!(z|w).c")
          "!" None literal
          "(z|w)" None glob
          ".c" None literal
        * = Some("*")
          "\\*" None literal
    "#]],
    );
}

#[test]
fn places_in_the_text() {
    let script = Script::parse(&View::of_text("install curl=7.* \"nginx=1\""));
    let [_, plain, quoted] = &script.list().commands().next().unwrap().command.words[..] else { panic!() };
    assert_eq!((plain.span_of(5..7), plain.is_quoted()), (Span::new(13, 15), false));
    assert_eq!((quoted.span_of(6..7), quoted.is_quoted()), (quoted.span, true));
}

//! What stands behind the name in `${name…}`.

/// What each modifier does; longer ones first.
const MODIFIERS: &[(&str, &str)] = &[
    (":-", "what follows, where the variable is unset or empty."),
    (":+", "what follows, where the variable is set and not empty; nothing otherwise."),
    (":?", "an error, where the variable is unset or empty."),
    (":=", "what follows, where the variable is unset or empty; the variable keeps it."),
    ("-", "what follows, where the variable is unset."),
    ("+", "what follows, where the variable is set; nothing otherwise."),
    ("?", "an error, where the variable is unset."),
    ("=", "what follows, where the variable is unset; the variable keeps it."),
    ("##", "cuts the longest match of the pattern off the start."),
    ("#", "cuts the shortest match of the pattern off the start."),
    ("%%", "cuts the longest match of the pattern off the end."),
    ("%", "cuts the shortest match of the pattern off the end."),
    ("//", "replaces every match of the pattern."),
    ("/", "replaces the first match of the pattern."),
];

/// What is done to the value of `${name…}`, by what is written behind the name.
pub(super) fn explained(written: &str, name: &str) -> Option<String> {
    let rest = written.strip_prefix("${")?;
    if rest.strip_prefix('#').is_some_and(|rest| rest.starts_with(name)) {
        return Some("`#`: the length of the value.".to_owned());
    }
    let rest = rest.strip_prefix(name)?;
    let (operator, effect) = MODIFIERS.iter().find(|(operator, _)| rest.starts_with(operator))?;
    Some(format!("`{operator}`: {effect}"))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::hover::tests::shown;

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&shown(text));
    }

    #[test]
    fn modifiers() {
        check(
            "FROM a\nARG V=1.2.3\nENV A=${V%%$0.*}\n",
            expect![[r#"
            ${V%%.*}

            `${V%%.*}` = `1`

            `%%`: cuts the longest match of the pattern off the end. `V` = `1.2.3`.

            Build argument of line 2: its default, unless `--build-arg` gives another value."#]],
        );
        check(
            "FROM a\nARG V=1 W=2\nRUN echo ${NO:-${W$0}} \n",
            expect![[r#"
            ${W}

            `${W}` = `2`

            Build argument of line 2: its default, unless `--build-arg` gives another value."#]],
        );
        check(
            "FROM scratch\nRUN echo ${NO:$0-x}\n",
            expect![[r#"
            ${NO:-x}

            `${NO:-x}` = `x`

            `:-`: what follows, where the variable is unset or empty.

            Not set in this file."#]],
        );
        check(
            "FROM a\nENV V=v1\nRUN echo ${#V$0}\n",
            expect![[r#"
            ${#V}

            `${#V}`

            `#`: the length of the value. `V` = `v1`.

            Set by `ENV` on line 2."#]],
        );
    }
}

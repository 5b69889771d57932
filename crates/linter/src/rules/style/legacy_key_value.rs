//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_syntax::expansion::{self, Expansion, Part, Quoting};
use plimsoll_syntax::{Arguments, Pair, Placed, SyntaxTree};
use plimsoll_text::{Span, TextEdit};

use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("legacy-key-value", include_str!("legacy_key_value.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for instruction in file.instructions() {
        let Arguments::LegacyPair(pair) = &instruction.instruction.command().arguments else { continue };
        let Some(value) = pair.value else { continue };
        let name = instruction.text(pair.key);
        let text = instruction.text(value);
        let range = instruction.range(pair.key);
        // `NAME = value`: hardly what anyone means.
        if let Some(meant) = text.strip_prefix('=').map(str::trim_start) {
            let finding = report.at(range, format!("`{name}` gets the value `{text}`, with the `=` in it"));
            let start = value.end - meant.len() as u32;
            let is_one_line = instruction.source_of(Span::new(start, value.end)) == meant;
            let edit = edit::replace(instruction, Span::new(pair.key.end, start), "=");
            finding.fixes.extend(is_one_line.then(|| Fix::not_safe("Remove the blanks", vec![edit])));
            continue;
        }
        let message = format!("the form without `=` is deprecated: write {name}=…");
        let conversion = conversion(instruction, pair, value);
        report
            .at(range, message)
            .fixes
            .extend(conversion.map(|edit| Fix::safe("Write it with `=`", vec![edit])));
    }
}

/// An ENV or LABEL of the form without `=`, with it.
pub fn with_equals_sign(instruction: Placed<'_>) -> Option<TextEdit> {
    let Arguments::LegacyPair(pair) = &instruction.instruction.command().arguments else { return None };
    let value = pair.value.filter(|value| !instruction.text(*value).starts_with('='))?;
    conversion(instruction, pair, value)
}

/// The first way to write the pair with `=` that gives the very same value.
fn conversion(instruction: Placed<'_>, pair: &Pair, value: Span) -> Option<TextEdit> {
    let between = Span::new(pair.key.end, value.start);
    let has_comment = instruction.source_of(between).contains('#');
    let source = instruction.source_of(value);
    let as_written = source.to_owned();
    let in_quotes = format!("\"{source}\"");
    let candidates = if source.contains(['"', '\'']) {
        [Some(as_written), requoted(instruction, value), Some(in_quotes)]
    } else {
        [Some(as_written), Some(in_quotes), None]
    };
    let edit = |new: String| edit::replace(instruction, between.cover(value), format!("={new}"));
    let edits = candidates.into_iter().flatten().map(edit);
    let chosen = edits.into_iter().find(|edit| says_the_same(instruction, pair, value, edit))?;
    (!has_comment).then_some(chosen)
}

/// The value with other quotes: one pair around all of it.
fn requoted(instruction: Placed<'_>, value: Span) -> Option<String> {
    let text = instruction.text(value);
    let (expansion, _) = expansion::parse(&text, quoting(instruction));
    let is_one_line = instruction.source_of(value) == text;
    let parts = expansion.parts.iter().map(|part| match part {
        Part::Literal(literal) => edit::escaped(literal, instruction.escape()),
        Part::Variable(variable) => text[variable.range.clone()].to_owned(),
    });
    is_one_line.then(|| format!("\"{}\"", parts.collect::<String>()))
}

/// Whether the instruction after an edit holds one pair of the same key and the same value.
fn says_the_same(instruction: Placed<'_>, pair: &Pair, value: Span, edit: &TextEdit) -> bool {
    let (start, end) = (
        usize::from(edit.range.start() - instruction.start),
        usize::from(edit.range.end() - instruction.start),
    );
    let source = instruction.source();
    let directive = if instruction.escape() == '`' { "# escape=`\n" } else { "" };
    let edited = format!("{directive}{}{}{}", &source[..start], edit.insert, &source[end..]);
    let tree = SyntaxTree::parse(&edited);
    let Some(new) = tree.instructions().next() else { return false };
    let Arguments::Pairs(pairs) = &new.instruction.command().arguments else { return false };
    let [Pair { key, value: Some(new_value), .. }] = **pairs else { return false };
    let before = meaning(&instruction.text(value), quoting(instruction));
    let after = meaning(&new.text(new_value), quoting(new));
    before.is_some() && before == after && new.text(key) == instruction.text(pair.key)
}

fn quoting(instruction: Placed<'_>) -> Quoting {
    Quoting::Word { escape: instruction.escape() }
}

/// A value as BuildKit understands it: texts, and variables as they are written. Nothing where it fails.
fn meaning(text: &str, quoting: Quoting) -> Option<Vec<(bool, String)>> {
    let (Expansion { parts }, error) = expansion::parse(text, quoting);
    let mut meaning: Vec<(bool, String)> = Vec::new();
    for part in parts {
        let (is_variable, text) = match part {
            Part::Literal(literal) => (false, literal),
            Part::Variable(variable) => (true, text[variable.range].to_owned()),
        };
        match meaning.last_mut() {
            Some((false, last)) if !is_variable => last.push_str(&text),
            _ => meaning.push((is_variable, text)),
        }
    }
    error.is_none().then_some(meaning)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::fix_all;
    use crate::fixture;

    fn fixed(text: &str) -> String {
        let file = fixture::file(text);
        fix_all(&file, &fixture::settings(&[RULE.name]), false).text
    }

    #[test]
    fn keeps_the_value() {
        for (legacy, expected) in [
            ("ENV A 'x $y' z", r#"ENV A="x \$y z""#),
            (r#"ENV A "b c""#, r#"ENV A="b c""#),
            (r"ENV A b\ c", r"ENV A=b\ c"),
            (r"ENV A C:\\x y", r#"ENV A="C:\\x y""#),
            (r#"ENV A say "hi" $x"#, r#"ENV A="say hi $x""#),
            ("LABEL\tA  b \r", "LABEL\tA=b \r"),
            ("ENV A b \\\n # why\n c", "ENV A=\"b \\\n # why\n c\""),
        ] {
            assert_eq!(fixed(&format!("FROM a\n{legacy}\n")), format!("FROM a\n{expected}\n"));
        }
        assert_eq!(
            fixed("# escape=`\nFROM a\nENV A C:\\x \\y`\n z\n"),
            "# escape=`\nFROM a\nENV A=\"C:\\x \\y`\n z\"\n"
        );
    }

    #[test]
    fn leaves_what_it_cannot_keep() {
        for text in ["ENV A \\\n# why\n b", "ENV A it's", "ENV A = b", r#"ENV A ${x:-"a b"} c"#] {
            let text = format!("FROM a\n{text}\n");
            assert_eq!(fixed(&text), text);
        }
    }
}

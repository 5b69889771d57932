//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Invocation, Script, Word, Wrapping};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::{Span, TextEdit};

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("sudo-in-run", include_str!("sudo_in_run.md"), check);

/// Options without an effect where root calls, and `sudo` itself goes.
const IDLE_OPTIONS: &[&str] = &["-E", "--preserve-env", "-H", "--set-home", "-n", "--non-interactive", "--"];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for run in file.instructions_of(Keyword::Run).filter(|run| run.source().contains("sudo")) {
        let is_root = file.user_at(run).and_then(|user| user.is_root());
        let calls = file.scripts(run).iter().flat_map(Script::invocations).map(|(_, call)| call);
        let calls: Vec<(Span, Invocation<'_>)> =
            calls.filter_map(|call| Some((sudo(&call)?, call))).collect();
        let Some((first, _)) = calls.first() else { continue };
        let finding = report.at(run.range(*first), message(is_root));
        let edits: Option<Vec<TextEdit>> = calls.iter().map(|(_, call)| drop_it(run, call)).collect();
        if let Some(edits) = edits.filter(|_| is_root == Some(true)) {
            finding.fix(Fix::not_safe("Remove `sudo`", edits));
        }
    }
}

/// Where the call names `sudo`.
fn sudo(call: &Invocation<'_>) -> Option<Span> {
    let alone = || (call.name == "sudo").then_some(call.name_span);
    wrapping(call).and_then(|wrapping| wrapping.words.first()).map(|word| word.span).or_else(alone)
}

fn wrapping<'c, 's>(call: &'c Invocation<'s>) -> Option<&'c Wrapping<'s>> {
    call.wrappers.iter().find(|wrapping| wrapping.name == "sudo")
}

fn message(is_root: Option<bool>) -> &'static str {
    match is_root {
        Some(true) => "`sudo` does nothing here: the command runs as root",
        _ => "`sudo` in a build: USER says who runs a command",
    }
}

/// Takes `sudo` and its options out, but for the variables that it sets.
fn drop_it(run: Placed<'_>, call: &Invocation<'_>) -> Option<TextEdit> {
    let (name, rest) = wrapping(call)?.words.split_first()?;
    let is_idle = |word: &&Word| IDLE_OPTIONS.contains(&word.text());
    let options = rest.iter().take_while(is_idle).count();
    if rest[options..].iter().any(|word| word.text().starts_with('-') || !word.text().contains('=')) {
        return None;
    }
    let end = rest[..options].last().unwrap_or(name).span.end;
    let source = &run.source()[end as usize..];
    let blanks = source.len() - source.trim_start_matches([' ', '\t']).len();
    (blanks > 0).then(|| TextEdit::delete(run.range(Span::new(name.span.start, end + blanks as u32))))
}

#[cfg(test)]
mod tests {

    use plimsoll_text::apply_edits;

    use crate::fixture;
    use crate::lint;

    /// The RUN after the fix; nothing where there is none.
    fn fixed(user: &str, script: &str) -> Option<String> {
        let head = format!("FROM debian:13\nUSER {user}\nRUN ");
        let text = format!("{head}{script}\n");
        let file = fixture::file(&text);
        let findings = lint(&file, &fixture::settings(&["sudo-in-run"]));
        let fix = findings.first().expect("found").fixes.first()?;
        Some(apply_edits(&text, &fix.edits).unwrap()[head.len()..].trim_end().to_owned())
    }

    #[test]
    fn drops_what_does_nothing_for_root() {
        let cases = [
            ("sudo apt-get update", Some("apt-get update")),
            ("a && sudo -E -- b", Some("a && b")),
            ("sudo -H A=1 b", Some("A=1 b")),
            ("a | sudo tee /b", Some("a | tee /b")),
            ("sudo a && sudo b", Some("a && b")),
            ("sudo a && sudo -u app b", None),
            ("sudo -u app b", None),
            ("sudo -i b", None),
            ("sudo -v", None),
            ("sudo \\\n  b", Some("\\\n  b")),
        ];
        for (script, expected) in cases {
            assert_eq!(fixed("0", script).as_deref(), expected, "{script}");
        }
        assert_eq!(fixed("app", "sudo b"), None);
    }
}

//! See the page beside this file.

use plimsoll_semantics::Dockerfile;
use plimsoll_shell::{Invocation, Script, Word};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::{Span, TextEdit};

use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;
use crate::{edit, script};

pub(crate) static RULE: Rule = Rule::new("replaced-shell", include_str!("replaced_shell.md"), check);

const LINKS: &[&str] = &["/bin/sh", "/usr/bin/sh"];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for run in file.instructions_of(Keyword::Run) {
        let [script] = file.scripts(run) else { continue };
        if !script.programs().any(|name| name == "ln") {
            continue;
        }
        for (site, call) in script.invocations() {
            let Some(shell) = new_shell(&call) else { continue };
            let message = "this replaces the shell of the image: SHELL sets the one for RUN";
            let finding = report.at(run.range(call.span()), message);
            let edits = with_shell(file, run, script, site.pipeline.span, shell);
            let title = || format!("Use `{}`", instruction(file, shell));
            finding.fixes.extend(edits.map(|edits| Fix::not_safe(title(), edits)));
        }
    }
}

/// What `ln` puts in the place of `/bin/sh`.
fn new_shell<'s>(call: &Invocation<'s>) -> Option<&'s str> {
    let arguments =
        (call.name == "ln").then(|| call.parse(&["-S", "--suffix", "-t", "--target-directory"]))?;
    match arguments.operands[..] {
        [target, link] if is_link(link) => target.literal(),
        _ => None,
    }
}

fn is_link(word: &Word) -> bool {
    word.literal().is_some_and(|path| LINKS.contains(&path))
}

fn instruction(file: &Dockerfile, shell: &str) -> String {
    // A link is relative to its folder.
    let path = if shell.starts_with('/') { shell.to_owned() } else { format!("/bin/{shell}") };
    format!("{} [\"{path}\", \"-c\"]", edit::keyword(file, Keyword::Shell))
}

/// A SHELL in the place of the RUN; below it where the RUN does more.
fn with_shell(
    file: &Dockerfile,
    run: Placed<'_>,
    script: &Script,
    link: Span,
    shell: &str,
) -> Option<Vec<TextEdit>> {
    let line = instruction(file, shell);
    let is_default = file.shell_at(run).item.is_none();
    if !is_default || shell.contains(['"', '\\']) {
        return None;
    }
    let is_about_link =
        |call: &Invocation<'_>| matches!(call.name, "ln" | "mv" | "rm") && call.arguments.iter().any(is_link);
    let is_all =
        script.commands().all(|site| site.command.invocation().is_some_and(|call| is_about_link(&call)));
    if is_all {
        return Some(vec![TextEdit::replace(run.range(run.instruction.trimmed_span()), line)]);
    }
    Some(vec![script::remove(run, script, link)?, edit::insert_below(file, run, &line)])
}

//! See the page beside this file.

use std::collections::BTreeSet;

use plimsoll_semantics::{Base, Dockerfile, ReferenceKind, Stage};
use plimsoll_shell::{Flag, Invocation, Item, OperatorKind, Redirect, Script, Step, Word};
use plimsoll_syntax::{Arguments, Keyword, Placed};

use super::health::Client;
use crate::edit;
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("healthcheck-tool-missing", include_str!("healthcheck_tool_missing.md"), check);

const TOOLS: [&str; 2] = ["curl", "wget"];

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    if file.instructions_of(Keyword::Healthcheck).next().is_none() {
        return;
    }
    let presence = TOOLS.map(|tool| (tool, file.presence_of(tool)));
    let is_missing = |stage: Stage<'_>, tool: &str| {
        presence.iter().any(|(name, known)| *name == tool && known[stage.index()] == Some(false))
    };
    let mut reported = BTreeSet::new();
    // A stage that others are built from may get the tool there.
    for stage in file.stages().filter(|stage| !is_base(file, *stage)) {
        let Some(health) = stage.healthcheck() else { continue };
        let calls = calls(file, health);
        let all_fail = calls.iter().all(|call| is_missing(stage, call.name));
        let Some(call) = calls.first().filter(|_| all_fail && reported.insert(health.index)) else {
            continue;
        };
        let message = format!("`{}` is not in the image: the health check always fails", call.name);
        let finding = report.at(health.range(call.name_span), message);
        if let Some(range) = stage.chain().last().and_then(Stage::image_range) {
            finding.related(range, format!("{} has no `{}`", describe(stage.root_base()), call.name));
        }
        finding.fixes.extend(fix(file, stage, health));
    }
}

fn is_base(file: &Dockerfile, stage: Stage<'_>) -> bool {
    file.uses_of(stage.index()).any(|used| used.kind == ReferenceKind::From)
}

fn describe(base: &Base) -> String {
    base.image().map_or_else(|| "`scratch`".to_owned(), |image| format!("`{}`", image.text))
}

/// The calls of a tool that is looked up in the PATH or in the folders of the system.
fn calls<'a>(file: &'a Dockerfile, health: Placed<'a>) -> Vec<Invocation<'a>> {
    let is_of_system = |call: &Invocation<'_>| {
        let written = health.text(call.name_span);
        let path = written.trim_matches('"').strip_suffix(call.name).unwrap_or_default();
        matches!(path, "" | "/bin/" | "/usr/bin/")
    };
    let invocations = file.scripts(health).iter().flat_map(Script::invocations).map(|(_, call)| call);
    invocations.filter(|call| TOOLS.contains(&call.name) && is_of_system(call)).collect()
}

/// The same request, sent by what the image has.
fn fix(file: &Dockerfile, stage: Stage<'_>, health: Placed<'_>) -> Option<Fix> {
    let Arguments::Health(command) = &health.command().arguments else { return None };
    let (span, is_exec) = match &*command.command {
        Arguments::Json(array) => (array.span, true),
        Arguments::Shell(span) => (*span, false),
        _ => return None,
    };
    let [script] = file.scripts(health) else { return None };
    let url = requested_url(script).filter(|url| !is_exec || !url.contains('$'))?;
    let client = Client::find(file, stage)?;
    let title = format!("Ask with `{}`", client.name());
    Some(Fix::not_safe(title, vec![edit::replace(health, span, client.command(&url))]))
}

/// The address that a script asks for, if it does nothing else.
fn requested_url(script: &Script) -> Option<String> {
    let [request, rest @ ..] = &script.list().items[..] else { return None };
    let ends_in_failure = match rest {
        [] => request.operator.is_none(),
        [end] => request.operator.is_some_and(|or| or.kind == OperatorKind::Or) && is_exit_1(end),
        _ => false,
    };
    let [Step::Command(command)] = &request.pipeline.steps[..] else { return None };
    let invocation = command.invocation()?;
    let is_alone = script.faults().is_empty()
        && request.pipeline.negation.is_none()
        && command.assignments.is_empty()
        && invocation.wrappers.is_empty()
        && command.redirects.iter().all(discards_output);
    if !ends_in_failure || !is_alone {
        return None;
    }
    let arguments = invocation.parse(VALUED);
    let [url] = arguments.operands[..] else { return None };
    arguments.flags.iter().all(changes_nothing).then(|| http_url(url)).flatten()
}

fn is_exit_1(item: &Item) -> bool {
    let [Step::Command(command)] = &item.pipeline.steps[..] else { return false };
    let words: Vec<&str> = command.words.iter().map(Word::text).collect();
    item.operator.is_none() && matches!(words[..], ["exit", "1"] | ["false"])
}

fn discards_output(redirect: &Redirect) -> bool {
    redirect.target.as_ref().is_some_and(|target| matches!(target.text(), "/dev/null" | "1" | "2"))
}

/// Flags of curl and wget that take a value, and change only what is shown, where, and how long to wait.
const VALUED: &[&str] = &[
    "-m",
    "-o",
    "-O",
    "-t",
    "-T",
    "--connect-timeout",
    "--max-time",
    "--output",
    "--output-document",
    "--timeout",
    "--tries",
];

/// The same without a value.
const LONG: &[&str] =
    &["--fail", "--head", "--location", "--no-verbose", "--quiet", "--show-error", "--silent", "--spider"];

fn changes_nothing(flag: &Flag<'_>) -> bool {
    match flag.name.strip_prefix('-') {
        Some(letters) if !letters.starts_with('-') => letters.chars().all(|c| "fILmnoOqsStTv".contains(c)),
        _ => VALUED.contains(&flag.name) || LONG.contains(&flag.name),
    }
}

/// With its scheme. Nothing for addresses that need quotes or a certificate.
fn http_url(word: &Word) -> Option<String> {
    let text = word.text();
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~:/?=%${}".contains(&byte));
    if !is_plain || text.contains('$') != word.has_expansion() {
        return None;
    }
    match text.split_once("://") {
        Some(("http", _)) => Some(text.to_owned()),
        Some(_) => None,
        None => Some(format!("http://{text}")),
    }
}

#[cfg(test)]
mod tests {

    use crate::fixture;

    /// What stands behind `HEALTHCHECK CMD` after the fix, empty without one; nothing without a finding.
    fn fixed(base: &str, command: &str) -> Option<String> {
        let file = format!("FROM {base}\nHEALTHCHECK CMD {command}");
        let text = fixture::fixed(&file, "healthcheck-tool-missing")?.unwrap_or_default();
        Some(text.split("HEALTHCHECK CMD ").nth(1).unwrap_or_default().to_owned())
    }

    #[test]
    fn understands_requests_in_many_spellings() {
        for command in [
            "curl http://localhost/a",
            "curl -fsS -o /dev/null http://localhost/a || exit 1",
            "/usr/bin/curl --fail --max-time 3 http://localhost/a >/dev/null 2>&1 || false",
            "[\"curl\", \"-f\", \"http://localhost/a\"]",
            "curl -f \\\r\n  http://localhost/a \\\r\n  || exit 1",
        ] {
            let wget = "[\"wget\", \"-q\", \"-O\", \"/dev/null\", \"http://127.0.0.1/a\"]";
            assert_eq!(fixed("alpine", command).as_deref(), Some(wget), "{command}");
        }
    }

    #[test]
    fn leaves_alone_what_does_more() {
        for command in [
            "curl -f http://localhost/a | grep ok",
            "curl -f http://localhost/a && curl -f http://localhost/b",
            "curl -X POST http://localhost/a",
            "curl -fH 'Host: a' http://localhost/a",
            "curl -fk https://localhost/a",
            "curl -f http://localhost/$(cat /a)",
            "curl -f 'http://localhost/$A'",
            "[\"curl\", \"http://localhost/$A\"]",
            "curl -f http://localhost/a || kill 1",
        ] {
            assert_eq!(fixed("alpine", command).as_deref(), Some(""), "{command}");
        }
    }

    #[test]
    fn is_quiet_where_one_of_the_tools_may_be_there() {
        assert_eq!(fixed("alpine", "curl -f http://a || wget http://a"), None);
        assert_eq!(fixed("debian:13", "/opt/bin/curl -f http://a"), None);
        assert_eq!(fixed("example.com/a", "curl -f http://a"), None);
        assert_eq!(fixed("debian:13-slim", "curl -f http://a || wget http://a").as_deref(), Some(""));
    }
}

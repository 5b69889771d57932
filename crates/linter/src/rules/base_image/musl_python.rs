//! See the page beside this file.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap};

use plimsoll_semantics::facts::images::{Family, has_tool, slim_tag_for_alpine};
use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_shell::{Invocation, Script, Word};
use plimsoll_syntax::Keyword;
use plimsoll_text::TextRange;

use super::tag::{images_by_variable, retag};
use crate::finding::Fix;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("musl-python", include_str!("musl_python.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let images = LazyCell::new(|| images_by_variable(file));
    for stages in stages_by_root(file).values() {
        let root = stages[0];
        let Some(image) = root.base().image().filter(|image| image.family() == Family::Alpine) else {
            continue;
        };
        let Some((range, command)) = stages.iter().find_map(|stage| first_install(file, *stage)) else {
            continue;
        };
        let name = image.text.split('@').next().unwrap_or_default();
        let message = format!("`{name}` is made with musl: `{command}` compiles what has no wheel for it");
        let finding = report.at(root.from().range(image.span), message);
        finding.related(range, "packages are installed here");
        finding.fixes.extend(fix(file, stages, &images));
    }
}

/// The stages that start from the same FROM with an image, that one first.
fn stages_by_root(file: &Dockerfile) -> BTreeMap<usize, Vec<Stage<'_>>> {
    let mut stages: BTreeMap<usize, Vec<Stage<'_>>> = BTreeMap::new();
    for stage in file.stages() {
        let root = stage.chain().last().unwrap_or(stage);
        stages.entry(root.index()).or_default().push(stage);
    }
    stages
}

/// What the RUNs of a stage call.
fn invocations<'a>(
    file: &'a Dockerfile,
    stage: Stage<'a>,
) -> impl Iterator<Item = (TextRange, Invocation<'a>)> {
    stage.instructions_of(Keyword::Run).flat_map(|run| {
        let found = file.scripts(run).iter().flat_map(Script::invocations);
        found.map(move |(_, invocation)| (run.range(invocation.span()), invocation))
    })
}

/// Where a stage first installs Python packages, and the command that does it.
fn first_install(file: &Dockerfile, stage: Stage<'_>) -> Option<(TextRange, String)> {
    invocations(file, stage).find_map(|(range, invocation)| {
        let module = invocation.as_module();
        Some((range, install_command(module.as_ref().unwrap_or(&invocation))?))
    })
}

/// `pip install` and the like, unless nothing that it brings has to be compiled.
fn install_command(invocation: &Invocation<'_>) -> Option<String> {
    let words: Vec<&str> = invocation.arguments.iter().map(Word::text).collect();
    let operands: Vec<&str> = words.iter().copied().filter(|word| !word.starts_with('-')).collect();
    let name = invocation.name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let command: &[&str] = match (name, &operands[..]) {
        ("pip", ["install", packages @ ..]) if !packages.iter().all(|package| needs_no_compiler(package)) => {
            &["install"]
        }
        ("uv", ["pip", "install" | "sync", ..]) => &operands[..2],
        ("uv" | "pdm" | "pipenv", ["install" | "sync", ..]) | ("poetry", ["install", ..]) => &operands[..1],
        _ => return None,
    };
    Some(format!("{name} {}", command.join(" ")))
}

/// Packages that, with all they need, are pure Python or have wheels for musl: installers first of all.
const WITHOUT_COMPILER: &[&str] = &[
    "awscli",
    "boto3",
    "botocore",
    "build",
    "click",
    "flask",
    "gitpython",
    "gunicorn",
    "hatch",
    "httpie",
    "jinja2",
    "pdm",
    "pip",
    "pipenv",
    "poetry",
    "requests",
    "setuptools",
    "six",
    "supervisor",
    "tldextract",
    "tqdm",
    "uv",
    "virtualenv",
    "waitress",
    "websocket-client",
    "wheel",
    "youtube-dl",
    "yt-dlp",
];

fn needs_no_compiler(package: &str) -> bool {
    let end =
        package.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).unwrap_or(package.len());
    let name = package[..end].to_ascii_lowercase().replace('_', "-");
    WITHOUT_COMPILER.contains(&name.as_str())
}

/// Programs of Alpine that are not on Debian, or take other options there.
const ALPINE_ONLY: &[&str] = &["addgroup", "adduser", "apk", "wget"];

/// Another tag is enough only where nothing else is made for Alpine.
fn fix(file: &Dockerfile, stages: &[Stage<'_>], images: &HashMap<String, Option<String>>) -> Option<Fix> {
    let root = stages[0];
    let reference = root.base().image()?.reference.as_ref().ok()?;
    let name = reference.familiar_name();
    let mut all = stages.iter().flat_map(|stage| invocations(file, *stage));
    if has_tool(name, reference.tag(), "python") != Some(true)
        || all.any(|(_, invocation)| ALPINE_ONLY.contains(&invocation.name))
    {
        return None;
    }
    let slim = slim_tag_for_alpine(name, reference.tag()?)?;
    let edit = retag(file, root, &slim, images)?;
    Some(Fix::not_safe(format!("Use {name}:{slim}"), vec![edit]))
}

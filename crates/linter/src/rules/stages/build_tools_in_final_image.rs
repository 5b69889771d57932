//! See the page beside this file.

use plimsoll_semantics::facts::build_packages::{is_build_package, is_development_package};
use plimsoll_semantics::facts::builds::BuildTool;
use plimsoll_semantics::facts::images;
use plimsoll_semantics::{Build, Dockerfile, Install, Stage};
use plimsoll_shell::{Invocation, Script, Word};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::TextRange;

use super::multi_stage;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("build-tools-in-final-image", include_str!("build_tools_in_final_image.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let Some(stage) = file.final_stage() else { return };
    let Some(tools) = Tools::find(file, stage).filter(|_| !is_meant_to_build(file, stage)) else { return };
    let finding = report.at(tools.range, tools.message);
    for (range, message) in tools.related {
        finding.related(range, message);
    }
    multi_stage::offer(file, stage, finding);
}

/// What of the final image only builds need.
struct Tools {
    range: TextRange,
    message: String,
    related: Vec<(TextRange, String)>,
}

impl Tools {
    fn find(file: &Dockerfile, stage: Stage<'_>) -> Option<Tools> {
        let builds: Vec<Build<'_>> =
            stage.chain().flat_map(Stage::builds).filter(|build| has_tool_in_image(stage, build)).collect();
        Tools::of_image(stage, &builds)
            .or_else(|| Tools::of_packages(file, stage))
            .or_else(|| Tools::of_project(stage, &builds))
    }

    /// The image that the stage starts from is one to build with.
    fn of_image(stage: Stage<'_>, builds: &[Build<'_>]) -> Option<Tools> {
        let compiles: Vec<&Build<'_>> = builds.iter().filter(|build| build.tool != BuildTool::Node).collect();
        let command = compiles.first()?.command();
        let root = stage.chain().last()?;
        let image = root.base().image()?;
        Some(Tools {
            range: root.from().range(image.span),
            message: format!(
                "all of `{}` stays in the final image, and only `{command}` needs it",
                image.text
            ),
            related: compiles.iter().map(|build| (place_of(build), "needs it".to_owned())).collect(),
        })
    }

    /// A RUN installs packages for building, and does not remove them.
    fn of_packages(file: &Dockerfile, stage: Stage<'_>) -> Option<Tools> {
        let stages: Vec<Stage<'_>> = stage.chain().collect();
        let runs: Vec<Placed<'_>> =
            stages.iter().rev().flat_map(|stage| stage.instructions_of(Keyword::Run)).collect();
        let packages: Vec<(TextRange, String)> =
            runs.iter().flat_map(|run| build_packages_left(file, *run)).collect();
        let brings_compiler = packages.iter().any(|(_, name)| !is_development_package(name));
        // Nothing is compiled here: the program may do it when it runs.
        if brings_compiler && !runs.iter().any(|run| compiles(file, *run)) {
            return None;
        }
        let (range, _) = packages.first()?;
        let mut names: Vec<&str> = Vec::new();
        for (_, name) in &packages {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        Some(Tools {
            range: *range,
            message: format!("{} in the final image, and only builds need {}", stay(&names), pronoun(&names)),
            related: packages[1..]
                .iter()
                .map(|(range, name)| (*range, format!("`{name}` stays too")))
                .collect(),
        })
    }

    /// A bundler or compiler is among the dependencies of the project.
    fn of_project(stage: Stage<'_>, builds: &[Build<'_>]) -> Option<Tools> {
        let build = builds.iter().find(|build| build.tool == BuildTool::Node)?;
        let installs: Vec<Install<'_>> = stage.chain().flat_map(Stage::dependency_installs).collect();
        let with_tools = installs.iter().find(|install| is_full_node_install(install))?;
        let message = format!(
            "what only `{}` needs stays in the final image: `{}` installs it",
            build.command(),
            with_tools.command
        );
        Some(Tools { range: place_of(build), message, related: Vec::new() })
    }
}

fn has_tool_in_image(stage: Stage<'_>, build: &Build<'_>) -> bool {
    let reference = stage.root_base().image().and_then(|image| image.reference.as_ref().ok());
    reference.is_some_and(|reference| build.tool.is_image_for(reference.familiar_name(), reference.tag()))
}

fn place_of(build: &Build<'_>) -> TextRange {
    build.run.range(build.invocation.span())
}

fn build_packages_left(file: &Dockerfile, run: Placed<'_>) -> Vec<(TextRange, String)> {
    let words = file.packages_left(run).into_iter().flat_map(|(_, words)| words);
    words
        .filter(|word| !word.has_expansion() && is_build_package(word.text()))
        .map(|word| (run.range(word.span), word.text().to_owned()))
        .collect()
}

/// Whether a RUN may compile something: with a tool that is known to, or in a script that is not in the file.
fn compiles(file: &Dockerfile, run: Placed<'_>) -> bool {
    const COMPILING: &[&str] = &[
        "R",
        "Rscript",
        "bundle",
        "cargo",
        "cc",
        "cmake",
        "configure",
        "cpan",
        "cpanm",
        "docker-php-ext-install",
        "g++",
        "gcc",
        "gem",
        "go",
        "install2.r",
        "luarocks",
        "make",
        "meson",
        "ninja",
        "npm",
        "pecl",
        "pip",
        "pip3",
        "pipenv",
        "pnpm",
        "poetry",
        "python",
        "python3",
        "qmake",
        "sh",
        "bash",
        "uv",
        "yarn",
    ];
    let scripts = file.scripts(run);
    let calls =
        scripts.iter().flat_map(Script::invocations).map(|(_, call)| call.as_module().unwrap_or(call));
    let mut names = calls.map(|call| call.name);
    scripts.is_empty() || names.any(|name| COMPILING.contains(&name) || name.contains('.'))
}

/// `` `gcc` stays``, `` `gcc` and `make` stay``, `` `gcc`, `g++` and 3 more stay``
fn stay(names: &[&str]) -> String {
    match names {
        [one] => format!("`{one}` stays"),
        [one, two] => format!("`{one}` and `{two}` stay"),
        [one, two, rest @ ..] => format!("`{one}`, `{two}` and {} more stay", rest.len()),
        [] => String::new(),
    }
}

fn pronoun(names: &[&str]) -> &'static str {
    if names.len() == 1 { "it" } else { "them" }
}

/// Installs what the project needs for its development too.
fn is_full_node_install(install: &Install<'_>) -> bool {
    matches!(install.ecosystem.name, "bun" | "npm" | "pnpm" | "yarn")
        && !install.has_flag(&["--omit", "--only", "--prod", "--production", "-P"])
}

/// An image to build, test or work in: made for that by its name or its command, or without a command of its own.
fn is_meant_to_build(file: &Dockerfile, stage: Stage<'_>) -> bool {
    const NAMES: &[&str] = &["build", "builder", "ci", "debug", "dev", "devcontainer", "development", "test"];
    let is_named =
        stage.name().is_some_and(|name| name.split(['-', '_', '.']).any(|part| NAMES.contains(&part)));
    let commands: Vec<Placed<'_>> = [stage.cmd(), stage.entrypoint()].into_iter().flatten().collect();
    let is_for_tools =
        commands.iter().filter_map(|one| first_invocation(file, *one)).any(|one| runs_tool(&one));
    is_named || is_for_tools || (commands.is_empty() && !is_service(stage)) || prunes(file, stage)
}

/// The development dependencies are taken away again.
fn prunes(file: &Dockerfile, stage: Stage<'_>) -> bool {
    let runs = stage.chain().flat_map(|stage| stage.instructions_of(Keyword::Run));
    runs.flat_map(|run| file.scripts(run))
        .flat_map(Script::invocations)
        .any(|(_, one)| matches!(one.name, "npm" | "pnpm" | "yarn") && one.subcommand() == Some("prune"))
}

/// The base image starts a server by itself.
fn is_service(stage: Stage<'_>) -> bool {
    let reference = stage.root_base().image().and_then(|image| image.reference.as_ref().ok());
    reference.is_some_and(|reference| images::starts_server(reference.familiar_name(), reference.tag()))
}

fn first_invocation<'a>(file: &'a Dockerfile, command: Placed<'a>) -> Option<Invocation<'a>> {
    let scripts: &[Script] = file.scripts(command);
    scripts.iter().flat_map(Script::invocations).map(|(_, invocation)| invocation).next()
}

/// Programs that nobody starts in production without arguments: shells and interpreters that wait for input.
const INTERACTIVE: &[&str] = &[
    "R", "ash", "bash", "erl", "fish", "ghci", "guile", "iex", "irb", "jshell", "julia", "lua", "node",
    "perl", "php", "pypy3", "python", "python3", "sbcl", "sh", "swipl", "zsh",
];

/// Programs that keep a container alive to work in it, or that build.
const WORKSHOPS: &[&str] = &[
    "cargo", "cc", "clang", "cmake", "g++", "gcc", "go", "gradle", "gradlew", "make", "meson", "mvn", "mvnw",
    "ninja", "pytest", "rustc", "sleep", "sshd", "tail", "tox",
];

fn runs_tool(command: &Invocation<'_>) -> bool {
    let words: Vec<&str> = command.arguments.iter().map(Word::text).collect();
    let operand = words.iter().find(|word| !word.starts_with('-')).copied();
    // `go run`, `mvn spring-boot:run`, `gradle bootRun`
    let starts_program = words.iter().any(|word| word.to_ascii_lowercase().ends_with("run"));
    let is_script_runner = matches!(command.name, "bun" | "npm" | "pnpm" | "yarn");
    let is_development = words
        .iter()
        .any(|word| word.split(':').any(|part| matches!(part, "dev" | "develop" | "test" | "watch")));
    (INTERACTIVE.contains(&command.name) && operand.is_none() && !words.contains(&"-c"))
        || (WORKSHOPS.contains(&command.name) && !starts_program)
        || (is_script_runner && is_development)
}

#[cfg(test)]
mod tests {

    use crate::fixture;

    /// The message; `-` without a finding.
    fn message(text: &str) -> String {
        fixture::findings(text, "build-tools-in-final-image")
            .pop()
            .map_or("-".to_owned(), |finding| finding.message)
    }

    #[test]
    fn an_image_to_build_or_work_in_may_have_tools() {
        let with = |stage: &str, rest: &str| {
            message(&format!("FROM debian:13{stage}\nRUN apt-get install -y gcc && make\n{rest}"))
        };
        let stays = "`gcc` stays in the final image, and only builds need it";
        assert_eq!(with("", "CMD [\"a\"]\n"), stays);
        assert_eq!(with(" AS app", "CMD python3 a.py\n"), stays);
        for (stage, rest) in [
            ("", ""),
            (" AS dev", "CMD [\"a\"]\n"),
            (" AS app-test", "CMD [\"a\"]\n"),
            ("", "CMD [\"/bin/bash\"]\n"),
            ("", "ENTRYPOINT [\"tini\", \"--\"]\nCMD [\"bash\", \"-l\"]\n"),
            ("", "CMD python3\n"),
            ("", "ENTRYPOINT [\"make\"]\nCMD [\"all\"]\n"),
            ("", "CMD [\"npm\", \"run\", \"dev\"]\n"),
            ("", "CMD [\"sleep\", \"infinity\"]\n"),
        ] {
            assert_eq!(with(stage, rest), "-", "{stage} {rest}");
        }
    }

    #[test]
    fn a_server_needs_no_command() {
        assert_eq!(
            message("FROM php:8.4-fpm\nRUN apt-get install -y libzip-dev && docker-php-ext-install zip\n"),
            "`libzip-dev` stays in the final image, and only builds need it"
        );
    }

    #[test]
    fn a_compiler_without_a_build_may_be_for_the_program() {
        assert_eq!(message("FROM debian:13\nRUN apt-get install -y gcc libc6-dev\nCMD [\"a\"]\n"), "-");
        assert_eq!(
            message("FROM debian:13\nRUN apt-get install -y libx11-dev\nCMD [\"a\"]\n"),
            "`libx11-dev` stays in the final image, and only builds need it"
        );
    }

    #[test]
    fn packages_of_a_base_stage_count_and_those_of_other_stages_do_not() {
        let base = "FROM debian:13 AS base\nRUN apt-get install -y gcc g++ libc6-dev && make\n";
        assert_eq!(
            message(&format!("{base}FROM base\nCMD [\"a\"]\n")),
            "`gcc`, `g++` and 1 more stay in the final image, and only builds need them"
        );
        assert_eq!(message(&format!("{base}FROM debian:13\nCOPY --from=base /a /a\nCMD [\"a\"]\n")), "-");
    }

    #[test]
    fn dependencies_for_production_only_or_pruned() {
        let node = |install: &str, after: &str| {
            message(&format!(
                "FROM node:24\nRUN {install}\nRUN npm run build\n{after}CMD [\"node\", \"a\"]\n"
            ))
        };
        assert_eq!(
            node("npm ci", ""),
            "what only `npm run build` needs stays in the final image: `npm ci` installs it"
        );
        assert_eq!(node("npm ci --omit=dev", ""), "-");
        assert_eq!(node("npm ci", "RUN npm prune --omit=dev\n"), "-");
    }
}

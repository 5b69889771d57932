//! Python with pip: a virtual environment, or wheels.

use plimsoll_semantics::facts::images::{self, Family};
use plimsoll_semantics::{Dockerfile, Found, ImageName, Stage};
use plimsoll_shell::{Invocation, Script, Word};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::TextEdit;

use super::Declined;
use super::packages::{Libraries, place, runtime_packages};
use super::plan::{Place, Plan};
use super::sort::{Setup, Sorter, sort};
use crate::edit;

/// Where the virtual environment is made: the path has to be the same in both stages.
const VENV: &str = "/opt/venv";
const WHEELS: &str = "/wheels";

pub(super) fn installs_with_pip(file: &Dockerfile, stage: Stage<'_>) -> bool {
    !pip_installs(file, stage).is_empty()
}

pub(super) fn plans<'a>(file: &'a Dockerfile, stage: Stage<'a>) -> Result<Vec<Plan<'a>>, Declined> {
    let image = stage.base().image().ok_or("the base image is not known")?;
    check_image(image)?;
    let installs = pip_installs(file, stage);
    check_installs(&installs)?;
    let sorter = Python { family: stage.family(), manifests: manifests(stage) };
    let places = sort(file, stage, &sorter)?;
    let environment = in_environment(file, stage, image, &places)?;
    let makes_environment = environments(file, stage).next().is_some();
    let wheels = as_wheels(file, stage, image, &places, &installs).filter(|_| !makes_environment);
    Ok(std::iter::once(environment).chain(wheels).collect())
}

/// Both stages must have the same Python at the same place.
fn check_image(image: &ImageName) -> Result<(), Declined> {
    let reference = image.reference.as_ref().map_err(|_| "the base image is not known")?;
    let is_python = images::image(reference.familiar_name()).is_some_and(|facts| facts.name == "python");
    let is_old = reference
        .tag()
        .is_some_and(|tag| ["buster", "jessie", "stretch"].iter().any(|old| tag.contains(old)));
    match is_python {
        false => Err("its Python is not that of the image `python`".to_owned()),
        true if is_old => Err("which libraries its release has is not known here".to_owned()),
        true => Ok(()),
    }
}

/// A `pip install`, with `python -m` in front or not.
struct PipInstall<'a> {
    run: Placed<'a>,
    call: Invocation<'a>,
}

fn pip_installs<'a>(file: &'a Dockerfile, stage: Stage<'a>) -> Vec<PipInstall<'a>> {
    let runs = stage.instructions_of(Keyword::Run);
    let calls = runs.flat_map(|run| {
        let invocations = file.scripts(run).iter().flat_map(Script::invocations);
        invocations.filter_map(move |(_, invocation)| {
            let call = invocation.as_module().unwrap_or(invocation);
            is_pip_install(&call).then_some(PipInstall { run, call })
        })
    });
    calls.collect()
}

fn is_pip_install(call: &Invocation<'_>) -> bool {
    let name = call.name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    name == "pip" && call.subcommand() == Some("install")
}

/// Flags that choose another place than the Python that runs it.
const ELSEWHERE: &[&str] = &["--prefix", "--root", "--target", "--user", "-e", "--editable", "-t"];

fn check_installs(installs: &[PipInstall<'_>]) -> Result<(), Declined> {
    for install in installs {
        if let Some(flag) = ELSEWHERE.iter().find(|flag| install.call.has_flag(flag)) {
            return Err(format!("`pip install {flag}` installs to a place of its own"));
        }
        if install.call.arguments.iter().any(|word| is_project(word.text())) {
            return Err(
                "`pip install` installs the project itself, and what it needs of the sources is not known"
                    .to_owned(),
            );
        }
    }
    Ok(())
}

fn is_project(argument: &str) -> bool {
    argument == "." || argument.starts_with(".[") || argument.starts_with("./")
}

fn manifests(stage: Stage<'_>) -> Vec<String> {
    stage.dependency_installs().into_iter().flat_map(|install| install.named_files).collect()
}

struct Python {
    family: Family,
    /// The files that pip reads, as its command line names them.
    manifests: Vec<String>,
}

impl Sorter for Python {
    fn builds(&self, invocation: &Invocation<'_>) -> bool {
        let call = invocation.as_module();
        let call = call.as_ref().unwrap_or(invocation);
        let name = call.name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        matches!(name, "pip" | "venv" | "virtualenv")
    }

    /// The manifests are read by pip alone; the sources may hold them too.
    fn copy(&self, file: &Dockerfile, copy: Placed<'_>) -> Result<Place, Declined> {
        let Some(copied) = file.copy(copy) else { return Ok(Place::Both) };
        let is_manifest = |name: &str| {
            let file_name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
            let name = file_name(name);
            let is_usual = name.starts_with("requirements") && name.ends_with(".txt");
            is_usual || self.manifests.iter().any(|manifest| file_name(manifest) == name)
        };
        let only_manifests = copied.is_from_context()
            && copied.sources.iter().all(|source| source.text().is_some_and(is_manifest));
        Ok(if only_manifests { Place::Build } else { Place::Both })
    }

    fn packages(&self, file: &Dockerfile, run: Placed<'_>) -> Result<Place, Declined> {
        Ok(place(file, run, &runtime_packages(file, run, self.family, Libraries::Python)?))
    }

    fn other_run(&self, program: &str, is_behind: bool) -> Result<Place, Declined> {
        const COMPILING: &[&str] = &[
            "RUN",
            "a variable",
            "bash",
            "cargo",
            "cc",
            "cmake",
            "configure",
            "cython",
            "gcc",
            "make",
            "meson",
            "ninja",
            "setup.py",
            "sh",
            "uv",
        ];
        match is_behind && !COMPILING.contains(&program) && !program.ends_with(".sh") {
            true => Ok(Place::Runtime),
            false => Err(format!("whether `{program}` needs what builds need is not known")),
        }
    }

    fn setup(&self, _: Setup, _: bool) -> Place {
        Place::Runtime
    }

    fn env(&self, _: &Dockerfile, _: Placed<'_>) -> Place {
        Place::Both
    }
}

fn image_as_written(stage: Stage<'_>, image: &ImageName) -> String {
    stage.from().text(image.span).into_owned()
}

fn in_environment<'a>(
    file: &'a Dockerfile,
    stage: Stage<'a>,
    image: &ImageName,
    places: &[(Placed<'a>, Place)],
) -> Result<Plan<'a>, Declined> {
    let copy = edit::keyword(file, Keyword::Copy);
    let mut made = environments(file, stage);
    if let (Some(path), None) = (made.next(), made.next()) {
        let path = path.ok_or("where its virtual environment is made is not known")?;
        return Ok(Plan {
            brings: format!("{copy} --from={{build}} {path} {path}\n"),
            ..Plan::new(image_as_written(stage, image), true, places.to_vec())
        });
    }
    if stage.instructions().any(|one| one.source().contains("venv")) {
        return Err("it has virtual environments of its own".to_owned());
    }
    let first = first_line(stage).ok_or("nothing is installed with pip")?;
    let [env, run] = [Keyword::Env, Keyword::Run].map(|keyword| edit::keyword(file, keyword));
    let path = format!("{env} PATH=\"{VENV}/bin:$PATH\"\n");
    Ok(Plan {
        title: "Install in a virtual environment in a stage of its own",
        above: Some((first.index, format!("{run} python -m venv {VENV}\n{path}"))),
        brings: format!("{copy} --from={{build}} {VENV} {VENV}\n{path}"),
        ..Plan::new(image_as_written(stage, image), true, places.to_vec())
    })
}

/// The virtual environments that the stage makes: an absolute path, or nothing where that is not known.
fn environments<'a>(file: &'a Dockerfile, stage: Stage<'a>) -> impl Iterator<Item = Option<String>> {
    let runs = stage.instructions_of(Keyword::Run);
    let calls = runs.flat_map(|run| {
        file.scripts(run)
            .iter()
            .flat_map(Script::invocations)
            .map(move |(_, call)| (run, call.as_module().unwrap_or(call)))
    });
    let made = calls.filter(|(_, call)| matches!(call.name, "venv" | "virtualenv"));
    made.map(|(run, call)| {
        let operands = call.parse(&[]).operands;
        let path = operands.last()?;
        let text = match path.text().strip_prefix('$') {
            Some(name) => match file.lookup(name.trim_matches(['{', '}']), run)? {
                Found::Definition(definition) => definition.value.as_set()?,
                _ => return None,
            },
            None => path.literal()?,
        };
        text.starts_with('/').then(|| text.to_owned())
    })
}

/// The first COPY or pip: what stands above seldom changes.
fn first_line(stage: Stage<'_>) -> Option<Placed<'_>> {
    let is_pip = |run: Placed<'_>| run.source().contains("pip");
    stage.instructions().find(|one| match one.keyword() {
        Some(Keyword::Copy | Keyword::Add) => true,
        Some(Keyword::Run) => is_pip(*one),
        _ => false,
    })
}

/// Flags of `pip install` that `pip wheel` knows too.
const WHEEL_FLAGS: &[&str] = &[
    "--cache-dir",
    "--constraint",
    "--extra-index-url",
    "--find-links",
    "--index-url",
    "--no-build-isolation",
    "--no-cache",
    "--no-cache-dir",
    "--no-deps",
    "--no-index",
    "--pre",
    "--prefer-binary",
    "--quiet",
    "--require-hashes",
    "--requirement",
    "--retries",
    "--timeout",
    "--trusted-host",
    "--disable-pip-version-check",
    "--no-input",
    "-c",
    "-f",
    "-i",
    "-q",
    "-r",
];

/// Nothing where `pip wheel` does not understand the command line, or installs pip itself.
fn as_wheels<'a>(
    file: &'a Dockerfile,
    stage: Stage<'a>,
    image: &ImageName,
    places: &[(Placed<'a>, Place)],
    installs: &[PipInstall<'_>],
) -> Option<Plan<'a>> {
    let [install] = installs else { return None };
    let known = |word: &Word| {
        let name = word.text().split('=').next().unwrap_or_default();
        !name.starts_with('-') || WHEEL_FLAGS.contains(&name)
    };
    if !install.call.arguments.iter().all(known) {
        return None;
    }
    let verb = install.call.arguments.iter().find(|word| word.text() == "install")?;
    let pip = if install.call.name.starts_with("pip") { install.call.name } else { "pip" };
    let run = edit::keyword(file, Keyword::Run);
    Some(Plan {
        title: "Build wheels in a stage of its own",
        edits: vec![TextEdit::replace(install.run.range(verb.span), format!("wheel --wheel-dir {WHEELS}"))],
        brings: format!(
            "{run} --mount=type=bind,from={{build}},source={WHEELS},target={WHEELS} {pip} install --no-cache-dir --no-deps {WHEELS}/*\n"
        ),
        ..Plan::new(image_as_written(stage, image), true, places.to_vec())
    })
}

//! Go and Rust: one program, on an image that has what such programs need and no more.

use plimsoll_semantics::facts::images::{self, Family};
use plimsoll_semantics::facts::package_managers::package_manager;
use plimsoll_semantics::{Dockerfile, Found, Location, Stage};
use plimsoll_shell::Invocation;
use plimsoll_syntax::{Keyword, Placed};

use super::Declined;
use super::packages::{Libraries, install_line, packages_of_builds};
use super::plan::{Place, Plan};
use super::program::{
    Program, calls, check_arguments, check_context, check_user, healthcheck_program, is_exec_form,
    is_named_in_build, place_of_copy,
};
use super::sort::{Sorter, sort};
use crate::edit;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Go,
    Rust,
}

/// Where programs go that are found in PATH.
const PROGRAMS: &str = "/usr/local/bin";

pub(super) fn plan<'a>(
    file: &'a Dockerfile,
    stage: Stage<'a>,
    language: Language,
) -> Result<Plan<'a>, Declined> {
    let program = Program::of(file, stage)?;
    let artifact = Artifact::find(file, stage, &program, language)?;
    let family = stage.family();
    check_release(stage, language)?;
    let sorter = Compiled { project: project_folders(file, stage) };
    let places = sort(file, stage, &sorter)?;
    check_context(file)?;
    check_arguments(file, stage, &[])?;
    let mut packages = packages_of_builds(file, &places, family, Libraries::OpenSsl)?;
    packages.retain(|name| !is_fetcher(name) || is_mentioned(stage, name));
    let checked = healthcheck_program(file, stage).filter(|name| needs_package(family, name));
    packages.extend(checked.filter(|name| !packages.iter().any(|one| one == name)).map(str::to_owned));
    let needs_shell = needs_shell(file, stage, &places, &program, &artifact);
    let image =
        runtime_image(stage, language, needs_shell || needs_packages(&packages), is_static(file, stage));
    check_runtime(file, stage, &image, &packages, &artifact)?;
    let copy = edit::keyword(file, Keyword::Copy);
    Ok(Plan {
        setup: setup(file, &image, packages),
        brings: format!("{copy} --from={{build}} {} {}\n", artifact.built, artifact.target),
        ..Plan::new(image, false, places)
    })
}

/// The libraries of the image to run in are those that it was built with, or newer ones of the same kind.
fn check_release(stage: Stage<'_>, language: Language) -> Result<(), Declined> {
    const OLD: &[&str] = &["bullseye", "buster", "jessie", "stretch"];
    let reference = stage.base().image().and_then(|image| image.reference.as_ref().ok());
    let tag = reference.and_then(|reference| reference.tag()).unwrap_or("latest");
    // From 1.71 on, the images of Rust have been Debian 12 and later.
    let minor = tag.strip_prefix("1.").and_then(|rest| rest.split(['.', '-']).next()?.parse::<u32>().ok());
    let is_old = OLD.iter().any(|release| tag.contains(release)) || minor.is_some_and(|minor| minor < 71);
    match stage.family() {
        Family::Alpine => Ok(()),
        Family::Debian if is_old && language == Language::Rust => {
            Err("its release of Debian has other libraries than the images to run in".to_owned())
        }
        Family::Debian => Ok(()),
        _ => Err("the distribution of the base image is not known".to_owned()),
    }
}

/// Where the images to run in look for programs too.
const PATH: [&str; 3] = ["/usr/local/bin", "/usr/bin", "/bin"];

/// The program that is built.
struct Artifact {
    built: String,
    /// In the runtime stage.
    target: String,
}

impl Artifact {
    fn find(
        file: &Dockerfile,
        stage: Stage<'_>,
        program: &Program<'_>,
        language: Language,
    ) -> Result<Self, Declined> {
        const UNKNOWN: &str = "where the program that the container starts is built is not known";
        let name = program.words.first().ok_or(UNKNOWN)?;
        let in_path = || {
            let paths = PATH.iter().map(|folder| Location::absolute(&format!("{folder}/{name}")));
            paths.into_iter().find(|path| is_named_in_build(file, stage, path))
        };
        let Some(path) = program.path(file).or_else(in_path) else {
            let folder = language.install_folder().filter(|_| installs(stage)).ok_or(UNKNOWN)?;
            return Ok(Artifact { built: format!("{folder}/{name}"), target: format!("{PROGRAMS}/{name}") });
        };
        let text = format!("/{}", path.below(&Location::absolute("/")).unwrap_or_default());
        let is_built = is_named_in_build(file, stage, &path) || language.may_build(file, stage, &path);
        let is_built = is_built && !text.ends_with(".sh");
        is_built.then(|| Artifact { built: text.clone(), target: text }).ok_or_else(|| UNKNOWN.to_owned())
    }
}

/// Whether a command of the stage puts programs into the folder of installed ones.
fn installs(stage: Stage<'_>) -> bool {
    stage.builds().iter().any(|build| build.invocation.subcommand() == Some("install"))
}

impl Language {
    /// Of `go install` and `cargo install` in the official image.
    fn install_folder(self) -> Option<&'static str> {
        match self {
            Language::Go => Some("/go/bin"),
            Language::Rust => Some("/usr/local/cargo/bin"),
        }
    }

    /// Whether a build that names no output makes the file.
    fn may_build(self, file: &Dockerfile, stage: Stage<'_>, path: &Location) -> bool {
        stage.builds().iter().any(|build| {
            let folder = file.working_folder(build.run).filter(|_| !calls(file, build.run, "cd"));
            let below = folder.as_ref().and_then(|folder| path.below(folder));
            let in_install_folder = || {
                let installed = self.install_folder().map(Location::absolute);
                installed.is_some_and(|folder| path.below(&folder).is_some()) && installs(stage)
            };
            let is_default = match self {
                Language::Go => {
                    let names_output =
                        build.invocation.arguments.iter().any(|word| word.text().starts_with("-o"));
                    below.is_some_and(|below| !below.contains('/')) && !names_output
                }
                Language::Rust => below.is_some_and(|below| below.starts_with("target/")),
            };
            is_default || in_install_folder()
        })
    }
}

/// Where the stage builds: what is copied there is for the build.
fn project_folders(file: &Dockerfile, stage: Stage<'_>) -> Vec<Location> {
    stage.builds().iter().filter_map(|build| file.working_folder(build.run)).collect()
}

struct Compiled {
    project: Vec<Location>,
}

/// Variables that only compilers and their tools read.
const BUILD_VARIABLES: &[&str] = &["CC", "CFLAGS", "CGO_ENABLED", "CXX", "RUSTFLAGS"];

/// Programs that fetch, move and generate files of the project.
const BUILD_PROGRAMS: &[&str] = &[
    "buf",
    "cp",
    "git",
    "go-bindata",
    "make",
    "mv",
    "protoc",
    "sed",
    "sqlc",
    "strip",
    "swag",
    "templ",
    "upx",
    "wire",
];

impl Sorter for Compiled {
    fn builds(&self, invocation: &Invocation<'_>) -> bool {
        matches!(invocation.name, "cargo" | "go" | "rustup" | "rustc")
            || BUILD_PROGRAMS.contains(&invocation.name)
    }

    fn copy(&self, file: &Dockerfile, copy: Placed<'_>) -> Result<Place, Declined> {
        place_of_copy(file, copy, &self.project)
    }

    fn env(&self, file: &Dockerfile, env: Placed<'_>) -> Place {
        let is_for_build = |name: &str| {
            name.starts_with("GO") || name.starts_with("CARGO_") || BUILD_VARIABLES.contains(&name)
        };
        let all = file.definitions_in(env).iter().all(|definition| is_for_build(&definition.name));
        if all { Place::Build } else { Place::Both }
    }
}

/// Programs that fetch sources; a program that was built seldom calls them.
fn is_fetcher(package: &str) -> bool {
    matches!(
        package,
        "curl"
            | "git"
            | "gnupg"
            | "openssh"
            | "openssh-client"
            | "protobuf"
            | "protobuf-compiler"
            | "unzip"
            | "upx"
            | "wget"
            | "xz-utils"
    )
}

fn is_mentioned(stage: Stage<'_>, name: &str) -> bool {
    let commands = [Keyword::Healthcheck, Keyword::Cmd, Keyword::Entrypoint];
    commands.into_iter().filter_map(|keyword| stage.last(keyword)).any(|one| one.source().contains(name))
}

/// What a HEALTHCHECK may run that the image to build with has, and the one to run in has not.
fn needs_package(family: Family, program: &str) -> bool {
    matches!((family, program), (_, "curl") | (Family::Debian, "wget"))
}

/// Certificates and time zones are in the distroless images.
fn needs_packages(packages: &[String]) -> bool {
    !packages.iter().all(|name| matches!(name.as_str(), "ca-certificates" | "netbase" | "tzdata"))
}

fn needs_shell(
    file: &Dockerfile,
    stage: Stage<'_>,
    places: &[(Placed<'_>, Place)],
    program: &Program<'_>,
    artifact: &Artifact,
) -> bool {
    let runs =
        places.iter().any(|(one, place)| one.keyword() == Some(Keyword::Run) && *place == Place::Runtime);
    let name = artifact.target.rsplit('/').next();
    let checks_otherwise = healthcheck_program(file, stage).is_some_and(|checked| Some(checked) != name);
    let healthcheck = stage.last(Keyword::Healthcheck);
    runs || checks_otherwise
        || !is_exec_form(program.instruction)
        || healthcheck.is_some_and(|one| !is_exec_form(one))
}

/// The program needs no library of the image that it runs in.
fn is_static(file: &Dockerfile, stage: Stage<'_>) -> bool {
    stage.builds().iter().all(|build| {
        let source = build.run.source();
        let is_off = match file.lookup("CGO_ENABLED", build.run) {
            Some(Found::Definition(definition)) => definition.value.as_set() == Some("0"),
            _ => false,
        };
        is_off || source.contains("CGO_ENABLED=0")
    })
}

fn runtime_image(stage: Stage<'_>, language: Language, needs_shell: bool, is_static: bool) -> String {
    let reference = stage.base().image().and_then(|image| image.reference.as_ref().ok());
    let tag = reference.and_then(|reference| reference.tag()).unwrap_or_default();
    if stage.family() == Family::Alpine {
        let version =
            tag.split('-').find_map(|part| part.strip_prefix("alpine")).filter(|text| !text.is_empty());
        return format!("alpine:{}", version.or(current_tag("alpine")).unwrap_or("latest"));
    }
    match (needs_shell, language) {
        (true, _) => format!("debian:{}", current_tag("debian").unwrap_or("stable-slim")),
        (false, Language::Go) if is_static => "gcr.io/distroless/static-debian13:nonroot".to_owned(),
        (false, Language::Go) => "gcr.io/distroless/base-debian13:nonroot".to_owned(),
        (false, Language::Rust) => "gcr.io/distroless/cc-debian13:nonroot".to_owned(),
    }
}

fn current_tag(name: &str) -> Option<&'static str> {
    images::image(name)?.current_tag
}

/// Everything that is left for the runtime stage is in its image.
fn check_runtime(
    file: &Dockerfile,
    stage: Stage<'_>,
    image: &str,
    packages: &[String],
    artifact: &Artifact,
) -> Result<(), Declined> {
    let (name, tag) = image.rsplit_once(':').unwrap_or((image, ""));
    if let Some(program) = healthcheck_program(file, stage) {
        let is_there = artifact.target.ends_with(&format!("/{program}"))
            || packages.iter().any(|package| package == program)
            || images::has_tool(name, Some(tag), program) == Some(true);
        if !is_there {
            return Err(format!("its HEALTHCHECK runs `{program}`, which the image to run in does not have"));
        }
    }
    check_user(file, stage)
}

/// Certificates, where the image to build with had them and the one to run in has none; and packages that were installed.
fn setup(file: &Dockerfile, image: &str, mut packages: Vec<String>) -> String {
    let (name, program) = match image.split(':').next() {
        Some("debian") => ("ca-certificates", "apt-get"),
        Some("alpine") => ("", "apk"),
        _ => return String::new(),
    };
    if !name.is_empty() && !packages.iter().any(|package| package == name) {
        packages.insert(0, name.to_owned());
    }
    package_manager(program).map(|manager| install_line(file, manager, &packages)).unwrap_or_default()
}

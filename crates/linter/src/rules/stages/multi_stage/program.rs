//! What the container starts, and whether it is what the stage builds.

use plimsoll_semantics::facts::builds::BuildTool;
use plimsoll_semantics::{Dockerfile, Location, Stage};
use plimsoll_shell::{Invocation, Script, Word};
use plimsoll_syntax::{Arguments, Keyword, Placed};

use super::Declined;
use super::plan::Place;

/// The command of the container.
pub(super) struct Program<'a> {
    pub(super) instruction: Placed<'a>,
    pub(super) words: Vec<String>,
}

impl<'a> Program<'a> {
    /// ENTRYPOINT, or CMD where there is none.
    pub(super) fn of(file: &'a Dockerfile, stage: Stage<'a>) -> Result<Program<'a>, Declined> {
        let instruction =
            stage.entrypoint().or(stage.cmd()).ok_or("nothing says what the container starts")?;
        let words = words(file, instruction).ok_or("what its command starts is not known")?;
        Ok(Program { instruction, words })
    }

    /// What stands behind `java -jar`.
    pub(super) fn jar(&self) -> Option<&str> {
        let is_java = self.words.first().is_some_and(|word| word.rsplit('/').next() == Some("java"));
        let at = self.words.iter().position(|word| word == "-jar").filter(|_| is_java)?;
        self.words.get(at + 1).map(String::as_str)
    }

    /// Its path; nothing for a program that is looked for in PATH.
    pub(super) fn path(&self, file: &Dockerfile) -> Option<Location> {
        let program = self.words.first()?;
        program.contains('/').then(|| resolve(file, self.instruction, program))?
    }
}

/// No argument of the container's command is a file of the project, which would have to be copied too.
pub(super) fn check_arguments(file: &Dockerfile, stage: Stage<'_>, built: &[&str]) -> Result<(), Declined> {
    const FILES: &[&str] =
        &["cfg", "conf", "config", "env", "ini", "json", "pem", "properties", "toml", "xml", "yaml", "yml"];
    let is_file = |word: &str| {
        let extension = word.rsplit_once('.').map_or("", |(_, extension)| extension);
        // `file:/dev/urandom`, `localhost:8080/x`
        let is_address = word.contains(':');
        !is_address && (FILES.contains(&extension) || (!word.starts_with('/') && word.contains('/')))
    };
    let commands = [stage.entrypoint(), stage.cmd()].into_iter().flatten();
    let scripts = commands.flat_map(|command| file.scripts(command));
    let words = scripts.flat_map(Script::invocations).flat_map(|(_, one)| one.arguments);
    let mut words = words.map(Word::text).filter(|word| !built.contains(word));
    let found = words.find(|word| is_file(word.rsplit('=').next().unwrap_or(word)));
    found.map_or(Ok(()), |word| Err(format!("`{word}` may be a file that the program reads when it runs")))
}

/// A path of the image as an instruction of the end of a stage means it.
pub(super) fn resolve(file: &Dockerfile, instruction: Placed<'_>, path: &str) -> Option<Location> {
    if path.contains('$') {
        return None;
    }
    if path.starts_with('/') {
        return Some(Location::absolute(path));
    }
    let workdir = file.stage_of(instruction)?.workdir();
    Location::absolute(workdir.as_set()?).join(path)
}

/// The words of the only command, without a shell or `exec` in front. Variables stay as they are written.
fn words(file: &Dockerfile, instruction: Placed<'_>) -> Option<Vec<String>> {
    const SHELLS: &[&str] = &["ash", "bash", "sh"];
    let invocations = file.scripts(instruction).iter().flat_map(Script::invocations);
    let mut programs = invocations.filter(|(_, one)| !(SHELLS.contains(&one.name) && one.has_flag("-c")));
    let (Some((site, invocation)), None) = (programs.next(), programs.next()) else { return None };
    if invocation.wrappers.iter().any(|wrapper| wrapper.name != "exec") {
        return None;
    }
    let words = &site.command.words;
    let start = words.iter().position(|word| word.span == invocation.name_span)?;
    Some(words[start..].iter().map(|word| word.text().to_owned()).collect())
}

pub(super) fn is_exec_form(instruction: Placed<'_>) -> bool {
    match &instruction.command().arguments {
        Arguments::Json(_) => true,
        Arguments::Health(health) => matches!(&*health.command, Arguments::Json(_) | Arguments::Health(_)),
        _ => false,
    }
}

/// Whether a command of the stage that builds or copies names the path.
pub(super) fn is_named_in_build(file: &Dockerfile, stage: Stage<'_>, path: &Location) -> bool {
    stage.instructions_of(Keyword::Run).any(|run| {
        let folder = file.working_folder(run);
        let changes_folder = calls(file, run, "cd");
        let invocations = file.scripts(run).iter().flat_map(Script::invocations).map(|(_, one)| one);
        let makes = |one: &Invocation<'_>| {
            let words: Vec<&str> =
                std::iter::once(one.name).chain(one.arguments.iter().map(Word::text)).collect();
            matches!(one.name, "cp" | "install" | "ln" | "mv") || BuildTool::of(&words).is_some()
        };
        let words = invocations.filter(makes).flat_map(|one| one.arguments);
        words.filter_map(Word::literal).any(|word| {
            let word = word.rsplit('=').next().unwrap_or(word);
            let base = if word.starts_with('/') { Some(Location::absolute("/")) } else { folder.clone() };
            let base = base.filter(|_| word.starts_with('/') || !changes_folder);
            base.and_then(|base| base.join(word)).as_ref() == Some(path)
        })
    })
}

pub(super) fn calls(file: &Dockerfile, run: Placed<'_>, program: &str) -> bool {
    file.scripts(run).iter().flat_map(Script::invocations).any(|(_, one)| one.name == program)
}

/// The program that a HEALTHCHECK starts, if the stage has one.
pub(super) fn healthcheck_program<'a>(file: &'a Dockerfile, stage: Stage<'a>) -> Option<&'a str> {
    let healthcheck = stage.last(Keyword::Healthcheck)?;
    let mut invocations = file.scripts(healthcheck).iter().flat_map(Script::invocations);
    invocations.next().map(|(_, invocation)| invocation.name)
}

/// Folders of a project that a program may read when it runs.
const RESOURCES: &[&str] = &[
    "assets",
    "conf",
    "config",
    "data",
    "locales",
    "migrations",
    "public",
    "static",
    "templates",
    "views",
    "www",
];

/// Where a COPY goes that stands before the build of a program: what is copied to where it is built is for the build.
pub(super) fn place_of_copy(
    file: &Dockerfile,
    copy: Placed<'_>,
    project: &[Location],
) -> Result<Place, Declined> {
    const UNKNOWN: &str = "whether the build or the program needs what it copies from elsewhere is not known";
    let copied = file.copy(copy).ok_or("one of its copies is not known")?;
    let target = copied.target.as_ref().ok_or("where one of its copies goes is not known")?;
    let in_project = project.iter().any(|folder| target.overlaps(folder));
    let is_resource = |path: String| RESOURCES.contains(&path.rsplit('/').next().unwrap_or_default());
    match in_project {
        true if !copied.is_from_context() => Err(UNKNOWN.to_owned()),
        true if copied.sources.iter().filter_map(plimsoll_semantics::Path::in_context).any(is_resource) => {
            Ok(Place::Both)
        }
        true => Ok(Place::Build),
        false => Ok(Place::Runtime),
    }
}

/// The folders of the context that a copy of all of it brings are for the build alone.
pub(super) fn check_context(file: &Dockerfile) -> Result<(), Declined> {
    let children = file.context().children("");
    match children.iter().find(|(name, _)| RESOURCES.contains(&name.as_str())) {
        Some((name, _)) => Err(format!("whether the program reads `{name}` when it runs is not known")),
        None => Ok(()),
    }
}

/// The user that the container runs as is one that every image has, or that a RUN makes.
pub(super) fn check_user(file: &Dockerfile, stage: Stage<'_>) -> Result<(), Declined> {
    let Some(user) = stage.last(Keyword::User) else { return Ok(()) };
    let text = user.text(user.command().rest);
    let name = text.split(':').next().unwrap_or_default().trim();
    let is_anywhere = name.bytes().all(|byte| byte.is_ascii_digit()) || matches!(name, "nobody" | "root");
    let makes = |run: Placed<'_>| {
        ["adduser", "useradd"].iter().any(|program| calls(file, run, program)) && run.source().contains(name)
    };
    match is_anywhere || stage.instructions_of(Keyword::Run).any(makes) {
        true => Ok(()),
        false => Err(format!("who makes the user `{name}` is not known")),
    }
}

//! Maven and Gradle: a JAR, on a JRE of the same version.

use plimsoll_semantics::facts::builds::java_version;
use plimsoll_semantics::facts::images::{self, Family};
use plimsoll_semantics::{Dockerfile, Location, Stage};
use plimsoll_shell::Invocation;
use plimsoll_syntax::{Keyword, Placed};

use super::Declined;
use super::packages::{Libraries, packages_of_builds};
use super::plan::{Place, Plan};
use super::program::{
    Program, check_arguments, check_user, healthcheck_program, is_named_in_build, place_of_copy, resolve,
};
use super::sort::{Sorter, sort};
use crate::edit;

pub(super) fn plan<'a>(file: &'a Dockerfile, stage: Stage<'a>) -> Result<Plan<'a>, Declined> {
    let image = runtime_image(stage)?;
    let program = Program::of(file, stage)?;
    let jar = jar_of(file, &program)?;
    check_arguments(file, stage, &program.jar().into_iter().collect::<Vec<_>>())?;
    if !is_built(file, stage, &jar) {
        return Err("the JAR that the container starts is none that the build is known to make".to_owned());
    }
    let sorter =
        Java { project: stage.builds().iter().filter_map(|build| file.working_folder(build.run)).collect() };
    let places = sort(file, stage, &sorter)?;
    if !packages_of_builds(file, &places, stage.family(), Libraries::Unknown)?.is_empty() {
        return Err("whether the program needs the packages that are installed is not known".to_owned());
    }
    check_user(file, stage)?;
    check_healthcheck(file, stage, &image)?;
    let (from, to) = copied(&jar);
    let copy = edit::keyword(file, Keyword::Copy);
    let brings = format!("{copy} --from={{build}} {from} {to}\n");
    Ok(Plan { brings, ..Plan::new(image, false, places) })
}

/// The JRE of Eclipse Temurin, on Alpine where the JDK is.
fn runtime_image(stage: Stage<'_>) -> Result<String, Declined> {
    const UNKNOWN: &str = "which version of Java it has is not known, or has no image that only runs";
    let reference = stage.base().image().and_then(|image| image.reference.as_ref().ok()).ok_or(UNKNOWN)?;
    let version =
        java_version(reference.familiar_name(), reference.tag().unwrap_or_default()).ok_or(UNKNOWN)?;
    let alpine = if stage.family() == Family::Alpine { "-alpine" } else { "" };
    Ok(format!("eclipse-temurin:{version}-jre{alpine}"))
}

/// Where the JAR is that the container starts.
fn jar_of(file: &Dockerfile, program: &Program<'_>) -> Result<Location, Declined> {
    let jar = program.jar().ok_or("the container does not start a JAR with `java -jar`")?;
    resolve(file, program.instruction, jar)
        .ok_or_else(|| "the folder of the JAR is not known: no WORKDIR sets it".to_owned())
}

/// In a folder that Maven or Gradle writes to, or named by a command.
fn is_built(file: &Dockerfile, stage: Stage<'_>, jar: &Location) -> bool {
    let in_output = stage.builds().iter().any(|build| {
        let folder = file.working_folder(build.run);
        let below = folder.as_ref().and_then(|folder| jar.below(folder));
        below.is_some_and(|below| {
            format!("/{below}").contains("/target/") || format!("/{below}").contains("/build/libs/")
        })
    });
    in_output || is_named_in_build(file, stage, jar)
}

/// The JAR; its folder where the JAR needs what stands beside it, or a pattern names it.
fn copied(jar: &Location) -> (String, String) {
    let path = format!("/{}", jar.below(&Location::absolute("/")).unwrap_or_default());
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
    if folder.ends_with("/quarkus-app") {
        (format!("{folder}/"), format!("{folder}/"))
    } else if name.contains(['*', '?']) {
        (path.clone(), format!("{folder}/"))
    } else {
        (path.clone(), path.clone())
    }
}

fn check_healthcheck(file: &Dockerfile, stage: Stage<'_>, image: &str) -> Result<(), Declined> {
    let (name, tag) = image.split_once(':').unwrap_or((image, ""));
    match healthcheck_program(file, stage) {
        Some(program) if images::has_tool(name, Some(tag), program) != Some(true) => {
            Err(format!("its HEALTHCHECK runs `{program}`, which the image to run in does not have"))
        }
        _ => Ok(()),
    }
}

struct Java {
    /// Where it builds.
    project: Vec<Location>,
}

impl Sorter for Java {
    fn builds(&self, invocation: &Invocation<'_>) -> bool {
        matches!(
            invocation.name,
            "cp" | "dos2unix" | "git" | "gradle" | "gradlew" | "mv" | "mvn" | "mvnw" | "sed"
        ) || (invocation.name == "chmod"
            && invocation.arguments.iter().any(|word| word.text().ends_with('w')))
    }

    fn copy(&self, file: &Dockerfile, copy: Placed<'_>) -> Result<Place, Declined> {
        place_of_copy(file, copy, &self.project)
    }

    fn env(&self, file: &Dockerfile, env: Placed<'_>) -> Place {
        let is_for_build = |name: &str| name.starts_with("MAVEN_") || name.starts_with("GRADLE_");
        let all = file.definitions_in(env).iter().all(|definition| is_for_build(&definition.name));
        if all { Place::Build } else { Place::Both }
    }
}

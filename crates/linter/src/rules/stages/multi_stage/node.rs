//! Node.js on its own image: the project without what only its development needs.

use plimsoll_semantics::{Dockerfile, Install, Location, Stage};
use plimsoll_shell::{Invocation, Script, Word};
use plimsoll_syntax::{Keyword, Placed};

use super::Declined;
use super::packages::{Libraries, place, runtime_packages};
use super::plan::{Place, Plan};
use super::sort::{Setup, Sorter, sort};
use crate::edit;

pub(super) fn plan<'a>(file: &'a Dockerfile, stage: Stage<'a>) -> Result<Plan<'a>, Declined> {
    let image = stage.base().image().ok_or("the base image is not known")?;
    if image.facts().is_none_or(|facts| facts.name != "node") {
        return Err("its Node.js is not that of the image `node`".to_owned());
    }
    let installs = stage.dependency_installs();
    let project = project_folder(file, stage, &installs)?;
    let sorter = Project { folder: project.clone(), stage };
    let mut places = sort(file, stage, &sorter)?;
    let owner = take_owner(file, &mut places, &project)?.or_else(|| builder(file, &places));
    let path = format!("/{}", project.below(&Location::absolute("/")).unwrap_or_default());
    let copy = edit::keyword(file, Keyword::Copy);
    let chown = owner.map(|owner| format!("--chown={owner} ")).unwrap_or_default();
    Ok(Plan {
        below: prune(file, stage, &installs)?,
        brings: format!("{copy} {chown}--from={{build}} {path} {path}\n"),
        ..Plan::new(stage.from().text(image.span).into_owned(), true, places)
    })
}

/// The folder of the project, which holds all that is built.
fn project_folder(
    file: &Dockerfile,
    stage: Stage<'_>,
    installs: &[Install<'_>],
) -> Result<Location, Declined> {
    const UNKNOWN: &str = "the folder of the project is not known: no WORKDIR sets it";
    let folders = installs.iter().map(|install| install.project.clone());
    let folders: Option<Vec<Location>> = folders.collect();
    let folders = folders.ok_or(UNKNOWN)?;
    let first = folders.first().ok_or("nothing installs its dependencies")?;
    let is_root = first.below(&Location::absolute("/")).is_none_or(str::is_empty);
    let workdir = Location::absolute(stage.workdir().as_set().ok_or(UNKNOWN)?);
    let builds_there = stage
        .builds()
        .iter()
        .all(|build| file.working_folder(build.run).is_some_and(|at| at.below(first).is_some()));
    match folders.iter().all(|folder| folder == first) && workdir.below(first).is_some() && builds_there {
        true if !is_root => Ok(first.clone()),
        true => Err(UNKNOWN.to_owned()),
        false => Err("it works in more than one folder".to_owned()),
    }
}

/// The command that takes the development dependencies away; nothing where there are none.
fn prune(file: &Dockerfile, stage: Stage<'_>, installs: &[Install<'_>]) -> Result<String, Declined> {
    let run = edit::keyword(file, Keyword::Run);
    let Some(last) = installs.iter().rev().find(|install| is_full(install)) else { return Ok(String::new()) };
    let uses_corepack = stage.instructions_of(Keyword::Run).any(|run| run.source().contains("corepack"));
    let command = match last.ecosystem.name {
        "npm" => "npm prune --omit=dev",
        "pnpm" => "CI=true pnpm prune --prod",
        "yarn" if uses_corepack || last.has_flag(&["--immutable"]) => {
            return Err(
                "how this version of Yarn takes development dependencies away is not known".to_owned()
            );
        }
        "yarn" => "yarn install --production --ignore-scripts --prefer-offline",
        name => return Err(format!("how {name} takes development dependencies away is not known")),
    };
    Ok(format!("{run} {command}\n"))
}

fn is_full(install: &Install<'_>) -> bool {
    !install.has_flag(&["--omit", "--only", "--prod", "--production", "-P"])
}

/// Who builds, if that is not root.
fn builder(file: &Dockerfile, places: &[(Placed<'_>, Place)]) -> Option<String> {
    let (user, _) =
        places.iter().rfind(|(one, place)| *place == Place::Both && one.keyword() == Some(Keyword::User))?;
    let name = user.text(user.command().rest).into_owned();
    let has_copies = places.iter().any(|(one, _)| one.flag("chown").is_some() && file.copy(*one).is_some());
    Some(name).filter(|name| name != "root" || has_copies)
}

/// Who owns the project, where a RUN gives all that was copied to somebody. It does not have to do so again in the
/// runtime stage.
fn take_owner(
    file: &Dockerfile,
    places: &mut [(Placed<'_>, Place)],
    project: &Location,
) -> Result<Option<String>, Declined> {
    let is_copy = |one: Placed<'_>| matches!(one.keyword(), Some(Keyword::Add | Keyword::Copy));
    let Some(first) = places.iter().position(|(one, place)| is_copy(*one) && *place == Place::Build) else {
        return Ok(None);
    };
    let mut owner = None;
    let behind = places[first..].iter_mut();
    // What is copied in the runtime stage gets its owner there.
    for (run, place) in behind.take_while(|(one, place)| !is_copy(*one) || *place == Place::Build) {
        let Some(user) = new_owner(file, *run, project) else { continue };
        owner = Some(user?);
        let is_only = file.scripts(*run).iter().flat_map(Script::invocations).count() == 1;
        if !is_only && *place != Place::Build {
            return Err("one RUN gives the project to another user and does more".to_owned());
        }
        *place = Place::Build;
    }
    Ok(owner)
}

/// Whom a RUN gives the whole project to; an error where only a build can tell.
fn new_owner(file: &Dockerfile, run: Placed<'_>, project: &Location) -> Option<Result<String, Declined>> {
    let folder = file.working_folder(run)?;
    let is_project = |word: &&Word| folder.join(word.text()).as_ref() == Some(project);
    let owners = file.scripts(run).iter().flat_map(Script::invocations).filter_map(|(_, invocation)| {
        let operands = invocation.parse(&[]).operands;
        let (user, folders) = operands.split_first()?;
        (invocation.name == "chown" && folders.iter().any(is_project)).then_some(*user)
    });
    let user = owners.last()?;
    Some(user.literal().map(str::to_owned).ok_or_else(|| "who owns the project is not known".to_owned()))
}

struct Project<'a> {
    folder: Location,
    stage: Stage<'a>,
}

const NODE_PROGRAMS: &[&str] =
    &["npm", "npx", "pnpm", "yarn", "tsc", "ng", "vite", "webpack", "next", "nuxt", "node"];

impl Sorter for Project<'_> {
    fn builds(&self, invocation: &Invocation<'_>) -> bool {
        let is_global =
            invocation.has_any_flag(&["-g", "--global"]) || invocation.subcommand() == Some("global");
        NODE_PROGRAMS.contains(&invocation.name) && !is_global
    }

    fn copy(&self, file: &Dockerfile, copy: Placed<'_>) -> Result<Place, Declined> {
        let copied = file.copy(copy).ok_or("one of its copies is not known")?;
        let target = copied.target.as_ref().ok_or("where one of its copies goes is not known")?;
        Ok(if target.below(&self.folder).is_some() { Place::Build } else { Place::Runtime })
    }

    fn packages(&self, file: &Dockerfile, run: Placed<'_>) -> Result<Place, Declined> {
        let mut packages = runtime_packages(file, run, self.stage.family(), Libraries::Unknown)?;
        // node-gyp is written in it.
        packages.retain(|name| !matches!(name.as_str(), "python" | "python3"));
        Ok(place(file, run, &packages))
    }

    /// A package manager for Node.js is installed for both stages.
    fn other_run(&self, program: &str, is_behind: bool) -> Result<Place, Declined> {
        match program {
            "corepack" if !is_behind => Ok(Place::Both),
            _ => Err(format!("whether `{program}` prepares the build or the program is not known")),
        }
    }

    /// The folders may be those that it builds in.
    fn setup(&self, _: Setup, is_behind: bool) -> Place {
        if is_behind { Place::Runtime } else { Place::Both }
    }

    /// Whoever the image knows may build.
    fn user(&self, user: &str) -> Result<Place, Declined> {
        match user.split(':').next() {
            Some("node") => Ok(Place::Both),
            _ => Err(format!("it builds as the user `{user}`")),
        }
    }

    fn env(&self, _: &Dockerfile, _: Placed<'_>) -> Place {
        Place::Both
    }
}

//! Shared: the fix that parts the final stage in two, one that builds and one that runs.
//!
//! [`sort`] says for each instruction which of the two needs it, a file for each ecosystem which image runs what was
//! built and where that lies, and [`write`] makes the edits.

mod compiled;
mod java;
mod node;
mod packages;
mod pip;
mod plan;
mod program;
mod site;
mod sort;
mod write;

use plimsoll_semantics::facts::builds::BuildTool;
use plimsoll_semantics::facts::images::Family;
use plimsoll_semantics::{Base, Dockerfile, Stage};
use plimsoll_syntax::Keyword;

use self::plan::Plan;
use crate::finding::{Finding, Fix};

/// Why something can't be done; one line.
type Declined = String;

const TITLE: &str = "Build in a stage of its own";

/// Adds the ways to part the stage to a finding, or the reason why there is none.
pub(super) fn offer(file: &Dockerfile, stage: Stage<'_>, finding: &mut Finding) {
    match plans(file, stage) {
        Ok(plans) => {
            for plan in plans {
                match write::edits(file, stage, &plan) {
                    Ok(edits) => finding.fix(Fix::not_safe(plan.title, edits)),
                    Err(reason) => finding.decline(plan.title, reason),
                };
            }
        }
        Err(reason) => {
            finding.decline(TITLE, reason);
        }
    }
}

fn plans<'a>(file: &'a Dockerfile, stage: Stage<'a>) -> Result<Vec<Plan<'a>>, Declined> {
    check_stage(file, stage)?;
    let mut tools: Vec<BuildTool> = stage.builds().iter().map(|build| build.tool).collect();
    tools.dedup();
    match tools[..] {
        [BuildTool::Go] => compiled::plan(file, stage, compiled::Language::Go).map(|plan| vec![plan]),
        [BuildTool::Cargo] => compiled::plan(file, stage, compiled::Language::Rust).map(|plan| vec![plan]),
        [BuildTool::Maven | BuildTool::Gradle] => java::plan(file, stage).map(|plan| vec![plan]),
        [BuildTool::Node] => match site::plan(file, stage)? {
            Some(plan) => Ok(vec![plan]),
            None => node::plan(file, stage).map(|plan| vec![plan]),
        },
        [] => by_installs(file, stage),
        _ => Err("it builds with more than one tool".to_owned()),
    }
}

/// By the dependencies that the packages are there to compile.
fn by_installs<'a>(file: &'a Dockerfile, stage: Stage<'a>) -> Result<Vec<Plan<'a>>, Declined> {
    if pip::installs_with_pip(file, stage) {
        return pip::plans(file, stage);
    }
    let installs = stage.dependency_installs();
    if installs.iter().any(|install| matches!(install.ecosystem.name, "npm" | "pnpm" | "yarn")) {
        return node::plan(file, stage).map(|plan| vec![plan]);
    }
    Err("it builds neither Go, Rust, Java or Node.js nor Python with pip".to_owned())
}

/// What stands against any way of parting a stage.
fn check_stage(file: &Dockerfile, stage: Stage<'_>) -> Result<(), Declined> {
    if let Base::Stage(index) = stage.base()
        && let Some(base) = file.stage(*index)
    {
        return Err(format!("the stage is built from `{}`, which may have a part in it", base.label()));
    }
    if stage.family() == Family::Windows || !stage.shell().dialect().is_posix() {
        return Err("its commands are not for a POSIX shell".to_owned());
    }
    if stage.last(Keyword::Onbuild).is_some() {
        return Err("other images are built from it: it has ONBUILD".to_owned());
    }
    match stage.base() {
        Base::Image(image) if image.reference.is_ok() => Ok(()),
        _ => Err("the base image is not known".to_owned()),
    }
}

#[cfg(test)]
mod tests;

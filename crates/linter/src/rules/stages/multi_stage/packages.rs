//! What the runtime stage has of the packages that a stage installs.

use plimsoll_semantics::facts::build_packages::{Remains, is_build_companion, is_build_package, remains};
use plimsoll_semantics::facts::images::Family;
use plimsoll_semantics::facts::package_managers::PackageManager;
use plimsoll_semantics::{Dockerfile, PackageCommand};
use plimsoll_syntax::{Keyword, Placed};

use super::Declined;
use super::plan::Place;
use crate::edit;

/// Flags that say where packages come from.
const ORIGINS: &[&str] = &["--enablerepo", "--repo", "--repository", "--target-release", "-X", "-r", "-t"];

pub(super) fn installs_build_packages(file: &Dockerfile, run: Placed<'_>) -> bool {
    let commands = file.package_commands(run);
    commands.iter().flat_map(PackageCommand::packages).any(|word| is_build_package(word.text()))
}

/// The libraries that the image to run in is known to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Libraries {
    Unknown,
    OpenSsl,
    /// All that Python needs, OpenSSL among it.
    Python,
}

/// The packages that stay, in the words of the file or by the name of what a build package leaves.
///
pub(super) fn runtime_packages(
    file: &Dockerfile,
    run: Placed<'_>,
    family: Family,
    libraries: Libraries,
) -> Result<Vec<String>, Declined> {
    let mut kept: Vec<String> = Vec::new();
    let mut has_origin = false;
    for (command, words) in file.packages_left(run) {
        has_origin |= command.manager.name() != "apk" && command.value_of(ORIGINS).is_some();
        has_origin |= command.value_of(&["--repository", "-X"]).is_some();
        for word in words {
            if word.has_expansion() {
                return Err(format!("only a build can tell what `{}` installs", run.text(word.span)));
            }
            let names = what_stays(word.text(), family, libraries)?;
            for name in names.unwrap_or_else(|| vec![run.text(word.span).into_owned()]) {
                if !kept.contains(&name) {
                    kept.push(name);
                }
            }
        }
    }
    match has_origin && !kept.is_empty() {
        true => Err("packages come from a repository of their own".to_owned()),
        false => Ok(kept),
    }
}

/// What of a package is needed at run time; nothing where it is that package itself.
fn what_stays(package: &str, family: Family, libraries: Libraries) -> Result<Option<Vec<String>>, Declined> {
    if is_build_companion(package) {
        return Ok(Some(Vec::new()));
    }
    if !is_build_package(package) {
        return Ok(None);
    }
    match remains(package, family) {
        Some(Remains::Packages(names)) => Ok(Some(names.iter().map(|name| (*name).to_owned()).collect())),
        Some(Remains::Nothing) => Ok(Some(Vec::new())),
        Some(Remains::InPython) if libraries == Libraries::Python => Ok(Some(Vec::new())),
        Some(Remains::OpenSsl) if libraries != Libraries::Unknown => Ok(Some(Vec::new())),
        _ => Err(format!("which library of `{package}` is needed at run time is not known here")),
    }
}

/// The same for all RUNs that go to the build stage.
pub(super) fn packages_of_builds(
    file: &Dockerfile,
    places: &[(Placed<'_>, Place)],
    family: Family,
    libraries: Libraries,
) -> Result<Vec<String>, Declined> {
    let mut packages = Vec::new();
    for (run, _) in
        places.iter().filter(|(one, place)| *place == Place::Build && one.keyword() == Some(Keyword::Run))
    {
        for name in runtime_packages(file, *run, family, libraries)? {
            if !packages.contains(&name) {
                packages.push(name);
            }
        }
    }
    Ok(packages)
}

/// A RUN that installs packages; nothing without any.
pub(super) fn install_line(file: &Dockerfile, manager: &PackageManager, packages: &[String]) -> String {
    if packages.is_empty() {
        return String::new();
    }
    let name = manager.name();
    let mut words = vec![name, if name == "apk" { "add" } else { "install" }];
    words.extend(manager.assume_yes);
    words.extend(manager.required_only);
    words.extend(manager.no_cache);
    words.extend(packages.iter().map(String::as_str));
    let mut script = words.join(" ");
    if !manager.refreshes_index {
        script = format!("{name} update && {script}");
    }
    if manager.no_cache.is_none() {
        script = format!("{script} && {}", manager.cleanup);
    }
    format!("{} {script}\n", edit::keyword(file, Keyword::Run))
}

/// To the build stage, with what is needed of its packages in the runtime stage.
pub(super) fn place(file: &Dockerfile, run: Placed<'_>, packages: &[String]) -> Place {
    let commands = file.package_commands(run);
    let manager = commands.iter().find(|one| one.installs()).map(|one| one.manager);
    match manager {
        Some(manager) if !packages.is_empty() => Place::BuildAnd(install_line(file, manager, packages)),
        _ => Place::Build,
    }
}

//! Shared: whether the manifests are all that an install reads of a project.

use plimsoll_semantics::facts::ecosystems::Reads;
use plimsoll_semantics::{ContextEntry, Copy, Dockerfile, Install, Path};

use super::parts::{join, manifest_folders};
use super::spoiled::Spoiled;

/// Flags that say that a project has parts.
const PART_FLAGS: &[&str] =
    &["-F", "-r", "-w", "--filter", "--recursive", "--workspace", "--workspace-root", "--workspaces"];

/// Nothing if, as far as anybody can tell, the install reads manifests alone, and the context holds nothing that
/// would replace what it makes.
pub(super) fn check_whole(
    file: &Dockerfile,
    spoiled: &Spoiled<'_>,
    install: &Install<'_>,
) -> Result<(), String> {
    let is_known = file.context().is_known();
    let is_single = matches!(install.ecosystem.reads, Reads::Flags(_));
    if !is_known && !is_single && install.has_flag(PART_FLAGS) {
        return Err("without the build context nobody can tell the parts of the project".to_owned());
    }
    let moved = spoiled.broad.iter().map(|index| &spoiled.copies[*index]);
    for (copy, source) in moved.flat_map(|copy| copy.broad_sources(file).map(move |source| (copy, source))) {
        match folder_of(install, copy, source) {
            None => {
                return Err(format!(
                    "only a build can tell where `{}` goes",
                    copy.instruction.text(source.span)
                ));
            }
            Some((Role::Project, folder)) => check_folder(file, install, &folder)?,
            Some((Role::Part, folder)) if !is_known && !is_single => {
                return Err(format!("without the build context nobody can tell what is in `{folder}`"));
            }
            Some(_) => {}
        }
    }
    let parts = if is_known && !is_single { manifest_folders(file, spoiled, install) } else { Vec::new() };
    parts.iter().try_for_each(|part| check_folder(file, install, &part.path))
}

/// What a folder of the context is for an install.
enum Role {
    /// It holds the manifests.
    Project,
    /// It goes somewhere into the project.
    Part,
    Other,
}

fn folder_of(install: &Install<'_>, copy: &Copy<'_>, source: &Path<'_>) -> Option<(Role, String)> {
    let path = source.in_context()?;
    let root = if matches!(path.as_str(), "." | "*" | "**") { String::new() } else { path };
    let (target, project) = (copy.target.as_ref()?, install.project.as_ref()?);
    if let Some(below) = project.below(target) {
        return Some((Role::Project, join(&root, below)));
    }
    let role = if target.below(project).is_some() { Role::Part } else { Role::Other };
    Some((role, root))
}

/// A folder with manifests: its own, or those of a part.
fn check_folder(file: &Dockerfile, install: &Install<'_>, folder: &str) -> Result<(), String> {
    let context = file.context();
    let is_there = |name: &str| {
        let path = join(folder, name);
        context.entry(&path).is_some() && !context.is_ignored(&path)
    };
    if let Some(output) = install.ecosystem.outputs.iter().find(|output| is_there(output)) {
        let path = join(folder, output);
        return Err(format!("`{path}` of the build context would replace what `{}` makes", install.command));
    }
    let children = if is_program(install) { context.children(folder) } else { Vec::new() };
    let own_sources = |(name, entry): &(String, ContextEntry)| match install.ecosystem.name {
        "bundler" => name.ends_with(".gemspec"),
        _ => *entry == ContextEntry::Folder && is_build_of_its_own(file, &join(folder, name), name),
    };
    match children.iter().find(|child| own_sources(child)) {
        Some((name, _)) => Err(format!("`{}` reads the sources that belong to `{name}`", install.command)),
        None => Ok(()),
    }
}

/// Its manifests are programs that may need sources.
fn is_program(install: &Install<'_>) -> bool {
    matches!(install.ecosystem.name, "bundler" | "gradle")
}

/// Gradle builds it before it reads the manifests of the project.
fn is_build_of_its_own(file: &Dockerfile, path: &str, name: &str) -> bool {
    let has_settings = ["settings.gradle", "settings.gradle.kts"]
        .iter()
        .any(|settings| file.context().entry(&join(path, settings)).is_some());
    name == "buildSrc" || has_settings
}

/// Whether the install does nothing but read the manifests: no scripts of the project run, and none of the named files
/// can mean the project itself or files that are not copied.
pub(super) fn is_exact(file: &Dockerfile, spoiled: &Spoiled<'_>, install: &Install<'_>) -> bool {
    let context = file.context();
    match install.ecosystem.name {
        "conda" | "pip" | "uv pip" => {
            let beside = |name: &str| {
                let place = install.working_folder.as_ref().and_then(|folder| folder.join(name));
                place.and_then(|place| spoiled.origin(file, &place))
            };
            !context.is_known()
                || ["pyproject.toml", "requirements", "setup.cfg", "setup.py"]
                    .iter()
                    .all(|name| beside(name).is_none())
        }
        "bundler" | "go" | "pdm" | "pipenv" | "poetry" | "uv" => context.is_known(),
        "composer" => context.is_known() && install.has_flag(&["--no-scripts"]),
        "bun" | "npm" | "pnpm" | "yarn" => {
            let is_quiet = install.has_flag(&["--ignore-scripts"]) || install.command == "pnpm fetch";
            context.is_known() && is_quiet && manifest_folders(file, spoiled, install).len() <= 1
        }
        _ => false,
    }
}

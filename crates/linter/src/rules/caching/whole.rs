//! Shared: whether the manifests are all that an install reads of a project.

use plimsoll_semantics::facts::ecosystems::Reads;
use plimsoll_semantics::{ContextEntry, Copy, Dockerfile, Install, Path};

use super::spoiled::Spoiled;

/// How deep parts of a project are looked for.
const MAX_DEPTH: usize = 3;

/// Folders that hold copies of other projects, not parts of this one.
const NOT_PARTS: &[&str] = &[".git", ".venv", "node_modules", "target", "vendor", "venv"];

/// Files and folders that say that a project has parts.
const PARTS: &[&str] = &["buildSrc", "go.work", "lerna.json", "pnpm-workspace.yaml"];

/// Flags that say so.
const PART_FLAGS: &[&str] =
    &["-F", "-r", "-w", "--filter", "--recursive", "--workspace", "--workspace-root", "--workspaces"];

/// As far as anybody can tell, the project has no parts with manifests of their own, and the context holds nothing
/// that would replace what the install makes.
pub(super) fn is_whole(file: &Dockerfile, spoiled: &Spoiled<'_>, install: &Install<'_>) -> bool {
    let is_single = matches!(install.ecosystem.reads, Reads::Flags(_));
    // A project file of .NET names others.
    if install.ecosystem.name == "nuget" || !is_single && install.has_flag(PART_FLAGS) {
        return false;
    }
    let moved = spoiled.broad.iter().map(|index| &spoiled.copies[*index]);
    let mut sources = moved.flat_map(|copy| copy.broad_sources(file).map(move |source| (copy, source)));
    sources.all(|(copy, source)| {
        let Some((role, folder)) = folder_of(install, copy, source) else { return false };
        let is_known = file.context().is_known();
        match role {
            Role::Other => true,
            Role::Part if is_known => is_single || !holds_manifests(file, install, &folder, MAX_DEPTH),
            Role::Part => is_single,
            Role::Project => {
                !holds_output(file, install, &folder) && (is_single || !has_parts(file, install, &folder))
            }
        }
    })
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

fn join(folder: &str, path: &str) -> String {
    match (folder, path) {
        ("", path) => path.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}

/// `node_modules` of the context, copied behind the install, would replace the one in the image.
fn holds_output(file: &Dockerfile, install: &Install<'_>, folder: &str) -> bool {
    let context = file.context();
    install.ecosystem.outputs.iter().any(|output| {
        let path = join(folder, output);
        context.entry(&path).is_some() && !context.is_ignored(&path)
    })
}

fn has_parts(file: &Dockerfile, install: &Install<'_>, folder: &str) -> bool {
    let children = file.context().children(folder);
    let says_so = |name: &str| PARTS.contains(&name) || name.ends_with(".gemspec");
    children.iter().any(|(name, entry)| {
        let path = join(folder, name);
        says_so(name) || *entry == ContextEntry::Folder && is_part(file, install, name, &path, MAX_DEPTH)
    })
}

fn is_part(file: &Dockerfile, install: &Install<'_>, name: &str, path: &str, depth: usize) -> bool {
    !NOT_PARTS.contains(&name)
        && !file.context().is_ignored(path)
        && holds_manifests(file, install, path, depth - 1)
}

/// Whether there are manifests in a folder or below it.
fn holds_manifests(file: &Dockerfile, install: &Install<'_>, folder: &str, depth: usize) -> bool {
    let is_manifest = |name: &str| install.ecosystem.manifests.contains(&name) || name.ends_with(".gemspec");
    file.context().children(folder).iter().any(|(name, entry)| match entry {
        ContextEntry::File => is_manifest(name),
        ContextEntry::Folder => depth > 0 && is_part(file, install, name, &join(folder, name), depth),
    })
}

/// Whether the install does nothing but read the manifests: no scripts of the project run, and none of the named files
/// can mean the project itself.
pub(super) fn is_exact(file: &Dockerfile, spoiled: &Spoiled<'_>, install: &Install<'_>) -> bool {
    let context = file.context();
    match install.ecosystem.name {
        "conda" | "pip" | "uv pip" => {
            let beside = |name: &str| {
                let place = install.working_folder.as_ref().and_then(|folder| folder.join(name));
                place.and_then(|place| spoiled.origin(file, &place))
            };
            !context.is_known()
                || ["pyproject.toml", "setup.cfg", "setup.py"].iter().all(|name| beside(name).is_none())
        }
        "bundler" | "go" | "pdm" | "pipenv" | "poetry" | "uv" => context.is_known(),
        "composer" => context.is_known() && install.has_flag(&["--no-scripts"]),
        "bun" | "npm" | "pnpm" | "yarn" => {
            context.is_known() && (install.has_flag(&["--ignore-scripts"]) || install.command == "pnpm fetch")
        }
        _ => false,
    }
}

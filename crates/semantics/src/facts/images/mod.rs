//! Images that many Dockerfiles start from: what is in them, by name and tag. Read on 2026-11-22.
//!
//! Names are familiar ones: `python`, `oven/bun`, `ghcr.io/astral-sh/uv`; the spellings of Docker Hub's own name
//! (`docker.io/library/python`) and of its copy in Amazon's registry are understood too.

mod distributions;
mod entrypoints;
mod family;
mod languages;
mod registries;
mod services;
mod tags;
mod users;

pub use entrypoints::entrypoint_acts_by_command;
pub use family::{Family, family, package_manager};
pub use tags::{SlimForm, full_tag, slim_tag, slim_tag_for_alpine, usual_tags};
pub use users::has_user;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::package_managers::PackageManager;

/// One image, or all images below a folder when its name ends in `/*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageFacts {
    pub name: &'static str,
    /// Of the tags that name no distribution.
    pub family: Family,
    /// Of the tags that say nothing else; see [`default_user`].
    pub default_user: DefaultUser,
    /// Unprivileged users made for what the image runs.
    pub users: &'static [User],
    /// The same in the Alpine variants where they differ.
    pub alpine_users: &'static [User],
    /// What its own ENTRYPOINT and CMD do as root.
    pub root_use: RootUse,
    /// `None` where nobody looked.
    pub tools: Option<Tools>,
    /// Variables with a fixed value in every variant, without PATH and versions.
    pub env: &'static [(&'static str, &'static str)],
    pub slim: SlimForm,
    /// A tag to pin: the newest stable release line when the source was read.
    pub current_tag: Option<&'static str>,
    /// What to use in its place, where its makers gave it up.
    pub replaced_by: &'static [&'static str],
    pub source: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultUser {
    Root,
    /// Name or number, as `USER` has it.
    NonRoot(&'static str),
    Unknown,
}

/// What the server in an image does with the rights of root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootUse {
    /// Its entrypoint prepares folders, and goes on as the image's own user.
    Drops,
    /// As another user it does not start: it can't write its PID file or its caches.
    Needs,
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct User {
    pub name: &'static str,
    /// `None` where the image leaves it to the distribution.
    pub uid: Option<u32>,
    /// First major version in the tag that has the user; 0 for all.
    pub since: u32,
}

/// Programs that are installed, by variant. `curl` and `wget` are absent where they are not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tools {
    pub every: &'static [&'static str],
    /// More of them in tags that are neither slim nor Alpine.
    pub full: &'static [&'static str],
    /// More of them in Alpine tags, without those of BusyBox.
    pub alpine: &'static [&'static str],
}

/// What most entries have: root, no user of its own, no slim variant.
const PLAIN: ImageFacts = ImageFacts {
    name: "",
    family: Family::Unknown,
    default_user: DefaultUser::Root,
    users: &[],
    alpine_users: &[],
    root_use: RootUse::Unknown,
    tools: None,
    env: &[],
    slim: SlimForm::None,
    current_tag: None,
    replaced_by: &[],
    source: "",
};

/// `buildpack-deps:<release>-scm` and what is built on it.
const BUILDPACK: &[&str] = &["bash", "curl", "git", "wget"];

const fn user(name: &'static str, uid: u32) -> User {
    User { name, uid: Some(uid), since: 0 }
}

const fn tools(every: &'static [&'static str], full: &'static [&'static str]) -> Option<Tools> {
    Some(Tools { every, full, alpine: &[] })
}

/// All entries, table by table; each table is sorted by name.
pub fn images() -> impl Iterator<Item = &'static ImageFacts> {
    TABLES.iter().copied().flatten()
}

const TABLES: [&[ImageFacts]; 4] =
    [distributions::IMAGES, languages::IMAGES, services::IMAGES, registries::IMAGES];

/// What is known about an image; an exact name beats a pattern.
pub fn image(name: &str) -> Option<&'static ImageFacts> {
    facts_of(name)
}

/// Whether a container of the image runs a server where nobody says what to run.
pub fn starts_server(name: &str, tag: Option<&str>) -> bool {
    let Some(facts) = facts_of(name) else { return false };
    let is_service = services::IMAGES.iter().any(|service| service.name == facts.name);
    let is_php_server = || tag.is_some_and(|tag| tag.split('-').any(|part| matches!(part, "apache" | "fpm")));
    is_service || (facts.name == "php" && is_php_server())
}

/// Whether the image is known to set no variable but PATH.
pub fn sets_only_path(name: &str) -> bool {
    matches!(name, "alpine" | "busybox" | "debian" | "ubuntu")
}

/// Who runs the container's process, and `RUN`, before any `USER`.
pub fn default_user(name: &str, tag: Option<&str>) -> DefaultUser {
    let Some(facts) = facts_of(name) else { return DefaultUser::Unknown };
    let tag = tag.unwrap_or("latest");
    let family = family(name, Some(tag));
    match facts.name {
        "gcr.io/distroless/*" if tag.contains("nonroot") => DefaultUser::NonRoot("65532"),
        "docker" if tag.ends_with("-rootless") => DefaultUser::NonRoot("rootless"),
        _ if facts.name.starts_with("mcr.microsoft.com/dotnet/") => match family {
            Family::Distroless => DefaultUser::NonRoot("1654"),
            Family::Windows if tag.contains("nanoserver") => DefaultUser::NonRoot("ContainerUser"),
            Family::Windows => DefaultUser::Unknown,
            _ => facts.default_user,
        },
        _ if family == Family::Windows => match facts.family {
            Family::Windows => facts.default_user,
            _ => DefaultUser::Unknown,
        },
        _ => facts.default_user,
    }
}

/// The unprivileged user of the image that an application can run as.
pub fn existing_user(name: &str, tag: Option<&str>) -> Option<&'static User> {
    let facts = facts_of(name)?;
    let users = match family(name, tag) {
        Family::Windows => return None,
        Family::Alpine if !facts.alpine_users.is_empty() => facts.alpine_users,
        _ => facts.users,
    };
    users.iter().find(|user| user.since == 0 || has_version(tag, user.since))
}

/// The home of a user that `existing_user` gives, where it has been looked up.
pub fn home_of(user: &str) -> Option<&'static str> {
    // The Dockerfiles of nodejs/docker-node, oven-sh/bun and keeganwitt/docker-gradle: `useradd --create-home`.
    match user {
        "bun" => Some("/home/bun"),
        "gradle" => Some("/home/gradle"),
        "node" => Some("/home/node"),
        _ => None,
    }
}

/// Whether a program is in the image; `None` where that is not known.
pub fn has_tool(name: &str, tag: Option<&str>, tool: &str) -> Option<bool> {
    let family = family(name, tag);
    let facts = facts_of(name);
    if let Some(tools) = facts.and_then(|facts| facts.tools) {
        let slim = tag.is_some_and(|tag| tag.split('-').any(|part| part == "slim"));
        let more = match family {
            Family::Windows => return None,
            Family::Alpine if slim => &[][..],
            Family::Scratch => &[],
            Family::Alpine => tools.alpine,
            _ if slim => &[],
            _ => tools.full,
        };
        if tools.every.contains(&tool) || more.contains(&tool) {
            return Some(true);
        }
    }
    match (family, tool) {
        (Family::Alpine | Family::Busybox, "wget") => Some(true),
        (Family::Scratch, _) => Some(false),
        (Family::Distroless, "curl" | "wget" | "sh" | "bash") => {
            Some(tool != "curl" && tool != "bash" && tag.is_some_and(|tag| tag.contains("debug")))
        }
        (Family::Alpine | Family::Busybox | Family::Debian | Family::Ubuntu, "sh") => Some(true),
        (_, "curl" | "wget") if facts.is_some_and(|facts| facts.tools.is_some()) => Some(false),
        _ => None,
    }
}

fn facts_of(name: &str) -> Option<&'static ImageFacts> {
    static BY_NAME: LazyLock<HashMap<&str, &ImageFacts>> =
        LazyLock::new(|| images().map(|facts| (facts.name, facts)).collect());
    let name = familiar(name);
    // `ghcr.io/a/b` may be in the entry of `ghcr.io/a/*`.
    let folders = name.rmatch_indices('/').map(|(slash, _)| format!("{}*", &name[..=slash]));
    BY_NAME.get(name).or_else(|| folders.into_iter().find_map(|folder| BY_NAME.get(&*folder))).copied()
}

pub(super) fn familiar(name: &str) -> &str {
    const OFFICIAL: &[&str] = &[
        "docker.io/library/",
        "index.docker.io/library/",
        "registry-1.docker.io/library/",
        "public.ecr.aws/docker/library/",
        "mirror.gcr.io/library/",
        "library/",
        "docker.io/",
        "index.docker.io/",
    ];
    OFFICIAL.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
}

/// The number that a tag starts with.
fn major_version(tag: &str) -> Option<u32> {
    let end = tag.find(|c: char| !c.is_ascii_digit()).unwrap_or(tag.len());
    tag[..end].parse().ok()
}

/// Whether the tag is of this major version or later; `latest` always is.
fn has_version(tag: Option<&str>, version: u32) -> bool {
    match tag {
        None | Some("latest") => true,
        Some(tag) => major_version(tag).is_some_and(|major| major >= version),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_names_unique() {
        for table in TABLES {
            assert!(
                table.is_sorted_by(|a, b| a.name < b.name),
                "{:?}",
                table.first().map(|facts| facts.name)
            );
        }
        let mut names: Vec<_> = images().map(|facts| facts.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn every_entry_says_where_it_was_read() {
        for facts in images() {
            assert!(facts.source.len() > 10, "{}", facts.name);
        }
    }

    #[test]
    fn images_that_start_a_server() {
        assert!(starts_server("nginx", None) && starts_server("php", Some("8.4-fpm-alpine")));
        assert!(!starts_server("php", Some("8.4-cli")) && !starts_server("acme/nginx", None));
    }

    #[test]
    fn names_in_every_spelling() {
        for name in
            ["python", "library/python", "docker.io/library/python", "public.ecr.aws/docker/library/python"]
        {
            assert_eq!(image(name).map(|facts| facts.name), Some("python"), "{name}");
        }
        assert_eq!(image("gcr.io/distroless/static-debian13").map(|f| f.name), Some("gcr.io/distroless/*"));
        assert_eq!(image("docker.io/bitnami/nginx").map(|facts| facts.name), Some("bitnami/*"));
        assert_eq!(image("ghcr.io/acme/python"), None);
    }

    #[test]
    fn default_users() {
        let cases = [
            ("python", Some("3.14-slim"), DefaultUser::Root),
            ("node", None, DefaultUser::Root),
            ("jetty", Some("12.1"), DefaultUser::NonRoot("jetty")),
            ("haproxy", Some("3.4-alpine"), DefaultUser::NonRoot("haproxy")),
            ("bitnami/postgresql", Some("17"), DefaultUser::NonRoot("1001")),
            ("gcr.io/distroless/static-debian13", Some("nonroot"), DefaultUser::NonRoot("65532")),
            ("gcr.io/distroless/static-debian13", Some("debug-nonroot"), DefaultUser::NonRoot("65532")),
            ("gcr.io/distroless/static-debian13", None, DefaultUser::Root),
            ("mcr.microsoft.com/dotnet/aspnet", Some("10.0"), DefaultUser::Root),
            ("mcr.microsoft.com/dotnet/aspnet", Some("10.0-noble-chiseled"), DefaultUser::NonRoot("1654")),
            ("docker", Some("29-dind-rootless"), DefaultUser::NonRoot("rootless")),
            ("golang", Some("1.27-nanoserver"), DefaultUser::Unknown),
            ("scratch", None, DefaultUser::Root),
            ("ghcr.io/acme/api", None, DefaultUser::Unknown),
        ];
        for (name, tag, expected) in cases {
            assert_eq!(default_user(name, tag), expected, "{name}:{tag:?}");
        }
    }

    #[test]
    fn users_that_exist() {
        let cases = [
            ("node", Some("24-alpine"), Some(("node", Some(1000)))),
            ("php", Some("8.5-fpm"), Some(("www-data", Some(33)))),
            ("php", Some("8.5-fpm-alpine"), Some(("www-data", Some(82)))),
            ("postgres", Some("18-alpine"), Some(("postgres", Some(70)))),
            ("nginx", Some("1.30"), Some(("nginx", Some(101)))),
            ("mcr.microsoft.com/dotnet/aspnet", Some("8.0"), Some(("app", Some(1654)))),
            ("mcr.microsoft.com/dotnet/aspnet", Some("6.0"), None),
            ("python", None, None),
            ("node", Some("24-windowsservercore"), None),
        ];
        for (name, tag, expected) in cases {
            assert_eq!(
                existing_user(name, tag).map(|user| (user.name, user.uid)),
                expected,
                "{name}:{tag:?}"
            );
        }
    }

    #[test]
    fn tools_depend_on_the_variant() {
        let cases = [
            ("python", Some("3.14"), "curl", Some(true)),
            ("python", Some("3.14-slim"), "curl", Some(false)),
            ("python", Some("3.14-slim"), "python", Some(true)),
            ("python", Some("3.14-alpine"), "wget", Some(true)),
            ("python", Some("3.14-alpine"), "curl", Some(false)),
            ("node", Some("24-bookworm-slim"), "wget", Some(false)),
            ("node", Some("24-bookworm-slim"), "node", Some(true)),
            ("nginx", Some("1.30"), "curl", Some(true)),
            ("nginx", Some("1.30-alpine"), "curl", Some(true)),
            ("nginx", Some("1.30-alpine-slim"), "curl", Some(false)),
            ("golang", Some("1.27-alpine"), "git", None),
            ("debian", Some("13"), "curl", Some(false)),
            ("ghcr.io/astral-sh/uv", Some("0.12"), "uv", Some(true)),
            ("ghcr.io/astral-sh/uv", Some("0.12"), "curl", Some(false)),
            ("ghcr.io/astral-sh/uv", Some("python3.14-trixie"), "curl", Some(true)),
            ("ghcr.io/astral-sh/uv", Some("python3.14-trixie-slim"), "curl", Some(false)),
            ("scratch", None, "sh", Some(false)),
            ("gcr.io/distroless/cc", Some("debug"), "wget", Some(true)),
            ("gcr.io/distroless/cc", None, "wget", Some(false)),
            ("ghcr.io/acme/api", Some("1"), "curl", None),
        ];
        for (name, tag, tool, expected) in cases {
            assert_eq!(has_tool(name, tag, tool), expected, "{tool} in {name}:{tag:?}");
        }
    }
}

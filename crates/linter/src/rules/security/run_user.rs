//! Shared: who is to run a container instead of root.

use plimsoll_semantics::facts::images::Family;
use plimsoll_semantics::{ImageName, Stage, UnprivilegedUser};

pub(super) struct RunUser {
    /// As USER names it.
    pub(super) name: String,
    /// The shell command that makes it, if it is not there.
    pub(super) creation: Option<&'static str>,
    /// The RUN of the file that makes it, an index into the items.
    pub(super) created_by: Option<usize>,
    /// It has a group of its own name.
    has_group: bool,
}

/// A user needs no name, and this one is nobody's.
const NOBODYS_NUMBER: &str = "65532:65532";

impl RunUser {
    pub(super) fn of(stage: Stage<'_>) -> RunUser {
        let family = stage.family();
        if family == Family::Windows {
            return RunUser::existing("ContainerUser");
        }
        // Distroless images call that number `nonroot`; Kubernetes can tell only of a number that it is not root.
        if let Some(user) = stage.unprivileged_user().filter(|user| user.name != "nonroot") {
            let has_group = user.created_by.is_none() && is_of_image(stage, &user);
            return RunUser { name: user.name, creation: None, created_by: user.created_by, has_group };
        }
        let creation = match family {
            // Another one of the same name could be among them.
            _ if stage.creates_accounts() || !can_run(stage) => None,
            Family::Alpine | Family::Busybox => Some("addgroup -S app && adduser -S -G app app"),
            _ => Some("groupadd --system app && useradd --system --gid app --create-home app"),
        };
        match creation {
            Some(_) => RunUser { creation, has_group: true, ..RunUser::existing("app") },
            None => RunUser::existing(NOBODYS_NUMBER),
        }
    }

    fn existing(name: &str) -> RunUser {
        RunUser { name: name.to_owned(), creation: None, created_by: None, has_group: false }
    }

    /// As `--chown` takes it. BuildKit: a name alone brings its own group, a number alone the group of that number.
    pub(super) fn owner(&self) -> String {
        if self.has_group { format!("{0}:{0}", self.name) } else { self.name.clone() }
    }

    /// BuildKit: `--link` copies onto nothing, where no name can be looked up.
    pub(super) fn is_number(&self) -> bool {
        self.name.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
    }

    /// The command that makes folders, or takes over those that are there.
    pub(super) fn install(&self, folders: &[String]) -> String {
        let owner = self.owner();
        let (user, group) = owner.split_once(':').unwrap_or((&owner, ""));
        let group = if group.is_empty() { String::new() } else { format!(" -g {group}") };
        format!("install -d -o {user}{group} {}", folders.join(" "))
    }
}

fn is_of_image(stage: Stage<'_>, user: &UnprivilegedUser) -> bool {
    let facts = stage.root_base().image().and_then(ImageName::facts);
    let mut users = facts.iter().flat_map(|facts| facts.users.iter().chain(facts.alpine_users));
    users.any(|known| known.name == user.name)
}

/// Whether a RUN finds a shell and the programs that make users and folders.
pub(super) fn can_run(stage: Stage<'_>) -> bool {
    let family = stage.family();
    let has_programs =
        matches!(family, Family::Alpine | Family::Busybox) || family.has_useradd() == Some(true);
    has_programs && stage.shell().dialect().is_posix()
}

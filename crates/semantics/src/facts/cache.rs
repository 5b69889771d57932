//! Folders that a tool fills with downloads, worth a cache mount.

/// Where a tool keeps its downloads when root runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheFolder {
    /// Without any of the variables. Absolute, no trailing slash.
    pub path: &'static str,
    /// Variables that move the folder, strongest first.
    pub variables: &'static [CacheVariable],
    pub sharing: Sharing,
    /// Without the variables it is somewhere else in other images than the one that `path` was read from.
    pub varies: bool,
}

/// `NAME=/x` moves the folder to `/x` + `suffix`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheVariable {
    pub name: &'static str,
    /// Empty, or a path with a leading slash.
    pub suffix: &'static str,
}

/// What two builds that use the folder at once need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    Shared,
    /// `sharing=locked`: the tool takes a lock, or breaks without one.
    Locked,
}

impl CacheFolder {
    pub(super) const fn shared(path: &'static str, variables: &'static [CacheVariable]) -> Self {
        CacheFolder { path, variables, sharing: Sharing::Shared, varies: false }
    }

    pub(super) const fn locked(path: &'static str) -> Self {
        CacheFolder { path, variables: &[], sharing: Sharing::Locked, varies: false }
    }

    /// The folder where `variable` gives the values in force, for a user with this home.
    pub fn resolve<V: AsRef<str>>(&self, variable: impl Fn(&str) -> Option<V>, home: &str) -> String {
        for CacheVariable { name, suffix } in self.variables {
            if let Some(value) = variable(name).filter(|value| !value.as_ref().is_empty()) {
                return format!("{}{suffix}", value.as_ref().trim_end_matches('/'));
            }
        }
        match self.path.strip_prefix("/root/") {
            Some(rest) => format!("{}/{rest}", home.trim_end_matches('/')),
            None => self.path.to_owned(),
        }
    }
}

pub(super) const fn at(name: &'static str) -> CacheVariable {
    CacheVariable { name, suffix: "" }
}

pub(super) const fn below(name: &'static str, suffix: &'static str) -> CacheVariable {
    CacheVariable { name, suffix }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GO: CacheFolder =
        CacheFolder::shared("/root/go/pkg/mod", &[at("GOMODCACHE"), below("GOPATH", "/pkg/mod")]);

    fn resolve(environment: &[(&'static str, &'static str)]) -> String {
        let variable = |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        GO.resolve(variable, "/root")
    }

    #[test]
    fn the_strongest_variable_that_is_set_decides() {
        assert_eq!(resolve(&[]), "/root/go/pkg/mod");
        assert_eq!(resolve(&[("GOPATH", "/go/")]), "/go/pkg/mod");
        assert_eq!(resolve(&[("GOPATH", "/go"), ("GOMODCACHE", "/mods")]), "/mods");
        assert_eq!(resolve(&[("GOMODCACHE", "")]), "/root/go/pkg/mod");
    }

    #[test]
    fn below_the_home_of_the_user() {
        assert_eq!(GO.resolve(|_| None::<&str>, "/home/app"), "/home/app/go/pkg/mod");
        assert_eq!(
            CacheFolder::locked("/var/cache/apt").resolve(|_| None::<&str>, "/home/app"),
            "/var/cache/apt"
        );
    }
}

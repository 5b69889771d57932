//! How command lines of installers say which version of a package they mean. Read on 2026-11-22.

/// An installer that takes packages on its command line.
#[derive(Debug, Clone, Copy)]
pub struct PackageInstaller {
    /// A version at the end (`pip3.12`) does not count.
    pub programs: &'static [&'static str],
    /// The words that install.
    pub commands: &'static [&'static [&'static str]],
    /// Flags that take the next word as their value.
    pub value_flags: &'static [&'static str],
    /// Flags with which something else says the versions.
    pub versions_by: &'static [&'static str],
    /// Variables that do.
    pub versions_by_variables: &'static [&'static str],
    /// Only the first word behind the command is a package.
    pub takes_one: bool,
    /// Whether a package is whatever is newest.
    floats: fn(&str) -> bool,
    pub source: &'static str,
}

const NPM_FLAGS: &[&str] = &[
    "-C",
    "-w",
    "--before",
    "--cache",
    "--cpu",
    "--cwd",
    "--dir",
    "--fetch-retries",
    "--fetch-timeout",
    "--filter",
    "--global-dir",
    "--include",
    "--install-strategy",
    "--libc",
    "--location",
    "--loglevel",
    "--maxsockets",
    "--modules-folder",
    "--network-concurrency",
    "--network-timeout",
    "--omit",
    "--os",
    "--prefix",
    "--registry",
    "--script-shell",
    "--tag",
    "--userconfig",
    "--workspace",
];

const PIP_FLAGS: &[&str] = &[
    "-C",
    "-b",
    "-c",
    "-e",
    "-f",
    "-i",
    "-p",
    "-r",
    "-t",
    "--abi",
    "--build",
    "--build-option",
    "--cache-dir",
    "--cert",
    "--client-cert",
    "--config-settings",
    "--constraint",
    "--default-index",
    "--editable",
    "--exists-action",
    "--extra-index-url",
    "--find-links",
    "--global-option",
    "--group",
    "--implementation",
    "--index",
    "--index-strategy",
    "--index-url",
    "--install-option",
    "--keyring-provider",
    "--log",
    "--no-binary",
    "--only-binary",
    "--override",
    "--pip-args",
    "--platform",
    "--prefix",
    "--progress-bar",
    "--proxy",
    "--python",
    "--python-version",
    "--report",
    "--requirement",
    "--retries",
    "--root",
    "--root-user-action",
    "--src",
    "--suffix",
    "--target",
    "--timeout",
    "--torch-backend",
    "--trusted-host",
    "--upgrade-strategy",
    "--use-deprecated",
    "--use-feature",
    "--with",
];

pub const PACKAGE_INSTALLERS: &[PackageInstaller] = &[
    PackageInstaller {
        programs: &["cargo"],
        commands: &[&["install"]],
        value_flags: &[
            "-F",
            "-j",
            "-Z",
            "--bin",
            "--branch",
            "--config",
            "--example",
            "--features",
            "--git",
            "--index",
            "--path",
            "--profile",
            "--registry",
            "--rev",
            "--root",
            "--tag",
            "--target",
            "--target-dir",
            "--vers",
            "--version",
        ],
        versions_by: &["--git", "--path", "--vers", "--version"],
        versions_by_variables: &[],
        takes_one: false,
        floats: |package| !package.contains('@'),
        source: "cargo-install(1)",
    },
    PackageInstaller {
        programs: &["gem"],
        commands: &[&["i"], &["install"]],
        value_flags: &[
            "-P",
            "-g",
            "-i",
            "-n",
            "-p",
            "-s",
            "-v",
            "--bindir",
            "--file",
            "--http-proxy",
            "--install-dir",
            "--platform",
            "--source",
            "--trust-policy",
            "--version",
        ],
        versions_by: &["-g", "-v", "--file", "--version"],
        versions_by_variables: &[],
        takes_one: false,
        floats: |package| !package.contains(':') && !package.ends_with(".gem"),
        source: "gem help install",
    },
    PackageInstaller {
        programs: &["go"],
        commands: &[&["get"]],
        value_flags: GO_FLAGS,
        versions_by: &[],
        versions_by_variables: &[],
        takes_one: false,
        floats: |package| is_remote_module(package) && version_at(package).is_none_or(is_moving),
        source: "https://go.dev/ref/mod",
    },
    PackageInstaller {
        programs: &["go"],
        commands: &[&["install"]],
        value_flags: GO_FLAGS,
        versions_by: &[],
        versions_by_variables: &[],
        takes_one: false,
        // Without any version, go.mod says it.
        floats: |package| is_remote_module(package) && version_at(package).is_some_and(is_moving),
        source: "https://go.dev/ref/mod",
    },
    PackageInstaller {
        programs: &["go"],
        commands: &[&["run"]],
        value_flags: GO_FLAGS,
        versions_by: &[],
        versions_by_variables: &[],
        takes_one: true,
        floats: |package| is_remote_module(package) && version_at(package).is_some_and(is_moving),
        source: "https://go.dev/ref/mod",
    },
    PackageInstaller {
        programs: &["npm"],
        commands: &[&["add"], &["i"], &["install"]],
        value_flags: NPM_FLAGS,
        versions_by: &["--before"],
        versions_by_variables: &[],
        takes_one: false,
        floats: npm_floats,
        source: "npm-install(1)",
    },
    PackageInstaller {
        programs: &["bun", "pnpm", "yarn"],
        commands: &[&["add"], &["global", "add"]],
        value_flags: NPM_FLAGS,
        versions_by: &[],
        versions_by_variables: &[],
        takes_one: false,
        floats: npm_floats,
        source: "https://pnpm.io/cli/add, https://classic.yarnpkg.com/en/docs/cli/add",
    },
    PackageInstaller {
        programs: &["pip"],
        commands: &[&["install"]],
        value_flags: PIP_FLAGS,
        versions_by: PIP_VERSIONS,
        versions_by_variables: &["PIP_CONSTRAINT", "PIP_NO_INDEX"],
        takes_one: false,
        floats: python_floats,
        source: "https://pip.pypa.io/en/stable/cli/pip_install/",
    },
    PackageInstaller {
        programs: &["pipx"],
        commands: &[&["install"]],
        value_flags: PIP_FLAGS,
        versions_by: &[],
        versions_by_variables: &["PIP_CONSTRAINT"],
        takes_one: false,
        floats: python_floats,
        source: "https://pipx.pypa.io/stable/docs/",
    },
    PackageInstaller {
        programs: &["uv"],
        commands: &[&["pip", "install"], &["tool", "install"]],
        value_flags: PIP_FLAGS,
        versions_by: PIP_VERSIONS,
        versions_by_variables: &["UV_CONSTRAINT", "UV_EXCLUDE_NEWER"],
        takes_one: false,
        floats: |package| python_floats(package) && version_at(package).is_none_or(is_moving),
        source: "https://docs.astral.sh/uv/reference/cli/",
    },
];

const GO_FLAGS: &[&str] =
    &["-asmflags", "-exec", "-gcflags", "-ldflags", "-mod", "-modfile", "-o", "-p", "-tags"];

const PIP_VERSIONS: &[&str] = &["-c", "--constraint", "--constraints", "--exclude-newer", "--no-index"];

impl PackageInstaller {
    /// The one of its programs that a name without a folder means.
    pub(crate) fn program_of(&self, name: &str) -> Option<&'static str> {
        let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        self.programs.iter().copied().find(|program| *program == bare)
    }

    /// Whether a package on the command line is of no version in particular: whatever is newest when the build runs.
    pub fn floats(&self, package: &str) -> bool {
        let is_file = [".", "/", "~"].iter().any(|start| package.starts_with(start));
        !is_file && (self.floats)(package)
    }
}

/// What stands behind the last `@`, but for that of a scope.
fn version_at(package: &str) -> Option<&str> {
    let (name, version) = package.rsplit_once('@')?;
    (!name.is_empty()).then_some(version)
}

/// `latest`, `next`, `main`: the name of what moves. One with a number in it stays near that: `latest-10`, `v2`.
fn is_moving(version: &str) -> bool {
    !version.contains(|c: char| c.is_ascii_digit())
}

/// Other packages are of Go itself, or of the project.
fn is_remote_module(package: &str) -> bool {
    let host = package.split('/').next().unwrap_or_default();
    package.contains('/') && host.contains('.') && !package.starts_with('.')
}

/// Git repositories are of the default branch where nothing behind `#` says another one.
fn npm_floats(package: &str) -> bool {
    const ARCHIVES: &[&str] = &[".tar", ".tar.gz", ".tgz"];
    let is_archive = ARCHIVES.iter().any(|end| package.ends_with(end)) || package.starts_with("file:");
    if is_archive || package.contains('#') {
        return false;
    }
    match version_at(package) {
        Some(version) if !package.contains("://") => is_moving(version),
        _ => true,
    }
}

/// Any condition on the version will do. Repositories are of the default branch where nothing behind `@` says another one.
fn python_floats(package: &str) -> bool {
    const ARCHIVES: &[&str] = &[".tar.gz", ".whl", ".zip"];
    let address = package.split_once("@ ").map_or(package, |(_, address)| address.trim_start());
    if let Some((scheme, rest)) = address.split_once("://") {
        let path = rest.split_once('/').map_or("", |(_, path)| path);
        return scheme.contains('+') && !path.contains('@');
    }
    !package.contains(['=', '<', '>', '~', '!', '/']) && !ARCHIVES.iter().any(|end| package.ends_with(end))
}

/// Whether a package of a distribution is of no version in particular; nothing for package managers that know only one.
pub fn system_package_floats(manager: &str, package: &str) -> Option<bool> {
    let has = |signs: &[char]| package.contains(signs);
    let is_file = |extension: &str| has(&['/']) || package.ends_with(extension);
    match manager {
        "apk" => Some(!has(&['=', '~', '<', '>', '!']) && !is_file(".apk")),
        // `name-` takes a package away.
        "apt-get" => Some(!has(&['=']) && !is_file(".deb") && !package.ends_with('-')),
        "dnf" | "microdnf" | "yum" => {
            Some(!has(&['=', '<', '>', '@']) && !is_file(".rpm") && !has_rpm_version(package))
        }
        "zypper" => Some(!has(&['=', '<', '>']) && !is_file(".rpm") && !package.starts_with('-')),
        _ => None,
    }
}

/// `name-version` or `name-version-release`, where both begin with a digit.
fn has_rpm_version(package: &str) -> bool {
    package.rsplit_once('-').is_some_and(|(_, last)| last.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those of the packages that float.
    fn floating(program: &str, command: &str, packages: &str) -> String {
        let is_meant = |one: &&PackageInstaller| {
            one.programs.contains(&program) && one.commands.iter().any(|words| words.join(" ") == command)
        };
        let installer = PACKAGE_INSTALLERS.iter().find(is_meant).unwrap();
        let floating = packages.split(' ').filter(|package| installer.floats(package));
        floating.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn python() {
        let packages = "a a==1 a>=1 a~=1 a[x] a[x]==1 . ./a .[dev] a.whl https://b/a.tar.gz git+https://u@b/a \
                        git+https://b/a@v1 gitpython $A/a";
        assert_eq!(floating("pip", "install", packages), "a a[x] git+https://u@b/a gitpython");
        assert_eq!(floating("uv", "tool install", "a a@1 a@latest a==1"), "a a@latest");
        assert!(!python_floats("a @ https://b/a.whl") && python_floats("a @ git+ssh://git@b/a"));
    }

    #[test]
    fn javascript() {
        let packages = "a a@1 a@latest a@latest-10 @s/a @s/a@^1 a@ a@npm:b@2 ./a /a.tgz ~/a https://b/a.tgz \
                        b/a b/a#v1 git+ssh://git@b/a.git git+ssh://git@b/a.git#1";
        assert_eq!(floating("npm", "install", packages), "a a@latest @s/a a@ b/a git+ssh://git@b/a.git");
    }

    #[test]
    fn the_others() {
        assert_eq!(floating("go", "install", "./... fmt b.c/d b.c/d@v1 b.c/d@latest"), "b.c/d@latest");
        assert_eq!(floating("go", "get", "./... b.c/d b.c/d@v1 b.c/d@master"), "b.c/d b.c/d@master");
        assert_eq!(floating("gem", "install", "a a:1 a.gem"), "a");
        assert_eq!(floating("cargo", "install", "a a@1"), "a");
    }

    #[test]
    fn systems() {
        let floating = |manager: &str, packages: &str| {
            let floating =
                packages.split(' ').filter(|one| system_package_floats(manager, one) == Some(true));
            floating.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(floating("apt-get", "a a=1 a/stable ./a.deb a-"), "a");
        assert_eq!(floating("apk", "a a=1 a~1 a>1 a.apk a@edge"), "a a@edge");
        assert_eq!(
            floating("yum", "a a-1 a-devel a-1-2.el9 java-1.8.0-openjdk @g a.rpm"),
            "a a-devel java-1.8.0-openjdk"
        );
        assert_eq!(floating("zypper", "a a=1 a.rpm"), "a");
        assert_eq!(floating("pacman", "a"), "");
    }
}

//! The package managers of distributions. Read on 2026-11-22.

use super::cache::CacheFolder;

/// How one package manager is called, and what it leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackageManager {
    /// Program names, the one to write in a script first.
    pub programs: &'static [&'static str],
    /// Words of the command line that fetch the package index; empty where `install` does it by itself.
    pub update: &'static [&'static str],
    /// `install` fetches an index that has grown old again by itself.
    pub refreshes_index: bool,
    pub install: &'static [&'static str],
    pub upgrade: &'static [&'static str],
    /// Words that empty the cache; which ones remove everything says `cleanup`.
    pub clean: &'static [&'static str],
    /// Shell command that leaves nothing of the cache in the layer.
    pub cleanup: &'static str,
    /// Flag of `install` that leaves no cache in the first place.
    pub no_cache: Option<&'static str>,
    /// Flag without which `install` asks; `None` where it never does.
    pub assume_yes: Option<&'static str>,
    /// Other spellings of `assume_yes`.
    pub also_assume_yes: &'static [&'static str],
    /// Flags that take the next word as their value.
    pub value_flags: &'static [&'static str],
    /// Flag that leaves out recommended packages.
    pub required_only: Option<&'static str>,
    /// Flags with which it changes nothing.
    pub only_shows: &'static [&'static str],
    pub caches: &'static [CacheFolder],
    /// What it needs to find its downloads in `caches` again; `None` where it deletes them whatever one does, or where
    /// nobody looked.
    pub keeps: Option<Keeps>,
    pub source: &'static str,
}

/// When a package manager leaves its downloads in the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    ByItself,
    /// With this flag of `install`.
    WithFlag(&'static str),
    /// In a container, behind this command.
    Behind(&'static str),
}

/// Sorted by name.
pub const PACKAGE_MANAGERS: &[PackageManager] = &[
    PackageManager {
        programs: &["apk"],
        update: &["update"],
        refreshes_index: true,
        install: &["add"],
        upgrade: &["upgrade"],
        clean: &["cache"],
        // `apk cache clean` keeps the index.
        cleanup: "rm -rf /var/cache/apk/*",
        no_cache: Some("--no-cache"),
        assume_yes: None,
        also_assume_yes: &[],
        value_flags: &[
            "--arch",
            "--keys-dir",
            "--repositories-file",
            "--repository",
            "--root",
            "--virtual",
            "-X",
            "-p",
            "-t",
        ],
        required_only: None,
        only_shows: &["-s", "--simulate"],
        // Packages are kept only where /etc/apk/cache is a link to a folder; the index always lands here.
        caches: &[CacheFolder::locked("/var/cache/apk")],
        keeps: Some(Keeps::Behind("ln -sfn /var/cache/apk /etc/apk/cache")),
        source: "apk-cache(5) and apk-cache(8), 2024-10-29",
    },
    PackageManager {
        programs: &["apt-get", "apt"],
        update: &["update"],
        refreshes_index: false,
        install: &["install"],
        upgrade: &["dist-upgrade", "full-upgrade", "upgrade"],
        clean: &["auto-clean", "autoclean", "clean", "dist-clean"],
        // Debian's and Ubuntu's images delete the packages themselves (/etc/apt/apt.conf.d/docker-clean): a cache
        // mount needs that file removed, and only the lists are left to clean.
        cleanup: "rm -rf /var/lib/apt/lists/*",
        no_cache: None,
        assume_yes: Some("-y"),
        also_assume_yes: &["--assume-yes", "--yes", "-qq"],
        value_flags: &["--config-file", "--option", "--target-release", "-a", "-c", "-o", "-t"],
        required_only: Some("--no-install-recommends"),
        only_shows: &["-s", "--dry-run", "--just-print", "--no-act", "--print-uris", "--recon", "--simulate"],
        caches: &[CacheFolder::locked("/var/cache/apt"), CacheFolder::locked("/var/lib/apt")],
        keeps: Some(Keeps::Behind("rm -f /etc/apt/apt.conf.d/docker-clean")),
        source: "apt-get(8) of Debian 12; debuerreotype/debuerreotype 027b65ff: scripts/debuerreotype-minimizing-config; \
                 docker/docs 0082ac81: content/manuals/build/cache/optimize.md; \
                 docker-library/python 4f070595: 3.14/slim-trixie/Dockerfile (dist-clean)",
    },
    PackageManager {
        programs: &["dnf", "dnf5", "dnf4"],
        update: &["makecache", "mc"],
        refreshes_index: true,
        install: &["in", "install", "install-n", "install-na", "install-nevra"],
        upgrade: &["distro-sync", "dsync", "up", "up-min", "update", "upgrade", "upgrade-minimal"],
        clean: &["clean"],
        cleanup: "dnf clean all",
        no_cache: None,
        assume_yes: Some("-y"),
        also_assume_yes: &["--assumeyes"],
        value_flags: &[
            "--config",
            "--disablerepo",
            "--enablerepo",
            "--exclude",
            "--installroot",
            "--releasever",
            "--repo",
            "--setopt",
            "-c",
            "-x",
        ],
        required_only: Some("--setopt=install_weak_deps=False"),
        only_shows: &["--assumeno"],
        // dnf 5 uses libdnf5, dnf 4 the other.
        caches: &[CacheFolder::locked("/var/cache/libdnf5"), CacheFolder::locked("/var/cache/dnf")],
        keeps: Some(Keeps::WithFlag("--setopt=keepcache=True")),
        source: "dnf(8) 4.14; dnf5-caching(7), 2025-04-23",
    },
    PackageManager {
        programs: &["microdnf"],
        update: &["makecache"],
        refreshes_index: true,
        install: &["install"],
        upgrade: &["distro-sync", "dsync", "update", "upgrade"],
        clean: &["clean"],
        cleanup: "microdnf clean all",
        no_cache: None,
        assume_yes: Some("-y"),
        also_assume_yes: &["--assumeyes"],
        value_flags: &["--disablerepo", "--enablerepo", "--installroot", "--releasever", "--setopt"],
        required_only: Some("--setopt=install_weak_deps=0"),
        only_shows: &[],
        caches: &[CacheFolder::locked("/var/cache/yum")],
        keeps: None,
        source: "rpm-software-management/microdnf 0c194e8 (2025-11-24): dnf/dnf-main.c, dnf/plugins",
    },
    PackageManager {
        programs: &["pacman"],
        update: &["-Sy", "-Syu", "-Syy", "-Syyu"],
        refreshes_index: false,
        install: &["--sync", "-S", "-Sy", "-Syu", "-Syy", "-Syyu"],
        upgrade: &["-Su", "-Syu", "-Syyu"],
        clean: &["-Sc", "-Scc"],
        // `pacman -Scc --noconfirm` takes the default answer, which is to keep the packages.
        cleanup: "rm -rf /var/cache/pacman/pkg/*",
        no_cache: None,
        assume_yes: Some("--noconfirm"),
        also_assume_yes: &[],
        value_flags: &["--config", "--dbpath", "--ignore", "--root", "-b", "-r"],
        required_only: None,
        only_shows: &["-p", "--print"],
        caches: &[CacheFolder::locked("/var/cache/pacman/pkg")],
        keeps: Some(Keeps::ByItself),
        source: "pacman(8) 6.0.2",
    },
    PackageManager {
        programs: &["yum"],
        update: &["makecache"],
        refreshes_index: true,
        install: &["install"],
        upgrade: &["update", "upgrade"],
        clean: &["clean"],
        cleanup: "yum clean all",
        no_cache: None,
        assume_yes: Some("-y"),
        also_assume_yes: &["--assumeyes"],
        value_flags: &[
            "--config",
            "--disablerepo",
            "--enablerepo",
            "--exclude",
            "--installroot",
            "--releasever",
            "--setopt",
            "-c",
            "-x",
        ],
        required_only: None,
        only_shows: &["--assumeno"],
        caches: &[CacheFolder::locked("/var/cache/yum")],
        keeps: Some(Keeps::WithFlag("--setopt=keepcache=1")),
        source: "Red Hat Enterprise Linux 6 Deployment Guide, 8.4.7; where yum is a link to dnf, dnf's folders count",
    },
    PackageManager {
        programs: &["zypper"],
        update: &["ref", "refresh"],
        refreshes_index: true,
        install: &["in", "install"],
        upgrade: &["dist-upgrade", "dup", "patch", "up", "update"],
        clean: &["cc", "clean"],
        cleanup: "zypper clean --all",
        no_cache: None,
        assume_yes: Some("-y"),
        also_assume_yes: &["--no-confirm", "--non-interactive", "-n"],
        value_flags: &["--from", "--repo", "--root", "--type", "-R", "-r", "-t"],
        required_only: Some("--no-recommends"),
        only_shows: &["-D", "--dry-run"],
        caches: &[CacheFolder::locked("/var/cache/zypp")],
        keeps: None,
        source: "zypper(8) 1.14.42; openSUSE/libzypp 5adf0720 (2026-06-24): zypp/ZConfig.cc",
    },
];

/// By the name of its program, without a folder.
pub fn package_manager(program: &str) -> Option<&'static PackageManager> {
    PACKAGE_MANAGERS.iter().find(|manager| manager.programs.contains(&program))
}

impl PackageManager {
    /// The program to write in a script.
    pub fn name(&self) -> &'static str {
        self.programs[0]
    }

    /// Whether a command line with this word fetches the package index.
    pub fn updates(&self, word: &str) -> bool {
        self.update.contains(&word)
    }

    pub fn installs(&self, word: &str) -> bool {
        self.install.contains(&word)
    }

    pub fn upgrades(&self, word: &str) -> bool {
        self.upgrade.contains(&word)
    }

    /// Whether a word says what to do.
    pub fn is_action(&self, word: &str) -> bool {
        self.updates(word) || self.installs(word) || self.upgrades(word) || self.cleans(word)
    }

    pub fn cleans(&self, word: &str) -> bool {
        self.clean.contains(&word)
    }

    /// Whether the flag keeps the program from asking, alone or among others behind one dash: `-qy`.
    pub fn assumes_yes(&self, flag: &str) -> bool {
        let is_cluster = |text: &str| {
            text.strip_prefix('-').is_some_and(|letters| letters.bytes().all(|b| b.is_ascii_alphabetic()))
        };
        let mut names = self.assume_yes.iter().chain(self.also_assume_yes);
        names.any(|name| *name == flag || is_cluster(name) && is_cluster(flag) && flag.contains(&name[1..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_and_unique() {
        assert!(PACKAGE_MANAGERS.is_sorted_by(|a, b| a.name() < b.name()));
        for manager in PACKAGE_MANAGERS {
            for words in [manager.update, manager.install, manager.upgrade, manager.clean] {
                assert!(words.is_sorted_by(|a, b| a < b), "{}: {words:?}", manager.name());
            }
        }
    }

    #[test]
    fn every_manager_installs_and_cleans_somewhere() {
        for manager in PACKAGE_MANAGERS {
            assert!(!manager.install.is_empty() && !manager.caches.is_empty(), "{}", manager.name());
            for cache in manager.caches {
                assert!(cache.path.starts_with("/var/"), "{}", cache.path);
            }
        }
    }

    #[test]
    fn programs_share_one_entry() {
        assert_eq!(package_manager("apt"), package_manager("apt-get"));
        assert_eq!(package_manager("dnf5").map(PackageManager::name), Some("dnf"));
        assert_eq!(package_manager("pip"), None);
    }

    #[test]
    fn flags_that_assume_yes() {
        let assumes_yes = |program: &str, flag: &str| package_manager(program).unwrap().assumes_yes(flag);
        assert!(
            assumes_yes("apt-get", "-fy") && assumes_yes("apt-get", "-qq") && assumes_yes("apt", "--yes")
        );
        assert!(!assumes_yes("apt-get", "-q") && !assumes_yes("apt-get", "--no-yes"));
        assert!(assumes_yes("zypper", "-n") && !assumes_yes("dnf", "-n"));
        assert!(assumes_yes("pacman", "--noconfirm") && !assumes_yes("pacman", "-Sy"));
    }

    #[test]
    fn one_word_can_do_several_things() {
        let pacman = package_manager("pacman").unwrap();
        assert!(pacman.updates("-Syu") && pacman.installs("-Syu") && pacman.upgrades("-Syu"));
        assert!(pacman.installs("-S") && !pacman.updates("-S"));
    }
}

//! `RUN --mount`: its types and their options.

/// What one type of mount does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MountDoc {
    pub name: &'static str,
    /// Markdown.
    pub text: &'static str,
    pub options: &'static [OptionDoc],
}

/// One option of a mount type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionDoc {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    /// To read, such as `the working directory`.
    pub default: Option<&'static str>,
    /// Accepted without any effect.
    pub ignored: bool,
    /// Markdown.
    pub text: &'static str,
}

impl OptionDoc {
    pub fn markdown(&self) -> String {
        let mut markdown = format!("`{}`", self.name);
        for alias in self.aliases {
            markdown.push_str(&format!(", `{alias}`"));
        }
        markdown.push_str(&format!(": {}", self.text));
        if self.ignored {
            markdown.push_str(" **Accepted here, but ignored.**");
        }
        if let Some(default) = self.default {
            markdown.push_str(&format!("\n\nDefault: {default}."));
        }
        markdown
    }
}

/// Names are in any case.
pub fn mount_type(name: &str) -> Option<&'static MountDoc> {
    MOUNTS.iter().find(|mount| mount.name.eq_ignore_ascii_case(name))
}

/// Keys are in any case, aliases count.
pub fn mount_option(mount: &str, key: &str) -> Option<&'static OptionDoc> {
    mount_type(mount)?.options.iter().find(|option| {
        option.name.eq_ignore_ascii_case(key)
            || option.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(key))
    })
}

const fn option(name: &'static str, default: &'static str, text: &'static str) -> OptionDoc {
    OptionDoc { name, aliases: &[], default: Some(default), ignored: false, text }
}

const fn plain(name: &'static str, text: &'static str) -> OptionDoc {
    OptionDoc { name, aliases: &[], default: None, ignored: false, text }
}

const fn ignored(name: &'static str, text: &'static str) -> OptionDoc {
    OptionDoc { name, aliases: &[], default: None, ignored: true, text }
}

const fn also(option: OptionDoc, aliases: &'static [&'static str]) -> OptionDoc {
    OptionDoc { aliases, ..option }
}

const TYPE: OptionDoc =
    option("type", "`bind`", "kind of the mount: `bind`, `cache`, `tmpfs`, `secret` or `ssh`.");
const TARGET: OptionDoc = also(
    option(
        "target",
        "the working directory",
        "where the mount is seen; a relative path starts at `WORKDIR`. `/` is refused.",
    ),
    &["dst", "destination"],
);
const READWRITE: OptionDoc =
    also(plain("readwrite", "the opposite of `readonly`; of the two the last one counts."), &["rw"]);
const IGNORED_ENV: OptionDoc = ignored("env", "only a secret has this.");
const IGNORED_ID: OptionDoc = ignored("id", "only caches, secrets and agents have a name.");
const IGNORED_READONLY: OptionDoc =
    also(ignored("readonly", "this kind of mount has no such choice."), &["ro"]);
const IGNORED_READWRITE: OptionDoc =
    also(ignored("readwrite", "this kind of mount has no such choice."), &["rw"]);
const IGNORED_FROM: OptionDoc = ignored("from", "the stage or image is still built or pulled for it.");
const REQUIRED: OptionDoc = option(
    "required",
    "`false`",
    "fails the build when it was not given to the build. May stand without a value, and must come after `type=`.",
);
const UID: OptionDoc = option("uid", "0", "number of the owner.");
const GID: OptionDoc = option("gid", "0", "number of the group.");

/// All types, `bind` first: it is what a mount without `type` is.
pub const MOUNTS: &[MountDoc] = &[
    MountDoc {
        name: "bind",
        text: "Shows files of the build context, a stage or an image to the command, without copying them into a layer. \
               Read-only unless `rw` is set; what is written then is thrown away.",
        options: &[
            TYPE,
            TARGET,
            also(option("source", "the root of `from`", "path in `from`."), &["src"]),
            option(
                "from",
                "the build context",
                "stage (name in any case, no number), image or named context. Variables are an error.",
            ),
            also(option("readonly", "`true`", "refuses writes."), &["ro"]),
            READWRITE,
            IGNORED_ID,
            IGNORED_ENV,
        ],
    },
    MountDoc {
        name: "cache",
        text: "A folder that later builds on the same builder find again, for the downloads of a package manager. It is \
               not part of the image, and a build must work when it is empty.",
        options: &[
            TYPE,
            TARGET,
            option("id", "the target path", "name of the cache; mounts with one name share it."),
            also(option("source", "the root of `from`", "path in `from`."), &["src"]),
            option("from", "an empty folder", "stage, image or named context that the cache starts with."),
            option(
                "sharing",
                "`shared`",
                "what builds at the same time do: `shared` writes together, `private` gives each a cache of its own, \
                 `locked` waits. apt needs `locked`.",
            ),
            also(option("readonly", "`false`", "refuses writes."), &["ro"]),
            READWRITE,
            option("mode", "0755", "octal mode of a new cache. Only while `source` is not set."),
            option("uid", "0", "number of the owner of a new cache. Only while `source` is not set."),
            option("gid", "0", "number of the group of a new cache. Only while `source` is not set."),
            IGNORED_ENV,
        ],
    },
    MountDoc {
        name: "tmpfs",
        text: "An empty folder in memory, gone after the command.",
        options: &[
            TYPE,
            TARGET,
            option(
                "size",
                "unlimited",
                "upper limit, such as `64m` or `1.5g`. Must come after `type=tmpfs`. Dockerfile frontend 1.4.",
            ),
            also(option("readonly", "`false`", "refuses writes."), &["ro"]),
            READWRITE,
            IGNORED_FROM,
            also(ignored("source", "there is nothing to take it from."), &["src"]),
            IGNORED_ID,
            IGNORED_ENV,
        ],
    },
    MountDoc {
        name: "secret",
        text: "A secret that was given to the build (`--secret`), as a file or a variable of this command only. It does \
               not get into the image. One of `id`, `source` and `target` is needed.",
        options: &[
            TYPE,
            option("id", "the file name of `target`", "name of the secret. Not together with `source`."),
            also(plain("source", "another word for `id`. Not together with it."), &["src"]),
            also(
                option(
                    "target",
                    "`/run/secrets/` and the file name of `id`; none with `env`",
                    "path of the file.",
                ),
                &["dst", "destination"],
            ),
            plain(
                "env",
                "variable that holds the secret; without `target` there is no file then. Dockerfile frontend 1.10.",
            ),
            REQUIRED,
            option("mode", "0400", "octal mode of the file."),
            UID,
            GID,
            IGNORED_READONLY,
            IGNORED_READWRITE,
        ],
    },
    MountDoc {
        name: "ssh",
        text: "The socket of an SSH agent that was given to the build (`--ssh`), for this command only: keys stay outside.",
        options: &[
            TYPE,
            option("id", "`default`", "name of the agent."),
            also(
                option("target", "`/run/buildkit/ssh_agent.N`", "path of the socket."),
                &["dst", "destination"],
            ),
            REQUIRED,
            option("mode", "0600", "octal mode of the socket."),
            UID,
            GID,
            IGNORED_FROM,
            IGNORED_ENV,
            IGNORED_READONLY,
            IGNORED_READWRITE,
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_syntax::{MOUNT_KEYS, MountType};

    #[test]
    fn every_type_has_a_text() {
        for kind in MountType::ALL {
            assert!(mount_type(kind.as_str()).is_some(), "{}", kind.as_str());
        }
        assert_eq!(MOUNTS.len(), MountType::ALL.len());
    }

    #[test]
    fn every_key_is_an_option_somewhere_and_nothing_else_is() {
        for key in MOUNT_KEYS {
            assert!(MOUNTS.iter().any(|mount| mount_option(mount.name, key).is_some()), "{key}");
        }
        for option in MOUNTS.iter().flat_map(|mount| mount.options) {
            assert!(MOUNT_KEYS.contains(&option.name), "{}", option.name);
            assert!(option.aliases.iter().all(|alias| MOUNT_KEYS.contains(alias)), "{}", option.name);
        }
    }

    #[test]
    fn keys_that_a_type_refuses_have_no_text_there() {
        for (mount, key) in [
            ("bind", "sharing"),
            ("cache", "required"),
            ("tmpfs", "mode"),
            ("secret", "from"),
            ("ssh", "src"),
        ] {
            assert_eq!(mount_option(mount, key), None, "{mount} {key}");
        }
    }

    #[test]
    fn defaults_depend_on_the_type() {
        let markdown = |mount, key| mount_option(mount, key).unwrap().markdown();
        assert_eq!(markdown("bind", "RO"), "`readonly`, `ro`: refuses writes.\n\nDefault: `true`.");
        assert_eq!(markdown("Cache", "ro"), "`readonly`, `ro`: refuses writes.\n\nDefault: `false`.");
        assert_eq!(markdown("bind", "env"), "`env`: only a secret has this. **Accepted here, but ignored.**");
    }
}

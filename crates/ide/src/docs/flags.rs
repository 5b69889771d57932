//! The flags of the instructions.

use plimsoll_syntax::Keyword;

/// What a flag does, and which values it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagDoc {
    pub name: &'static str,
    /// What stands behind `=`, to read; `None` for a flag that is on when it is there.
    pub value: Option<&'static str>,
    pub default: Option<&'static str>,
    /// Version of the Dockerfile frontend that has it in its stable channel.
    pub since: Option<&'static str>,
    /// Markdown.
    pub text: &'static str,
}

impl FlagDoc {
    pub fn markdown(&self) -> String {
        let value = self.value.map(|value| format!("={value}")).unwrap_or_default();
        let mut markdown = format!("```dockerfile\n--{}{value}\n```\n\n{}\n", self.name, self.text);
        if let Some(default) = self.default {
            markdown.push_str(&format!("\nDefault: {default}.\n"));
        }
        markdown.push_str(&match self.since {
            Some(since) => format!("\nDockerfile frontend {since}.\n"),
            None => "\nOnly in the labs channel: `# syntax=docker/dockerfile:1-labs`.\n".to_owned(),
        });
        markdown
    }
}

/// In the order in which the reference has them.
pub fn flags(keyword: Keyword) -> &'static [FlagDoc] {
    match keyword {
        Keyword::From => FROM,
        Keyword::Run => RUN,
        Keyword::Copy => COPY,
        Keyword::Add => ADD,
        Keyword::Healthcheck => HEALTHCHECK,
        _ => &[],
    }
}

/// Names are case-sensitive.
pub fn flag(keyword: Keyword, name: &str) -> Option<&'static FlagDoc> {
    flags(keyword).iter().find(|flag| flag.name == name)
}

const fn valued(name: &'static str, value: &'static str, since: &'static str, text: &'static str) -> FlagDoc {
    FlagDoc { name, value: Some(value), default: None, since: Some(since), text }
}

const fn switch(name: &'static str, since: &'static str, text: &'static str) -> FlagDoc {
    FlagDoc { name, value: None, default: Some("off"), since: Some(since), text }
}

const fn with_default(flag: FlagDoc, default: &'static str) -> FlagDoc {
    FlagDoc { default: Some(default), ..flag }
}

const FROM: &[FlagDoc] = &[valued(
    "platform",
    "OS/ARCH[/VARIANT]",
    "1.0",
    "Platform of the base image, such as `linux/arm64` or `$BUILDPLATFORM`. Ignored where the base is a stage of this \
     file. The variables of the global scope are expanded; a result that is empty is an error.",
)];

const RUN: &[FlagDoc] = &[
    valued(
        "mount",
        "type=TYPE[,OPTION=VALUE…]",
        "1.2",
        "Mounts files for this command only: `bind` (default), `cache`, `tmpfs`, `secret`, `ssh`. May be repeated. No \
         spaces after the commas: a space ends the flag. Values are expanded, `from=` is not.",
    ),
    with_default(
        valued(
            "network",
            "default|none|host",
            "1.3",
            "Network of the command. `none` leaves the loopback device; `host` needs the `network.host` entitlement.",
        ),
        "`default`",
    ),
    with_default(
        valued(
            "security",
            "sandbox|insecure",
            "1.20",
            "`insecure` runs the command with all privileges, and needs the `security.insecure` entitlement.",
        ),
        "`sandbox`",
    ),
    FlagDoc {
        name: "device",
        value: Some("[name=]NAME[,required]"),
        default: None,
        since: None,
        text: "Gives the command a CDI device: `vendor.com/class=device`, `vendor.com/class`, or a class. May be \
               repeated. Needs the `device` entitlement and BuildKit 0.20.",
    },
];

const CHOWN: FlagDoc = with_default(
    valued(
        "chown",
        "USER[:GROUP]",
        "1.0",
        "Owner of the copied files, by name or number; variables are expanded. Names are looked up in the stage's files \
         when it is built, so with `--link` only numbers and `root` work. Up to frontend 1.26 `user:` means group 0.",
    ),
    "`0:0`",
);

const CHMOD: FlagDoc = valued(
    "chmod",
    "MODE",
    "1.2",
    "Mode of the copied files: octal up to 7777 without `0o`, or symbolic such as `u=rwX,go=rX` (1.14). Variables are \
     expanded (1.10). With it `--link` makes no separate layer.",
);

const LINK: FlagDoc = switch(
    "link",
    "1.4",
    "Puts the files into a layer of their own that does not depend on the layers below, so a new base image does not \
     copy them again. Ignored together with `--chmod`.",
);

const EXCLUDE: FlagDoc = valued(
    "exclude",
    "PATTERN",
    "1.19",
    "Leaves out what matches, written like a line of `.dockerignore`, relative to the source. May be repeated. \
     Variables are not expanded.",
);

const COPY: &[FlagDoc] = &[
    with_default(
        valued(
            "from",
            "STAGE|INDEX|IMAGE|CONTEXT",
            "1.0",
            "Copies from a stage (name in any case, or its number from 0), an image or a named context. A stage must \
             stand above this one. Variables are an error.",
        ),
        "the build context",
    ),
    CHOWN,
    CHMOD,
    LINK,
    switch(
        "parents",
        "1.20",
        "Keeps the folders of the source paths: `src/a/b.txt` arrives as `DEST/src/a/b.txt`. Of a path with `/./` only \
         what comes after is kept. `**` works in the sources.",
    ),
    EXCLUDE,
];

const ADD: &[FlagDoc] = &[
    switch(
        "keep-git-dir",
        "1.6",
        "Keeps the `.git` folder of a git source. Must agree with `?keep-git-dir=` where the URL has it.",
    ),
    valued(
        "checksum",
        "HASH",
        "1.6",
        "Fails the build unless the download is the one expected: `sha256:…` for HTTP, a commit or its beginning for git \
         (1.16). One source only, and a remote one. Variables are expanded.",
    ),
    CHOWN,
    CHMOD,
    LINK,
    with_default(
        switch("unpack", "1.17", "Unpacks tar archives, or with `--unpack=false` leaves them as they are."),
        "on for local archives, off for downloads",
    ),
    EXCLUDE,
];

const HEALTHCHECK: &[FlagDoc] = &[
    with_default(valued("interval", "DURATION", "1.0", "Time between two tests."), "30s"),
    with_default(valued("timeout", "DURATION", "1.0", "A test that takes longer has failed."), "30s"),
    with_default(
        valued("start-period", "DURATION", "1.0", "Failures in this time after the start do not count."),
        "0s",
    ),
    with_default(
        valued(
            "start-interval",
            "DURATION",
            "1.6",
            "Time between two tests in the start period. Needs Docker Engine 25.",
        ),
        "5s",
    ),
    with_default(
        valued(
            "retries",
            "NUMBER",
            "1.0",
            "How many failures in a row make the container unhealthy. 0 means the default.",
        ),
        "3",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_of_the_language_has_a_text() {
        for keyword in Keyword::ALL {
            let documented: Vec<_> = flags(*keyword).iter().map(|flag| flag.name).collect();
            for spec in keyword.flags() {
                assert!(documented.contains(&spec.name), "{keyword} --{}", spec.name);
            }
            assert_eq!(documented.len(), keyword.flags().len(), "{keyword}");
        }
    }

    #[test]
    fn as_markdown() {
        let expected = "\
```dockerfile
--network=default|none|host
```

Network of the command. `none` leaves the loopback device; `host` needs the `network.host` entitlement.

Default: `default`.

Dockerfile frontend 1.3.
";
        assert_eq!(flag(Keyword::Run, "network").unwrap().markdown(), expected);
    }

    #[test]
    fn labs_flags_say_so() {
        assert!(flag(Keyword::Run, "device").unwrap().markdown().contains("labs"));
    }

    #[test]
    fn names_are_exact() {
        assert_eq!(flag(Keyword::Copy, "Link"), None);
        assert_eq!(flag(Keyword::Cmd, "mount"), None);
    }
}

//! Which programs are in the image that a stage makes.

use plimsoll_shell::{Invocation, Script, Word};
use plimsoll_syntax::{Keyword, Placed};

use crate::copy::Copy;
use crate::dockerfile::Dockerfile;
use crate::facts::ecosystems::Ecosystem;
use crate::facts::images;
use crate::facts::package_managers::package_manager;
use crate::stage::{Base, ImageName, Stage};

impl Dockerfile {
    /// For each stage whether a program is in its image; nothing where that can't be told.
    ///
    /// The program is there if the base image has it or a package manager installs it, and missing if the base image
    /// is known not to have it and no instruction may have brought it.
    pub fn presence_of(&self, program: &str) -> Vec<Option<bool>> {
        let mut presence: Vec<Option<bool>> = Vec::with_capacity(self.stages().len());
        for stage in self.stages() {
            let before = match stage.base() {
                Base::Stage(index) => presence.get(*index).copied().flatten(),
                base => is_in_base(base, program),
            };
            presence.push(self.presence_after(stage, before, program));
        }
        presence
    }

    /// The same for one stage.
    pub fn presence_in(&self, stage: Stage<'_>, program: &str) -> Option<bool> {
        let chain: Vec<Stage<'_>> = stage.chain().collect();
        let before = is_in_base(stage.root_base(), program);
        chain.into_iter().rev().fold(before, |before, stage| self.presence_after(stage, before, program))
    }

    /// Whether a RUN runs a program of an ecosystem, or a script that is not in the file and may run one.
    pub fn may_run(&self, run: Placed<'_>, ecosystem: &Ecosystem) -> bool {
        let mut calls = self.scripts(run).iter().flat_map(Script::invocations);
        calls.any(|(_, call)| ecosystem.has_program(call.name) || runs_script(&call))
    }

    fn presence_after(&self, stage: Stage<'_>, before: Option<bool>, program: &str) -> Option<bool> {
        stage.instructions().fold(before, |known, instruction| match self.effect_on(instruction, program) {
            Effect::None => known,
            Effect::Installs => Some(true),
            Effect::MayBring => known.filter(|known| *known),
            Effect::MayRemove => None,
        })
    }

    fn effect_on(&self, instruction: Placed<'_>, program: &str) -> Effect {
        match instruction.keyword() {
            Some(Keyword::Run) => self.effect_of_run(instruction, program),
            Some(Keyword::Copy | Keyword::Add) if self.may_copy(instruction, program) => Effect::MayBring,
            _ => Effect::None,
        }
    }

    fn effect_of_run(&self, run: Placed<'_>, program: &str) -> Effect {
        let mentions = mentions(run.source(), program);
        let scripts = self.scripts(run);
        let is_hidden = scripts.is_empty() || runs_unknown_script(scripts);
        if !mentions {
            return if is_hidden { Effect::MayBring } else { Effect::None };
        }
        let effects = scripts
            .iter()
            .flat_map(Script::invocations)
            .map(|(_, invocation)| effect_of_packages(&invocation, program));
        effects.max().unwrap_or_default().max(Effect::MayBring)
    }

    fn may_copy(&self, instruction: Placed<'_>, program: &str) -> bool {
        let fills_system_folder = |copy: Copy<'_>| {
            let folder = copy.destination.text().unwrap_or_default().trim_end_matches('/');
            let is_system = SYSTEM_FOLDERS.contains(&folder.rsplit('/').next().unwrap_or_default());
            is_system && copy.sources.iter().any(|source| source.text().is_none_or(may_hold_programs))
        };
        mentions(instruction.source(), program) || self.copy(instruction).is_some_and(fills_system_folder)
    }
}

/// What an instruction does to a program, the strongest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Effect {
    #[default]
    None,
    MayBring,
    Installs,
    MayRemove,
}

/// Folders that programs are found in, and folders above them.
const SYSTEM_FOLDERS: &[&str] = &["", "bin", "local", "sbin", "usr"];

/// A folder or an archive, as far as its name tells.
fn may_hold_programs(source: &str) -> bool {
    let name = source.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    !name.contains('.') || name == "." || name.contains(".tar") || name.contains(".tgz")
}

fn is_in_base(base: &Base, program: &str) -> Option<bool> {
    match base {
        Base::Scratch => Some(false),
        Base::Image(image) => is_in_image(image, program),
        Base::Stage(_) | Base::Unknown => None,
    }
}

fn is_in_image(image: &ImageName, program: &str) -> Option<bool> {
    let reference = image.reference.as_ref().ok()?;
    images::has_tool(reference.familiar_name(), reference.tag(), program)
}

/// The names of packages that bring a program.
fn packages_of(program: &str) -> &[&str] {
    match program {
        "node" => &["nodejs"],
        "python" => &["python", "python-is-python3"],
        "curl" => &["curl", "curl-minimal"],
        "python3" => &["python3", "py3-pip", "python3-pip"],
        "wget" => &["wget"],
        _ => &[],
    }
}

/// Whether a text names the program or its package as a word of its own.
fn mentions(text: &str, program: &str) -> bool {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let stands_alone = |(at, name): (usize, &str)| {
        !text[..at].ends_with(is_of_word) && !text[at + name.len()..].starts_with(is_of_word)
    };
    let names = packages_of(program).iter().chain(std::iter::once(&program));
    names.into_iter().any(|name| text.match_indices(name).any(stands_alone))
}

/// Words of a package manager's command line that take packages away.
const REMOVING: &[&str] = &["autoremove", "del", "erase", "purge", "remove", "rm"];

fn effect_of_packages(invocation: &Invocation<'_>, program: &str) -> Effect {
    let Some(manager) = package_manager(invocation.name) else { return Effect::None };
    let words = || invocation.arguments.iter().map(Word::text);
    let package = |word: &str| {
        let name = word.split(['=', '<', '>', '~', '@']).next().unwrap_or(word);
        packages_of(program).contains(&name)
    };
    if !words().any(package) {
        return Effect::None;
    }
    // A group of packages is there to be deleted under its name.
    let is_group = invocation.name == "apk" && invocation.has_any_flag(&["-t", "--virtual"]);
    if words().any(|word| REMOVING.contains(&word)) {
        Effect::MayRemove
    } else if words().any(|word| manager.installs(word)) && !is_group {
        Effect::Installs
    } else {
        Effect::MayBring
    }
}

/// Whether the scripts run others that the file does not hold, or install what only a build can tell.
fn runs_unknown_script(scripts: &[Script]) -> bool {
    scripts.iter().flat_map(Script::invocations).any(|(_, invocation)| {
        runs_script(&invocation)
            || (package_manager(invocation.name).is_some()
                && invocation.arguments.iter().any(Word::has_expansion))
    })
}

fn runs_script(invocation: &Invocation<'_>) -> bool {
    const RUNNERS: &[&str] = &["ansible-playbook", "just", "make", "task", "xargs"];
    let is_shell = matches!(invocation.name, "ash" | "bash" | "dash" | "sh" | "zsh");
    (is_shell && !invocation.has_flag("-c"))
        || invocation.name.ends_with(".sh")
        || RUNNERS.contains(&invocation.name)
}

#[cfg(test)]
mod tests {
    use crate::tests::file;

    #[track_caller]
    fn check(text: &str, program: &str, expected: Option<bool>) {
        assert_eq!(file(text).presence_of(program).last(), Some(&expected), "{program} in {text}");
    }

    #[test]
    fn of_the_base_image() {
        check("FROM python:3.13-slim\n", "python", Some(true));
        check("FROM python:3.13-slim\n", "curl", Some(false));
        check("FROM python:3.13 AS a\nFROM a\n", "curl", Some(true));
        check("FROM alpine\n", "wget", Some(true));
        check("FROM scratch\n", "curl", Some(false));
        check("FROM example.com/a\n", "curl", None);
    }

    #[test]
    fn installed_and_removed() {
        check("FROM debian:13\nRUN apt-get install -y curl=8.*\n", "curl", Some(true));
        check("FROM alpine\nRUN apk add nodejs\n", "node", Some(true));
        check("FROM example.com/a\nRUN dnf install -y curl\n", "curl", Some(true));
        check("FROM debian:13 AS a\nRUN apt-get install curl\nFROM a\nRUN b\n", "curl", Some(true));
        check("FROM debian:13\nRUN apt-get install curl && apt-get purge curl\n", "curl", None);
        check("FROM alpine\nRUN apk add --virtual .deps curl && apk del .deps\n", "curl", None);
        check("FROM debian:13\nRUN apt-get install libcurl4\n", "curl", Some(false));
    }

    #[test]
    fn brought_in_ways_that_can_not_be_followed() {
        for instruction in [
            "RUN ./install.sh",
            "RUN bash /tmp/a",
            "RUN example -o - | sh",
            "RUN apt-get install $PACKAGES",
            "RUN ln -s /opt/a /usr/bin/curl",
            "COPY --from=a /bin/curl /opt/",
            "COPY --from=a /usr/bin /usr/bin",
            "ADD rootfs.tar.xz /",
        ] {
            check(&format!("FROM debian:13\n{instruction}\n"), "curl", None);
        }
        for instruction in ["RUN make-it", "COPY a.py /usr/bin/", "COPY . /app", "ENV A=curl"] {
            check(&format!("FROM debian:13\n{instruction}\n"), "curl", Some(false));
        }
        check("FROM python:3.13\nRUN ./install.sh\n", "curl", Some(true));
    }
}

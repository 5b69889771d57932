//! Shared: the fix that mounts a file with a secret in the RUNs that read it, in place of copying it.

use plimsoll_semantics::facts::secret_readers::reads_file;
use plimsoll_semantics::facts::secrets::is_folder_of_secrets;
use plimsoll_semantics::{ContextEntry, Copy, Dockerfile, Location, Stage, Target};
use plimsoll_shell::{Command, Invocation, OperatorKind, Script, Step, Word};
use plimsoll_syntax::{Arguments, Keyword, Placed};
use plimsoll_text::{Span, TextEdit};

use super::secret_mount::{SecretMount, add_ssh_agent, remove_part};
use crate::edit;
use crate::finding::Fix;

/// A file that a COPY brings.
pub(super) struct SecretFile<'a> {
    file: &'a Dockerfile,
    copy: &'a Copy<'a>,
    /// Which of the sources.
    at: usize,
    /// In the build context.
    source: &'a str,
    /// In the image, absolute.
    target: String,
}

/// What a RUN does with the file.
#[derive(Default)]
struct Use<'a> {
    /// A program that looks for such a file by itself.
    by_program: bool,
    /// A command that names it.
    by_name: bool,
    /// Commands that only take care of it: `chmod`, `rm`.
    care: Vec<&'a Command>,
    deletes: bool,
    /// Not alone, but with the folder it is in.
    deletes_folder: bool,
}

type Refusal = String;

impl<'a> SecretFile<'a> {
    pub(super) fn of(
        file: &'a Dockerfile,
        copy: &'a Copy<'a>,
        at: usize,
        source: &'a str,
    ) -> Result<Self, Refusal> {
        let is_many = copy.sources[at].has_wildcard()
            || is_folder_of_secrets(source)
            || file.context().entry(source) == Some(ContextEntry::Folder);
        if is_many {
            return Err("a secret mount holds one file".to_owned());
        }
        let target = target(file, copy, source).ok_or("where the image has the file is not known")?;
        Ok(SecretFile { file, copy, at, source, target })
    }

    /// Else says what stands against it.
    pub(super) fn mount(&self) -> Result<Fix, Refusal> {
        let runs = self.runs_below()?;
        let uses = runs.iter().map(|run| Ok((*run, self.use_in(*run)?)));
        let uses: Vec<(Placed<'a>, Use<'a>)> = uses.collect::<Result<_, Refusal>>()?;
        let readers = self.readers(&uses)?;
        let mut edits = vec![self.removal()];
        let title = if self.is_for_agent(&uses) {
            edits.extend(readers.iter().filter_map(|run| add_ssh_agent(self.file, *run)));
            "Mount the SSH agent where it is used: `docker build --ssh default`".to_owned()
        } else if uses.iter().any(|(_, used)| used.deletes_folder) {
            return Err("a mount can't be deleted with the folder it is in".to_owned());
        } else {
            let mount = SecretMount::file(self.source, &self.target);
            edits.extend(readers.iter().filter_map(|run| mount.add_to(self.file, *run)));
            format!("Mount it where it is used: `docker build --secret id={},src={}`", mount.id, self.source)
        };
        for (run, used) in &uses {
            edits.extend(self.without_care(*run, used)?);
        }
        Ok(Fix::not_safe(title, edits))
    }

    /// The RUNs that have the file, in this stage and in those that are built from it. What else uses it stands
    /// against the mount.
    fn runs_below(&self) -> Result<Vec<Placed<'a>>, Refusal> {
        let own = self.file.stage_of(self.copy.instruction).map(Stage::index);
        let mut runs = Vec::new();
        for stage in self.file.stages().filter(|stage| stage.chain().any(|base| Some(base.index()) == own)) {
            let below = stage.instructions().filter(|one| one.index > self.copy.instruction.index);
            for instruction in below {
                match instruction.keyword() {
                    Some(Keyword::Run) => runs.push(instruction),
                    Some(keyword) if self.is_named_in(instruction) => {
                        return Err(format!("{keyword} names the file"));
                    }
                    _ => {}
                }
            }
        }
        let is_source = |copy: &Copy<'_>| {
            matches!(copy.from, Some(Target::Stage(stage)) if Some(*stage) == own)
                && copy.sources.iter().any(|source| source.text() == Some(&self.target))
        };
        let is_copied_on = self
            .file
            .instructions_of(Keyword::Copy)
            .any(|one| self.file.copy(one).is_some_and(|copy| is_source(&copy)));
        if is_copied_on { Err("another stage copies the file".to_owned()) } else { Ok(runs) }
    }

    /// The RUNs to mount it in.
    fn readers(&self, uses: &[(Placed<'a>, Use<'a>)]) -> Result<Vec<Placed<'a>>, Refusal> {
        let readers = |is_reader: &dyn Fn(&Use<'_>) -> bool| {
            uses.iter().filter(|(_, used)| is_reader(used)).map(|(run, _)| *run).collect::<Vec<_>>()
        };
        let readers = if reads_file("", self.source).is_some() {
            readers(&|used| used.by_program || used.by_name)
        } else if let Some(last) = uses.iter().position(|(_, used)| used.deletes) {
            // Everything up to there has it.
            let have_it = uses[..=last].iter().filter(|(run, used)| !self.is_all_care(*run, used));
            have_it.map(|(run, _)| *run).collect()
        } else if self.is_in_image() {
            return Err("the container may need it: mount it there when it starts".to_owned());
        } else {
            readers(&|used| used.by_name)
        };
        if readers.is_empty() { Err("no RUN is known to read it".to_owned()) } else { Ok(readers) }
    }

    fn is_in_image(&self) -> bool {
        let own = self.file.stage_of(self.copy.instruction).map(Stage::index);
        let last = self.file.final_stage();
        last.is_some_and(|stage| stage.chain().any(|base| Some(base.index()) == own))
    }

    /// A key that nobody names is one for the agent.
    fn is_for_agent(&self, uses: &[(Placed<'a>, Use<'a>)]) -> bool {
        self.name().starts_with("id_") && !uses.iter().any(|(_, used)| used.by_name)
    }

    fn name(&self) -> &'a str {
        self.source.rsplit('/').next().unwrap_or(self.source)
    }

    /// The name of the file stands in it, not as a part of another one.
    fn is_named_in(&self, instruction: Placed<'_>) -> bool {
        let source = instruction.instruction.source();
        let name = self.target.rsplit('/').next().unwrap_or(self.name());
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        source.match_indices(name).any(|(at, name)| {
            let after = &source[at + name.len()..];
            !source[..at].ends_with(is_part) && !after.starts_with(|c| is_part(c) || c == '.')
        })
    }

    fn use_in(&self, run: Placed<'a>) -> Result<Use<'a>, Refusal> {
        let mut used = Use::default();
        for (site, invocation) in self.file.scripts(run).iter().flat_map(Script::invocations) {
            let program = invocation.as_module().map_or(invocation.name, |module| module.name);
            used.by_program |=
                reads_file(program, self.source) == Some(true) && !runs_script(program, &invocation);
            if !matches!(invocation.name, "chmod" | "chown" | "rm" | "shred") {
                continue;
            }
            let paths = paths(&invocation);
            let below = |path: &&Word| self.below(run, path);
            used.deletes_folder |=
                invocation.name == "rm" && paths.iter().filter_map(below).any(|rest| !rest.is_empty());
            if paths.iter().filter_map(below).any(|rest| rest.is_empty()) {
                if paths.len() > 1 {
                    return Err(format!("`{}` has other files too", invocation.name));
                }
                used.care.push(site.command);
                used.deletes |= matches!(invocation.name, "rm" | "shred");
            }
        }
        let spans: Vec<Span> = used.care.iter().map(|command| command.span).collect();
        used.by_name = self.is_named_outside(run, &spans);
        Ok(used)
    }

    fn is_named_outside(&self, run: Placed<'_>, spans: &[Span]) -> bool {
        let count = |text: &str| text.matches(self.name()).count();
        let in_care: usize = spans.iter().map(|span| count(run.instruction.source_of(*span))).sum();
        self.is_named_in(run) && count(run.instruction.source()) > in_care
    }

    /// The rest of the file's path below one that a command names.
    fn below(&self, run: Placed<'_>, path: &Word) -> Option<String> {
        let text = path.text();
        let home = text.strip_prefix("~/").or_else(|| text.strip_prefix("$HOME/"));
        let text = home.map_or_else(|| text.to_owned(), |below| format!("/root/{below}"));
        let place = self.file.working_folder(run)?.join(&text)?;
        Location::absolute(&self.target).below(&place).map(str::to_owned)
    }

    /// The commands that take care of the file go with it: a mount can't be deleted.
    fn without_care(&self, run: Placed<'a>, used: &Use<'a>) -> Result<Vec<TextEdit>, Refusal> {
        if used.care.is_empty() {
            return Ok(Vec::new());
        }
        if self.is_all_care(run, used) {
            return Ok(vec![edit::remove(run)]);
        }
        let edits = used.care.iter().map(|command| without_command(self.file, run, command));
        edits.collect::<Option<_>>().ok_or("what deletes the file can't be taken out".to_owned())
    }

    fn is_all_care(&self, run: Placed<'_>, used: &Use<'_>) -> bool {
        !used.care.is_empty()
            && self.file.scripts(run).iter().flat_map(Script::commands).count() == used.care.len()
    }

    /// The whole COPY, or one of its sources.
    fn removal(&self) -> TextEdit {
        let instruction = self.copy.instruction;
        if self.copy.sources.len() == 1 {
            return edit::remove(instruction);
        }
        let spans: Vec<Span> = match &instruction.command().arguments {
            Arguments::Json(array) => array.elements.iter().map(|element| element.span).collect(),
            _ => self.copy.sources.iter().map(|source| source.span).collect(),
        };
        remove_part(instruction, &spans, self.at)
    }
}

/// Where the image has the file. A destination that may be a file or a folder says nothing.
fn target(file: &Dockerfile, copy: &Copy<'_>, source: &str) -> Option<String> {
    let folder = copy.destination_folder(file);
    let folder = folder.as_set()?.trim_end_matches('/');
    let name = source.rsplit('/').next().unwrap_or(source);
    let last = folder.rsplit('/').next().unwrap_or_default();
    let is_folder = copy.names_folder()
        || folder == "/root"
        || file.workdir_at(copy.instruction).as_set() == Some(folder);
    if is_folder {
        return Some(format!("{folder}/{name}"));
    }
    let ending = |name: &str| name.rsplit_once('.').map(|(_, ending)| ending.to_owned());
    (last == name || ending(last).is_some() && ending(last) == ending(name)).then(|| folder.to_owned())
}

/// The operands that are files.
fn paths<'s>(invocation: &Invocation<'s>) -> Vec<&'s Word> {
    let operands = invocation.parse(&[]).operands;
    let other = usize::from(matches!(invocation.name, "chmod" | "chown"));
    operands.into_iter().skip(other).collect()
}

/// Takes a command out of the script's own list, with the `&&` or `;` in front of it, or behind it if it is the first.
fn without_command(file: &Dockerfile, run: Placed<'_>, command: &Command) -> Option<TextEdit> {
    let [script] = file.scripts(run) else { return None };
    let items = &script.list().items;
    let at = items.iter().position(
        |item| matches!(&item.pipeline.steps[..], [Step::Command(only)] if std::ptr::eq(only, command)),
    )?;
    let plain = |at: usize| {
        let operator = items[at].operator.map(|operator| operator.kind);
        matches!(operator, None | Some(OperatorKind::And | OperatorKind::Sequence | OperatorKind::Newline))
    };
    let span = match at.checked_sub(1) {
        Some(before) => Span::new(items[before].pipeline.span.end, items[at].pipeline.span.end),
        None => Span::new(items[at].pipeline.span.start, items.get(1)?.pipeline.span.start),
    };
    (plain(at) && (at == 0 || plain(at - 1))).then(|| edit::replace(run, span, ""))
}

/// `npm run build` starts what the project says, and asks no registry.
fn runs_script(program: &str, invocation: &Invocation<'_>) -> bool {
    let scripts = ["run", "run-script", "start", "test"];
    matches!(program, "bun" | "npm" | "pnpm" | "yarn")
        && invocation.subcommand().is_some_and(|command| scripts.contains(&command))
}

#[cfg(test)]
mod tests {

    use crate::fixture;

    /// The file after the fix of its first finding, or why there is none.
    fn mounted(text: &str) -> String {
        let Some(fixed) = fixture::fixed(text, "copies-secret-file") else { return "no finding".to_owned() };
        fixed.unwrap_or_else(|reason| reason.unwrap_or("withheld".to_owned()))
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(mounted(text), expected, "{text}");
    }

    #[test]
    fn what_deletes_the_file_goes_too() {
        check(
            "FROM node:24\nWORKDIR /a\nCOPY .npmrc package.json ./\nRUN npm ci && rm -f .npmrc\n",
            "FROM node:24\nWORKDIR /a\nCOPY package.json ./\nRUN --mount=type=secret,id=npmrc,target=/a/.npmrc,required npm ci\n",
        );
        check(
            "FROM node:24\nCOPY .npmrc /root/\nRUN npm ci\nRUN rm ~/.npmrc\nRUN npm test\n",
            "FROM node:24\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc,required npm ci\nRUN npm test\n",
        );
        check(
            "FROM node:24\r\nCOPY .netrc /root/.netrc\r\nRUN chmod 600 /root/.netrc; \\\r\n    curl -n a.dev \\\r\n    && rm /root/.netrc && echo b\r\n",
            "FROM node:24\r\nRUN --mount=type=secret,id=netrc,target=/root/.netrc,required curl -n a.dev && echo b\r\n",
        );
        check(
            "FROM node:24\nCOPY .npmrc /a/\nRUN npm ci; rm -rf /a\n",
            "a mount can't be deleted with the folder it is in",
        );
        check("FROM node:24\nCOPY .npmrc /a/\nRUN npm ci; rm /a/.npmrc /a/b\n", "`rm` has other files too");
        check(
            "FROM node:24\nCOPY .npmrc /a/\nRUN npm ci || rm /a/.npmrc\n",
            "what deletes the file can't be taken out",
        );
    }

    #[test]
    fn a_key_for_ssh_may_be_that_of_an_agent() {
        check(
            "FROM golang:1.25\nCOPY [\"id_rsa\", \"/root/.ssh/\"]\nRUN chmod 600 ~/.ssh/id_rsa && go mod download\n",
            "FROM golang:1.25\nRUN --mount=type=ssh go mod download\n",
        );
        check(
            "FROM debian:13\nCOPY id_rsa /k/\nRUN ssh-add /k/id_rsa && git clone a\n",
            "FROM debian:13\nRUN --mount=type=secret,id=id_rsa,target=/k/id_rsa,required ssh-add /k/id_rsa && git clone a\n",
        );
    }

    #[test]
    fn every_user_can_read_it() {
        check(
            "FROM node:24\nUSER node\nCOPY .npmrc /a/\nRUN npm ci\n",
            "FROM node:24\nUSER node\nRUN --mount=type=secret,id=npmrc,target=/a/.npmrc,mode=0444,required npm ci\n",
        );
    }

    #[test]
    fn a_file_that_is_deleted_was_for_the_build() {
        check(
            "FROM debian:13\nCOPY .env /a/\nRUN make\nRUN rm /a/.env\nRUN b\n",
            "FROM debian:13\nRUN --mount=type=secret,id=env,target=/a/.env,required make\nRUN b\n",
        );
        check(
            "FROM debian:13 AS build\nCOPY .env /a/\nRUN . /a/.env && make\nRUN b\nFROM debian:13\n",
            "FROM debian:13 AS build\nRUN --mount=type=secret,id=env,target=/a/.env,required . /a/.env && make\nRUN b\nFROM debian:13\n",
        );
    }

    #[test]
    fn what_stands_against_it() {
        for (text, reason) in [
            ("COPY server.key /etc/\nRUN make", "the container may need it: mount it there when it starts"),
            ("COPY .npmrc /a/\nRUN make", "no RUN is known to read it"),
            ("COPY .npmrc /a\nRUN npm ci", "where the image has the file is not known"),
            ("COPY .npmrc .\nRUN npm ci", "where the image has the file is not known"),
            ("COPY .npmrc /a/\nRUN npm ci\nCMD cat .npmrc", "CMD names the file"),
            ("COPY .aws /root/.aws/\nRUN aws s3 ls", "a secret mount holds one file"),
            (
                "COPY .npmrc /a/\nRUN npm ci\nFROM a\nCOPY --from=0 /a/.npmrc /b",
                "another stage copies the file",
            ),
        ] {
            check(&format!("FROM a\n{text}\n"), reason);
        }
    }
}

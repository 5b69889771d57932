//! Shared: secrets that come to a RUN as a mount, and are in no layer.

use plimsoll_semantics::{Definition, Dockerfile, User};
use plimsoll_syntax::{Arguments, DirectiveKind, MountType, Placed};
use plimsoll_text::{Span, TextEdit};

use crate::edit;

/// One secret, for one RUN or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SecretMount {
    pub(super) id: String,
    pub(super) place: Place,
    /// The build stops without it. It may go on without an ARG that has no default.
    pub(super) is_required: bool,
}

/// Where the RUN finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Variable(String),
    /// An absolute path.
    File(String),
}

impl SecretMount {
    pub(super) fn variable(name: &str) -> SecretMount {
        let place = Place::Variable(name.to_owned());
        SecretMount { id: name.to_ascii_lowercase(), place, is_required: true }
    }

    /// A file of the build context, at a path of the image.
    pub(super) fn file(source: &str, target: &str) -> SecretMount {
        let name = source.rsplit('/').next().unwrap_or(source).trim_start_matches('.');
        let id = name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '-', "_");
        SecretMount { id, place: Place::File(target.to_owned()), is_required: true }
    }

    /// Puts the mount into a RUN. Nothing if it is there.
    pub(super) fn add_to(&self, file: &Dockerfile, run: Placed<'_>) -> Option<TextEdit> {
        let (key, value) = match &self.place {
            Place::Variable(name) => ("env", name),
            Place::File(path) => ("target", path),
        };
        let is_there = run.mounts().any(|(_, mount)| {
            let option = mount.get(&[key]).and_then(|option| option.value.as_deref());
            mount.kind() == Some(MountType::Secret) && option == Some(value)
        });
        let readable = match &self.place {
            Place::File(_) if is_other_user(file, run) => ",mode=0444",
            _ => "",
        };
        let required = if self.is_required { ",required" } else { "" };
        let flag = format!("type=secret,id={},{key}={value}{readable}{required}", self.id);
        (!is_there).then(|| add_mount(file, run, &flag))
    }
}

/// The agent's socket, for one RUN.
pub(super) fn add_ssh_agent(file: &Dockerfile, run: Placed<'_>) -> Option<TextEdit> {
    let is_there = run.mounts().any(|(_, mount)| mount.kind() == Some(MountType::Ssh));
    let flag = if is_other_user(file, run) { "type=ssh,mode=0666" } else { "type=ssh" };
    (!is_there).then(|| add_mount(file, run, flag))
}

fn add_mount(file: &Dockerfile, run: Placed<'_>, value: &str) -> TextEdit {
    edit::insert_flags(file, run, &[format!("--mount={value}")])
}

/// BuildKit gives mounts to root, and to nobody else.
fn is_other_user(file: &Dockerfile, run: Placed<'_>) -> bool {
    file.user_at(run).as_ref().and_then(User::is_root) == Some(false)
}

/// Why there can be no `env=` in a secret mount: that came with Dockerfile 1.10.
pub(super) fn refusal_of_variables(file: &Dockerfile) -> Option<&'static str> {
    let mut directives = file.tree().directives().map(|(_, directive)| directive);
    let syntax = directives.find(|directive| directive.kind == DirectiveKind::Syntax)?;
    let (_, tag) = syntax.value().rsplit_once(':')?;
    let mut numbers = tag.split(['.', '-']).map(str::parse::<u32>);
    let is_old = match (numbers.next(), numbers.next()) {
        (Some(Ok(1)), Some(Ok(minor))) => minor < 10,
        (Some(Ok(major)), _) => major < 1,
        _ => false,
    };
    is_old.then_some("`# syntax=` names a version before 1.10, which gives secrets to no variable")
}

/// The words of an instruction that could be names of variables.
pub(super) fn names(instruction: Placed<'_>) -> impl Iterator<Item = &str> {
    instruction.instruction.source().split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

/// Takes an ARG or ENV out: the whole instruction, or one of its names with the blanks before it.
pub(super) fn remove_definition(file: &Dockerfile, definition: &Definition) -> Option<TextEdit> {
    let instruction = file.tree().instruction(definition.item)?;
    let pairs = match &instruction.command().arguments {
        Arguments::Pairs(pairs) if pairs.len() > 1 => pairs,
        _ => return Some(edit::remove(instruction)),
    };
    let at = pairs.iter().position(|pair| pair.key == definition.key)?;
    let spans: Vec<Span> = pairs.iter().map(|pair| pair.span).collect();
    Some(remove_part(instruction, &spans, at))
}

/// Takes one of several parts of a list out, with what parts it from the one before it, or from the one behind it.
pub(super) fn remove_part(instruction: Placed<'_>, parts: &[Span], at: usize) -> TextEdit {
    let span = match at.checked_sub(1) {
        Some(before) => Span::new(parts[before].end, parts[at].end),
        None => Span::new(parts[at].start, parts.get(1).map_or(parts[at].end, |next| next.start)),
    };
    edit::replace(instruction, span, "")
}

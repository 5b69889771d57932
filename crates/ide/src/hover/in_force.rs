//! The user, the folder and the shell at an instruction, in a few words each.

use plimsoll_semantics::User;
use plimsoll_semantics::facts::images::DefaultUser;
use plimsoll_syntax::expansion::Value;
use plimsoll_syntax::{Arguments, Placed};

use super::Place;
use super::markdown::code;

/// Nothing outside of a stage.
pub(super) fn user(place: &Place<'_>) -> Option<String> {
    Some(match place.file.user_at(place.instruction)? {
        User::Set { item, value } => {
            let line = place.line_of(item);
            match value.as_set().filter(|_| !is_secret(place, item)) {
                Some(user) => format!("{} (line {line})", code(user)),
                None => format!("the user of line {line}"),
            }
        }
        User::Image(DefaultUser::Root) => "root".to_owned(),
        User::Image(DefaultUser::NonRoot(user)) => format!("{} (set by the base image)", code(user)),
        User::Image(DefaultUser::Unknown) => "the user of the base image".to_owned(),
    })
}

/// Nothing outside of a stage.
pub(super) fn folder(place: &Place<'_>) -> Option<String> {
    let stage = place.file.stage_of(place.instruction)?;
    let set_by = stage.workdir_instruction_before(place.instruction);
    let line = set_by.map(|workdir| place.line_of(workdir.index));
    let value = place.file.workdir_at(place.instruction);
    Some(match (value, line) {
        (Value::Set(folder), Some(line)) if !follows_secret(place, set_by) => {
            format!("{} (line {line})", code(&folder))
        }
        (Value::Set(folder), None) => code(&folder),
        (_, Some(line)) => format!("the folder of line {line}"),
        (_, None) => "the folder of the base image".to_owned(),
    })
}

pub(super) fn shell(place: &Place<'_>) -> String {
    let shell = place.file.shell_at(place.instruction);
    let argv = code(&shell.argv.join(" "));
    match shell.item {
        Some(item) => format!("{argv} (line {})", place.line_of(item)),
        None => argv,
    }
}

/// Whether a WORKDIR, or one that it is relative to, reads a secret.
pub(super) fn follows_secret(place: &Place<'_>, workdir: Option<Placed<'_>>) -> bool {
    let mut next = workdir;
    while let Some(workdir) = next {
        if is_secret(place, workdir.index) {
            return true;
        }
        let Arguments::Text(text) = &workdir.instruction.command().arguments else { return false };
        if workdir.text(*text).starts_with('/') {
            return false;
        }
        next = place.file.stage_of(workdir).and_then(|stage| stage.workdir_instruction_before(workdir));
    }
    false
}

fn is_secret(place: &Place<'_>, item: usize) -> bool {
    let Some(instruction) = place.file.tree().instruction(item) else { return false };
    place.file.expanded_texts(instruction).iter().any(|text| place.file.refers_to_secret(text))
}
